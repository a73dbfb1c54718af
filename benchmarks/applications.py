"""Five thousand applications on one desk: the to-do list as the browser gets it, a review page, and how fast one is handled.

Beside them lie 2,500 at other steps and 20,000 that ended, made by set-based SQL; those that are submitted and decided while the
clock runs go through the actions, papers included.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.crowd import bare
from youfu.config.demo.applications import lay_down_limits, photograph
from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.workflow import TYPES, actions, deciding, evidence
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person

if TYPE_CHECKING:
    from benchmarks.steps import Answer

DESK, ELSEWHERE, ENDED = 5_000, 2_500, 20_000
QUERIES, HANDLED = 100, 100
KIND = "rural_veteran"
GIVEN = {
    "enlisted_on": date(1984, 11, 1),
    "discharged_on": date(1988, 3, 10),
    "rural": True,
    "conscript": True,
}
TABLES = ("kit_application", "kit_applicationstep", "kit_decision")
STATEMENTS = {
    # The clerk's desk is step 3 (县级经办); the others stand at steps 1, 2 and 4.
    "kit_application": """
        insert into kit_application (id, type, title, number, person_id, region_id, state, position, round, paused, given,
            declared, findings, outcome, made_by_id, made_at, submitted_on, ended_on)
        select p.id, %(kind)s, %(title)s, '13-2025-' || lpad(p.id::text, 5, '0'), p.id, p.household_region_id,
            case when p.id <= %(running)s then 'open' else 'approved' end,
            case when p.id <= %(desk)s then 3 when p.id <= %(running)s then (array[1, 2, 4])[1 + mod(p.id, 3)] else 0 end,
            1, false, %(given)s::jsonb, %(declared)s::jsonb, '[]'::jsonb, '', %(counter)s, now(),
            %(today)s::date - mod(p.id * 7, 40)::int - 10,
            case when p.id <= %(running)s then null else %(today)s::date - mod(p.id, 300)::int end
        from people_person p where p.id <= %(all)s
    """,
    "kit_applicationstep": """
        insert into kit_applicationstep (application_id, "order", code, title, kind, level, permission, path, days, returns_to,
            records, state, opened_on, running_since, used_days, due_on, closed_on)
        select a.id, s.n, s.code, s.title, s.kind, s.level, s.permission,
            case when s.level = 'town' then t.path else %(county)s end, 10, '["maker"]'::jsonb, '[]'::jsonb,
            case when a.state <> 'open' or s.n < a.position then 'done' when s.n = a.position then 'open' else 'waiting' end,
            case when a.state <> 'open' or s.n <= a.position then a.submitted_on end,
            case when s.n = a.position then a.submitted_on end, 0,
            case when s.n = a.position then %(today)s::date - 10 + mod(a.id * 13, 30)::int end,
            case when a.state <> 'open' or s.n < a.position then a.submitted_on end
        from kit_application a
        join organisations_region r on r.code = a.region_id join organisations_region t on t.code = r.parent_id
        cross join (values (1, 'town', '镇街道初审', 'review', 'town', 'applications.town'),
            (2, 'publicity', '公示', 'publicity', 'town', 'applications.town'),
            (3, 'examine', '县级经办', 'review', 'county', 'applications.examine'),
            (4, 'review', '县级复核', 'review', 'county', 'applications.review')
        ) s (n, code, title, kind, level, permission)
    """,
    "kit_decision": """
        insert into kit_decision (application_id, "order", round, step, verb, by_id, author, counts, opinion, paper_of, record,
            back_to, at)
        select a.id, s.n, 1, s.step, s.verb, s.by, '', true, '材料齐全', '', '{}'::jsonb, '', now()
        from kit_application a cross join (values (0, '受理', 'submit', %(counter)s), (1, '镇街道初审', 'approve', %(town)s))
            s (n, step, verb, by)
        where s.n = 0 or a.position <> 1
    """,
}


def fill(county: Region, users: dict[str, Any]) -> None:
    """Make them for the first people of the crowd."""
    import json

    declared = TYPES[KIND]
    given = {
        "kind": KIND, "title": str(declared.title), "desk": DESK, "running": DESK + ELSEWHERE,
        "all": DESK + ELSEWHERE + ENDED, "counter": users["counter"].pk, "town": users["town"].pk, "county": county.path,
        "given": json.dumps({k: str(v) for k, v in GIVEN.items()}), "declared": json.dumps(actions._snapshot(declared)),
        "today": clock.today(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table, statement in STATEMENTS.items():
            with bare(cursor, table):
                cursor.execute(statement, given)
        for table in TABLES:
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
            cursor.execute(f"vacuum (analyze) {table}")


def measure(answer: Answer, county: Region, users: dict[str, Any]) -> None:
    """The lists of the clerk and of the leader, the review page, the workbench; then a hundred handled."""
    from benchmarks.search import times

    dice = random.Random(330483)
    towns = list(Region.objects.current().under(county).filter(level="town").values_list("code", flat=True))
    names = list(Person.objects.filter(pk__lte=DESK).values_list("name", flat=True)[:QUERIES])
    clerk, leader = Client(), Client()
    for browser, who in ((clerk, "clerk"), (leader, "leader")):
        browser.force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")

    def browse(title: str, browser: Client, places: Iterable[str], waiting: int | None = None) -> None:
        def once(place: str) -> None:
            if browser.get(place).status_code != 200:
                raise SystemExit(f"{title}: {place} failed")

        answer.samples[title] = list(times(once, list(places)))
        if waiting:
            answer.note(title, waiting=waiting)

    lists = reverse("applications")
    browse("To-do list, first page", clerk, [f"{lists}?view=mine"] * QUERIES, DESK)
    browse(
        "To-do list, by town",
        clerk,
        (f"{lists}?view=mine&town={dice.choice(towns)}" for _ in range(QUERIES)),
        DESK,
    )
    browse("To-do list, overdue", clerk, [f"{lists}?view=mine&clock=overdue"] * QUERIES, DESK)
    browse("To-do list, by name", clerk, (f"{lists}?view=mine&q={name}" for name in names), DESK)
    browse("Applications under way", leader, [f"{lists}?view=running"] * QUERIES, DESK + ELSEWHERE)
    browse("Applications ended", leader, [f"{lists}?view=ended"] * QUERIES, ENDED)
    browse("Review page", clerk, (f"{lists}/{dice.randrange(1, DESK)}" for _ in range(QUERIES)))
    browse("Workbench with 5,000 to do", clerk, ["/"] * QUERIES)
    _handle(answer, county, users)


def _handle(answer: Answer, county: Region, users: dict[str, Any]) -> None:
    """Draft, papers, submit, decide: each through its action, one after the other."""
    lay_down_limits(county, users["clerk"])
    page, counter = photograph(), users["counter"]
    for person in Person.objects.filter(pk__gt=DESK + ELSEWHERE + ENDED).order_by("pk")[:HANDLED]:
        with answer.timed("Application drafted"):
            made: Application = actions.draft(person, kind=KIND, given=GIVEN, by=counter)
        for paper in actions.papers(made):
            file = io.BytesIO(page)
            file.name = "a.jpg"
            with answer.timed("Photograph of 620 by 877 taken in"):
                evidence.add(made, paper=paper["code"], file=file, by=counter)
        with answer.timed("Application submitted"):
            made = actions.submit(made, by=counter)
        with answer.timed("Application decided"):
            deciding.decide(
                made, verdict=Verdict("reject", (1, 1), "不符合", ground="other"), by=_town(users, made)
            )


def _town(users: dict[str, Any], made: Application) -> Any:
    """The trial's town reviewer holds one town; for the measurement they hold the county."""
    from youfu.kit.access import Held

    town = users["town"]
    town.__dict__["_held"] = (Held("town_reviewer", "/"),)
    return town
