"""Granting an entitlement: one of a programme at a time, to the living, inside one's region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.entitlements.actions import Award, end, grant, interned
from youfu.modules.entitlements.models import Entitlement, Terms
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.modules.standards.models import Programme
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms as PricedTerms

M = parse_month
Maker = Callable[..., Person]


def award(programme: str = "combat_allowance", first: str = "2026-11", **dims: Any) -> Award:
    return Award(PricedTerms(programme, **dims), M(first), date(2026, 11, 1), "桐退认〔2026〕3号")


class TestGrant:
    def test_it_opens_a_row_that_runs_on_and_says_who_did_it(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        person = make_person()
        row = grant(
            person, award=award("disability_pension", grade=8, cause="war"), county=county, by=cast.clerk
        )
        assert (row.months.lower, row.months.upper, row.ended) == (M("2026-11"), None, "")
        assert row.terms.priced("disability_pension") == PricedTerms(
            "disability_pension", grade=8, cause="war"
        )
        assert row.basis == "桐退认〔2026〕3号"
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.actor_id, event.target_id) == (
            "entitlement.grant",
            cast.clerk.pk,
            str(person.pk),
        )

    def test_it_numbers_each_change_higher_than_the_one_before(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        first = grant(make_person(), award=award(), county=county, by=cast.clerk)
        second = grant(make_person(), award=award(), county=county, by=cast.clerk)
        ended = end(first, last_month=M("2026-12"), reason="cancelled", basis="测试", by=cast.clerk)
        ended.refresh_from_db()
        assert first.revision < second.revision < ended.revision

    @pytest.mark.parametrize("first", ["2026-06", "2026-11", "2027-03"])
    def test_it_refuses_a_second_one_of_the_programme_at_any_time_of_the_first(
        self, county: Any, cast: Any, make_person: Maker, first: str
    ) -> None:
        person = make_person()
        grant(person, award=award(first="2026-11"), county=county, by=cast.clerk)
        with pytest.raises(Refused, match="请先终止原有待遇"):
            grant(person, award=award(first=first), county=county, by=cast.clerk)
        assert Entitlement.objects.filter(person=person).count() == 1

    def test_it_grants_the_same_programme_again_after_the_first_ended(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        person = make_person()
        first = grant(person, award=award(first="2026-01"), county=county, by=cast.clerk)
        end(first, last_month=M("2026-06"), reason="cancelled", basis="测试", by=cast.clerk)
        assert grant(person, award=award(first="2026-07"), county=county, by=cast.clerk).months.lower == M(
            "2026-07"
        )

    def test_it_refuses_the_dead(self, county: Any, cast: Any, make_person: Maker) -> None:
        person = make_person()
        record_death(person, on=date(2026, 3, 1), basis="死亡证明", by=cast.clerk)
        with pytest.raises(Refused, match="去世"):
            grant(person, award=award(), county=county, by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records", "town", "auditor", "sysadmin"])
    def test_it_refuses_a_stranger_and_whoever_may_not(
        self, county: Any, cast: Any, make_person: Maker, who: str
    ) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            grant(person, award=award(), county=county, by=getattr(cast, who))
        assert not Entitlement.objects.filter(person=person).exists()


class TestTerms:
    def test_it_keeps_each_combination_once(self, db: None) -> None:
        one = interned(PricedTerms("disability_pension", grade=5, cause="duty"))
        assert interned(PricedTerms("disability_pension", grade=5, cause="duty")) == one
        with pytest.raises(IntegrityError), transaction.atomic():
            Terms.objects.create(grade=5, cause="duty")


class TestDatabase:
    """What no code path may get around."""

    def row(self, county: Any, person: Person, months: NumericRange, **more: Any) -> Entitlement:
        return Entitlement.objects.create(
            person=person, county=county, months=months, programme=Programme.objects.get(code="combat_allowance"),
            terms=interned(PricedTerms("combat_allowance")), **more,
        )  # fmt: skip

    def test_it_refuses_two_rows_of_a_programme_in_one_month(self, county: Any, make_person: Maker) -> None:
        person = make_person()
        self.row(county, person, NumericRange(M("2026-01"), M("2026-07")), ended="cancelled")
        with pytest.raises(IntegrityError, match="entitlement_once_at_a_time"), transaction.atomic():
            self.row(county, person, NumericRange(M("2026-06"), None))
        self.row(county, person, NumericRange(M("2026-07"), None))

    def test_it_refuses_an_end_without_a_reason(self, county: Any, make_person: Maker) -> None:
        with pytest.raises(IntegrityError, match="entitlement_end_has_reason"), transaction.atomic():
            self.row(county, make_person(), NumericRange(M("2026-01"), M("2026-07")))
