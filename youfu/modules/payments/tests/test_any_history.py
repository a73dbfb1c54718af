"""Whatever happens to a county in whatever order, each roll leaves the ledger saying what is due, priced from nothing.

Random histories of a few people: granted, ended, suspended, resumed, changed, deceased, filed with openings; rates loaded,
corrected and ended, back-dated and not; benefits paid once and reversed; rolls in between. The test keeps its own book of who
has what in which month.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from youfu.kit.errors import Refused
from youfu.modules.entitlements import actions as entitlements
from youfu.modules.entitlements.models import SETTLED, Entitlement, OneOff
from youfu.modules.payments.actions import approve, compute, discard, export_bank_file, open_books
from youfu.modules.payments.models import Roll
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.modules.standards import actions as standards
from youfu.modules.standards.models import Programme, Rate
from youfu.modules.standards.queries import tariff
from youfu.modules.standards.tests.test_load import HERE, row
from youfu.modules.standards.tests.test_load_exclusions import RULE
from youfu.rules.periods import first_day, parse_month
from youfu.rules.pricing import Terms, Unpriceable

FIRST, LAST = parse_month("2026-01"), parse_month("2027-12")
PROGRAMMES = ("illness_veteran_allowance", "combat_allowance", "disability_pension", "nuclear_test_allowance")
OLD, NEW = 2, 4  # people: the first two hold something from the beginning, the others come from workbooks
LOCAL = {"illness_veteran_allowance": "带病回乡退役军人", "combat_allowance": "参战退役军人"}

anybody = st.integers(0, OLD + NEW - 1)
newcomers = st.integers(OLD, OLD + NEW - 1)
programmes = st.sampled_from(PROGRAMMES)
months = st.integers(FIRST, FIRST + 14)
grades = st.integers(5, 9)
decisions = st.sampled_from(("end", "suspend", "resume", "change"))


class History(RuleBasedStateMachine):
    """One county's months. `due` is the test's own book: (person, programme) → month → terms, and whether that month was
    settled elsewhere (it still counts when benefits exclude each other)."""

    county: Any
    cast: Any
    people: list[Person]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clerk = self.cast.clerk
        for person in self.people:
            person.refresh_from_db()
        self.due: dict[tuple[int, str], dict[int, tuple[Terms, bool]]] = {}
        self.numbers = dict(Programme.objects.values_list("code", "number"))
        self.rolled = FIRST + 4
        self.files = itertools.count(1)
        self.promised = 0  # the newest one-off posted before the last approved roll

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Two people have been paid since January; nothing waits."""
        self.grant(0, "illness_veteran_allowance", FIRST, 7)
        self.grant(1, "combat_allowance", FIRST, 7)
        self.roll(0, True)

    # ------------------------------------------------------------------------------------ what happens

    @rule(who=anybody, what=programmes, first=months, grade=grades)
    def grant(self, who: int, what: str, first: int, grade: int) -> None:
        award = entitlements.Award(self.terms(what, grade), first, date(2026, 1, 1), "测试")
        if self.done(entitlements.grant, self.people[who], award=award, county=self.county):
            self.book(who, what, first, LAST, award.terms)

    @rule(who=anybody, what=programmes, month=months, grade=grades, how=decisions)
    def decide(self, who: int, what: str, month: int, grade: int, how: str) -> None:
        """End, suspend, resume or change the newest right to a programme."""
        rights = Entitlement.objects.filter(person=self.people[who], programme=self.numbers[what])
        for right in rights.order_by("-pk")[:1]:
            last = LAST if right.months.upper is None else right.months.upper - 1
            held, other, closed = right.terms.priced(what), self.terms(what, grade), right.closed_before or 0
            if how == "end":
                if self.done(entitlements.end, right, last_month=month - 1, reason="cancelled", basis="测试"):
                    self.book(who, what, max(month, right.months.lower), last, None)
            elif how == "suspend":
                if self.done(entitlements.suspend, right, from_month=month, basis="测试"):
                    self.book(who, what, month, last, None)
            elif how == "resume":
                if self.done(entitlements.resume, right, from_month=month, basis="测试"):
                    self.book(who, what, month, LAST, held, closed)
            elif self.done(entitlements.change_terms, right, terms=other, from_month=month, basis="测试"):
                self.book(who, what, month, last, other, closed)

    @rule(who=anybody, day=st.dates(date(2026, 2, 1), date(2026, 11, 20)))
    def die(self, who: int, day: date) -> None:
        if self.done(record_death, self.people[who], on=day, basis="测试"):
            for what in PROGRAMMES:
                self.book(who, what, parse_month(f"{day:%Y-%m}") + 1, LAST, None)

    @rule(who=newcomers, what=programmes, opening=months, paid=st.integers(-1, 6), grade=grades)
    def file(self, who: int, what: str, opening: int, paid: int, grade: int) -> None:
        """File a row as an import does it: settled by openings from a month, paid outside through another."""
        person, terms, number = self.people[who], self.terms(what, grade), self.numbers[what]
        held = set(Entitlement.objects.filter(person=person).values_list("programme", flat=True))
        if person.status == "dead" or number in held:
            return

        def run(*, by: Any) -> None:
            Entitlement.objects.create(
                person=person, programme_id=number, terms=entitlements.interned(terms), county=self.county,
                months=NumericRange(FIRST - 12, None), closed_before=opening, revision=None if held else SETTLED,
            )  # fmt: skip
            span = {"first_month": opening, "last_month": opening + paid}
            open_books(self.county, claims=[(person.pk, number)], **span, by=by)

        if self.done(run):
            self.book(who, what, FIRST, LAST, terms, opening)

    @rule(what=st.sampled_from(sorted(LOCAL)), first=months, fen=st.integers(80000, 130000), times=st.integers(1, 2),
          length=st.none() | st.integers(0, 8))  # fmt: skip
    def load(self, what: str, first: int, fen: int, times: int, length: int | None) -> None:
        """One local rate, or two one after the other, each in a file of its own."""
        for nth in range(times):
            start = first + 3 * nth
            until = "" if length is None else str(first_day(start + length + 1) - timedelta(1))
            rate = row(f"{(fen + nth) / 100:.2f}", str(first_day(start)), until, subcategory=LOCAL[what])
            self.done(standards.load, [rate | {"document_number": f"{next(self.files)}号"}], origin="测试")

    @rule(first=months, what=st.sampled_from(sorted(LOCAL)), region=st.sampled_from((HERE, "000000000000")))
    def end_rate(self, first: int, what: str, region: str) -> None:
        rates = Rate.objects.on(first_day(first)).filter(programme__code=what, region=region)
        for rate in rates:
            self.done(standards.end_rate, rate, last_day=first_day(first))

    @rule(pair=st.sampled_from(tuple(itertools.permutations(PROGRAMMES, 2))), first=months)
    def exclude(self, pair: tuple[str, str], first: int) -> None:
        exclusion = RULE | {"yields": pair[0], "to": pair[1], "effective_from": str(first_day(first))}
        self.done(standards.load_exclusions, [exclusion])

    @rule(who=anybody, fen=st.integers(1, 500000), what=st.sampled_from(("hardship_aid", "medical_subsidy")))
    def award_once(self, who: int, fen: int, what: str) -> None:
        award = entitlements.OneOffAward(what, fen, "测试")
        self.done(entitlements.award_once, self.people[who], award=award, county=self.county)

    @rule(who=anybody)
    def reverse_once(self, who: int) -> None:
        for once in OneOff.objects.standing().filter(person=self.people[who])[:1]:
            assert self.done(entitlements.reverse_once, once, basis="测试")

    # --------------------------------------------------------------------------------------- the rolls

    @rule(later=st.integers(0, 3), file=st.booleans())
    def roll(self, later: int, file: bool) -> None:
        self.rolled = month = min(self.rolled + later, FIRST + 15)
        roll = compute(self.county, month=month, by=self.clerk)
        if roll.pk:
            approve(roll, acknowledge_unverified=True, by=self.cast.reviewer)
            self.promised = OneOff.objects.count()
        self.everything_is_as_due(month)
        assert check() == []
        again = compute(self.county, month=month, by=self.clerk)
        assert again.lines == 0
        if file:
            self.export()

    @rule(later=st.integers(0, 3))
    def think_again(self, later: int) -> None:
        """A draft that comes to nothing changes nothing."""
        roll = compute(self.county, month=self.rolled + later, by=self.clerk)
        if roll.pk:
            discard(roll, reason="试算", by=self.clerk)

    @rule()
    def export(self) -> None:
        for roll in Roll.objects.filter(state="approved").order_by("pk"):
            export_bank_file(roll, by=self.cast.finance)
        if OneOff.objects.count() == self.promised:
            assert all(fen <= 0 for fen in self.balances().values())
        assert check() == []

    # ----------------------------------------------------------------------------------------- helpers

    def terms(self, what: str, grade: int) -> Terms:
        return Terms(what, grade=grade, cause="war") if what == "disability_pension" else Terms(what)

    def done(self, act: Callable[..., Any], *given: Any, **more: Any) -> bool:
        """Was it done? A refusal must leave nothing behind; anything else that is raised is a defect."""
        try:
            with transaction.atomic():
                act(*given, **more, by=self.clerk)
        except Refused:
            return False
        for person in self.people:
            person.refresh_from_db(fields=["status"])
        return True

    def book(
        self, who: int, what: str, first: int, last: int, terms: Terms | None, closed_before: int = 0
    ) -> None:
        """Write into our own book: from the first to the last month there are these terms, or none."""
        held = self.due.setdefault((who, what), {})
        for month in range(first, last + 1):
            held.pop(month, None)
            if terms:
                held[month] = terms, month < closed_before

    def everything_is_as_due(self, until: int) -> None:
        prices, posted = tariff(self.county), self.posted()
        for who, month in itertools.product(range(OLD + NEW), range(FIRST, until + 1)):
            rights = [held[month] for (p, _), held in self.due.items() if p == who and month in held]
            closed = {terms.programme for terms, elsewhere in rights if elsewhere}
            try:
                whole = (
                    prices.price(tuple(terms for terms, _ in rights), month).by_programme if rights else {}
                )
            except Unpriceable:
                continue  # these people wait, untouched
            wanted = {self.numbers[code]: fen for code, fen in whole.items() if fen and code not in closed}
            person = self.people[who].pk
            got = {subject: fen for (p, subject, m), fen in posted.items() if (p, m) == (person, month)}
            assert got == wanted, (who, month, got, wanted)

    def posted(self) -> dict[tuple[int, int, int], int]:
        """Fen accrued by rolls and openings, by person, programme and month: what is paid once is no roll's to compare."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select party, subject, for_month, sum(amount_fen)::bigint from kit_entry where debit = 1"
                " and subject in (select number from standards_programme where regular)"
                " group by 1, 2, 3 having sum(amount_fen) <> 0"
            )
            return {(p, s, m): fen for p, s, m, fen in cursor.fetchall()}

    def balances(self) -> dict[int, int]:
        """Fen owed to each person."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select party, sum(case when credit = 2 then amount_fen else -amount_fen end)::bigint from kit_entry"
                " where 2 in (debit, credit) group by party"
            )
            return dict(cursor.fetchall())


@pytest.mark.slow
class TestAnyHistory:
    def test_it_ends_with_what_is_due(
        self, county: Any, cast: Any, make_person: Any, on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2026, 11, 23))
        History.county, History.cast = county, cast
        History.people = [make_person() for _ in range(OLD + NEW)]
        run_state_machine_as_test(
            History,
            settings=settings(
                max_examples=8, stateful_step_count=20, deadline=None, database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
