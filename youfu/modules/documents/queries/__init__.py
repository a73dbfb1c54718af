"""QuerySets of the module: what belongs to which region, and named reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from youfu.kit.access import Actor, Permission, RegionQuerySet, visible_paths
from youfu.modules.documents.queries.deliveries import (
    DeliveryQuerySet,
    OfDeliveryQuerySet,
    RecipientGroupQuerySet,
    tally,
)

if TYPE_CHECKING:
    from datetime import date

    from youfu.modules.documents.models import (  # noqa: F401  named in the bases below, for the type checker
        Announcement,
        Attachment,
        Disclosure,
        InformationRequest,
        Number,
        NumberSeries,
        OfficialDocument,
        SearchText,
    )


# Who takes the steps of a document that is being sent.
STEPS = {
    "check": Permission.DOCUMENTS_CHECK,
    "countersign": Permission.DOCUMENTS_HANDLE,
    "sign": Permission.DOCUMENTS_SIGN,
    "number": Permission.DOCUMENTS_ISSUE,
    "issue": Permission.DOCUMENTS_ISSUE,
}


class NumberSeriesQuerySet(RegionQuerySet["NumberSeries"]):
    """Series of numbers, by the county they belong to."""

    def current(self) -> Self:
        return self.filter(closed_on=None)


class NumberQuerySet(RegionQuerySet["Number"]):
    """Numbers that were given."""

    region_lookup = "series__region"


class OfficialDocumentQuerySet(RegionQuerySet["OfficialDocument"]):
    """Documents, by the county whose they are; stations see theirs through deliveries."""

    def sent(self) -> Self:
        return self.filter(direction="out")

    def with_pages(self) -> Self:
        """Each with its files as `kept`, of which only the pages are read."""
        from youfu.modules.documents.models import Attachment

        files = Attachment.objects.filter(removed_at=None).only("document", "pages")
        return self.prefetch_related(Prefetch("attachments", files, "kept"))

    def received(self) -> Self:
        return self.filter(direction="in")

    def outlived(self) -> Self:
        """Still open, although the document they were made from was taken back."""
        return self.filter(state="open", document__state="withdrawn")

    def waiting_for(self, actor: Any) -> Self:
        """Documents being sent whose next step is this actor's; none where the actor acted at another of the four-eyes steps."""
        from youfu.modules.documents.models import Consultation, Opinion

        asked = Consultation.objects.filter(
            document=OuterRef("pk"),
            round=OuterRef("round"),
            organisation=actor.organisation_id,
            answered_at=None,
        )
        mine = Q(state="draft", made_by=actor.pk)
        for state, permission in STEPS.items():
            inside = Q(pk__in=[])
            for path in visible_paths(actor, permission):
                inside |= Q(region__path__startswith=path)
            mine |= inside & (Q(Exists(asked), state=state) if state == "countersign" else Q(state=state))
        elsewhere = Opinion.objects.filter(document=OuterRef("pk"), by=actor.pk, counts=True).exclude(
            step=OuterRef("state")
        )
        again = Exists(elsewhere) | (~Q(state="draft") & Q(made_by=actor.pk))
        open_to = Q(state__in=("number", "issue")) | ~again
        return self.sent().filter(mine & open_to)

    def with_since(self) -> Self:
        """Since when each stands where it does: the last thing that was done at another step."""
        from youfu.modules.documents.models import Opinion

        before = Opinion.objects.filter(document=OuterRef("pk")).exclude(step=OuterRef("state"))
        return self.annotate(since=Coalesce(Subquery(before.order_by("-id").values("at")[:1]), "made_at"))

    def issued(self) -> Self:
        """Sent out, taken back since or not."""
        return self.sent().filter(state__in=("issued", "withdrawn"))

    def delivered(self) -> Self:
        """Delivered to anybody."""
        return self.filter(Exists(_deliveries()))

    def unfinished(self) -> Self:
        """Somebody has not signed for it or not answered."""
        return self.filter(Exists(_deliveries().waiting()))

    def overdue(self, today: date) -> Self:
        """Somebody is late with it."""
        return self.filter(Exists(_deliveries().overdue(today)))

    def with_tally(self, today: date) -> Self:
        """With `tally`: how many deliveries, opened, signed, asked to reply, replied, waiting, overdue, withdrawn; None for none.

        It costs one reading of the document's deliveries for each row that is shown, whatever the list holds.
        """
        return self.annotate(tally=tally(_deliveries(), today))


def _deliveries() -> Any:
    """The deliveries of an outer document."""
    from youfu.modules.documents.models import Delivery

    return Delivery.objects.filter(document=OuterRef("pk"))


class OfDocumentQuerySet(RegionQuerySet[Any]):
    """What belongs to a document, by that document's region."""

    region_lookup = "document__region"


