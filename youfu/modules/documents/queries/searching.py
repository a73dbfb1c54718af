"""Search over documents: fast for a word that stands in all of them and for one that stands in none.

Newest first, so a frequent word is found among the newest at once; that is tried first. What is rare there is looked up in the
index of pairs of characters. The planner is not asked to choose: it takes the pairs of a phrase for independent, and would scan
everything for a phrase whose pairs are frequent and which itself is nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Prefetch

from youfu.kit.access import Actor, Permission, visible_paths
from youfu.rules.search_terms import grams

PROBED = 1_000
CHUNK = 20_000


@dataclass(frozen=True)
class Wanted:
    """Phrases as `youfu.rules.search_terms.phrases` gives them, and what narrows: direction, year, kind; `before` a document."""

    phrases: Sequence[str]
    direction: str = ""
    year: int | None = None
    kind: str = ""
    before: int | None = None


def readable(actor: Actor) -> Any:
    """The bureau's own people read all of its documents, a station those that were delivered to it."""
    from youfu.modules.documents.models import Delivery, OfficialDocument

    if visible_paths(actor, Permission.DOCUMENTS_VIEW):
        return OfficialDocument.objects.visible_to(actor, Permission.DOCUMENTS_VIEW)
    delivered = Delivery.objects.visible_to(actor, Permission.DOCUMENTS_READ).standing()
    return OfficialDocument.objects.filter(pk__in=delivered.values("document"))


def search(actor: Actor, wanted: Wanted, size: int) -> list[int]:
    """Ids of at most `size` documents that hold all phrases, newest first."""
    if not wanted.phrases:
        return []
    rows = _narrowed(readable(actor), wanted)
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[:PROBED])
    found = _holding(newest, wanted.phrases, size)
    if len(found) >= size or len(newest) < PROBED:
        return found
    before: int | None = newest[-1]
    while len(found) < size and before is not None:
        hits = _indexed(wanted.phrases, before)
        found += rows.filter(pk__in=hits).order_by("-pk").values_list("pk", flat=True)[: size - len(found)]
        before = hits[-1] if len(hits) == CHUNK else None
    return found


def with_words(actor: Actor, keys: Sequence[int]) -> dict[int, Any]:
    """Documents that were found, each with the words of its files as `kept`."""
    from youfu.modules.documents.models import Attachment

    kept = Attachment.objects.filter(removed_at=None).only("title", "text", "document")
    rows = readable(actor).filter(pk__in=keys).select_related("number")
    found: dict[int, Any] = rows.prefetch_related(Prefetch("attachments", kept, "kept")).in_bulk()
    return found


def _narrowed(rows: Any, wanted: Wanted) -> Any:
    """The documents that fulfil the conditions; the year also says between which ids to look, for the numbers are elsewhere."""
    given = {"direction": wanted.direction, "kind": wanted.kind, "pk__lt": wanted.before}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wanted.year is None:
        return rows
    from youfu.modules.documents.models import Number

    between = {"first": Min("pk"), "last": Max("pk")}
    numbers = Number.objects.filter(year=wanted.year).aggregate(**between)
    if numbers["first"] is None:
        return rows.none()
    # Numbers of a year were given one after the other: by their keys few documents are read, by the year itself all would be.
    numbered = rows.order_by().filter(number__gte=numbers["first"], number__lte=numbers["last"])
    ends = numbered.aggregate(**between)
    return rows.filter(number__year=wanted.year, pk__range=(ends["first"] or 0, ends["last"] or 0))


def _holding(among: Sequence[int], phrases: Sequence[str], size: int) -> list[int]:
    """Those of a few documents whose text holds all phrases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select document_id from documents_searchtext where document_id = any(%s) and text like all(%s)"
            " order by document_id desc limit %s",
            [list(among), [f"%{phrase}%" for phrase in phrases], size],
        )
        return [row[0] for row in cursor.fetchall()]


def _indexed(phrases: Sequence[str], before: int) -> list[int]:
    """Older documents that hold all phrases, by the index."""
    pairs = sorted({pair for phrase in phrases for pair in grams(phrase)})
    long = [f"%{phrase}%" for phrase in phrases if len(phrase) > 2]  # of two characters the index says all
    with _by_index(), connection.cursor() as cursor:
        cursor.execute(
            "select document_id from documents_searchtext where grams @> %s::varchar[] and text like all(%s)"
            " and document_id < %s order by document_id desc limit %s",
            [pairs, long, before, CHUNK],
        )
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _by_index() -> Iterator[None]:
    """Only bitmaps of indexes for the statements inside; the transaction that is open keeps it from everybody else."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_indexscan = off")
        yield
        cursor.execute("set local enable_seqscan = on; set local enable_indexscan = on")
