"""Announcements: for whom, for how long, who has read them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import announcing
from youfu.modules.documents.models import Announcement, AnnouncementRead
from youfu.modules.documents.pages.opening.announcements import unread
from youfu.modules.documents.tests.opening import client_of
from youfu.modules.organisations.models import Grant, Region, User


@pytest.fixture
def announce(county: Any, cast: Any) -> Any:
    def make(region: Any = None, by: Any = None, **changes: Any) -> Announcement:
        today = clock.today()
        values = {
            "kind": "normal",
            "title": "系统升级",
            "text": "今晚八点。",
            "from_day": today,
            "until_day": today,
        }
        made: Announcement = announcing.announce(
            region or county, values=values | changes, by=by or cast.office
        )
        return made

    return make


class TestAnnounce:
    def test_it_reaches_everybody_who_works_in_the_region(self, announce: Any, cast: Any) -> None:
        announce()
        for who in ("village", "town", "clerk", "leader", "auditor", "sysadmin"):
            assert unread(getattr(cast, who)) == 1, who
        assert unread(cast.stranger) == 0

    def test_it_reaches_one_town_only(self, announce: Any, cast: Any) -> None:
        other = Region.objects.filter(level="town", parent=cast.office.organisation.region)
        announce(other.exclude(pk=cast.town.organisation.region_id).order_by("code")[0])
        assert (unread(cast.town), unread(cast.village), unread(cast.leader)) == (0, 0, 1)
        announce(cast.town.organisation.region)
        assert (unread(cast.town), unread(cast.village)) == (1, 1)

    def test_it_begins_and_ends(self, announce: Any, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 28))
        announce(from_day=date(2026, 12, 1), until_day=date(2026, 12, 3))
        for day, n in (
            (date(2026, 11, 30), 0),
            (date(2026, 12, 1), 1),
            (date(2026, 12, 3), 1),
            (date(2026, 12, 4), 0),
        ):
            on_day(day)
            assert unread(cast.clerk) == n, day

    def test_it_refuses_what_cannot_be(self, announce: Any) -> None:
        today = clock.today()
        with pytest.raises(Refused, match="截止日期"):
            announce(from_day=today - timedelta(days=3), until_day=today - timedelta(days=1))
        with pytest.raises(Refused, match="一年"):
            announce(until_day=today + timedelta(days=400))
        with pytest.raises(Refused, match="涉密"):
            announce(title="机密★一年 关于……")

    @pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "town"])
    def test_it_is_made_by_the_office(self, announce: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            announce(by=getattr(cast, who))


class TestRead:
    def test_it_is_read_once(self, announce: Any, cast: Any) -> None:
        row = announce()
        once = announcing.read(announcement=row, by=cast.clerk)
        assert announcing.read(announcement=row, by=cast.clerk) == once
        assert (unread(cast.clerk), AnnouncementRead.objects.count()) == (0, 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnouncementRead.objects.all().delete()

    def test_it_is_read_by_opening_it(self, announce: Any, cast: Any) -> None:
        row = announce()
        client = client_of(cast.village)
        assert [r.unread for r, _c in client.get("/announcements").context["lines"]] == [1]
        assert "未读通知公告" in client.get("/announcements").content.decode()  # the bell
        assert client.get(f"/announcements/{row.pk}").status_code == 200
        assert [r.unread for r, _c in client.get("/announcements").context["lines"]] == [0]
        assert client.get("/announcements?view=unread").context["lines"] == []
        assert client.get(f"/announcements/{row.pk}").status_code == 200

    def test_it_is_read_by_who_works_elsewhere_than_they_belong(
        self, announce: Any, county: Any, cast: Any
    ) -> None:
        town = cast.town.organisation.region
        lent = User.objects.create(username="lent", name="借调", organisation=cast.office.organisation)
        Grant.objects.create(
            user=lent, role="town_reviewer", region=town, valid=DateRange(date(2020, 1, 1), None)
        )
        row = announce()
        assert client_of(lent).get(f"/announcements/{row.pk}").status_code == 200
        assert unread(lent) == 0

    def test_it_is_listed_when_it_begins(self, announce: Any, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 28))
        later = announce(title="以后的", text="年终", from_day=date(2026, 12, 1), until_day=date(2026, 12, 3))
        gone = announcing.take_back(announce(title="收回的"), why="错", by=cast.office)
        for who in (cast.clerk, cast.office):
            client = client_of(who)
            for query in ("view=all", "view=all&q=年终", "view=all&q=收回"):
                assert client.get(f"/announcements?{query}").context["lines"] == [], query
        for row in (later, gone):
            assert client_of(cast.clerk).get(f"/announcements/{row.pk}").status_code == 404
            assert client_of(cast.office).get(f"/announcements/{row.pk}").status_code == 200
        assert "未生效" in client_of(cast.office).get(f"/announcements/{later.pk}").content.decode()

    def test_it_is_not_taken_for_ones_own_below(self, announce: Any, cast: Any) -> None:
        town = cast.town.organisation.region
        maker = User.objects.create(username="maker", name="镇办", organisation=cast.town.organisation)
        Grant.objects.create(
            user=maker, role="documents", region=town, valid=DateRange(date(2020, 1, 1), None)
        )
        gone = announcing.take_back(announce(), why="错", by=cast.office)
        assert client_of(maker).get(f"/announcements/{gone.pk}").status_code == 404

    def test_it_shows_the_unread_first(self, announce: Any, cast: Any) -> None:
        first, second = announce(title="先"), announce(title="后")
        announcing.read(announcement=second, by=cast.clerk)
        shown = [r.pk for r, _c in client_of(cast.clerk).get("/announcements").context["lines"]]
        assert shown == [first.pk, second.pk]

    def test_it_stands_on_the_workbench_when_it_is_urgent(self, announce: Any, cast: Any) -> None:
        announce(kind="urgent", title="台风停工")
        row = Announcement.objects.get()
        client = client_of(cast.village)
        assert "台风停工" in client.get("/").content.decode()
        client.get(f"/announcements/{row.pk}")
        assert "台风停工" not in client.get("/").content.decode()

    def test_it_is_known_who_has_not(self, announce: Any, cast: Any) -> None:
        row = announce(cast.town.organisation.region)
        client_of(cast.village).get(f"/announcements/{row.pk}")
        office = client_of(cast.office)
        url = reverse("announcement-reads", args=[row.pk])
        assert [u.name for u, _c in office.get(f"{url}?view=read").context["lines"]] == [cast.village.name]
        silent = [u.username for u, _c in office.get(url).context["lines"]]
        assert "town" in silent
        assert "village" not in silent
        assert office.get(f"{url}?format=xlsx").status_code == 200
        assert office.get("/announcements/made").context["lines"]
        assert client_of(cast.clerk).get(url).status_code == 403


class TestTakeBack:
    def test_the_database_keeps_what_was_said(self, announce: Any, cast: Any) -> None:
        row = announce()
        for change in (
            {"text": "别的"},
            {"region": cast.town.organisation.region},
            {"taken_back_at": clock.now()},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Announcement.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()

    def test_it_is_not_the_next_countys(self, announce: Any, cast: Any, stranger_office: Any) -> None:
        row = announce()
        with pytest.raises(PermissionDenied):
            announcing.take_back(row, why="x", by=stranger_office)
        with pytest.raises(PermissionDenied):
            announce(by=stranger_office)
        client = client_of(stranger_office)
        for name in ("announcement", "announcement-take-back", "announcement-reads"):
            assert client.get(reverse(name, args=[row.pk])).status_code == 404

    def test_it_is_gone_for_everybody_else(self, announce: Any, cast: Any) -> None:
        row = announce()
        with pytest.raises(Refused, match="原因"):
            announcing.take_back(row, why=" ", by=cast.office)
        row = announcing.take_back(row, why="发错了", by=cast.office)
        assert unread(cast.clerk) == 0
        assert client_of(cast.clerk).get(f"/announcements/{row.pk}").status_code == 404
        assert "发错了" in client_of(cast.office).get(f"/announcements/{row.pk}").content.decode()
        with pytest.raises(Stale):
            announcing.take_back(row, why="x", by=cast.office)


class TestPages:
    def test_it_is_made_and_taken_back_on_pages(self, county: Any, cast: Any) -> None:
        office, today = client_of(cast.office), clock.today().isoformat()
        given = {
            "kind": "urgent",
            "title": "通知",
            "text": "内容",
            "region": county.pk,
            "from_day": today,
            "until_day": today,
        }
        assert office.post(reverse("announcement-new"), given).status_code == 302
        row = Announcement.objects.get()
        assert office.post(reverse("announcement-take-back", args=[row.pk]), {"why": "错"}).status_code == 302
        assert client_of(cast.clerk).get(reverse("announcement-new")).status_code == 403
        assert client_of(cast.stranger).get(f"/announcements/{row.pk}").status_code == 404
