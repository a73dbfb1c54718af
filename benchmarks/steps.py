"""The steps, each run in a process of its own: `python -m benchmarks.steps NAME '{"…": …}'` prints one JSON document."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youfu.config.settings")

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
COUNTY = "330483000000"


class Answer:
    """What a step measured."""

    def __init__(self) -> None:
        self.samples: dict[str, list[float]] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.python_mb = 0

    @contextmanager
    def timed(self, title: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.samples.setdefault(title, []).append(time.perf_counter() - begun)

    def note(self, title: str, **facts: Any) -> None:
        self.notes.setdefault(title, {}).update(facts)


def county() -> Any:
    from youfu.modules.organisations.models import Region

    return Region.objects.get(pk=COUNTY)


def account(name: str) -> Any:
    from youfu.modules.organisations.models import User

    return User.objects.get(username=name)


def database_mb() -> int:
    """What the county takes on disk by now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database()) / 1024 / 1024")
        return int(cursor.fetchone()[0])


def step_init(answer: Answer) -> None:
    """An empty county with the shipped standards and the trial accounts."""
    from youfu.config.commands import init
    from youfu.config.demo.accounts import open_demo_accounts

    open_demo_accounts(init.establish(COUNTY))


def step_import(answer: Answer) -> None:
    """The clean workbook through the action: checked, filed, and ten months of opening entries posted."""
    from youfu.modules.recognition.actions import file_recipients
    from youfu.rules.periods import parse_month

    title = "Import of 5,400 rows, ten opening months"
    with answer.timed(title):
        filed = file_recipients(
            county(), path=DATA / "recipients-clean.xlsx", opening_from=parse_month("2026-01"),
            paid_through=parse_month("2026-10"), by=account("clerk"),
        )  # fmt: skip
    answer.note(title, entitlements=len(filed.filed))
    if len(filed.filed) != 5400:
        raise SystemExit(f"only {len(filed.filed)} rows were filed")


def step_roll(answer: Answer, month: str, tag: str, warm: bool = False) -> None:
    """Compute a month's roll and approve it; `warm` months are posted but not reported."""
    from youfu.modules.payments import actions
    from youfu.rules.periods import parse_month

    compute, approve = f"Roll of {tag}: compute", f"Roll of {tag}: approve"
    with answer.timed(compute):
        roll = actions.compute(county(), month=parse_month(month), by=account("clerk"))
    with answer.timed(approve):
        roll = actions.approve(roll, acknowledge_unverified=True, by=account("reviewer"))
    facts = {
        "people": roll.people,
        "lines": roll.lines,
        "profiles": roll.prices.count(),
        "problems": len(roll.problems),
    }
    facts["database_mb"] = database_mb()
    if warm:
        answer.samples.clear()
    else:
        answer.note(compute, **facts)


def step_crowd(answer: Answer, people: int) -> None:
    """Fill the county with invented people by set-based SQL; not a measurement."""
    from benchmarks.crowd import fill

    print(f"{people:,} people in {fill(people, COUNTY):.0f} s", file=sys.stderr)


def step_rise(answer: Answer, month: str, tag: str) -> None:
    """Standards rise from four months ago: the next roll holds back pay for everybody."""
    import csv

    from youfu.modules.payments import actions
    from youfu.modules.standards.actions import load
    from youfu.rules.periods import parse_month

    with (DATA / "standards-sample-rise.csv").open(encoding="utf-8-sig") as file:
        load(list(csv.DictReader(file)), origin="standards-sample-rise.csv", by=account("clerk"))
    title = f"Rise of {tag} over 4 months: compute"
    with answer.timed(title):
        roll = actions.compute(county(), month=parse_month(month), by=account("clerk"))
    answer.note(
        title, people=roll.people, lines=roll.lines, prices=roll.prices.count(), problems=len(roll.problems)
    )
    with answer.timed(f"Rise of {tag} over 4 months: approve"):
        actions.approve(roll, acknowledge_unverified=True, by=account("reviewer"))


def step_search(answer: Answer, people: int) -> None:
    """Find people as a clerk does, and page through the list."""
    from benchmarks import search

    search.measure(answer, county(), account("clerk"))


def step_applications(answer: Answer) -> None:
    """Five thousand applications on one desk, and how fast one is handled."""
    from benchmarks import applications
    from youfu.modules.organisations.models import User

    users = {user.username: user for user in User.objects.select_related("organisation__region")}
    applications.fill(county(), users)
    applications.measure(answer, county(), users)


def step_document_search(answer: Answer) -> None:
    """Search among 100,000 documents, as the bureau's people and as a village."""
    from benchmarks import document_search
    from youfu.modules.organisations.models import User

    users = {user.username: user for user in User.objects.select_related("organisation__region")}
    document_search.measure(answer, county(), users)


def step_documents(answer: Answer) -> None:
    """A year of documents at every station: delivering one, and the lists of office, town and village."""
    from benchmarks import documents
    from youfu.modules.organisations.models import User

    users = {user.username: user for user in User.objects.select_related("organisation__region")}
    documents.measure(answer, county(), users)


def step_hostile(answer: Answer) -> None:
    """Every hostile workbook of the tests, each checked in a process of its own; the slowest and the hungriest count."""
    from benchmarks import hostile

    hostile.measure(answer)


STEPS: dict[str, Callable[..., None]] = {
    name.removeprefix("step_"): step for name, step in list(globals().items()) if name.startswith("step_")
}


def main(name: str, given: dict[str, Any]) -> None:
    """Run one step; its own peak memory goes with its answer."""
    import django

    django.setup()
    answer = Answer()
    STEPS[name](answer, **given)
    json.dump(
        {"samples": answer.samples, "notes": answer.notes, "python_mb": answer.python_mb or peak_memory()},
        sys.stdout,
    )


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
