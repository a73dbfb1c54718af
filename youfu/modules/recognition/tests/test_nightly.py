"""What happens by itself when a day is over: notices end, and nothing is ever approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.kit import jobs
from youfu.kit.errors import Stale
from youfu.kit.models import Application, AuditEvent, Decision, Notice
from youfu.kit.workflow import publicity
from youfu.modules.recognition.jobs import conclude_notices


class TestConcludeNotices:
    def test_it_opens_the_next_step_the_day_after(
        self, published: Notice, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        on_day(date(2026, 11, 26))
        assert conclude_notices() == 0
        on_day(date(2026, 11, 27))
        monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # it would end the test's own
        jobs.run_nightly(timestamp=0)
        application = Application.objects.get(pk=published.application_id)
        assert (application.state, application.position) == ("open", 3)
        assert conclude_notices() == 0
        said = Decision.objects.filter(application=application).latest("id")
        assert (said.by_id, said.counts, said.opinion) == (None, False, "公示期满，无异议。")
        assert AuditEvent.objects.get(action="notice.conclude").actor == "系统（公示期满）"

    def test_it_waits_for_an_answer(
        self, published: Notice, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        objection = publicity.object_to(published, content="不实", on=date(2026, 11, 23), by=cast.town)
        on_day(date(2026, 12, 1))
        assert conclude_notices() == 0
        publicity.answer(objection, text="已核对", by=cast.town)
        assert conclude_notices() == 1

    def test_it_does_not_end_a_notice_without_an_end(
        self, published: Notice, on_day: Callable[[date], None]
    ) -> None:
        Notice.objects.filter(pk=published.pk).update(until_day=None)
        on_day(date(2026, 12, 31))
        assert conclude_notices() == 0

    def test_it_goes_on_when_one_was_ended_meanwhile(
        self, published: Notice, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def faster(*_given: Any, **_more: Any) -> None:
            raise Stale("这件申请现在不在公示环节。")

        monkeypatch.setattr(publicity, "conclude", faster)
        on_day(date(2026, 11, 27))
        assert conclude_notices() == 0

    def test_it_never_approves(self, published: Notice, on_day: Callable[[date], None]) -> None:
        for n in range(1, 28):
            on_day(date(2027, 1, n))
            conclude_notices()
        application = Application.objects.get(pk=published.application_id)
        assert (application.state, application.position) == ("open", 3)
        assert not application.person.entitlements.exists()
