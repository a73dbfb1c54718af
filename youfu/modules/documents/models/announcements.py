"""Short announcements 通知公告 with a validity, and who has read them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER
from youfu.modules.documents.models.papers import REGION
from youfu.modules.documents.queries import AnnouncementQuerySet


class Announcement(models.Model):
    """An announcement for everybody who works in a region, from one day to another; taken back with a reason, never deleted."""

    class Kind(models.TextChoices):
        NORMAL = "normal", _("一般通知")
        URGENT = "urgent", _("紧急通知")

    kind = models.CharField(_("类别"), max_length=8, choices=Kind, default=Kind.NORMAL)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"))
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("范围"))
    from_day = models.DateField(_("起"))
    until_day = models.DateField(_("止"))
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)
    taken_back_why = models.CharField(_("收回原因"), max_length=200, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("发布人"))
    made_at = models.DateTimeField(_("发布时间"), default=moment)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="announcement_days_in_order", condition=Q(until_day__gte=F("from_day"))
            ),
            models.CheckConstraint(
                name="announcement_taken_back_with_reason",
                condition=Q(taken_back_at=None, taken_back_why="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_why=""),
            ),
        )
        indexes = (models.Index(fields=("until_day", "-id"), name="announcement_valid"),)
        triggers = [
            pgtrigger.ReadOnly(
                name="said_stays",
                fields=["kind", "title", "text", "region", "from_day", "until_day", "made_by", "made_at"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return str(self.region.path)


class AnnouncementRead(models.Model):
    """Somebody has read an announcement 已阅."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="reads")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=moment)

    class Meta:
        ordering = ("announcement", "at")
        constraints = (
            models.UniqueConstraint(fields=("announcement", "user"), name="announcement_read_once"),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.announcement} {self.user}"
