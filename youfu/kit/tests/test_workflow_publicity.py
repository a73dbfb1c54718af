"""公示: notices, objections, and the days nobody laid down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.access import System
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, Notice
from youfu.kit.workflow import publicity

pytestmark = pytest.mark.django_db
Step = Callable[..., Application]
MONDAY = date(2026, 11, 2)


@pytest.fixture
def notice(application: Application, step: Step) -> Notice:
    """Posted on Monday 2 November for three working days."""
    step()
    return application.notices.get()


@pytest.fixture
def undated(application: Application, step: Step) -> Application:
    """An application at its notice, where the library says nothing of publicity."""
    application.steps.filter(code="publicity").update(days=None)
    step()
    return application


class TestObject:
    @pytest.mark.parametrize(
        ("content", "on", "sentence"),
        [
            (" ", MONDAY, "反映内容"),
            ("不实", date(2026, 11, 1), "收到日期"),
            ("不实", date(2026, 11, 3), "收到日期"),
        ],
    )
    def test_it_refuses_what_cannot_be(
        self, notice: Notice, cast: Any, content: str, on: date, sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            publicity.object_to(notice, content=content, on=on, by=cast.town)

    def test_it_keeps_who_objected_sealed(self, notice: Notice, cast: Any) -> None:
        made = publicity.object_to(notice, content=" 不实 ", who=" 王某 ", on=MONDAY, by=cast.village)
        made.refresh_from_db()
        assert (made.content, made.who.reveal(), str(made.who)) == ("不实", "王某", "••••••")

    def test_it_comes_too_late_and_from_a_stranger(self, notice: Notice, step: Step, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            publicity.object_to(notice, content="不实", on=MONDAY, by=cast.stranger)
        step()
        with pytest.raises(Stale, match="已结束"):
            publicity.object_to(notice, content="不实", on=MONDAY, by=cast.town)


class TestAnswer:
    def test_it_is_answered_once_by_whom_it_belongs_to(self, notice: Notice, cast: Any) -> None:
        objection = publicity.object_to(notice, content="不实", on=MONDAY, by=cast.town)
        for who in (cast.stranger, cast.clerk):
            with pytest.raises(PermissionDenied):
                publicity.answer(objection, text="属实", by=who)
        with pytest.raises(Refused, match="核实情况"):
            publicity.answer(objection, text=" ", by=cast.town)
        publicity.answer(objection, text="属实", by=cast.town)
        with pytest.raises(Stale, match="已答复"):
            publicity.answer(objection, text="再答", by=cast.town)


class TestLayDown:
    def test_it_waits_until_somebody_says_how_long(
        self, undated: Application, cast: Any, on_day: Any
    ) -> None:
        notice = undated.notices.get()
        assert notice.until_day is None
        on_day(date(2026, 11, 16))
        with pytest.raises(Refused, match="天数还没有登记"):
            publicity.conclude(undated, by=cast.town)
        publicity.lay_down(undated, days=5, basis="示例〔2026〕3号", by=cast.town)
        notice.refresh_from_db()
        assert notice.until_day == date(2026, 11, 23), "it runs from the day its end is known"
        assert publicity.due(date(2026, 11, 23)).count() == 0
        assert publicity.due(date(2026, 11, 24)).get() == undated

    @pytest.mark.parametrize(("days", "basis"), [(0, "示例"), (91, "示例"), (5, " ")])
    def test_it_refuses_what_is_no_period_or_rests_on_nothing(
        self, undated: Application, cast: Any, days: int, basis: str
    ) -> None:
        with pytest.raises(Refused, match="1 至 90"):
            publicity.lay_down(undated, days=days, basis=basis, by=cast.town)

    def test_it_is_laid_down_once(self, notice: Notice, cast: Any) -> None:
        with pytest.raises(Stale, match="已确定"):
            publicity.lay_down(notice.application, days=5, basis="示例", by=cast.town)
        with pytest.raises(PermissionDenied):
            publicity.lay_down(notice.application, days=5, basis="示例", by=cast.stranger)


class TestConclude:
    def test_it_waits_for_the_last_day(self, notice: Notice, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 5))
        with pytest.raises(Refused, match="公示到 2026-11-05"):
            publicity.conclude(notice.application, by=cast.town)
        for who in (cast.stranger, cast.reviewer):
            with pytest.raises(PermissionDenied):
                publicity.conclude(notice.application, by=who)

    def test_it_is_concluded_by_the_nightly_job_and_approves_nothing(
        self, notice: Notice, application: Application, cast: Any, on_day: Any
    ) -> None:
        objection = publicity.object_to(notice, content="不实", on=MONDAY, by=cast.town)
        on_day(date(2026, 11, 6))
        assert not publicity.due(date(2026, 11, 6)).exists()
        publicity.answer(objection, text="经核实属实", by=cast.town)
        (ready,) = publicity.due(date(2026, 11, 6))
        publicity.conclude(ready, by=System("每晚"))
        application.refresh_from_db()
        assert (application.state, application.position) == ("open", 3)
        written = application.decisions.latest("id")
        assert (written.opinion, written.counts, written.used_days) == (
            "公示期满，收到异议 1 件，均已答复。", False, 3,
        )  # fmt: skip
