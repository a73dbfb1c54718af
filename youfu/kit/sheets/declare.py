"""Declare a sheet once: columns with titles, readers and checks; everything else follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from youfu.kit.sheets.table import CellValue, Formula, Table
from youfu.kit.text import Text

_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{2}")
EXACT_DIGITS = 10**15
"""Excel keeps 15 significant digits; from 10**15 on, a number typed into a cell has lost its last ones."""


class BadCell(Exception):
    """What a column's ``read`` raises: a short English code and one Chinese sentence that says what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Column:
    """One column. ``title`` and ``note`` are (lazy) Chinese; ``aliases`` are other titles staff write over it.

    Files are Chinese papers: titles in them, and in problems, do not follow the language of the page.

    ``read`` turns a cell into the value wanted or raises :class:`BadCell`; it never sees an empty cell or a formula,
    and for a ``text`` column never a number. ``write`` turns a value into what is written. ``text`` columns
    (identifiers, names) are always text in a file; ``money`` columns hold int fen and are written in yuan. ``choices``
    become the template's drop-down. ``width`` is in characters.
    """

    code: str
    title: Text
    read: Callable[[Any], Any]
    required: bool = False
    aliases: tuple[str, ...] = ()
    note: Text = ""
    choices: tuple[str, ...] = ()
    width: int = 12
    write: Callable[[Any], Any] | None = None
    text: bool = True
    money: bool = False

    @cached_property
    def heading(self) -> str:
        """Return the title as it stands in files: always Chinese, whatever language the page is shown in."""
        with override(None):
            return str(self.title)


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: its 1-based row, the column's title, a code, and one sentence with what to do."""

    row: int
    column_title: str
    code: str
    reason: str

    def as_json(self) -> dict[str, int | str]:
        """Return ``{"row", "column", "code", "reason"}`` as the command line prints it."""
        return {"row": self.row, "column": self.column_title, "code": self.code, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row after its cells were read. A blank cell is None; a refused cell is absent from ``values``."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One kind of file: its columns, the permission to use it, and what is checked beyond single cells.

    ``check`` looks at one row, ``check_all`` at the whole file (duplicates); both see refused rows too. ``rows`` gives
    the rows to export for an actor as mappings by column code; ``write`` is the action that files the good rows.
    """

    code: str
    title: Text
    permission: str
    columns: tuple[Column, ...]
    check: Callable[[ParsedRow], Iterable[Problem]] | None = None
    check_all: Callable[[Sequence[ParsedRow]], Iterable[Problem]] | None = None
    rows: Callable[..., Iterable[Mapping[str, Any]]] | None = None
    write: Callable[..., Any] | None = None
    note: Text = ""

    def __post_init__(self) -> None:
        """A sheet without a permission, or with two columns of one code, does not import."""
        if not self.permission:
            raise ValueError(f"sheet {self.code!r} names no permission")
        codes = [column.code for column in self.columns]
        if len(set(codes)) != len(codes) or not codes:
            raise ValueError(f"sheet {self.code!r} has no columns, or two of one code: {codes}")

    def column(self, code: str) -> Column:
        """Return the column of that code; KeyError when there is none."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)

    def problem(self, row: ParsedRow, column: str, code: str, reason: str) -> Problem:
        """Make the problem a row check reports, naming the column by its title."""
        return Problem(row.number, self.column(column).heading, code, reason)


_sheets: dict[str, Sheet] = {}


def register(sheet: Sheet) -> Sheet:
    """Add a sheet to the registry and return it; ValueError when its code is taken."""
    if sheet.code in _sheets:
        raise ValueError(f"sheet {sheet.code!r} is declared twice")
    _sheets[sheet.code] = sheet
    return sheet


def get(code: str) -> Sheet:
    """Return the registered sheet; KeyError when there is none."""
    return _sheets[code]


def all() -> tuple[Sheet, ...]:
    """Return every registered sheet, by code."""
    return tuple(_sheets[code] for code in sorted(_sheets))


def check_cells(sheet: Sheet, table: Table) -> tuple[list[ParsedRow], list[Problem]]:
    """Read every cell of every row; return the rows without a problem and all problems, by row then column."""
    parsed: list[ParsedRow] = []
    problems: list[Problem] = []
    for raw in table.rows:
        row = ParsedRow(raw.number, {})
        parsed.append(row)
        for column in sheet.columns:
            try:
                row.values[column.code] = _read(column, raw.cells.get(column.code))
            except BadCell as bad:
                problems.append(Problem(raw.number, column.heading, bad.code, bad.reason))
        if sheet.check:
            problems.extend(sheet.check(row))
    if sheet.check_all:
        problems.extend(sheet.check_all(parsed))
    problems.sort(key=lambda problem: problem.row)
    refused = {problem.row for problem in problems}
    return [row for row in parsed if row.number not in refused], problems


def _read(column: Column, value: CellValue) -> Any:
    """Read one cell after the checks that every column shares."""
    title = column.heading
    if value is None:
        if column.required:
            raise BadCell("empty", _("“%(title)s”不能为空，请填写。") % {"title": title})
        return None
    if isinstance(value, Formula):
        raise BadCell(
            "formula", _("“%(title)s”里是公式，请改成直接填写的内容（可用“粘贴为数值”）。") % {"title": title}
        )
    if isinstance(value, str) and _ERROR_VALUE.fullmatch(value.strip()):
        raise BadCell(
            "cell_error",
            _("“%(title)s”里是错误值 %(value)s，请填写实际内容。") % {"title": title, "value": value.strip()},
        )
    return column.read(_as_text(column, value) if column.text else value)


def _as_text(column: Column, value: CellValue) -> CellValue:
    """A number in a text column is taken as its digits, unless Excel has already destroyed some of them."""
    destroyed = isinstance(value, str) and _SCIENTIFIC.fullmatch(value.strip()) is not None
    if isinstance(value, int | float) and not isinstance(value, bool):
        destroyed = abs(value) >= EXACT_DIGITS
        value = str(value)
    if destroyed:
        raise BadCell(
            "numeric",
            _("“%(title)s”被存成了数字，Excel 已丢失后面几位，请把单元格格式改为“文本”后重新填写完整号码。")
            % {"title": column.heading},
        )
    return value
