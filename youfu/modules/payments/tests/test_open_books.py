"""Opening the books: months paid outside the system, and what the next roll still has to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql.psycopg_any import NumericRange

from youfu.modules.entitlements.actions import interned
from youfu.modules.entitlements.models import SETTLED, Entitlement
from youfu.modules.payments.actions import approve, compute, export_bank_file, open_books
from youfu.modules.payments.models import RollLine
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Person
from youfu.modules.standards.actions import load
from youfu.modules.standards.models import Programme
from youfu.rules.periods import month_text, parse_month
from youfu.rules.pricing import Terms

M = parse_month
Maker = Callable[..., Person]


def opened(county: Any, cast: Any, person: Person, programme: str, through: str) -> None:
    number = Programme.objects.get(code=programme).pk
    open_books(
        county, claims=[(person.pk, number)], first_month=M("2026-08"), last_month=M(through), by=cast.clerk
    )


def filed(county: Any, cast: Any, person: Person, programme: str, through: str) -> None:
    """As an import does it: an entitlement whose months are settled by its opening entries."""
    Entitlement.objects.create(
        person=person,
        programme=Programme.objects.get(code=programme),
        terms=interned(Terms(programme)),
        county=county,
        months=NumericRange(M("2026-08"), None),
        closed_before=M("2026-08"),
        revision=SETTLED,
    )
    opened(county, cast, person, programme, through)


def roll(county: Any, cast: Any, month: str) -> list[tuple[str, int]]:
    made = compute(county, month=M(month), by=cast.clerk)
    if made.pk:
        approve(made, acknowledge_unverified=True, by=cast.reviewer)
    rows = RollLine.objects.filter(roll_id=made.pk).order_by("for_month", "programme", "person")
    return [(month_text(r.for_month), r.amount_fen) for r in rows]


class TestOpenBooks:
    def test_it_leaves_only_what_was_not_paid_outside(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("combat_allowance", "2026-08")
        opened(county, cast, person, "combat_allowance", "2026-10")
        assert roll(county, cast, "2026-11") == [("2026-11", 104000)]
        assert check() == []

    def test_it_refuses_nobody_twice(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-08")
        opened(county, cast, person, "combat_allowance", "2026-10")
        opened(county, cast, person, "combat_allowance", "2026-10")
        assert roll(county, cast, "2026-11") == [("2026-11", 104000)]

    def test_it_lets_the_next_roll_pay_months_between_the_opening_and_the_last_roll(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        filed(county, cast, make_person(), "combat_allowance", "2026-10")
        assert roll(county, cast, "2026-11") == [("2026-11", 104000)]
        filed(county, cast, make_person("王红军"), "illness_veteran_allowance", "2026-10")
        assert roll(county, cast, "2026-12") == [("2026-11", 84400), ("2026-12", 84400), ("2026-12", 104000)]
        assert check() == []

    def test_it_pays_people_filed_while_a_draft_waited(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        filed(county, cast, make_person(), "combat_allowance", "2026-10")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        filed(county, cast, make_person("王红军"), "illness_veteran_allowance", "2026-10")
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert roll(county, cast, "2026-12") == [("2026-11", 84400), ("2026-12", 84400), ("2026-12", 104000)]

    def test_it_pays_a_rise_to_those_opened_before_it_and_not_to_those_opened_after(
        self, county: Any, cast: Any, make_person: Maker, sample_rise: list[dict[str, str]]
    ) -> None:
        filed(county, cast, make_person(), "illness_veteran_allowance", "2026-10")
        load(sample_rise, origin="测试", by=cast.clerk)
        filed(county, cast, make_person("王红军"), "illness_veteran_allowance", "2026-10")
        rise = 87020 - 84400
        assert roll(county, cast, "2026-11") == [
            ("2026-08", rise), ("2026-09", rise), ("2026-10", rise), ("2026-11", 87020), ("2026-11", 87020),
        ]  # fmt: skip

    def test_it_does_not_swallow_what_the_person_is_owed_for_something_else(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("survivor_pension", "2026-10", kind="martyr")
        make_entitled("demobilised_allowance", "2026-08", person=person, period="other")
        opened(county, cast, person, "demobilised_allowance", "2026-10")
        months = [month for month, _fen in roll(county, cast, "2026-11")]
        assert months == ["2026-10", "2026-11", "2026-11"]


class TestBankFile:
    def test_it_pays_each_roll_by_its_own_file(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        make_entitled("combat_allowance", "2026-10")
        rolls = []
        for month in ("2026-10", "2026-11"):
            made = compute(county, month=M(month), by=cast.clerk)
            rolls.append(approve(made, acknowledge_unverified=True, by=cast.reviewer))
        files = [export_bank_file(r, by=cast.finance) for r in rolls]
        assert [f.total_fen for f in files] == [104000, 104000]
        assert check() == []
