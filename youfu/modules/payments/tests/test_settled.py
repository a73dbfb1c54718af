"""Which earlier months a roll looks at again: none that could differ may be passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils import timezone

from youfu.kit.errors import Stale
from youfu.modules.entitlements.actions import change_terms, interned
from youfu.modules.entitlements.models import SETTLED, Entitlement
from youfu.modules.payments.actions import approve, compute, open_books
from youfu.modules.payments.models import Kind, Opening, Roll, RollLine
from youfu.modules.payments.queries.integrity import check
from youfu.modules.payments.queries.settled import settled, unchanged_until
from youfu.modules.people.models import Person
from youfu.modules.standards.actions import LimitRow, end_rate, load, load_exclusions, set_limit
from youfu.modules.standards.models import Programme, Rate
from youfu.rules.periods import first_day, month_text, parse_month
from youfu.rules.pricing import Terms

M = parse_month
Maker = Callable[..., Person]
OLD, RISEN = 84400, 87020  # 带病回乡, fen a month, before and after the invented rise of 2026-08-01


def lines(roll: Roll) -> list[tuple[str, str, int]]:
    """(kind, month, fen) of every line, oldest first."""
    rows = RollLine.objects.filter(roll=roll).order_by("for_month", "programme", "person")
    return [(Kind(r.kind).name.lower(), month_text(r.for_month), r.amount_fen) for r in rows]


def paid(county: Any, cast: Any, month: str) -> Roll:
    """Compute and approve a month; afterwards everything must add up and nothing be left to pay."""
    roll = approve(
        compute(county, month=M(month), by=cast.clerk), acknowledge_unverified=True, by=cast.reviewer
    )
    assert check() == []
    again = compute(county, month=M(month), by=cast.clerk)
    assert again.lines == 0
    return roll


def local_rate(amount: str, start: str, end: str = "", number: str = "桐退〔2026〕1号") -> dict[str, str]:
    """A county's own rate of 带病回乡, yuan a month, as a row of the published layout."""
    return {
        "region": "330483000000", "category": "定期生活补助", "subcategory": "带病回乡退役军人", "grade": "",
        "cause": "", "unit": "yuan_per_month", "amount": amount, "effective_from": start, "effective_to": end,
        "document_title": "测试", "document_number": number, "source": "测试", "confidence": "high",
    }  # fmt: skip


@pytest.fixture
def import_one(make_person: Maker, county: Any, cast: Any) -> Callable[..., Person]:
    """File somebody the way a workbook does: settled by opening entries from 2026-01 through a month."""

    def imported(
        through: str, *, programme: str = "illness_veteran_allowance", opening: str = "2026-01", **dims: Any
    ) -> Person:
        person, benefit = make_person("周建华"), Programme.objects.get(code=programme)
        Entitlement.objects.create(
            person=person, programme=benefit, terms=interned(Terms(programme, **dims)), county=county,
            months=NumericRange(M("2020-01"), None), closed_before=M(opening), revision=SETTLED,
        )  # fmt: skip
        span = {"first_month": M(opening), "last_month": M(through)}
        open_books(county, claims=[(person.pk, benefit.pk)], **span, by=cast.clerk)
        return person

    return imported


