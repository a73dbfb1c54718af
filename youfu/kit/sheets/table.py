"""What was read from a file, as it was typed: values, rows, and where each column stood."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from youfu.kit.sheets.declare import Column


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell 公式, or text that begins with ``=``: never evaluated, always refused with a reason."""

    text: str

    def __str__(self) -> str:
        return self.text


CellValue = str | int | float | bool | datetime.date | datetime.datetime | Formula | None
"""Empty cells are None, whole numbers int, days date; text is as typed, spaces included."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its 1-based number in the sheet, the cells of known columns by code, and all cells as typed."""

    number: int
    cells: dict[str, CellValue]
    typed: tuple[CellValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's rows under its header. ``columns`` maps the 0-based position to the declared column found there.

    ``ignored`` names the rows that were left out and why: total 合计, note 落款, header (repeated on a new page).
    """

    sheet: str
    header_row: int
    titles: tuple[str, ...]
    columns: dict[int, Column]
    rows: list[RawRow]
    ignored: list[tuple[int, str]] = field(default_factory=list)
