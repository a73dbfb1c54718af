"""Chasing: by hand, by the program around the last day, and reports upwards; at night nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.jobs import NIGHTLY
from youfu.kit.models import AuditEvent
from youfu.modules.documents.actions.answering import sign_for
from youfu.modules.documents.actions.chasing import PATIENCE, chase, patience, remind, remind_below
from youfu.modules.documents.actions.delivering import forward, withdraw
from youfu.modules.documents.jobs import chase_deliveries
from youfu.modules.documents.models import Delivery, Reminder
from youfu.modules.documents.tests.delivering import issued, send, villages_of

DUE = date(2026, 12, 4)  # a Friday


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def sent(
    document: Any, cast: Any, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
) -> list[Delivery]:
    """To a town, a village and somebody by name, on Tuesday, for Friday."""
    on_day(date(2026, 12, 1))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now.replace(year=2026, month=12, day=1, hour=9))
    rows: list[Delivery] = send(
        document, cast, cast.town.organisation, cast.village.organisation, cast.finance, due_on=DUE
    )
    return rows


@pytest.fixture
def laid_down(county: Any) -> None:
    """Three working days, by an invented document."""
    from youfu.modules.standards.models import Parameter, PolicyDocument

    document = PolicyDocument.objects.create(title="公文办理规定（示例）", number="示例〔2026〕3号")
    Parameter.objects.create(
        code=PATIENCE, title="超期上报", region=county, value=3, unit="ratio", document=document,
        valid=DateRange(date(2020, 1, 1), None), confidence="sample", changes_from=date(2020, 1, 1),
    )  # fmt: skip


class TestRemind:
    def test_it_reminds_all_that_have_not_finished(
        self, document: Any, sent: list[Delivery], cast: Any
    ) -> None:
        sign_for(sent[0], by=cast.town)
        assert remind(document, words="请抓紧", by=cast.office) == 2
        assert [(r.delivery_id, r.words, r.by) for r in Reminder.objects.order_by("delivery_id")] == [
            (row.pk, "请抓紧", cast.office) for row in sent[1:]
        ]
        assert list(document.deliveries.values_list("reminded", flat=True)) == [0, 1, 1]

    def test_it_reminds_one(self, document: Any, sent: list[Delivery], cast: Any) -> None:
        assert remind(document, only=[sent[1].pk], by=cast.office) == 1
        assert Reminder.objects.get().delivery == sent[1]
        sign_for(sent[1], by=cast.village)
        with pytest.raises(Refused, match="不用催办"):
            remind(document, only=[sent[1].pk], by=cast.office)

    @pytest.mark.parametrize("who", ["clerk", "town", "stranger"])
    def test_it_is_the_offices(self, document: Any, sent: list[Delivery], cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            remind(document, by=getattr(cast, who))

    def test_a_town_reminds_what_it_passed_on(self, county: Any, cast: Any) -> None:
        (row,) = send(issued(county, cast, "转发的"), cast, cast.town.organisation)
        forward(sign_for(row, by=cast.town), to=villages_of(cast.town)[:2], by=cast.town)
        assert remind_below(row, words="今天办结", by=cast.town) == 2
        with pytest.raises(Refused, match="只能由收文的单位"):
            remind_below(row, by=cast.office)
        with pytest.raises(PermissionDenied):
            remind_below(row, by=cast.stranger)


class TestNightly:
    def told(self) -> list[tuple[str, int]]:
        reasons = set(Reminder.objects.values_list("automatic", flat=True))
        return sorted((reason, Reminder.objects.filter(automatic=reason).count()) for reason in reasons)

    def test_it_is_declared(self) -> None:
        assert chase_deliveries in NIGHTLY

    @pytest.mark.parametrize("day", [1, 2])
    def test_it_is_quiet_before(self, sent: list[Delivery], on_day: Callable[[date], None], day: int) -> None:
        on_day(date(2026, 12, day))
        events = AuditEvent.objects.count()
        assert chase_deliveries() == 0
        assert AuditEvent.objects.count() == events

    def test_it_reminds_the_working_day_before_and_the_day_after_once_each(
        self, sent: list[Delivery], cast: Any, on_day: Callable[[date], None]
    ) -> None:
        sign_for(sent[0], by=cast.town)
        for day, number in ((3, 2), (3, 0), (4, 0), (5, 2), (5, 0), (7, 0), (31, 0)):
            on_day(date(2026, 12, day))
            assert chase_deliveries() == number, day
        assert self.told() == [("after", 2), ("before", 2)]
        assert list(Delivery.objects.order_by("pk").values_list("reminded", flat=True)) == [0, 2, 2]

    def test_it_makes_up_for_a_machine_that_was_off(
        self, sent: list[Delivery], on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2026, 12, 20))
        assert (chase_deliveries(), chase_deliveries()) == (3, 0)
        assert self.told() == [("after", 3)]

    def test_it_does_not_remind_what_was_delivered_today(
        self, document: Any, cast: Any, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        today = clock.today()
        send(document, cast, cast.town.organisation, due_on=today)
        assert chase_deliveries() == 0

    def test_it_reports_nothing_while_no_limit_is_laid_down(
        self, county: Any, sent: list[Delivery], on_day: Callable[[date], None]
    ) -> None:
        assert patience(county.path) is None
        on_day(date(2027, 3, 1))
        chase_deliveries()
        assert not Reminder.objects.filter(automatic="escalated").exists()

    def test_it_reports_upwards_after_so_many_working_days(
        self, sent: list[Delivery], laid_down: None, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        sign_for(sent[0], by=cast.town)
        on_day(date(2026, 12, 8))  # Monday and Tuesday have passed
        chase_deliveries()
        assert not Reminder.objects.filter(automatic="escalated").exists()
        on_day(date(2026, 12, 9))
        assert (chase_deliveries(), chase_deliveries()) == (2, 0)
        rows = Delivery.objects.escalated()
        assert set(rows) == set(sent[1:])
        assert {r.by for r in Reminder.objects.filter(automatic="escalated")} == {None}

    def test_it_leaves_what_was_taken_back(
        self, document: Any, sent: list[Delivery], laid_down: None, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        withdraw(document, why="有误", by=cast.office)
        on_day(date(2026, 12, 31))
        assert chase_deliveries() == 0

    def test_it_is_the_programs_or_the_offices(self, county: Any, cast: Any) -> None:
        assert chase(county, by=cast.office) == 0
        with pytest.raises(PermissionDenied):
            chase(county, by=cast.stranger)

    def test_it_waits_for_a_county(self, db: None) -> None:
        from youfu.modules.organisations.models import Organisation

        Organisation.objects.filter(kind="bureau").update(kind="centre")
        assert chase_deliveries() == 0


class TestQueries:
    def test_it_counts_a_document_in_one_reading(
        self, document: Any, sent: list[Delivery], cast: Any, on_day: Callable[[date], None]
    ) -> None:
        sign_for(sent[0], by=cast.town)
        today = DUE + timedelta(days=3)
        row = type(document).objects.filter(pk=document.pk).with_tally(today).get()
        assert row.tally == {
            "delivered": 3, "opened": 1, "signed": 1, "asked": 0, "replied": 0, "unread": 2, "waiting": 2, "overdue": 2,
            "withdrawn": 0,
        }  # fmt: skip
        lone = issued(document.region, cast, "没有送")
        assert type(document).objects.filter(pk=lone.pk).with_tally(today).get().tally is None

    def test_it_hides_from_colleagues_what_was_sent_by_name(self, sent: list[Delivery], cast: Any) -> None:
        from youfu.kit.access import Permission

        rows = {
            who: set(Delivery.objects.visible_to(getattr(cast, who), Permission.DOCUMENTS_READ))
            for who in ("finance", "counter", "town", "village", "office", "stranger", "secadmin")
        }
        assert rows["finance"] == rows["office"] == set(sent)
        assert rows["counter"] == set(sent[:2])
        assert rows["town"] == set(sent[:2])
        assert rows["village"] == {sent[1]}
        assert rows["stranger"] == rows["secadmin"] == set()
