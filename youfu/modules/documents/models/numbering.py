"""Numbers of documents: one after the other within a series and a year, never shared, skipped or given twice."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.workflow import moment
from youfu.modules.documents.queries import NumberQuerySet, NumberSeriesQuerySet

USER = settings.AUTH_USER_MODEL


class NumberSeries(models.Model):
    """A series 编号序列: what it numbers, its agency code 代字, and how a number is written.

    `template` holds `{year}` and `{serial}` (`{serial:06d}` pads), and may hold `{code}` and `{division}` (six digits of the
    county): `{code}〔{year}〕{serial}号`, `{division}/{year}-{serial:06d}`. That of a document's number names its code.
    """

    class Purpose(models.TextChoices):
        OUT = "out", _("发文字号")
        IN = "in", _("收文号")
        INDEX = "index", _("公开索引号")
        REQUEST = "request", _("依申请公开编号")
        ARCHIVE = "archive", _("归档件号")

    purpose = models.CharField(_("用途"), max_length=8, choices=Purpose)
    code = models.CharField(_("代字"), max_length=30, blank=True)
    template = models.CharField(_("格式"), max_length=60)
    region = models.ForeignKey(
        "organisations.Region", models.PROTECT, related_name="+", verbose_name=_("区划")
    )
    closed_on = models.DateField(_("停用日期"), null=True)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        ordering = ("purpose", "code")
        constraints = (
            models.UniqueConstraint(fields=("region", "purpose", "code"), name="number_series_unique"),
            models.CheckConstraint(
                name="number_series_names_year_and_serial",
                condition=Q(template__contains="{year}") & Q(template__regex=r"\{serial(:0[1-9]d)?\}"),
            ),
            models.CheckConstraint(
                name="number_series_of_documents_names_code",
                condition=~Q(purpose="out") | (~Q(code="") & Q(template__contains="{code}")),
            ),
        )
        triggers = [pgtrigger.ReadOnly(name="series_stays", fields=["purpose", "code", "region"])]

    def __str__(self) -> str:
        return self.code or self.get_purpose_display()

    @property
    def region_path(self) -> str:
        return self.region.path


class Number(models.Model):
    """One number that was given. It stays when what it was for is cancelled, with the reason; it is never given again."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="numbers")
    year = models.SmallIntegerField(_("年份"))
    serial = models.IntegerField(_("序号"))
    text = models.CharField(_("编号"), max_length=80)
    given_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("编号人"))
    given_at = models.DateTimeField(_("编号时间"), default=moment)
    void_at = models.DateTimeField(_("作废时间"), null=True)
    void_why = models.CharField(_("作废原因"), max_length=200, blank=True)

    objects = NumberQuerySet.as_manager()

    class Meta:
        ordering = ("series", "-year", "-serial")
        constraints = (
            models.UniqueConstraint(fields=("series", "year", "serial"), name="number_serial_unique"),
            models.UniqueConstraint(fields=("series", "text"), name="number_text_unique"),
            models.CheckConstraint(
                name="number_void_has_reason",
                condition=Q(void_at=None, void_why="") | (Q(void_at__isnull=False) & ~Q(void_why="")),
            ),
        )
        indexes = (
            models.Index(fields=("year", "id"), name="number_year"),
        )  # which numbers a year begins and ends with
        triggers = [
            pgtrigger.Trigger(
                name="next_in_its_series",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.serial <> 1 + coalesce((
                        SELECT max(serial) FROM documents_number WHERE series_id = NEW.series_id AND year = NEW.year
                    ), 0) THEN
                        RAISE EXCEPTION 'number % is not the next of its series', NEW.serial
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Two series of a county may be written alike (甲 and 甲发): whoever numbers waits for the others of that purpose.
            pgtrigger.Trigger(
                name="text_once_in_its_county",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM pg_advisory_xact_lock(hashtextextended(region_id || purpose, 0))
                        FROM documents_numberseries WHERE id = NEW.series_id;
                    IF EXISTS (
                        SELECT FROM documents_number n
                        JOIN documents_numberseries s ON s.id = n.series_id
                        JOIN documents_numberseries own ON own.id = NEW.series_id
                        WHERE n.text = NEW.text AND s.region_id = own.region_id AND s.purpose = own.purpose
                    ) THEN
                        RAISE EXCEPTION 'number % was given already', NEW.text USING ERRCODE = 'unique_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(
                name="number_stays", fields=["series", "year", "serial", "text", "given_by", "given_at"]
            ),
            pgtrigger.Protect(
                name="void_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.void_at IS NOT NULL"
                    " AND (OLD.void_at, OLD.void_why) IS DISTINCT FROM (NEW.void_at, NEW.void_why)"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def region_path(self) -> str:
        return self.series.region.path
