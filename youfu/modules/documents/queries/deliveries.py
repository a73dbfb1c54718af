"""Deliveries: whose they are, what waits, what is late, and how many of a document's were signed for and answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, Q, Subquery
from django.db.models.functions import JSONObject

from youfu.kit.access import Actor, Permission, RegionQuerySet, System, visible_paths

if TYPE_CHECKING:
    from youfu.modules.documents.models import Delivery, RecipientGroup  # noqa: F401

STANDING = Q(withdrawn_at=None)
UNANSWERED = Q(wants="reply", replied_at=None)
WAITING = STANDING & (Q(signed_at=None) | UNANSWERED)
IN_TIME = Q(signed_at__date__lte=F("due_on"))


class RecipientGroupQuerySet(RegionQuerySet["RecipientGroup"]):
    """Saved lists of recipients."""


class DeliveryQuerySet(RegionQuerySet["Delivery"]):
    """Deliveries, by the region of the body they are for: a town sees its own and those of its villages."""

    region_lookup = "organisation__region"

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """What was sent to somebody by name is seen by that person and by those who see the document, not by the whole office."""
        if isinstance(actor, System):
            return self
        inside = Q(organisation__in=_bodies(actor, permission))
        over = visible_paths(actor, Permission.DOCUMENTS_VIEW)
        if all(path.startswith(over) for path in visible_paths(actor, permission)):
            return self.filter(inside)
        named = Q(user=None)
        for path in over:
            named |= Q(document__region__path__startswith=path)
        # One's own goes with the person, wherever that person works by now.
        return self.filter(inside & named | Q(user_id=actor.pk))

    def of(self, actor: Any) -> Self:
        """What is for the actor's own office, or for the actor by name."""
        own = Q(organisation_id=actor.organisation_id, user=None) | Q(user_id=actor.pk)
        return self.filter(own)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(STANDING)

    def waiting(self) -> Self:
        """Those that are not yet signed for, or not yet answered where an answer is wanted."""
        return self.filter(WAITING)

    def unsigned(self) -> Self:
        return self.filter(STANDING, signed_at=None)

    def unanswered(self) -> Self:
        """An answer is wanted and there is none."""
        return self.filter(STANDING & UNANSWERED)

    def asked(self) -> Self:
        """Those whose answers are made, or may be made at any moment, by the document's form."""
        return self.filter(STANDING | Q(replied_at__isnull=False), wants="reply")

    def finished(self) -> Self:
        return self.filter(STANDING).exclude(WAITING)

    def overdue(self, today: date) -> Self:
        """Waiting, and their last day is over."""
        return self.waiting().filter(due_on__lt=today)

    def escalated(self) -> Self:
        """Reported upwards and still waiting."""
        return self.waiting().filter(escalated_at__isnull=False)

    def sent_in(self, year: int) -> Self:
        return self.filter(delivered_at__year=year)

    def judged(self, today: date) -> Self:
        """Those of this year of which it is known whether they were signed for in time: signed, or their last day is over."""
        rows = self.standing().filter(due_on__year=today.year)
        return rows.filter(Q(signed_at__isnull=False) | Q(due_on__lt=today))

    def withdrawn_since(self, day: date) -> Self:
        """Taken back on that day or later."""
        return self.filter(withdrawn_at__date__gte=day)


def _bodies(actor: Actor, permission: Permission) -> list[int]:
    """Keys of the bodies within the actor's reach. A list, not a join: PostgreSQL knows how many deliveries a body has, but not
    how many bodies lie below a path, and reads a year of deliveries one by one when it guesses wrong."""
    from youfu.modules.organisations.models import Organisation

    return list(Organisation.objects.visible_to(actor, permission).order_by().values_list("pk", flat=True))


class OfDeliveryQuerySet(RegionQuerySet[Any]):
    """What belongs to a delivery: seen by whoever sees that."""

    region_lookup = "delivery__organisation__region"

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        from youfu.modules.documents.models import Delivery

        return self.filter(delivery__in=Delivery.objects.visible_to(actor, permission))


def numbers(today: date) -> dict[str, Count]:
    """How many deliveries there are, and how far they are: what is counted of a document everywhere."""
    asked = Q(wants="reply")
    return {
        "delivered": Count("pk"), "opened": Count("opened_at"), "signed": Count("signed_at"),
        "asked": Count("pk", filter=asked), "replied": Count("replied_at"), "waiting": Count("pk", filter=WAITING),
        "unread": Count("pk", filter=STANDING & Q(opened_at=None)),
        "overdue": Count("pk", filter=WAITING & Q(due_on__lt=today)), "withdrawn": Count("withdrawn_at"),
    }  # fmt: skip


def tally(rows: Any, today: date) -> Subquery:
    """How many of a document's deliveries (`rows` narrowed to OuterRef) were opened, signed for, answered, and are late: one
    reading of them for all the numbers, as an object."""
    of_document = rows.order_by().values("document")
    return Subquery(of_document.annotate(numbers=JSONObject(**numbers(today))).values("numbers"))
