"""What everybody may read without a sign-in; nothing that is not open passes here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from youfu.modules.documents.models import Attachment, Disclosure, InformationRequest


def open_items() -> QuerySet[Disclosure]:
    """What is open now, with its number."""
    from youfu.modules.documents.models import Disclosure

    return Disclosure.objects.public().select_related("number", "region")


def found(rows: QuerySet[Disclosure], words: str) -> QuerySet[Disclosure]:
    """Those in which the words stand: in title, text, keywords or one of the numbers."""
    inside = Q(title__icontains=words) | Q(body__icontains=words) | Q(keywords__icontains=words)
    return rows.filter(inside | Q(document_number__icontains=words) | Q(number__text__icontains=words))


def by_number(number: str) -> Disclosure | None:
    """The item with that index number that is or was open."""
    from youfu.modules.documents.models import Disclosure

    rows = Disclosure.objects.filter(number__text=number, state__in=("open", "withdrawn"))
    return rows.select_related("number", "region").first()


def open_files(item: Disclosure) -> QuerySet[Attachment]:
    """The files of an open item that were there when somebody released it."""
    return item.attachments.filter(removed_at=None, added_at__lte=item.files_as_of).order_by("id")


def open_file(pk: int) -> Attachment | None:
    """A file that everybody may take away: of an open item, and released with it."""
    from youfu.modules.documents.models import Attachment

    rows = Attachment.objects.filter(removed_at=None, disclosure__state="open", disclosure__mode="active")
    return rows.filter(pk=pk, added_at__lte=F("disclosure__files_as_of")).first()


def asked_from(origin: str, since: Any) -> int:
    """How many requests came from one address since a moment."""
    from youfu.modules.documents.models import InformationRequest

    return InformationRequest.objects.filter(origin=origin, made_at__gte=since).count()


def asked_online(since: Any) -> int:
    """How many requests came from the web since a moment."""
    from youfu.modules.documents.models import InformationRequest

    return InformationRequest.objects.filter(way="web", made_at__gte=since).count()


def by_code(code: str) -> InformationRequest | None:
    """The request whose code has this blind index."""
    from youfu.modules.documents.models import InformationRequest

    return (
        InformationRequest.objects.filter(query_code=code).select_related("number").first() if code else None
    )


def in_time(rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    """Those that were opened by the day they were due."""
    return rows.filter(opened_at__date__lte=F("due_on"))


def opened_in(rows: QuerySet[Disclosure], year: int) -> QuerySet[Disclosure]:
    return rows.filter(opened_at__date__gte=date(year, 1, 1), opened_at__date__lte=date(year, 12, 31))


def by_form(once: str) -> InformationRequest | None:
    """The request a public form has already become."""
    from youfu.modules.documents.models import InformationRequest

    return InformationRequest.objects.filter(once=once).first()


def queue() -> None:
    """Wait for whoever sends a form at this moment, until their transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('documents.open-request'))")
