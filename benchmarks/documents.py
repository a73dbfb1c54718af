"""A year of documents: one delivered to every station, and what the office and a station look at among 232,000 deliveries.

A thousand documents lie at 232 stations, made by set-based SQL: nine tenths are finished, the last fifty have many that are late.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.crowd import bare
from youfu.kit import clock
from youfu.kit.scope import acting
from youfu.modules.documents.actions.delivering import Recipients, deliver
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.organisations.models import Organisation, Region
from youfu.rules import reply_form

if TYPE_CHECKING:
    from benchmarks.steps import Answer

DOCUMENTS, QUERIES, DELIVERED = 1_000, 100, 20
CODE = "桐退役军人发"
FORM = reply_form.declare(
    [
        {"title": "慰问人数", "kind": "number", "summed": True},
        {"title": "慰问金", "kind": "yuan", "summed": True},
    ]
)
TABLES = ("documents_number", "documents_officialdocument", "documents_delivery", "documents_reply")
STATEMENTS = {
    "documents_number": """
        insert into documents_number (id, series_id, year, serial, text, given_by_id, given_at, void_why)
        select n, %(series)s, %(year)s, n, %(code)s || '〔' || %(year)s || '〕' || n || '号', %(office)s, now(), ''
        from generate_series(1, %(documents)s) n
    """,
    "documents_officialdocument": """
        insert into documents_officialdocument (id, direction, state, round, region_id, kind, urgency, title, body, main_to,
            copy_to, note, office_id, number_id, signer, dated, printed_on, copies, sender, sender_number, reply_form,
            retention, made_by_id, made_at, ended_on)
        select n, 'out', 'issued', 1, %(county)s, 'notice', 'normal', '关于做好第' || n || '项工作的通知',
            repeat('走访慰问。', 400), '', '', '', %(section)s, n, '', d, d, 1, '', '', %(form)s::jsonb, '', %(clerk)s, now(), d
        from generate_series(1, %(documents)s) n
        cross join lateral (select %(today)s::date - ((%(documents)s - n) * 330 / %(documents)s)::int) as day (d)
    """,
    "documents_delivery": """
        insert into documents_delivery (document_id, organisation_id, wants, words, due_on, delivered_by_id, delivered_at,
            opened_by_id, opened_at, signed_by_id, signed_at, replied_at, reminded, withdrawn_why)
        select f.id, o.id, case when f.id %% 2 = 0 then 'reply' else 'sign' end, '', f.printed_on + 7, %(office)s, f.at,
            case when done > 0 then %(village)s end, case when done > 0 then f.at + interval '1 hour' end,
            case when done > 1 then %(village)s end, case when done > 1 then f.at + interval '2 hours' end,
            case when done > 2 and f.id %% 2 = 0 then f.at + interval '3 hours' end, 0, ''
        from (select id, printed_on, printed_on + time '09:00' as at from documents_officialdocument) f
        cross join (select id from organisations_organisation where kind = 'station'
            and region_id in (select code from organisations_region where starts_with(path, %(path)s))) o
        cross join lateral (select case when f.id <= %(documents)s - 50 then
            case when hashint8(f.id * 1009 + o.id) %% 200 = 0 then 1 else 3 end
            else abs(hashint8(f.id * 1009 + o.id)) %% 4 end) as how (done)
    """,
    "documents_reply": """
        insert into documents_reply (delivery_id, "order", text, rows, by_id, at)
        select id, 1, '', '[{"c1": 12, "c2": 360050}]'::jsonb, %(village)s, replied_at from documents_delivery
        where replied_at is not null
    """,
}


def fill(county: Region, users: dict[str, Any]) -> None:
    """Make them."""
    series = series_of(county, "out", CODE)
    given = {
        "series": series.pk, "year": clock.today().year, "code": CODE, "documents": DOCUMENTS, "county": county.pk,
        "path": county.path, "today": clock.today(), "form": json.dumps(reply_form.to_json(FORM)),
        "section": users["clerk"].organisation_id,
        **{name: users[name].pk for name in ("office", "clerk", "village")},
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table, statement in STATEMENTS.items():
            with bare(cursor, table):
                cursor.execute(statement, given)
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
            cursor.execute(f"vacuum (analyze) {table}")


def measure(answer: Answer, county: Region, users: dict[str, Any]) -> None:
    """Deliver to all stations, then look at the lists as the browser gets them."""
    fill(county, users)
    _deliver(answer, county, users)
    _browse(answer, users)


def _deliver(answer: Answer, county: Region, users: dict[str, Any]) -> None:
    stations = list(Organisation.objects.filter(kind="station", region__path__startswith=county.path))
    title = "Document delivered to all stations"
    for n in range(DELIVERED):
        with acting(users["office"]):
            document = OfficialDocument.objects.create(
                direction="out", state="issued", region=county, title=f"关于第 {n} 件事的通知", made_by=users["clerk"],
                office=users["clerk"].organisation, dated=clock.today(), printed_on=clock.today(), ended_on=clock.today(),
                number=give(series_of(county, "out", CODE), by=users["office"]),
            )  # fmt: skip
        with answer.timed(title):
            deliver(
                document, to=Recipients(stations, wants="reply", due_on=clock.today()), by=users["office"]
            )
    answer.note(title, bodies=len(stations))


def _once(browser: Client, place: str) -> None:
    if browser.get(place).status_code != 200:
        raise SystemExit(f"{place} failed")


def _browse(answer: Answer, users: dict[str, Any]) -> None:
    from benchmarks.search import times

    dice = random.Random(330483)
    browsers = {}
    for who in ("office", "village", "town", "leader"):
        browsers[who] = Client()
        browsers[who].force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
    towns = list(Region.objects.current().filter(level="town").values_list("code", flat=True))
    mine = list(Delivery.objects.of(users["village"]).values_list("pk", flat=True))
    any_one = [dice.randrange(1, DOCUMENTS) for _ in range(QUERIES)]

    def browse(title: str, who: str, places: Iterable[str]) -> None:
        answer.samples[title] = list(times(partial(_once, browsers[who]), list(places)))
        answer.note(title, deliveries=DOCUMENTS * 232)

    overview, inbox, chasing = reverse("delivery-overview"), reverse("deliveries"), reverse("chasing")
    browse("Documents with their counts, all", "office", [f"{overview}?view=all"] * QUERIES)
    browse(
        "Documents with their counts, pages anywhere",
        "office",
        (f"{overview}?view=all&after={n}" for n in any_one),
    )
    browse("Documents with their counts, unfinished", "office", [f"{overview}?view=open"] * QUERIES)
    browse("Documents with their counts, overdue", "leader", [f"{overview}?view=overdue"] * QUERIES)
    browse("Matrix of 232 recipients", "office", (reverse("delivery-matrix", args=[n]) for n in any_one))
    browse(
        "Replies of 232 recipients",
        "office",
        (reverse("document-replies", args=[n & ~1 or 2]) for n in any_one),
    )
    browse("Inbox of a village, to sign", "village", [inbox] * QUERIES)
    browse("Inbox of a village, all", "village", [f"{inbox}?view=all"] * QUERIES)
    browse("Inbox of a village, by title", "village", (f"{inbox}?view=all&q=第{n}" for n in any_one))
    browse("Inbox of a town, all its villages", "town", [f"{inbox}?view=area"] * QUERIES)
    browse("One delivery", "village", (reverse("delivery", args=[dice.choice(mine)]) for _ in range(QUERIES)))
    browse("Chasing list, overdue", "office", [chasing] * QUERIES)
    browse(
        "Chasing list, by town", "office", (f"{chasing}?town={dice.choice(towns)}" for _ in range(QUERIES))
    )
