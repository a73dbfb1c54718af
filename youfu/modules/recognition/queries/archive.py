"""The e-archive 电子档案 of a person as archivists order it: 全宗 (the bureau), 目录 (the kind of business), 卷 (one
application), 件 (one paper). Its index is the catalogue of papers each type declares, so what is missing is known too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from youfu.kit.models import Application, EvidenceFile, Letter
from youfu.kit.templatetags.kit import local
from youfu.kit.workflow import actions
from youfu.kit.workflow.declare import TYPES


@dataclass(frozen=True)
class Item:
    """One line of 卷内目录. `item` is the 件号 (0: a letter of the bureau's own), `row` what it is about."""

    item: int
    responsible: str
    number: str
    title: str
    on: date | None
    pages: int
    row: EvidenceFile | Letter
    note: str = ""


@dataclass(frozen=True)
class Volume:
    """One 卷: an application with its papers in the order of their numbers, then its letters, and what is missing."""

    application: Application
    items: Sequence[Item]
    missing: Sequence[str] = field(default_factory=tuple)

    @property
    def pages(self) -> int:
        return sum(item.pages for item in self.items)

    @property
    def register(self) -> str:
        """目录号: the number of the type."""
        return str(self.application.number).partition("-")[0]

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of what is in it."""
        on = sorted(item.on for item in self.items if item.on)
        return (on[0], on[-1]) if on else (None, None)


def volumes(applications: Iterable[Application], *, office: str) -> list[Volume]:
    """The volumes of applications that the caller may see; `office` is who the letters are by. Papers taken out stay out."""
    return [_volume(application, office) for application in applications]


def _volume(application: Application, office: str) -> Volume:
    files = application.files.filter(removed_at=None).order_by("item")
    items = [
        Item(f.item, f.responsible, f.number, f.title, f.dated or local(f.added_at).date(), f.pages, f)
        for f in files
    ]
    items += [
        Item(0, office, row.number, row.title, local(row.made_at).date(), 1, row)
        for row in application.letters.order_by("id")
    ]
    return Volume(application, items, tuple(_missing(application)))


def _missing(application: Application) -> list[str]:
    """Required papers that are not there; nobody asks that of what was withdrawn or of a type no longer declared."""
    if application.state == Application.State.WITHDRAWN or application.type not in TYPES:
        return []
    return actions.missing(application)


def export_lines(person: Any, found: Sequence[Volume]) -> Iterable[dict[str, Any]]:
    """Every 件 as a flat row, for the exported index."""
    for volume in found:
        for order, item in enumerate(volume.items, 1):
            yield {
                "person": person.name, "register": volume.register, "volume": volume.application.number,
                "business": volume.application.title, "order": order, "item": item.item or "", "responsible": item.responsible,
                "number": item.number, "title": item.title, "on": item.on.isoformat() if item.on else "", "pages": item.pages,
            }  # fmt: skip
