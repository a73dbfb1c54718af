"""What recognition keeps of its own: the yearly confirmation 年度确认, and who was told about a right at an age or a date."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import RegionQuerySet
from youfu.kit.models.audit import APPEND_ONLY
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person, history
from youfu.rules import confirmation, prompts

USER = settings.AUTH_USER_MODEL


class CampaignQuerySet(RegionQuerySet["Campaign"]):
    """Campaigns, by their county."""

    region_lookup = "county"


class ConfirmationQuerySet(RegionQuerySet["Confirmation"]):
    """Confirmations, by the region of the person's household."""

    region_lookup = "person__household_region"

    def current(self) -> ConfirmationQuerySet:
        """Of campaigns that run."""
        return self.filter(campaign__closed_on=None)

    def waiting(self) -> ConfirmationQuerySet:
        """What somebody has to do something about yet."""
        return self.current().filter(state__in=confirmation.OPEN)

    def overdue(self) -> ConfirmationQuerySet:
        """Still open after the last day of the campaign."""
        return self.waiting().filter(campaign__due_on__lt=clock.today())


class OfPersonQuerySet(RegionQuerySet[Any]):
    region_lookup = "person__household_region"


class Campaign(models.Model):
    """年度确认 of one county and year: from which day, until which, laid down by which document."""

    county = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("县"))
    year = models.SmallIntegerField(_("年度"))
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    basis = models.CharField(_("依据"), max_length=200)
    people = models.IntegerField(_("应确认人数"), default=0)
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    opened_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    closed_on = models.DateField(_("结束日期"), null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(fields=("county", "year"), name="campaign_once_a_year"),
            models.CheckConstraint(
                name="campaign_days_in_order", condition=Q(due_on__gte=models.F("opens_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def region_path(self) -> str:
        return str(self.county.path)


@pghistory.track(*history())
class Confirmation(models.Model):
    """One person's confirmation in a campaign. Its states follow the table in rules/confirmation.py, which the database keeps."""

    class State(models.TextChoices):
        DUE = "due", _("待确认")
        REMINDED = "reminded", _("已催办")
        PROPOSED = "proposed", _("拟中止")
        SUSPENDED = "suspended", _("已中止")
        CONFIRMED = "confirmed", _("在世且符合条件")
        DECEASED = "deceased", _("已去世")
        MOVED = "moved", _("已迁出")
        NOT_FOUND = "not_found", _("查无下落")
        INELIGIBLE = "ineligible", _("不再符合条件")

    class Method(models.TextChoices):
        VISIT = "visit", _("上门走访")
        IN_PERSON = "in_person", _("本人到场")
        VIDEO = "video", _("视频")
        PHONE = "phone", _("电话")
        CROSS_CHECK = "cross_check", _("部门比对")
        PROOF = "proof", _("证明材料")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="confirmations", verbose_name=_("人员"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DUE)
    method = models.CharField(_("方式"), max_length=12, choices=Method, blank=True)
    found_on = models.DateField(_("确认日期"), null=True)
    note = models.CharField(_("情况说明"), max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    reminded_on = models.DateField(_("催办日期"), null=True)
    application = models.ForeignKey("kit.Application", models.PROTECT, null=True, related_name="+")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "person"), name="confirmation_once_a_campaign"),
            models.CheckConstraint(
                name="confirmation_result_is_whole",
                condition=~Q(state__in=sorted(confirmation.RESULTS))
                | (~Q(method="") & Q(found_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="confirmation_proposal_has_application",
                condition=~Q(state__in=("proposed", "suspended")) | Q(application__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "id"), name="confirmation_state"),)
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=confirmation.pairs()),
            pgtrigger.Trigger(
                name="begins_due",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="due"),
                func="RAISE EXCEPTION 'a confirmation begins due' USING ERRCODE = 'check_violation';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"

    @property
    def region_path(self) -> str:
        return str(self.person.region_path)


class Prompted(models.Model):
    """Who was told what 到龄提醒: a person and the rule that named them, on a day. Append-only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="prompted")
    rule = models.CharField(_("事项"), max_length=24, choices=[(p.code, p.title) for p in prompts.PROMPTS])
    reached_on = models.DateField(_("到期日"))
    on = models.DateField(_("告知日期"))
    note = models.CharField(_("告知情况"), max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("告知人"))

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("person", "rule", "reached_on"), name="prompted_once"),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.person} {self.get_rule_display()}"

    @property
    def region_path(self) -> str:
        return str(self.person.region_path)
