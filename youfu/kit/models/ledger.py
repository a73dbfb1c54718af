from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY


class Account(models.IntegerChoices):
    """Where money is. Balances: what a person is owed is what PAYABLE was credited minus what it was debited."""

    EXPENSE = 1, _("应计支出")
    PAYABLE = 2, _("应付个人")
    BANK = 3, _("银行代发")
    OUTSIDE = 4, _("系统外已付")


class Journal(models.Model):
    """One balanced posting, closed the moment it is written: its entries come first, then this row with their count and sum,
    which a trigger checks. Corrected only by a journal that reverses it, once."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("期初")
        ROLL = "roll", _("应计")
        ONCE = "once", _("一次性待遇")
        PAYOUT = "payout", _("发放")
        REVERSAL = "reversal", _("冲销")

    kind = models.CharField(_("类型"), max_length=8, choices=Kind)
    path = models.CharField(max_length=200)
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    entries = models.BigIntegerField(_("笔数"))
    total_fen = models.BigIntegerField(_("合计（分）"))
    memo = models.CharField(_("摘要"), max_length=200)
    actor = models.CharField(_("操作人"), max_length=200)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    request_id = models.CharField(max_length=32)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering = ("-id",)
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="control_total",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("n", "bigint"), ("fen", "numeric")],
                func="""
                    SELECT count(*), coalesce(sum(amount_fen), 0) INTO n, fen FROM kit_entry
                    WHERE for_month BETWEEN NEW.first_month AND NEW.last_month AND journal_id = NEW.id;
                    IF n <> NEW.entries OR fen <> NEW.total_fen THEN
                        RAISE EXCEPTION 'journal % has % entries of % fen, not % of %',
                            NEW.id, n, fen, NEW.entries, NEW.total_fen USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class Entry(models.Model):
    """A movement of fen from one account to another for one person, programme and month: both sides in one row, so an
    unbalanced journal cannot be written down. A negative amount is the same movement backwards.

    The table is partitioned by `for_month`; it is made in migration kit.0002, with guards against update, delete, truncate
    and entries added to a closed journal. Plain numbers instead of foreign keys: a million checks cost seconds, and
    `youfu verify` looks for strays.
    """

    pk = models.CompositePrimaryKey("party", "subject", "for_month", "journal_id", "debit")
    for_month = models.IntegerField()
    party = models.BigIntegerField()
    subject = models.SmallIntegerField()
    journal_id = models.BigIntegerField()
    debit = models.SmallIntegerField(choices=Account)
    credit = models.SmallIntegerField(choices=Account)
    amount_fen = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "kit_entry"

    def __str__(self) -> str:
        return f"{self.party}/{self.subject}/{self.for_month}: {self.amount_fen}"
