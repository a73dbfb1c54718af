"""Taking a list away as a workbook: one mechanism, with its permission and its audit row, for list pages and hand-made lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _

from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.pages.base import Page
from youfu.kit.pages.columns import Column
from youfu.kit.pages.workbook import workbook

Sheet = tuple[Sequence[Column], Iterable[Any], bool]  # columns, rows, and whether people stand in them
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exported(Page, abstract=True):
    """A page whose list can be taken away. `export` is the permission it needs; the page names a `route`, under which the action
    is known. `personal` says that people stand in it, and the workbook says so too."""

    export: ClassVar[Permission | None] = None
    personal: ClassVar[bool] = True
    write: ClassVar[Callable[..., Any]]
    thing: Any = None

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(abstract=abstract, **kwargs)
        if cls.__dict__.get("export"):
            permission = Permission(cls.export or "")
            declared = action(
                f"{cls.route}.export", cls.title, permission, record=("title", "conditions"), lock=False
            )
            cls.write = staticmethod(declared(_write))

    @property
    def where(self) -> str | None:
        """Where the thing is that the list is about; a list of many places is narrowed to where it may be taken away."""
        return getattr(self.thing, "region_path", None)

    @property
    def can_export(self) -> bool:
        return bool(self.export and self.may(self.export, self.where))

    @property
    def wanted_away(self) -> bool:
        """Was the workbook asked for, instead of the page?"""
        return self.request.GET.get("format") == "xlsx" and bool(self.export)

    def hand_out(
        self, columns: Sequence[Column], rows: Iterable[Any], *, title: str = "", conditions: str = ""
    ) -> HttpResponse:
        """The rows as a workbook; that it was taken, by whom and under which conditions is on record."""
        demand(self.actor, self.export, self.where)  # type: ignore[arg-type]
        data, _count = type(self).write(
            None, sheet=(columns, rows, self.personal), title=title or str(self.title), conditions=conditions,
            by=self.actor,
        )  # fmt: skip
        response = HttpResponse(data, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.route}.xlsx"'
        return response


def _write(thing: None, *, sheet: Sheet, title: str, conditions: str, by: Actor) -> tuple[bytes, int]:
    """Body of every list's export action: the workbook, rows read in pieces, and how many they are."""
    columns, rows, personal = sheet
    note = _("由 %(who)s 导出，含个人信息，请按规定保管") if personal else _("由 %(who)s 导出")
    return workbook(title, columns, iter(rows), note=note % {"who": by.label})
