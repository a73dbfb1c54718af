"""To whom a document was delivered, when each opened it, signed for it and replied; who was reminded."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER
from youfu.modules.documents.models.papers import ORGANISATION, REGION, OfficialDocument
from youfu.modules.documents.queries import DeliveryQuerySet, OfDeliveryQuerySet, RecipientGroupQuerySet
from youfu.modules.documents.queries.deliveries import STANDING, WAITING

ONCE = (
    "opened_at", "opened_by_id", "signed_at", "signed_by_id", "replied_at", "withdrawn_at", "escalated_at",
)  # fmt: skip
MOVED = " OR ".join(f"(OLD.{name} IS NOT NULL AND OLD.{name} IS DISTINCT FROM NEW.{name})" for name in ONCE)


class RecipientGroup(models.Model):
    """A saved list of recipients 收文分组: all towns, the four stations of a pilot, …"""

    name = models.CharField(_("名称"), max_length=60)
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("区划"))
    organisations: Any = models.ManyToManyField(ORGANISATION, related_name="+", verbose_name=_("收文单位"))
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("建立人"))

    objects = RecipientGroupQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("region", "name"), name="recipient_group_name_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def region_path(self) -> str:
        return str(self.region.path)


class Delivery(models.Model):
    """One document for one body 送达 (or, with `user`, for one person there): whoever is on duty opens it, signs for it, replies.

    Each time is set once and never cleared. `parent` is the delivery that was forwarded down to make this one. One that was taken
    back stays as it was, with the reason, and the same recipient may be given the document anew.
    """

    class Wants(models.TextChoices):
        SIGN = "sign", _("签收")
        REPLY = "reply", _("签收并回复")

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey(
        ORGANISATION, models.PROTECT, related_name="deliveries", verbose_name=_("收文单位")
    )
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("收文人"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="forwarded")
    wants = models.CharField(_("要求"), max_length=5, choices=Wants, default=Wants.SIGN)
    words = models.CharField(_("转发意见"), max_length=300, blank=True)
    due_on = models.DateField(_("期限"), null=True)
    delivered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("发送人"))
    delivered_at = models.DateTimeField(_("送达"), default=moment)
    opened_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("阅读人"))
    opened_at = models.DateTimeField(_("阅读"), null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("签收人"))
    signed_at = models.DateTimeField(_("签收"), null=True)
    replied_at = models.DateTimeField(_("回复"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回"), null=True)
    withdrawn_why = models.CharField(_("撤回原因"), max_length=300, blank=True)
    reminded = models.SmallIntegerField(_("催办次数"), default=0)
    escalated_at = models.DateTimeField(_("上报时间"), null=True)

    objects = DeliveryQuerySet.as_manager()
    # Whoever takes a document back has its row and then wants all deliveries; whoever forwards has a delivery and then points to
    # the document from new ones. One order for both, or each waits for the other.
    locked_after = "document"

    class Meta:
        ordering = ("document", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "organisation", "user"),
                name="delivery_once",
                nulls_distinct=False,
                condition=STANDING,
            ),
            models.CheckConstraint(
                name="delivery_withdrawn_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
            ),
            models.CheckConstraint(
                name="delivery_replied_when_asked", condition=Q(replied_at=None) | Q(wants="reply")
            ),
            models.CheckConstraint(
                name="delivery_signed_by_somebody",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_opened_by_somebody",
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_in_order",
                condition=(Q(opened_at=None) | Q(opened_at__gte=F("delivered_at")))
                & (Q(signed_at=None) | Q(opened_at__isnull=False, signed_at__gte=F("opened_at")))
                & (Q(replied_at=None) | Q(signed_at__isnull=False, replied_at__gte=F("signed_at"))),
            ),
        )
        # What is not finished is a small part of all there is: its lists look at indexes of nothing else.
        indexes = (
            models.Index(fields=("organisation", "-id"), name="delivery_inbox"),
            models.Index(fields=("due_on",), condition=WAITING, name="delivery_waiting"),
            models.Index(fields=("document", "due_on"), condition=WAITING, name="delivery_waiting_document"),
            models.Index(fields=("organisation", "due_on"), condition=WAITING, name="delivery_waiting_body"),
        )
        triggers = [
            pgtrigger.ReadOnly(
                name="delivery_stays",
                fields=[
                    "document",
                    "organisation",
                    "user",
                    "parent",
                    "wants",
                    "words",
                    "due_on",
                    "delivered_by",
                    "delivered_at",
                ],
            ),
            pgtrigger.Protect(
                name="times_are_set_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"({MOVED})"),
            ),
            pgtrigger.Protect(
                name="withdrawn_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.withdrawn_at IS NOT NULL"),
            ),
            pgtrigger.Trigger(
                name="forwarded_of_one_document",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.parent_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM documents_delivery WHERE id = NEW.parent_id AND document_id = NEW.document_id
                    ) THEN
                        RAISE EXCEPTION 'delivery % is of another document', NEW.parent_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.user or self.organisation)

    @property
    def region_path(self) -> str:
        """Where whoever it is for works: what is for somebody by name goes with that person."""
        return self.user.region_path if self.user else str(self.organisation.region.path)

    @property
    def finished(self) -> bool:
        """Nothing more is expected of the recipient."""
        done = self.replied_at if self.wants == self.Wants.REPLY else self.signed_at
        return done is not None or self.withdrawn_at is not None

    def is_for(self, actor: Any) -> bool:
        """Is it for this actor: by name, or as one of the office's own people, whoever is on duty?"""
        if self.user_id is not None:
            return bool(self.user_id == actor.pk)
        return self.organisation_id == getattr(actor, "organisation_id", None)


class Reply(models.Model):
    """An answer 回执 to a delivery: words, and the rows of the document's reply form. A later one takes its place; all are kept.

    `rows` is a list of dictionaries, column code → value (numbers as integers, amounts in fen, days as YYYY-MM-DD).
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="replies")
    order = models.SmallIntegerField(_("次序"))
    text = models.CharField(_("回复内容"), max_length=2000, blank=True)
    rows = models.JSONField(default=list)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("回复人"))
    at = models.DateTimeField(_("回复时间"), default=moment)

    objects = OfDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("delivery", "order")
        constraints = (models.UniqueConstraint(fields=("delivery", "order"), name="reply_order_unique"),)
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.delivery} {self.order}"

    @property
    def region_path(self) -> str:
        return self.delivery.region_path


class Reminder(models.Model):
    """A reminder 催办 or, when that did not help, a report upwards 上报: who was told what, when.

    `automatic` says why the program made it: each reason once a delivery, so that a night that runs twice does nothing twice.
    """

    class Automatic(models.TextChoices):
        BEFORE = "before", _("到期前一个工作日")
        AFTER = "after", _("超期次日")
        ESCALATED = "escalated", _("超期上报")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="reminders")
    automatic = models.CharField(_("自动"), max_length=9, choices=Automatic, blank=True)
    words = models.CharField(_("内容"), max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("催办人"))
    author = models.CharField(_("催办人"), max_length=200)
    at = models.DateTimeField(_("时间"), default=moment)

    objects = OfDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("delivery", "automatic"), condition=~Q(automatic=""), name="reminder_automatic_once"
            ),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.delivery} {self.at:%F %T}"

    @property
    def region_path(self) -> str:
        return self.delivery.region_path
