"""Many hands at once: twenty identical submissions have one effect, and two rolls never cross."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent, Entry, Journal
from youfu.kit.scope import acting
from youfu.kit.tests.papers import Upload, picture
from youfu.kit.workflow import actions, evidence
from youfu.modules.entitlements.actions import Award, grant
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region, User
from youfu.modules.payments.actions import approve, compute, discard, export_bank_file
from youfu.modules.payments.models import BankFile, Payout, Roll, RollLine
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person, StatusChange
from youfu.modules.recognition.actions import file_recipients
from youfu.modules.recognition.tests.books import book, row
from youfu.modules.standards.actions import load, repeal
from youfu.modules.standards.models import PolicyDocument
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

M = parse_month
pytestmark = pytest.mark.django_db(transaction=True)


def together(number: int, act: Callable[[int], Any]) -> list[Any]:
    """Do the same in so many threads at the same moment, each on its own connection; results and refusals."""
    gate = threading.Barrier(number)

    def one(which: int) -> Any:
        try:
            gate.wait(30)
            return act(which)
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def somebody(username: str) -> User:
    """The account, read anew: a thread of its own is a request of its own."""
    return User.objects.select_related("organisation__region").get(username=username)


def here() -> Region:
    return Region.objects.get(pk="330483000000")


def refusals(results: list[Any]) -> list[type]:
    return [type(r) for r in results if isinstance(r, Refused)]


class TestTogether:
    """Twenty identical submissions at once have one effect."""

    def test_it_sees_that_two_documents_replace_each_other(self, cast: Any) -> None:
        one, two = (PolicyDocument.objects.create(title="示例", number=f"示例〔2026〕{n}号") for n in (7, 8))

        def act(which: int) -> Any:
            old, new = ((one, two), (two, one))[which]
            return repeal(old, on=date(2026, 1, 1), why="示例", replaced_by=new, by=somebody("clerk"))

        assert refusals(together(2, act)) == [Refused]

    def test_it_computes_one_draft(self, make_entitled: Callable[..., Person]) -> None:
        make_entitled("combat_allowance", "2026-11")
        results = together(20, lambda _: compute(here(), month=M("2026-11"), by=somebody("clerk")))
        assert {(roll.pk, roll.lines, roll.total_fen) for roll in results} == {(results[0].pk, 1, 104000)}
        assert Roll.objects.count() == RollLine.objects.count() == 1

    def test_it_approves_once(self, county: Any, cast: Any, make_entitled: Callable[..., Person]) -> None:
        make_entitled("combat_allowance", "2026-11")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        results = together(
            20,
            lambda n: approve(draft, acknowledge_unverified=True, by=somebody(("reviewer", "leader")[n % 2])),
        )
        assert refusals(results) == [Stale] * 19
        assert Journal.objects.count() == Entry.objects.count() == 1
        assert check() == []

    def test_it_exports_one_file(self, county: Any, cast: Any, make_entitled: Callable[..., Person]) -> None:
        make_entitled("combat_allowance", "2026-11")
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        files = together(20, lambda n: export_bank_file(roll, by=somebody(("finance", "clerk")[n % 2])))
        assert len({file.digest for file in files}) == BankFile.objects.count() == Payout.objects.count() == 1
        assert Journal.objects.filter(kind="payout").count() == 1

    def test_it_files_a_workbook_once(self, tmp_path: Path) -> None:
        path = book(tmp_path, row(1), row(3))
        months = {"opening_from": M("2026-09"), "paid_through": M("2026-10")}
        results = together(20, lambda _: file_recipients(here(), path=path, by=somebody("clerk"), **months))
        assert sorted(len(filed.filed) for filed in results) == [0] * 19 + [2]
        assert (Person.objects.count(), Entitlement.objects.count(), Journal.objects.count()) == (2, 2, 1)

    def test_it_loads_a_table_once(self, sample_rise: list[dict[str, str]]) -> None:
        results = together(20, lambda _: load(sample_rise[:40], origin="测试", by=somebody("clerk")))
        assert sum(r.added > 0 for r in results) == 1
        assert sorted(r.unchanged > 0 for r in results) == [False] + [True] * 19

    def test_it_grants_once(self, cast: Any, make_person: Callable[..., Person]) -> None:
        person = make_person()
        award = Award(Terms("combat_allowance"), M("2026-11"), date(2026, 11, 1), "测试")
        results = together(20, lambda _: grant(person, award=award, county=here(), by=somebody("clerk")))
        assert len(refusals(results)) == 19
        assert Entitlement.objects.count() == 1

    def test_it_records_a_death_once(self, make_entitled: Callable[..., Person]) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        day = date(2026, 9, 1)
        results = together(20, lambda _: record_death(person, on=day, basis="证明", by=somebody("clerk")))
        assert len(refusals(results)) == 19
        assert StatusChange.objects.count() == 1
        assert AuditEvent.objects.filter(action="entitlement.end").count() == 1


class TestTwoRolls:
    """Two hands on the rolls at once: one waits, or is refused."""

    def test_it_drafts_one_of_two_months(self, make_entitled: Callable[..., Person]) -> None:
        make_entitled("combat_allowance", "2026-10")
        results = together(
            6, lambda n: compute(here(), month=M(("2026-10", "2026-11")[n % 2]), by=somebody("clerk"))
        )
        assert len(refusals(results)) == 3
        assert all("尚未审批" in str(r) for r in results if isinstance(r, Refused))
        assert Roll.objects.count() == 1

    @pytest.mark.parametrize("first", ["approve", "discard"])
    def test_it_waits_for_a_draft_that_is_being_decided_on(
        self, county: Any, cast: Any, make_entitled: Callable[..., Person], first: str
    ) -> None:
        """Computing while somebody approves must not turn the approved roll back into a draft."""
        make_entitled("combat_allowance", "2026-11")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        with ThreadPoolExecutor(1) as pool:
            with acting(cast.reviewer):
                if first == "approve":
                    approve(draft, acknowledge_unverified=True, by=cast.reviewer)
                else:
                    discard(draft, reason="试算", by=cast.clerk)
                waiting = pool.submit(
                    together, 1, lambda _: compute(here(), month=M("2026-11"), by=somebody("clerk"))
                )
                time.sleep(0.5)
                assert not waiting.done()
            (again,) = waiting.result(30)
        if first == "approve":
            assert again.lines == 0
            assert Roll.objects.get().state == "approved"
            assert RollLine.objects.count() == Journal.objects.count() == 1
        else:
            assert (again.lines, Roll.objects.get().state) == (1, "draft")
        assert check() == []

    def test_it_computes_beside_an_import_without_missing_anybody(
        self, make_entitled: Callable[..., Person], tmp_path: Path
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        path = book(tmp_path, row(1), row(3))
        months = {"opening_from": M("2026-09"), "paid_through": M("2026-10")}

        def act(which: int) -> Any:
            if which % 2:
                return file_recipients(here(), path=path, by=somebody("clerk"), **months)
            return compute(here(), month=M("2026-11"), by=somebody("clerk"))

        assert refusals(together(8, act)) == []
        roll = compute(here(), month=M("2026-11"), by=somebody("clerk"))
        assert (roll.people, Person.objects.count()) == (3, 3)


class TestPapers:
    """Papers handed in at once, to two applications of the same person, are numbered without a gap."""

    def test_it_numbers_the_archive_of_a_person(
        self, make_person: Callable[..., Person], limits: None, cast: Any
    ) -> None:
        person = make_person("马有田")
        given = {
            "enlisted_on": date(1984, 11, 1),
            "discharged_on": date(1988, 1, 15),
            "rural": True,
            "conscript": True,
        }
        kinds = ("rural_veteran", "combat_veteran")
        both = [actions.draft(person, kind=kind, given=given, by=cast.counter) for kind in kinds]

        def act(which: int) -> int:
            shot = Upload(picture(size=(40 + which, 40)))
            row = evidence.add(both[which % 2], paper="form", file=shot, by=somebody("counter"))
            return int(row.item)

        assert sorted(together(10, act)) == list(range(1, 11))
