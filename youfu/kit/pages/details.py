"""The detail page: one thing, fetched with `get_visible`, in parts (tabs), with panels contributed from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from youfu.kit import audit
from youfu.kit.access import get_visible
from youfu.kit.pages.base import Page
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.panels import Shown, shown
from youfu.kit.text import Text


@dataclass(frozen=True)
class Part:
    """A tab of a detail page: `?part=code`."""

    code: str
    title: Text
    template: str


class DetailPage(Page, abstract=True):
    """`page_name` is what panels are declared for. `records_views` writes every look at a person's file into the audit."""

    model: ClassVar[Any]
    page_name: ClassVar[str] = ""
    parts: ClassVar[Sequence[Part]] = ()
    records_views: ClassVar[bool] = False
    public: ClassVar[bool] = False
    thing: Any

    def base(self) -> Rows:
        rows: Rows = self.model._default_manager.all()
        return rows

    def fetch(self, **lookup: Any) -> Any:
        """The thing, or 404 for what is outside one's region or does not exist."""
        if not self.public:
            return get_visible(self.base(), self.actor, self.permission, **lookup)
        found = self.base().filter(**lookup).first()
        if found is None:
            raise Http404(str(lookup))
        return found

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.thing = self.fetch(**lookup)
        if self.records_views:
            audit.viewed(self.actor, self.thing)
        return self.answer()

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        """Show the thing; also used after a refusal or a reveal, with `more` in the context."""
        part = self.part()
        context = {"thing": self.thing, "part": part, "parts": self.parts, **self.extra(part), **more}
        return self.show(context, status=status)

    def part(self) -> Part | None:
        wanted = self.request.GET.get("part", "")
        return next((p for p in self.parts if p.code == wanted), self.parts[0] if self.parts else None)

    def extra(self, part: Part | None) -> dict[str, Any]:
        """More for the template; `part` is the tab that is open."""
        return {}

    def panels(self, place: str) -> list[Shown]:
        """What other modules contribute to a spot of this page."""
        return shown(self.page_name, place, self.thing, self.request)
