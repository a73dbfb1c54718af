from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.modules.entitlements.queries import EntitlementQuerySet, OneOffQuerySet
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.standards.models import Programme
from youfu.rules import periods
from youfu.rules.pricing import Terms as PricedTerms

SETTLED = 0  # revision of a row whose past months were posted when it was written


class Terms(models.Model):
    """What an amount depends on, each combination stored once: people with the same terms are priced together."""

    grade = models.SmallIntegerField(_("等级"), null=True)
    cause = models.CharField(_("性质"), max_length=20, null=True)
    kind = models.CharField(_("类别"), max_length=20, null=True)
    period = models.CharField(_("入伍时期"), max_length=20, null=True)
    employment = models.CharField(_("属别"), max_length=20, null=True)
    service_years = models.SmallIntegerField(_("折算服役年限"), null=True)

    DIMENSIONS = ("grade", "cause", "kind", "period", "employment", "service_years")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("grade", "cause", "kind", "period", "employment", "service_years"),
                name="terms_unique",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return " ".join(str(v) for v in (getattr(self, d) for d in self.DIMENSIONS) if v is not None)

    def priced(self, programme: str) -> PricedTerms:
        """The same terms as the rules know them."""
        return PricedTerms(programme, **{name: getattr(self, name) for name in self.DIMENSIONS})


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Entitlement(models.Model):
    """A person's right to a programme under given terms, from a first month to a last one (month indexes, half-open).

    Never edited: a change closes the row and opens the next. `closed_before` is the first month this system answers for;
    earlier ones were settled elsewhere. `revision` grows with every change and tells the roll whose months to look at again.
    """

    class Ended(models.TextChoices):
        DEATH = "death", _("去世")
        SUSPENDED = "suspended", _("中止")
        CANCELLED = "cancelled", _("取消")
        CHANGED = "changed", _("条件变更")
        MOVED = "moved", _("迁出")

    person = models.ForeignKey(Person, models.PROTECT, related_name="entitlements", verbose_name=_("人员"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("待遇项目"))
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+", verbose_name=_("计发条件"))
    county = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("发放县"))
    months = IntegerRangeField(_("起止年月"))
    closed_before = models.IntegerField(null=True)
    approved_on = models.DateField(_("批准时间"), null=True)
    basis = models.CharField(_("批准依据"), max_length=200, blank=True)
    ended = models.CharField(_("终止原因"), max_length=10, choices=Ended, blank=True)
    ended_basis = models.CharField(_("终止依据"), max_length=200, blank=True)
    continues = models.OneToOneField("self", models.PROTECT, null=True, related_name="continued_by")
    revision = models.BigIntegerField(null=True, editable=False)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "months")
        constraints = (
            ExclusionConstraint(
                name="entitlement_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("months", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="entitlement_end_has_reason", condition=Q(months__endswith=None) | ~Q(ended="")
            ),
        )
        indexes = (
            models.Index(fields=("revision",), name="entitlement_revision", condition=Q(revision__gt=0)),
        )
        triggers = [
            pgtrigger.Trigger(
                name="revised",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' OR NEW.revision IS NULL THEN
                        NEW.revision = nextval('entitlement_revision_seq');
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.programme}"

    @property
    def region_path(self) -> str:
        return self.person.region_path

    @property
    def first_month(self) -> str:
        """The first month paid; empty for a row that was taken back from its beginning."""
        return "" if self.months.isempty else periods.month_text(self.months.lower)

    @property
    def last_month(self) -> str:
        """The last month paid, or an empty string while it runs on."""
        return (
            ""
            if self.months.isempty or self.months.upper is None
            else periods.month_text(self.months.upper - 1)
        )


class OneOff(models.Model):
    """A benefit paid once 一次性待遇: posted to the ledger when it is awarded, paid by the next bank file, never by a roll.

    `person` is whose benefit it is, `payee` who is owed the money (the same person, or a relative after a death). `month` is
    the month index it was posted in. `key` says what it may be paid only once for, such as a household and year; it is free
    again when the award was reversed. A reversal is a row of its own with the amount below zero; neither row counts then.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="oneoffs", verbose_name=_("人员"))
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("领款人"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("待遇项目"))
    county = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("发放县"))
    month = models.IntegerField(_("记账月份"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    basis = models.CharField(_("依据"), max_length=300)
    application = models.CharField(_("申请编号"), max_length=24, blank=True)
    key = models.CharField(max_length=120, blank=True)
    stands = models.BooleanField(default=True)
    journal_id = models.BigIntegerField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    actor = models.CharField(_("经办"), max_length=200)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = OneOffQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "key"),
                name="oneoff_once_for_its_key",
                condition=Q(stands=True) & ~Q(key=""),
            ),
            models.CheckConstraint(
                name="oneoff_reversal_is_negative",
                condition=Q(reverses=None, amount_fen__gt=0)
                | Q(reverses__isnull=False, amount_fen__lt=0, stands=False),
            ),
        )
        indexes = (models.Index(fields=("person", "month"), name="oneoff_person"),)
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_reversed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF to_jsonb(NEW) - 'stands' <> to_jsonb(OLD) - 'stands' OR NEW.stands THEN
                        RAISE EXCEPTION 'a one-off is never changed, only reversed' USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.programme}"

    @property
    def region_path(self) -> str:
        return self.person.region_path
