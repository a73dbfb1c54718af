"""通知公告: an announcement is made for a region and a time, read, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import door
from youfu.modules.documents.models import Announcement, AnnouncementRead
from youfu.modules.organisations.models import Region
from youfu.rules.secrecy import mark

LONGEST = 366  # days an announcement may stand


@action("announcement.make", gettext_lazy("发布通知公告"), Permission.ANNOUNCEMENTS_MAKE)
def announce(region: Region, *, values: Mapping[str, Any], by: Actor) -> Announcement:
    """Tell everybody who works in a region something, from one day to another. Secret papers stay out here too."""
    made = Announcement(region=region, made_by_id=by.pk, **values)
    if sign := mark(made.title) or mark(made.text):
        door.refuse_secret(_("内容"), sign)
    if made.until_day < made.from_day or made.until_day < clock.today():
        raise Refused(_("截止日期不能早于开始日期和今天。"))
    if (made.until_day - made.from_day).days > LONGEST:
        raise Refused(_("通知公告最长一年，到期可以重新发布。"))
    made.save()
    return made


@action(
    "announcement.take_back", gettext_lazy("收回通知公告"), Permission.ANNOUNCEMENTS_MAKE, record=("why",)
)
def take_back(announcement: Announcement, *, why: str, by: Actor) -> Announcement:
    """Take an announcement back; it stays readable for whoever made it, with the reason."""
    if announcement.taken_back_at is not None:
        raise Stale(_("这条通知公告已经收回。"))
    if not why.strip():
        raise Refused(_("请写明收回原因。"))
    announcement.taken_back_at, announcement.taken_back_why = clock.now(), why.strip()[:200]
    announcement.save(update_fields=["taken_back_at", "taken_back_why"])
    return announcement


@action("announcement.read", gettext_lazy("阅读通知公告"), Permission.SITE_USE)
def read(_nowhere: None = None, *, announcement: Announcement, by: Actor) -> AnnouncementRead:
    """Somebody has read an announcement that reaches them; a second time changes nothing. There is no thing: who reads holds no
    right at the place the announcement comes from, and perhaps none at their own."""
    row, _first = AnnouncementRead.objects.get_or_create(announcement=announcement, user_id=by.pk)
    return row
