"""The list page: filters in the address, saved views, paging by position, export; htmx swaps only the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from youfu.kit.pages import keyset
from youfu.kit.pages.columns import EXTENSIONS, Choices, Column, Filter, Rows, Tab, gathered
from youfu.kit.pages.exports import Exported
from youfu.kit.text import Text

PERSONAL = re.compile(r"\d{8}")  # an ID or account number does not go into the address bar and its history


class ListPage(Exported, abstract=True):
    """Declares a model, columns and what narrows them. Rows come through `visible_to(actor, permission)` only, and are
    taken away from where the actor holds `export`.

    `order` names columns that are never null and ends with a unique one. `export` is the permission to take the list
    away. `public` marks tables that are the same for everybody (standards).
    """

    model: ClassVar[Any]
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    tabs: ClassVar[Sequence[Tab]] = ()
    order: ClassVar[Sequence[str]] = ("-pk",)
    size: ClassVar[int] = 25
    public: ClassVar[bool] = False
    empty_title: Text = ""
    empty_why: Text = ""
    lead: Text = ""
    template_name = "kit/list.html"

    def base(self) -> Rows:
        """All rows of the model; a page that shows columns of related rows adds select_related or prefetch here."""
        rows: Rows = self.model._default_manager.all()
        return rows

    def acts(self) -> Sequence[dict[str, Any]]:
        """Buttons of the head: dictionaries with title, url, icon and primary."""
        return ()

    def empty_acts(self) -> Sequence[dict[str, Any]]:
        """The next step when nothing is found."""
        return self.acts()

    def summary(self) -> Text:
        """A short sentence beside the title."""
        return ""

    @cached_property
    def all_columns(self) -> list[Column]:
        """The list's own columns and those contributed from above; the last own one (the state) stays last."""
        more = EXTENSIONS[self.route].columns if self.route in EXTENSIONS else []
        added = [column for column, permission in more if self.may(permission)]
        return [*self.columns[:-1], *added, *self.columns[-1:]]

    @property
    def taken_columns(self) -> Sequence[Column]:
        """The columns of the workbook: those of the page."""
        return self.all_columns

    @cached_property
    def all_filters(self) -> list[Filter]:
        return [*self.filters, *(EXTENSIONS[self.route].filters if self.route in EXTENSIONS else ())]

    @cached_property
    def choices(self) -> dict[str, Choices]:
        return {f.name: f.choices(self) if f.choices else () for f in self.all_filters}

    @cached_property
    def given(self) -> dict[str, str]:
        """The conditions in the address that this list knows."""
        values = {f.name: self.request.GET.get(f.name, "").strip() for f in self.all_filters}
        return {name: value for name, value in values.items() if value and "\x00" not in value}

    @cached_property
    def tab(self) -> Tab | None:
        wanted = self.request.GET.get("view", "")
        return next((t for t in self.tabs if t.code == wanted), self.tabs[0] if self.tabs else None)

    def narrowed(self) -> Rows:
        """What this actor may see, under the saved view and the conditions."""
        rows = self.base()
        if not self.public:
            rows = rows.visible_to(self.actor, self.permission)
            rows = rows.visible_to(self.actor, self.export) if self.wanted_away else rows
        rows = self.tab.apply(rows) if self.tab else rows
        for condition in self.all_filters:
            rows = condition.narrow(rows, self.given.get(condition.name, ""), self.choices[condition.name])
        return rows

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.narrowed()
        if self.wanted_away:
            taken = rows.order_by(*self.order).iterator(chunk_size=2000)
            return self.hand_out(self.taken_columns, taken, conditions=", ".join(sorted(self.given)))
        found = keyset.slice_of(
            rows,
            self.order,
            self.size,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        context = {
            "lines": self._lines(found.rows),
            "slice": found,
            "total": keyset.total(rows, found, narrowed=bool(self.given or request.GET.get("view"))),
            "fields": [
                (f, self.given.get(f.name, ""), self.choices[f.name])
                for f in self.all_filters
                if f.kind != "hidden"
            ],
            "foldable": sum(f.kind not in ("hidden", "search") for f in self.all_filters) > 1,
            **self.extra(),
        }
        swap = getattr(request, "htmx", False) and request.headers.get("HX-Target") == "table"
        response = self.show(context, template="kit/table.html" if swap else "")
        if swap and any(PERSONAL.search(value) for value in self.given.values()):
            response["HX-Push-Url"] = "false"
        return response

    def extra(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    def _lines(self, rows: Sequence[Any]) -> list[tuple[Any, list[tuple[Column, Any]]]]:
        columns = gathered(self.all_columns, rows)
        return [(row, [(c, c.value(row, *more)) for c, more in columns]) for row in rows]
