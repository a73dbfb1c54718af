"""Types 4 to 7: pension relations that come from the forces or another county, and that go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import TYPES, actions, deciding
from youfu.kit.workflow.deciding import Outside, Verdict
from youfu.modules.entitlements.actions import suspend
from youfu.modules.people.actions import move_out
from youfu.rules.periods import parse_month as m

pytestmark = pytest.mark.django_db
FORCES = {
    "grade": 6, "cause": "duty", "rated_on": date(2025, 5, 8), "document": "军伤残〔2025〕31号",
    "discharged_on": date(2026, 9, 1), "employment": "unemployed", "mental": False, "in_hospital": False,
}  # fmt: skip
ARRIVAL = {
    "category": "combat_veteran", "from_county": None, "from_place": "上饶市广信区退役军人事务局",
    "moved_on": date(2026, 3, 15), "paid_through": m("2026-12"),
}  # fmt: skip
HAINING, YUHANG = "330481000000", "330110000000"


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 11, 2))


def story(person: Any) -> list[tuple[str, str, str, str]]:
    rows = person.entitlements.order_by("programme__code", "months").select_related("programme")
    return [(r.programme.code, r.first_month, r.last_month, r.ended) for r in rows]


def codes(application: Any) -> list[str]:
    return list(application.steps.values_list("code", flat=True))


def looks(application: Any) -> list[str]:
    return [found.title for found in actions.checks(application) if found.state == "look"]


def foreseen(application: Any) -> Any:
    foresee = TYPES[application.type].foresee
    assert foresee is not None
    return foresee(application)


class TestFromForces:
    def test_it_is_paid_from_january(self, make_person: Any, apply_for: Any, decide_all: Any) -> None:
        person = make_person("丁海峰", born=date(1990, 3, 3))
        application = apply_for(person, "from_forces", FORCES)
        assert codes(application) == ["examine", "review", "city", "province"]
        assert looks(application) == ["退役后 60 日内申请"]  # 62 days
        decide_all(application, grade=6, cause="duty", certificate="军浙D000101", delay="other")
        assert story(person) == [("disability_pension", "2027-01", "", "")]
        assert person.disabilitys.get().valid.lower == date(2025, 5, 8)
        assert person.identitys.get().category == "disabled_member"

    def test_it_shows_the_forces_grade_beside_the_local_one(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("丁海峰", born=date(1990, 3, 3))
        application = apply_for(person, "from_forces", {**FORCES, "discharged_on": date(2026, 9, 30)})
        assert looks(application) == []
        decide_all(application, grade=7, cause="duty", certificate="军浙D000101", delay="none")
        application.refresh_from_db()
        found = {f["title"]: f for f in application.findings}["各级评定意见一致"]
        assert found["state"] == "look"
        assert "部队六级因公" in found["detail"]
        assert person.disabilitys.get().grade == 7

    def test_it_pays_no_month_that_was_missed_by_the_applicant(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("丁海峰", born=date(1990, 3, 3))
        given = {**FORCES, "rated_on": date(2020, 5, 8), "discharged_on": date(2024, 9, 1)}
        decide_all(
            apply_for(person, "from_forces", given), grade=6, cause="duty", certificate="x1", delay="own"
        )
        assert story(person) == [("disability_pension", "2026-11", "", "")]

    def test_it_foresees_the_first_month(self, make_person: Any, apply_for: Any) -> None:
        application = apply_for(make_person("丁海峰"), "from_forces", FORCES)
        assert [row["title"] for row in foreseen(application)] == ["残疾抚恤金"]
        odd = apply_for(make_person("丁海波"), "from_forces", {**FORCES, "grade": 9, "cause": "illness"})
        assert not foreseen(odd)

    def test_it_refuses_who_is_rated_here(
        self, make_person: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        person = make_person("丁海峰")
        decide_all(
            apply_for(person, "from_forces", FORCES), grade=6, cause="duty", certificate="x1", delay="none"
        )
        again = apply_for(person, "from_forces", FORCES)
        with pytest.raises(Refused, match="本县尚无伤残等级"):
            decide_all(again, grade=6, cause="duty", certificate="x2", delay="none")

    def test_it_refuses_a_stranger(self, make_person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person("丁海峰"), kind="from_forces", given=FORCES, by=cast.stranger)


class TestArrival:
    def test_it_is_paid_from_january_and_filed(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("程有根")
        application = apply_for(person, "arrival", ARRIVAL)
        assert codes(application) == ["examine", "review", "city", "province"]
        decide_all(application, delay="none")
        assert story(person) == [("combat_allowance", "2027-01", "", "")]
        assert "上饶市" in person.statuschanges.get().basis
        assert person.identitys.get().category == "combat_veteran"

    def test_it_is_a_short_way_from_a_county_of_the_same_city(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        near = apply_for(make_person("程有根"), "arrival", {**ARRIVAL, "from_county": HAINING})
        far = apply_for(make_person("程有水"), "arrival", {**ARRIVAL, "from_county": YUHANG})
        assert codes(near) == ["examine", "review"]
        assert codes(far) == ["examine", "review", "city"]
        decide_all(near, delay="none")
        assert story(near.person) == [("combat_allowance", "2027-01", "", "")]

    def test_it_pays_no_month_twice_and_past_months_by_judgement(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        given = {**ARRIVAL, "moved_on": date(2025, 11, 20), "paid_through": m("2026-03")}
        paid, own = make_person("程有根"), make_person("程有水")
        application = apply_for(paid, "arrival", given)
        assert looks(application) == ["没有中断"]
        decide_all(application, delay="other")
        decide_all(apply_for(own, "arrival", given), delay="own")
        assert [story(p)[0][1] for p in (paid, own)] == ["2026-04", "2026-11"]

    def test_it_files_the_rating_and_the_nursing_allowance_of_the_disabled(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("程有根")
        given = {
            **ARRIVAL, "category": "disabled_member", "grade": 4, "cause": "war", "employment": "unemployed",
            "rated_on": date(1982, 6, 1), "certificate": "军浙D000555",
        }  # fmt: skip
        decide_all(apply_for(person, "arrival", given), delay="none")
        assert [row[:2] for row in story(person)] == [
            ("disability_pension", "2027-01"), ("nursing_allowance", "2027-01"),
        ]  # fmt: skip
        assert person.disabilitys.get().valid.lower == date(1982, 6, 1)
        assert person.certificates.get().number == "军浙D000555"

    def test_it_takes_back_who_had_moved_away(
        self, make_entitled: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2020-01")
        move_out(person, on=date(2024, 5, 1), last_month=m("2024-12"), basis="迁往上饶", by=cast.clerk)
        person.refresh_from_db()
        decide_all(apply_for(person, "arrival", ARRIVAL), delay="none")
        assert story(person) == [
            ("combat_allowance", "2020-01", "2024-12", "moved"), ("combat_allowance", "2027-01", "", ""),
        ]  # fmt: skip

    def test_it_foresees_what_was_missed(self, make_person: Any, apply_for: Any) -> None:
        given = {**ARRIVAL, "moved_on": date(2025, 11, 20), "paid_through": m("2026-08")}
        rows = foreseen(apply_for(make_person("程有根"), "arrival", given))
        assert [row["fen"] for row in rows] == [104_000, 2 * 104_000]
        nothing = apply_for(make_person("程有水"), "arrival", {**given, "category": "disabled_member"})
        assert not foreseen(nothing)

    def test_it_refuses_what_cannot_be_priced(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(make_person("程有根"), "arrival", {**ARRIVAL, "category": "disabled_member"})
        with pytest.raises(Refused, match="计发条件齐全"):
            decide_all(application, delay="none")

    def test_it_refuses_a_stranger(self, make_person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person("程有根"), kind="arrival", given=ARRIVAL, by=cast.stranger)


class TestDeparture:
    GIVEN = {"to_place": "上饶市广信区退役军人事务局", "moved_on": date(2026, 10, 20)}

    def test_it_is_paid_to_december(self, make_entitled: Any, apply_for: Any, decide_all: Any) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        application = apply_for(person, "departure", self.GIVEN)
        assert codes(application) == ["examine", "review", "city", "province"]
        decide_all(application)
        person.refresh_from_db()
        assert (person.status, story(person)) == (
            "moved", [("combat_allowance", "2026-01", "2026-12", "moved")],
        )  # fmt: skip
        assert application.number in person.entitlements.get().ended_basis
        assert "本县发至 2026-12" in application.outcome

    def test_it_leaves_everything_as_it_was_when_the_province_refuses(
        self, make_entitled: Any, apply_for: Any, cast: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        suspend(person.entitlements.get(), from_month=m("2026-05"), basis="服刑", by=cast.clerk)
        application = apply_for(person, "departure", self.GIVEN)
        assert looks(application) == ["在本县享受待遇"]
        for by in (cast.clerk, cast.reviewer, cast.clerk):
            application.refresh_from_db()
            seen = (application.position, application.round)
            document = Outside("嘉兴市退役军人事务局", "嘉退〔2026〕8号", date(2026, 11, 2))
            outside = document if application.position == 3 else None
            deciding.decide(application, verdict=Verdict("approve", seen, "同意", outside=outside), by=by)
        application.refresh_from_db()
        refused = Verdict(
            "reject", (4, 1), "档案不符", ground="documents",
            outside=Outside("浙江省退役军人事务厅", "浙退〔2026〕9号", date(2026, 11, 2)),
        )  # fmt: skip
        deciding.decide(application, verdict=refused, by=cast.clerk)
        person.refresh_from_db()
        assert (person.status, story(person)) == (
            "alive", [("combat_allowance", "2026-01", "2026-04", "suspended")],
        )  # fmt: skip

    def test_it_refuses_who_draws_nothing(self, make_person: Any, apply_for: Any, decide_all: Any) -> None:
        application = apply_for(make_person("程有根"), "departure", self.GIVEN)
        with pytest.raises(Refused, match="在本县享受待遇"):
            decide_all(application)

    def test_it_refuses_a_stranger(self, make_person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person("程有根"), kind="departure", given=self.GIVEN, by=cast.stranger)


class TestWithinProvince:
    GIVEN = {"to_place": "海宁市退役军人事务局", "moved_on": date(2026, 10, 20)}

    def test_it_is_shorter_within_the_city(self, make_entitled: Any, apply_for: Any, decide_all: Any) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        application = apply_for(person, "within_province", {**self.GIVEN, "to_county": HAINING})
        assert codes(application) == ["examine", "review", "receiving"]
        decide_all(application)
        assert story(person) == [("combat_allowance", "2026-01", "2026-12", "moved")]

    def test_it_passes_both_cities_otherwise(self, make_entitled: Any, apply_for: Any) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        application = apply_for(person, "within_province", {**self.GIVEN, "to_county": YUHANG})
        assert codes(application) == ["examine", "review", "city", "receiving", "receiving_city"]

    def test_it_refuses_a_move_within_the_county(
        self, make_entitled: Any, apply_for: Any, decide_all: Any, county: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        application = apply_for(person, "within_province", {**self.GIVEN, "to_county": county})
        with pytest.raises(Refused, match="迁往外县"):
            decide_all(application)

    def test_it_refuses_a_stranger(self, make_person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person("程有根"), kind="within_province", given=self.GIVEN, by=cast.stranger)
