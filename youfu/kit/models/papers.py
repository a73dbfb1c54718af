"""Tables of what belongs to an application: public notices, papers handed in, letters sent; and the calendar of working days."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.crypto import SealedField
from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import PERSON, USER, Application, OfApplicationQuerySet


class Notice(models.Model):
    """A public notice 公示 of an application: what was published, from when to when. Its text never changes."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="notices")
    order = models.SmallIntegerField()
    title = models.CharField(_("事项"), max_length=120)
    content = models.JSONField(default=list)
    path = models.CharField(max_length=200, db_collation="C")
    from_day = models.DateField(_("开始"))
    until_day = models.DateField(_("截止"), null=True)
    closed_on = models.DateField(_("结束"), null=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-from_day", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(closed_on=None), name="notice_one_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("closed_on", "-from_day"), name="notice_open"),)
        triggers = [
            pgtrigger.ReadOnly(
                name="text_stays", fields=["application", "order", "title", "content", "path", "from_day"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return self.application.region_path


class Objection(models.Model):
    """An objection 异议 to a notice; the next step opens only when every one was answered."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    received_on = models.DateField(_("收到日期"))
    who = SealedField(_("反映人"), null=True)
    content = models.CharField(_("反映内容"), max_length=1000)
    answer = models.CharField(_("核实答复"), max_length=1000, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="objection_answer_is_whole",
                condition=Q(answer="", answered_on=None, answered_by=None)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice} {self.received_on}"

    @property
    def region_path(self) -> str:
        return self.notice.application.region_path


class EvidenceFile(models.Model):
    """A paper that was handed in: one 件 of the person's archive. Stored under its digest; taken out, never deleted."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="archive")
    paper = models.CharField(_("材料"), max_length=40)
    title = models.CharField(_("题名"), max_length=120)
    item = models.IntegerField(_("件号"))
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=40)
    size = models.IntegerField(_("字节"))
    pages = models.SmallIntegerField(_("页数"), default=1)
    digest = models.CharField("SM3", max_length=64)
    dated = models.DateField(_("材料日期"), null=True)
    responsible = models.CharField(_("责任者"), max_length=80, blank=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    added_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    removed_at = models.DateTimeField(_("撤下时间"), null=True)
    removed_why = models.CharField(_("撤下原因"), max_length=200, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("person", "item")
        constraints = (
            models.UniqueConstraint(fields=("person", "item"), name="evidence_item_unique"),
            models.UniqueConstraint(
                fields=("application", "paper", "digest"), condition=Q(removed_at=None), name="evidence_once"
            ),
        )
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return self.application.region_path


class Letter(models.Model):
    """A letter 文书 as it was issued: its text, and the digest of the template it was made from. It never changes."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    title = models.CharField(_("文书"), max_length=120)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    text = models.TextField()
    template = models.CharField(_("模板版本（SM3）"), max_length=64)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("制作人"))
    made_at = models.DateTimeField(_("制作时间"), auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="letter_number_unique", condition=~Q(number="")),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return self.application.region_path


class Holiday(models.Model):
    """A day that differs from an ordinary week 节假日和调休: off on a weekday, or worked at a weekend."""

    day = models.DateField(_("日期"), primary_key=True)
    works = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarYear(models.Model):
    """A year whose calendar was announced, with the document; a year without this row is a gap that pages warn of."""

    year = models.SmallIntegerField(_("年份"), primary_key=True)
    document = models.CharField(_("文件"), max_length=200)

    class Meta:
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)
