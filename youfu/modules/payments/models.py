from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.modules.organisations.models import Region
from youfu.modules.payments.queries import RollQuerySet
from youfu.modules.people.models import BankAccount, Person
from youfu.modules.standards.models import Programme
from youfu.rules import periods


def _refuse(
    name: str, operation: pgtrigger.Operation, when: pgtrigger.Condition, why: str
) -> pgtrigger.Trigger:
    """A guard of the database: no such change, whoever asks."""
    func = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'insufficient_privilege';"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, condition=when, func=func)


# What belongs to a roll is as fixed as the roll itself.
SEALED_WITH_ROLL = pgtrigger.Trigger(
    name="sealed_with_roll",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (SELECT FROM payments_roll WHERE id = OLD.roll_id AND state <> 'draft') THEN
            RAISE EXCEPTION 'the roll is approved' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class Kind(models.IntegerChoices):
    """What a line is: this month's money, back pay for an earlier month, or money to be recovered."""

    CURRENT = 1, _("当月")
    ARREARS = 2, _("补发")
    RECOVERY = 3, _("扣回")


class Roll(models.Model):
    """A month's roll 发放批次: drafted by computing, posted by approval, never paid twice.

    It holds what is due as known now minus what was posted. `entitlement_revision`, `standards_revision` and `last_opening` (an
    id) say up to which change it looked, so the next roll only has to look at what came after. Numbers, not times: a clock
    may be set back.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("待审批")
        APPROVED = "approved", _("已审批")
        EXPORTED = "exported", _("已出账")

    county = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("县"))
    month = models.IntegerField(_("月份"))
    number = models.SmallIntegerField(_("次"), default=1)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    people = models.IntegerField(_("人数"), default=0)
    lines = models.IntegerField(_("笔数"), default=0)
    total_fen = models.BigIntegerField(_("合计（分）"), default=0)
    problems = models.JSONField(_("未能计算"), default=list)
    changes = models.JSONField(_("标准变动"), default=list)
    unverified = models.IntegerField(_("待核实标准数"), default=0)
    entitlement_revision = models.BigIntegerField(default=0)
    standards_revision = models.BigIntegerField(default=0)
    last_opening = models.BigIntegerField(default=0)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办")
    )
    computed_at = models.DateTimeField(_("计算时间"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批")
    )
    approved_at = models.DateTimeField(_("审批时间"), null=True)
    acknowledged = models.BooleanField(_("已确认待核实标准"), default=False)
    journal_id = models.BigIntegerField(null=True)

    objects = RollQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "-number")
        constraints = (
            models.UniqueConstraint(fields=("county", "month", "number"), name="roll_number_unique"),
            models.UniqueConstraint(fields=("county",), condition=Q(state="draft"), name="roll_one_draft"),
            models.CheckConstraint(
                name="roll_approval_is_whole",
                condition=Q(state="draft", approved_by=None, approved_at=None, journal_id=None)
                | (
                    ~Q(state="draft")
                    & Q(approved_by__isnull=False, approved_at__isnull=False, journal_id__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="roll_maker_is_not_checker",
                condition=Q(approved_by=None) | ~Q(approved_by=F("computed_by")),
            ),
            models.CheckConstraint(
                name="roll_unverified_acknowledged",
                condition=Q(state="draft") | Q(unverified=0) | Q(acknowledged=True),
            ),
        )
        triggers = [
            pgtrigger.FSM(
                name="state_goes_forward",
                field="state",
                transitions=[("draft", "approved"), ("approved", "exported")],
            ),
            _refuse(
                "posted_stays",
                pgtrigger.Delete,
                ~pgtrigger.Q(old__state="draft"),
                "an approved roll is never deleted",
            ),
            pgtrigger.Trigger(
                name="posted_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft"),
                func="""
                    IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state' THEN
                        RAISE EXCEPTION 'an approved roll is never changed' USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """2026-11, or 2026-11-2 for the second roll of a month."""
        return periods.month_text(self.month) + (f"-{self.number}" if self.number > 1 else "")

    @property
    def region_path(self) -> str:
        return self.county.path


class Opening(models.Model):
    """Months that were paid outside the system before a person was filed, posted once so that later differences are right."""

    county = models.ForeignKey(Region, models.PROTECT, related_name="+")
    first_month = models.IntegerField(_("起"))
    last_month = models.IntegerField(_("止"))
    standards_revision = models.BigIntegerField()
    journal_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{periods.month_text(self.first_month)} – {periods.month_text(self.last_month)}"


class RollPrice(models.Model):
    """The price of one profile in one month of a roll, with the lines that explain it: kept as long as the roll."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="prices")
    for_month = models.IntegerField()
    price = models.JSONField()

    class Meta:
        ordering = ("id",)
        triggers = [SEALED_WITH_ROLL]

    def __str__(self) -> str:
        return f"{self.roll_id}/{self.for_month}"


class RollTotal(models.Model):
    """People and fen of a roll by programme and kind, so that no page has to add up a million lines."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="totals")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kind = models.SmallIntegerField(choices=Kind)
    people = models.IntegerField()
    fen = models.BigIntegerField()

    class Meta:
        ordering = ("programme", "kind")
        constraints = (
            models.UniqueConstraint(fields=("roll", "programme", "kind"), name="roll_total_unique"),
        )
        triggers = [SEALED_WITH_ROLL]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.programme_id} {self.kind}"


class RollLine(models.Model):
    """One difference of a roll: for a person, programme and month, what is due as known now minus what was posted.

    Partitioned by roll (migration payments.0002): a draft is refreshed by emptying its partition.
    """

    pk = models.CompositePrimaryKey("roll", "person", "programme", "for_month")
    roll = models.ForeignKey(Roll, models.DO_NOTHING, related_name="roll_lines", db_constraint=False)
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="roll_lines", db_constraint=False)
    programme = models.ForeignKey(Programme, models.DO_NOTHING, related_name="+", db_constraint=False)
    for_month = models.IntegerField()
    kind = models.SmallIntegerField(choices=Kind)
    amount_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()
    price = models.ForeignKey(RollPrice, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        managed = False
        db_table = "payments_rollline"

    def __str__(self) -> str:
        return f"{self.person_id} {self.programme_id} {self.for_month}: {self.amount_fen}"


class BankFile(models.Model):
    """What was sent to the bank for a roll: counts, control total and SM3 digest. Made once; asking again gives it again."""

    roll = models.OneToOneField(Roll, models.PROTECT, related_name="bank_file")
    count = models.IntegerField(_("笔数"))
    total_fen = models.BigIntegerField(_("合计（分）"))
    held = models.IntegerField(_("暂无账户"))
    digest = models.CharField(_("SM3 摘要"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("出账人")
    )
    at = models.DateTimeField(_("出账时间"), auto_now_add=True)
    journal_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-id",)
        triggers = [
            _refuse(
                "made_once",
                pgtrigger.Update | pgtrigger.Delete,
                ~pgtrigger.Q(old__digest=""),
                "a bank file is never changed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.roll}"

    @property
    def region_path(self) -> str:
        return self.roll.region_path


class Payout(models.Model):
    """One payment in a bank file: the person's positive balance to the account they had that day."""

    bank_file = models.ForeignKey(BankFile, models.PROTECT, related_name="payouts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="payouts")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("bank_file", "person"), name="payout_once_per_file"),
            models.CheckConstraint(name="payout_positive", condition=Q(amount_fen__gt=0)),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.person} {self.amount_fen}"