class AttachmentQuerySet(RegionQuerySet["Attachment"]):
    """Files: the county's own, and those of documents that were delivered where somebody works."""

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """A file is seen by whoever sees what it belongs to."""
        from youfu.modules.documents.models import (
            Delivery,
            Disclosure,
            InformationRequest,
            OfficialDocument,
            Reply,
        )

        rows = self.filter(
            Q(document__in=OfficialDocument.objects.visible_to(actor, Permission.DOCUMENTS_VIEW))
            | Q(
                document__in=Delivery.objects.visible_to(actor, Permission.DOCUMENTS_READ)
                .standing()
                .values("document")
            )
            | Q(reply__in=Reply.objects.visible_to(actor, Permission.DOCUMENTS_READ))
            | Q(disclosure__in=Disclosure.objects.visible_to(actor, Permission.DISCLOSURES_VIEW))
            | Q(request__in=InformationRequest.objects.visible_to(actor, Permission.DISCLOSURES_VIEW))
        )
        return rows if visible_paths(actor, permission) else self.none()


class SearchTextQuerySet(RegionQuerySet["SearchText"]):
    """The words of documents."""

    region_lookup = "document__region"


class DisclosureQuerySet(RegionQuerySet["Disclosure"]):
    """Open information, by the county whose it is."""

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(state="open", mode="active")

    def overdue(self, today: date) -> Self:
        """To be opened, not yet open, and the last day is over."""
        return self.filter(state__in=("draft", "check"), mode="active", due_on__lt=today)

    def waiting(self) -> Self:
        """What somebody has to release: items and corrections."""
        return self.filter(Q(state="check") | Q(state="open", correction_by__isnull=False))

    def outlived(self) -> Self:
        """Still open, although the document they were made from was taken back."""
        return self.filter(state="open", document__state="withdrawn")

    def waiting_for(self, actor: Any) -> Self:
        """Of these, what is not this actor's own work."""
        items = Q(state="check") & ~Q(made_by=actor.pk) & ~Q(prepared_by=actor.pk)
        corrections = Q(state="open", correction_by__isnull=False) & ~Q(correction_by=actor.pk)
        return self.filter(items | corrections)


class InformationRequestQuerySet(RegionQuerySet["InformationRequest"]):
    """Requests for information."""

    def running(self) -> Self:
        return self.exclude(state__in=("answered", "withdrawn"))

    def overdue(self, today: date) -> Self:
        """Not answered although the last day is over; one that was late when its clock was stopped is late still."""
        return self.running().filter(Q(due_on__lt=today, paused_on=None) | Q(due_on__lt=F("paused_on")))

    def received_in(self, year: int) -> Self:
        return self.filter(received_on__year=year)

    def carried_into(self, year: int) -> Self:
        """Received before the year, neither answered nor taken back when it began."""
        running = Q(answered_on=None, withdrawn_on=None)
        ended_later = Q(answered_on__year__gte=year) | Q(withdrawn_on__year__gte=year)
        return self.filter(running | ended_later, received_on__year__lt=year)

    def drafted(self) -> Self:
        """Answers that wait for a leader."""
        return self.running().filter(drafted_by__isnull=False)


class AnnouncementQuerySet(RegionQuerySet["Announcement"]):
    """Announcements: seen by whoever works anywhere inside the region they are for."""

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        paths = visible_paths(actor, permission)
        if "/" in paths:
            return self
        above = Q(pk__in=[])
        for path in paths:
            codes = [code for code in path.split("/") if code]
            above |= Q(region__in=codes) | Q(region__path__startswith=path)
        return self.filter(above)

    def begun(self, today: date) -> Self:
        """What may be read: neither still to come nor taken back."""
        return self.filter(taken_back_at=None, from_day__lte=today)

    def in_force(self, today: date) -> Self:
        return self.begun(today).filter(until_day__gte=today)

    def unread_by(self, actor: Any) -> Self:
        return self.exclude(pk__in=_read_by(actor))

    def with_read(self, actor: Any) -> Self:
        """Each with `unread`: 1 for what this actor has not opened yet, so that a list can show that first."""
        return self.annotate(unread=Case(When(pk__in=_read_by(actor), then=Value(0)), default=Value(1)))

    def inside(self, actor: Actor, permission: Permission) -> Self:
        """Only those made for regions in which the actor holds the permission: what a maker answers for."""
        return super().visible_to(actor, permission)


def _read_by(actor: Any) -> Any:
    """The announcements somebody has opened."""
    from youfu.modules.documents.models import AnnouncementRead

    return AnnouncementRead.objects.filter(user_id=actor.pk).values("announcement_id")


__all__ = [
    "AnnouncementQuerySet", "AttachmentQuerySet", "DeliveryQuerySet", "DisclosureQuerySet",
    "InformationRequestQuerySet", "NumberQuerySet", "NumberSeriesQuerySet", "OfDeliveryQuerySet", "OfDocumentQuerySet",
    "OfficialDocumentQuerySet", "RecipientGroupQuerySet", "SearchTextQuerySet",
]  # fmt: skip
