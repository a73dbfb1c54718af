"""Types 1 and 2: rating and re-rating a disability, each walked to its effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.workflow import actions
from youfu.modules.entitlements.actions import resume, suspend
from youfu.modules.people.actions import Rating, rate_disability
from youfu.modules.recognition.applications import disabled
from youfu.rules.periods import parse_month

pytestmark = pytest.mark.django_db
RATING = {
    "category": "disabled_member", "cause": "duty", "injured_on": date(1988, 6, 1), "injury": "左膝粉碎性骨折",
    "enlisted_on": date(1987, 3, 1), "discharged_on": date(1990, 12, 1), "proof": "file",
    "employment": "unemployed", "mental": False, "in_hospital": False,
}  # fmt: skip
RERATING = {"change": "左膝活动受限加重", "employment": "employed", "mental": False, "in_hospital": False}


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 11, 2))


@pytest.fixture
def rated(make_entitled: Callable[..., Any], cast: Any) -> Any:
    """Grade 8 by duty since 2012, drawing since January."""
    person = make_entitled("disability_pension", "2026-01", grade=8, cause="duty", employment="employed")
    rate_disability(person, rating=Rating(8, "duty", "employed"), on=date(2012, 4, 11), by=cast.clerk)
    return person


def story(person: Any) -> list[tuple[str, Any, Any, str, str]]:
    rows = person.entitlements.order_by("programme__code", "months").select_related("programme", "terms")
    return [
        (r.programme.code.split("_")[0], r.terms.grade, r.terms.cause, r.first_month, r.last_month)
        for r in rows
    ]


class TestRating:
    def test_it_rates_recognises_and_pays(self, make_person: Any, apply_for: Any, decide_all: Any) -> None:
        person = make_person("沈国良")
        application = apply_for(person, "rating", RATING)
        codes = list(application.steps.values_list("code", flat=True))
        assert codes == ["town", "examine", "hospital", "review", "publicity", "city", "province"]
        decide_all(application, grade=6, cause="duty", certificate="军浙D000001")
        assert application.state == "approved", application.outcome
        month = clock.today().strftime("%Y-%m")
        assert story(person) == [("disability", 6, "duty", month, "")]
        rating = person.disabilitys.get()
        assert (rating.grade, rating.employment, "浙示〔2026〕1号" in rating.basis) == (6, "unemployed", True)
        assert person.identitys.get().category == "disabled_member"
        assert person.certificates.get().number == "军浙D000001"
        assert application.outcome == f"评定为六级因公，自 {month} 起发放。"

    def test_it_gives_the_nursing_allowance_with_grade_4(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("朱振华")
        application = apply_for(person, "rating", RATING)
        decide_all(application, grade=4, cause="duty", certificate="军浙D000002")
        assert [row[:3] for row in story(person)] == [("disability", 4, "duty"), ("nursing", 4, "duty")]

    def test_it_gives_none_in_a_hospital_for_the_entitled(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("朱振华")
        application = apply_for(person, "rating", {**RATING, "in_hospital": True})
        decide_all(application, grade=2, cause="war", certificate="军浙D000003")
        assert [row[0] for row in story(person)] == ["disability"]

    def test_it_gives_grade_6_from_a_mental_disorder_the_allowance(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("朱振华")
        application = apply_for(person, "rating", {**RATING, "cause": "illness", "mental": True})
        decide_all(application, grade=6, cause="illness", certificate="军浙D000004")
        assert [row[:3] for row in story(person)] == [("disability", 6, "illness"), ("nursing", 6, "mental")]

    def test_it_publishes_no_wound_and_seals_it(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(make_person("沈国良"), "rating", RATING)
        assert "injury" not in application.given
        decide_all(application, grade=6, cause="duty", certificate="军浙D000001")
        content = application.notices.get().content
        assert ["拟评定", "六级因公"] in content
        assert "骨折" not in str(content)

    def test_it_keeps_what_every_level_proposed(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(make_person("沈国良"), "rating", RATING)
        decide_all(application, grade=6, cause="duty", certificate="军浙D000001")
        said = [(o.who, o.grade) for o in disabled.opinions(application)]
        assert said == [("医疗机构残疾情况鉴定", 6), ("县级审核", 6), ("市级审核", 6), ("省级审批", 6)]

    def test_it_refuses_an_injury_after_the_discharge(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("沈国良")
        application = apply_for(person, "rating", {**RATING, "injured_on": date(1991, 5, 1)})
        with pytest.raises(Refused, match="负伤时间在服役期间"):
            decide_all(application, grade=6, cause="duty", certificate="x")

    def test_it_refuses_a_grade_that_does_not_exist(
        self, make_person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person("沈国良")
        application = apply_for(person, "rating", RATING)
        with pytest.raises(Refused, match="因病只评一级至六级"):
            decide_all(application, grade=8, cause="illness", certificate="x")
        assert not person.disabilitys.exists()

    def test_it_refuses_a_stranger(self, make_person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person("沈国良"), kind="rating", given=RATING, by=cast.stranger)


class TestRerating:
    def test_it_replaces_grade_and_pension_from_the_month_of_the_document(
        self, rated: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(rated, "rerating", RERATING)
        decide_all(application, grade=7, cause="duty")
        month = clock.today().strftime("%Y-%m")
        last = (parse_month(month) - 1) % 12 + 1
        assert [(d.grade, d.valid.upper is None) for d in rated.disabilitys.order_by("valid")] == [
            (8, False), (7, True),
        ]  # fmt: skip
        assert story(rated) == [
            ("disability", 8, "duty", "2026-01", f"{month[:5]}{last:02d}"), ("disability", 7, "duty", month, ""),
        ]  # fmt: skip

    def test_it_opens_and_closes_the_nursing_allowance_with_the_grade(
        self, rated: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        decide_all(apply_for(rated, "rerating", RERATING), grade=4, cause="duty")
        assert [row[0] for row in story(rated)] == ["disability", "disability", "nursing"]
        on_day(date(2028, 3, 1))
        decide_all(apply_for(rated, "rerating", RERATING), grade=5, cause="duty")
        nursing = rated.entitlements.get(programme__code="nursing_allowance")
        assert (nursing.last_month, nursing.ended) == ("2028-02", "changed")

    def test_it_leaves_a_gap_before_the_allowance_for_mental_disorders_began(
        self, rated: Any, apply_for: Any, decide_all: Any, cast: Any, make_entitled: Any, county: Any
    ) -> None:
        make_entitled("nursing_allowance", "2023-01", person=rated, grade=4, cause="illness")
        application = apply_for(rated, "rerating", {**RERATING, "mental": True})
        decide_all(application, dated=date(2024, 5, 20), grade=5, cause="illness")
        nursing = rated.entitlements.filter(programme__code="nursing_allowance").order_by("months")
        assert [(r.terms.cause, r.first_month, r.last_month) for r in nursing] == [
            ("illness", "2023-01", "2024-05"), ("mental", "2024-10", ""),
        ]  # fmt: skip

    def test_it_foresees_the_difference(self, rated: Any, apply_for: Any, decide_all: Any, cast: Any) -> None:
        application = apply_for(rated, "rerating", RERATING)
        assert disabled.foreseen(application) == []
        decide_all(application, grade=7, cause="duty")
        assert disabled.foreseen(application)[0]["title"] == "残疾抚恤金"

    def test_it_changes_every_stretch_since_the_document(
        self, rated: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        row = rated.entitlements.get()
        suspend(row, from_month=parse_month("2026-05"), basis="测试", by=cast.clerk)
        row.refresh_from_db()
        resume(row, from_month=parse_month("2026-07"), basis="测试", by=cast.clerk)
        application = apply_for(rated, "rerating", RERATING)
        decide_all(application, dated=date(2026, 3, 9), grade=7, cause="duty")
        rows = rated.entitlements.filter(months__isempty=False).order_by("months")
        assert [(r.terms.grade, r.first_month, r.last_month) for r in rows] == [
            (8, "2026-01", "2026-02"), (7, "2026-03", "2026-04"), (7, "2026-07", ""),
        ]  # fmt: skip

    def test_it_waits_while_the_pension_is_suspended(
        self, rated: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        suspend(rated.entitlements.get(), from_month=parse_month("2026-05"), basis="服刑", by=cast.clerk)
        application = apply_for(rated, "rerating", RERATING)
        with pytest.raises(Refused, match="残疾抚恤金没有中止"):
            decide_all(application, grade=7, cause="duty")

    def test_it_refuses_within_a_year(self, rated: Any, apply_for: Any, decide_all: Any, on_day: Any) -> None:
        decide_all(apply_for(rated, "rerating", RERATING), grade=7, cause="duty")
        again = apply_for(rated, "rerating", RERATING)
        with pytest.raises(Refused, match="距上次评定满一年"):
            decide_all(again, grade=6, cause="duty")

    def test_it_refuses_a_stranger(self, rated: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(rated, kind="rerating", given=RERATING, by=cast.stranger)
