"""The two libraries that write workbooks, behind one function; which one is used changes nothing but the speed."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from youfu.kit.sheets.declare import Column

fast: Any = None
try:  # 8 times faster, but young: everything also works without it
    import rustpy_xlsxwriter
except ImportError:  # pragma: no cover
    pass
else:
    fast = rustpy_xlsxwriter

Target = str | Path | IO[bytes]
Line = list[Any]

MONEY_FORMAT, DATE_FORMAT, TEXT_FORMAT = "#,##0.00", "yyyy-mm-dd", "@"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": DATE_FORMAT,
}


def write_lines(target: Target, title: str, columns: Sequence[Column], lines: Iterator[Line]) -> None:
    """Write title, header and lines of cells (text, numbers, dates, None), one per column, as they come."""
    first = next(lines, None)
    if (
        fast is None or first is None or len(columns) < 2
    ):  # the compiled writer needs a row and a span for the title
        write_plain(target, title, columns, lines if first is None else chain([first], lines))
    else:
        write_fast(target, title, columns, chain([first], lines))


def sheet_name(title: str) -> str:
    """Return the title as Excel allows it for a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or "Sheet1"


def write_fast(target: Target, title: str, columns: Sequence[Column], lines: Iterable[list[Any]]) -> None:
    """Write with the compiled writer: header row 2 under the title, one dict per line."""
    headings = [column.heading for column in columns]
    if len(set(headings)) != len(headings):
        raise ValueError(f"two columns of one title: {headings}")
    formats = {}
    for column in columns:
        if column.money:
            formats[column.heading] = fast.Format().set_num_format(MONEY_FORMAT)
        elif column.text:
            formats[column.heading] = fast.Format().set_num_format(TEXT_FORMAT)
    fast.write_worksheet(
        (dict(zip(headings, line, strict=True)) for line in lines),
        str(target) if isinstance(target, Path) else target,
        sheet_name=sheet_name(title),
        header_row=1,
        freeze_row=2,
        merge_ranges=[(0, 0, 0, len(columns) - 1, title, fast.Format().set_bold().set_font_size(14))],
        header_format=fast.Format().set_bold().set_border_bottom("thin"),
        column_widths=[float(column.width) for column in columns],
        column_formats=formats,
        datetime_format=DATE_FORMAT,
    )


def write_plain(target: Target, title: str, columns: Sequence[Column], lines: Iterable[list[Any]]) -> None:
    """Write the same with xlsxwriter: slower, and as frugal with memory."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(sheet_name(title))
        styles = [style(book, column) for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, styles[place])
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        heading(book, sheet, 1, [column.heading for column in columns])
        for number, line in enumerate(lines, start=2):
            for place, value in enumerate(line):
                put(sheet, number, place, value, styles[place])

    with_book(target, fill)


def with_book(target: Target, fill: Callable[[Any], None], *, frugal: bool = True) -> None:
    """Fill a workbook and save it; nothing is left behind when filling fails. ``frugal`` wants rows in order."""
    buffer = io.BytesIO() if not isinstance(target, str | Path) else None
    book = xlsxwriter.Workbook(
        buffer if buffer is not None else str(target), {"constant_memory": frugal, **_OPTIONS}
    )
    try:
        fill(book)
    except BaseException:
        book.close()
        if isinstance(target, str | Path):
            Path(target).unlink(missing_ok=True)
        raise
    book.close()
    if buffer is not None and not isinstance(target, str | Path):
        target.write(buffer.getbuffer())


def style(book: Any, column: Column) -> Any:
    """Return the number format of a column: text columns are text also for what is typed into them later."""
    return book.add_format(
        {"num_format": MONEY_FORMAT if column.money else TEXT_FORMAT if column.text else "General"}
    )


def heading(book: Any, sheet: Any, row: int, titles: Sequence[str]) -> None:
    """Write a bold header row and keep it in view."""
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    for place, title in enumerate(titles):
        sheet.write_string(row, place, title, bold)
    sheet.freeze_panes(row + 1, 0)


def put(sheet: Any, row: int, place: int, value: Any, style: Any = None) -> None:
    """Write one cell by its type; text is always a string cell, never guessed at."""
    if value is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, style)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value, style)
    else:
        sheet.write_number(row, place, value, style)
