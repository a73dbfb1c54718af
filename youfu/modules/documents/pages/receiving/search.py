"""文件检索: over titles, numbers, senders, texts and the words of attachments."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Page, rows_of
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.queries.searching import Wanted, search, with_words
from youfu.rules.search_terms import excerpt, phrases, plain

SIZE = 20
LONGEST = 60


class SearchPage(Page):
    """Whoever sees the bureau's documents searches them all; a station those that were delivered to it."""

    permission = Permission.DOCUMENTS_READ
    section = "incoming"
    title = _("文件检索")
    template_name = "documents/receiving/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").strip().replace("\0", "")[:LONGEST]
        wanted = self.wanted(phrases(words))
        found = search(self.actor, wanted, SIZE + 1)
        hits = self.hits(found[:SIZE], wanted.phrases)
        return self.show(
            {
                "q": words,
                "wanted": wanted,
                "hits": hits,
                "more": found[SIZE - 1] if len(found) > SIZE else None,
                "short": bool(words) and not wanted.phrases,
                "left_out": [word for word in words.split() if len(plain(word)) == 1],
                "years": range(clock.today().year, clock.today().year - 15, -1),
                "directions": OfficialDocument.Direction.choices,
                "kinds": OfficialDocument.Kind.choices,
            }
        )

    def wanted(self, given: list[str]) -> Wanted:
        """The conditions in the address; what is not among the choices narrows nothing."""
        said = self.request.GET
        year, before = said.get("year", ""), said.get("before", "")
        direction, kind = said.get("direction", ""), said.get("kind", "")
        return Wanted(
            tuple(given),
            direction if direction in OfficialDocument.Direction.values else "",
            int(year) if year.isdecimal() and len(year) == 4 else None,
            kind if kind in OfficialDocument.Kind.values else "",
            int(before) if before.isdecimal() and len(before) < 18 else None,
        )

    def hits(self, keys: list[int], given: Any) -> list[dict[str, Any]]:
        """The documents with the words around the phrase; files are named by their title."""
        held = with_words(self.actor, keys)
        own = self.may(Permission.DOCUMENTS_VIEW)
        ways = {} if own else self.deliveries(keys)
        return [
            {
                "document": held[key],
                "url": reverse("document", args=[key]) if own else reverse("delivery", args=[ways[key]]),
                "title": excerpt(held[key].title, given, around=200) or [(held[key].title, False)],
                "number": excerpt(held[key].label, given, around=80) or [(held[key].label, False)],
                "where": _where(held[key], given),
            }
            for key in keys
            if key in held
        ]

    def deliveries(self, keys: list[int]) -> dict[int, int]:
        """By which delivery a station reads each; its own before that of a village below it."""
        rows = rows_of(Delivery, self.actor, self.permission).standing().filter(document__in=keys)
        own = getattr(self.actor, "organisation_id", None)
        found = sorted(rows.values_list("document", "pk", "organisation"), key=lambda row: row[2] == own)
        return {document: pk for document, pk, _organisation in found}


def _where(document: Any, given: Any) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Up to two places besides the title where a phrase stands."""
    places = [("", document.body), (_now("来文单位"), document.sender)]
    places += [(_now("附件：%(title)s") % {"title": f.title}, f"{f.title}\n{f.text}") for f in document.kept]
    found = ((place, excerpt(text, given)) for place, text in places if text)
    return list(islice(((place, pieces) for place, pieces in found if pieces), 2))