class TestOpenings:
    def test_it_pays_each_of_two_openings_from_its_own_month(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-10")
        import_one("2026-08")
        assert [month for _, month, _ in lines(paid(county, cast, "2026-11"))] == [
            "2026-09", "2026-10", "2026-11", "2026-11",
        ]  # fmt: skip

    def test_it_pays_somebody_opened_after_the_last_roll_for_the_months_between(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-09")
        paid(county, cast, "2026-11")
        import_one("2026-09")
        assert [month for _, month, _ in lines(paid(county, cast, "2026-12"))] == [
            "2026-10", "2026-11", "2026-12", "2026-12",
        ]  # fmt: skip

    def test_it_does_not_skip_a_month_because_somebody_else_was_paid_ahead(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-09")
        paid(county, cast, "2026-10")
        import_one("2026-12")
        assert [month for _, month, _ in lines(paid(county, cast, "2026-12"))] == ["2026-11", "2026-12"]

    def test_it_pays_somebody_filed_with_no_month_to_open(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-09")
        paid(county, cast, "2026-11")
        import_one("2026-10", opening="2026-11")
        assert Opening.objects.count() == 2
        assert [month for _, month, _ in lines(paid(county, cast, "2026-12"))] == [
            "2026-11",
            "2026-12",
            "2026-12",
        ]

    def test_it_pays_the_rise_to_those_opened_before_it_and_not_to_those_opened_after(
        self, county: Any, cast: Any, import_one: Callable[..., Person], sample_rise: list[dict[str, str]]
    ) -> None:
        before = import_one("2026-10")
        load(sample_rise, origin="测试", by=cast.clerk)
        import_one("2026-10")
        roll = paid(county, cast, "2026-11")
        assert lines(roll) == [
            ("arrears", "2026-08", RISEN - OLD), ("arrears", "2026-09", RISEN - OLD), ("arrears", "2026-10", RISEN - OLD),
            ("current", "2026-11", RISEN), ("current", "2026-11", RISEN),
        ]  # fmt: skip
        arrears = RollLine.objects.filter(roll=roll, kind=Kind.ARREARS)
        assert set(arrears.values_list("person", flat=True)) == {before.pk}

    def test_it_pays_somebody_opened_while_a_draft_waited_with_a_second_roll(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-10")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        import_one("2026-10")
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert check() == []
        assert [month for _, month, _ in lines(paid(county, cast, "2026-11"))] == ["2026-11"]

    def test_it_opens_only_the_months_after_which_the_books_were_closed(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        import_one("2026-10", opening="2026-06")
        assert [month for _, month, _ in lines(paid(county, cast, "2026-11"))] == ["2026-11"]


class TestSomebodyWithMore:
    """Opening the books for a person who has entitlements already."""

    def opened(self, county: Any, cast: Any, person: Person, programme: str, **dims: Any) -> None:
        benefit = Programme.objects.get(code=programme)
        Entitlement.objects.create(
            person=person, programme=benefit, terms=interned(Terms(programme, **dims)), county=county,
            months=NumericRange(M("2020-01"), None), closed_before=M("2026-01"), revision=None,
        )  # fmt: skip
        span = {"first_month": M("2026-01"), "last_month": M("2026-10")}
        open_books(county, claims=[(person.pk, benefit.pk)], **span, by=cast.clerk)

    def test_it_still_pays_what_was_granted_and_not_yet_rolled(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("survivor_pension", "2026-09", kind="martyr")
        self.opened(county, cast, person, "illness_veteran_allowance")
        roll = paid(county, cast, "2026-11")
        got = RollLine.objects.filter(roll=roll, programme__code="survivor_pension")
        assert sorted(got.values_list("for_month", flat=True)) == [M("2026-09"), M("2026-10"), M("2026-11")]

    def test_it_recovers_through_the_roll_what_the_roll_paid(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("nuclear_test_allowance", "2026-09")  # gives way to 带病回乡
        paid(county, cast, "2026-10")
        self.opened(county, cast, person, "illness_veteran_allowance")
        roll = paid(county, cast, "2026-11")
        recovered = RollLine.objects.filter(
            roll=roll, kind=Kind.RECOVERY, programme__code="nuclear_test_allowance"
        )
        assert [r.for_month for r in recovered.order_by("for_month")] == [M("2026-09"), M("2026-10")]

    def test_it_settles_two_openings_of_one_person_outside_the_roll(
        self, county: Any, cast: Any, import_one: Callable[..., Person]
    ) -> None:
        person = import_one("2026-10", programme="nuclear_test_allowance")
        self.opened(county, cast, person, "illness_veteran_allowance")
        assert lines(paid(county, cast, "2026-11")) == [("current", "2026-11", OLD)]

    @pytest.mark.parametrize(
        ("programme", "paid_for"), [("combat_allowance", []), ("survivor_pension", ["2025-11", "2025-12"])]
    )
    def test_it_minds_in_a_closed_month_what_was_paid_elsewhere(
        self, county: Any, cast: Any, import_one: Callable[..., Person], make_entitled: Maker, programme: str,
        paid_for: list[str],
    ) -> None:  # fmt: skip
        """参战 gives way to the higher pension, in months that were settled before the books opened too."""
        person = import_one("2026-10", programme="disability_pension", grade=5, cause="war")
        dims = {"kind": "martyr"} if programme == "survivor_pension" else {}
        make_entitled(programme, "2025-11", person=person, **dims)
        roll = paid(county, cast, "2026-11")
        closed = RollLine.objects.filter(roll=roll, for_month__lt=M("2026-01")).order_by("for_month")
        assert [(line.programme.code, month_text(line.for_month)) for line in closed] == [
            (programme, month) for month in paid_for
        ]


class TestStandards:
    def test_it_pays_a_correction_of_past_months(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        make_entitled("illness_veteran_allowance", "2026-01")
        load([local_rate("900", "2026-01-01")], origin="测试", by=cast.clerk)
        paid(county, cast, "2026-03")
        load([local_rate("910", "2026-01-01")], origin="测试", by=cast.clerk)
        assert lines(paid(county, cast, "2026-04")) == [
            ("arrears", "2026-01", 1000), ("arrears", "2026-02", 1000), ("arrears", "2026-03", 1000),
            ("current", "2026-04", 91000),
        ]  # fmt: skip

    def test_it_recovers_a_correction_downwards(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        make_entitled("illness_veteran_allowance", "2026-02")
        load([local_rate("900", "2026-01-01")], origin="测试", by=cast.clerk)
        paid(county, cast, "2026-03")
        load([local_rate("890", "2026-01-01")], origin="测试", by=cast.clerk)
        assert [amount for _, _, amount in lines(paid(county, cast, "2026-04"))] == [-1000, -1000, 89000]

    def test_it_looks_from_the_first_of_two_rates_loaded_between_rolls(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-01")
        paid(county, cast, "2026-06")
        load([local_rate("900", "2026-02-01")], origin="测试", by=cast.clerk)
        load([local_rate("950", "2026-05-01")], origin="测试", by=cast.clerk)
        assert lines(paid(county, cast, "2026-07")) == [
            ("arrears", "2026-02", 5600), ("arrears", "2026-03", 5600), ("arrears", "2026-04", 5600),
            ("arrears", "2026-05", 10600), ("arrears", "2026-06", 10600), ("current", "2026-07", 95000),
        ]  # fmt: skip

    def test_it_looks_from_the_beginning_of_a_rate_loaded_and_ended_between_rolls(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-01")
        paid(county, cast, "2026-06")
        load([local_rate("900", "2026-02-01")], origin="测试", by=cast.clerk)
        end_rate(Rate.objects.get(region=county), last_day=date(2026, 4, 30), by=cast.clerk)
        roll = paid(county, cast, "2026-07")
        assert [month for _, month, _ in lines(roll)] == ["2026-02", "2026-03", "2026-04", "2026-07"]
        assert [(c["change"], c["from"]) for c in roll.changes if c["region"] == "桐乡市"] == [
            ("begins", "2026-02-01"), ("ends", "2026-05-01"),
        ]  # fmt: skip

    def test_it_recovers_when_an_end_is_brought_forward(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-01")
        load([local_rate("900", "2026-01-01", "2026-12-31")], origin="测试", by=cast.clerk)
        paid(county, cast, "2026-06")
        end_rate(Rate.objects.get(region=county), last_day=date(2026, 4, 30), by=cast.clerk)
        assert lines(paid(county, cast, "2026-07")) == [
            ("recovery", "2026-05", OLD - 90000), ("recovery", "2026-06", OLD - 90000), ("current", "2026-07", OLD),
        ]  # fmt: skip

    def test_it_stops_then_pays_when_a_gap_is_filled(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-09")
        make_entitled("combat_allowance", "2026-09", name="王红军")
        for rate in Rate.objects.on(first_day(M("2026-09"))).filter(
            programme__code="illness_veteran_allowance"
        ):
            end_rate(rate, last_day=date(2026, 9, 30), by=cast.clerk)
        assert len(lines(paid(county, cast, "2026-11"))) == 4  # three of 参战, September of 带病回乡
        load([local_rate("860", "2026-10-01")], origin="测试", by=cast.clerk)
        assert lines(paid(county, cast, "2026-12")) == [
            ("arrears", "2026-10", 86000), ("arrears", "2026-11", 86000), ("current", "2026-12", 86000),
            ("current", "2026-12", 104000),
        ]  # fmt: skip

    def test_it_takes_back_what_an_exclusion_added_later_excludes(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("survivor_pension", "2026-09", kind="martyr")
        make_entitled("illness_veteran_allowance", "2026-09", person=person)
        paid(county, cast, "2026-10")
        rule = {
            "yields": "illness_veteran_allowance", "to": "survivor_pension", "mode": "yields", "basis": "测试",
            "document_title": "测试", "document_number": "测试〔2026〕2号", "confidence": "high",
            "effective_from": "2026-10-01", "effective_to": "",
        }  # fmt: skip
        load_exclusions([rule], by=cast.clerk)
        roll = paid(county, cast, "2026-11")
        of_illness = RollLine.objects.filter(roll=roll, programme__code="illness_veteran_allowance")
        assert [(r.for_month, r.amount_fen) for r in of_illness] == [(M("2026-10"), -OLD)]

    def test_it_lets_a_second_pair_of_eyes_see_a_rate_that_changed_after_the_draft(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-11")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        load([local_rate("900", "2026-02-01")], origin="测试", by=cast.clerk)
        with pytest.raises(Stale, match="重新计算"):
            approve(draft, acknowledge_unverified=True, by=cast.reviewer)


class TestOrder:
    def test_it_finds_a_grade_changed_after_two_rolls_back_to_the_first(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("disability_pension", "2026-08", grade=8, cause="war")
        first, _second = paid(county, cast, "2026-09"), paid(county, cast, "2026-10")
        raised = Terms("disability_pension", grade=7, cause="war")
        row = Entitlement.objects.get(person=person)
        change_terms(row, terms=raised, from_month=M("2026-08"), basis="调残", by=cast.clerk)
        roll = paid(county, cast, "2026-11")
        assert [(kind, month) for kind, month, _ in lines(roll)] == [
            ("arrears", "2026-08"), ("arrears", "2026-09"), ("arrears", "2026-10"), ("current", "2026-11"),
        ]  # fmt: skip
        assert {line[2] for line in lines(roll)[:3]} == {lines(roll)[3][2] - lines(first)[1][2]}

    def test_it_pays_a_second_roll_of_the_same_month(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        paid(county, cast, "2026-11")
        make_entitled("illness_veteran_allowance", "2026-10", name="王红军")
        second = paid(county, cast, "2026-11")
        assert second.code == "2026-11-2"
        assert lines(second) == [("arrears", "2026-10", OLD), ("current", "2026-11", OLD)]


class TestClock:
    def test_it_misses_nobody_when_the_clock_is_set_back(
        self, county: Any, cast: Any, import_one: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import_one("2026-10")
        with monkeypatch.context() as ahead:
            ahead.setattr("youfu.kit.clock.now", lambda: timezone.now() + timedelta(hours=1))
            paid(county, cast, "2026-11")
        import_one("2026-10")
        assert [month for _, month, _ in lines(paid(county, cast, "2026-12"))] == [
            "2026-11",
            "2026-12",
            "2026-12",
        ]


class TestLimits:
    def test_it_looks_at_no_month_again_for_a_time_limit(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-09")
        paid(county, cast, "2026-10")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        laid = LimitRow("limit.examine", "县级经办", county.pk, 20, date(2026, 1, 1), "办事指南（测试）")
        set_limit(laid=laid, by=cast.clerk)
        assert unchanged_until(settled(county)) == M("2026-11")
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert compute(county, month=M("2026-12"), by=cast.clerk).changes == []
