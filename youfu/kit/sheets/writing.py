"""Make the files that leave the house: exports, templates, and refused rows on their way back to staff.

Identifiers are text, so Excel cannot round an 18-digit number. Nothing a person typed becomes a formula: in workbooks
it is a string cell, in CSV it gets an apostrophe. Money comes as int fen and is written in yuan, exact to the fen.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.kit.sheets.declare import EXACT_DIGITS, Column, Problem, Sheet
from youfu.kit.sheets.engine import (
    TEXT_FORMAT,
    Target,
    heading,
    put,
    sheet_name,
    style,
    with_book,
    write_lines,
)
from youfu.kit.sheets.reading import DANGEROUS, title_key
from youfu.kit.sheets.table import CellValue, Formula, Table

Row = Mapping[str, Any]

REASON = "退回原因"
TOTAL = "合计"
MAX_SHEET_ROWS = 1_048_000
MAX_TEXT = 32_767
LIST_CHARACTERS = 255
BLANK_ROWS = 5_000


def write_workbook(
    target: Target, title: str, columns: Sequence[Column], rows: Iterable[Row], *, total: Row | None = None
) -> int:
    """Write a workbook with the title, a bold frozen header and one line per row; return the number of rows.

    ``rows`` are mappings by column code and are taken one by one: memory does not grow with their number.
    ``total`` becomes a last line 合计. Compare the number returned with the number expected: a stream that ended
    early is an error. Refused beyond the rows a sheet can hold.
    """
    counted = _Counted(rows)
    lines = (
        [_cell(column, row.get(column.code)) for column in columns]
        for row in _with_total(counted, columns, total)
    )
    write_lines(target, title, columns, lines)
    return counted.number


def write_csv(
    fileobj: IO[bytes], columns: Sequence[Column], rows: Iterable[Row], *, total: Row | None = None
) -> int:
    """Write UTF-8 CSV with BOM and CRLF: a header and one line per row, money in yuan with two decimals.

    Text that a spreadsheet would run as a formula gets an apostrophe, which :func:`read_table` takes off again.
    """
    counted = _Counted(rows)
    text = io.TextIOWrapper(fileobj, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([_guarded(column.heading) for column in columns])
        for row in _with_total(counted, columns, total):
            writer.writerow([_csv_cell(column, row.get(column.code)) for column in columns])
    finally:
        text.detach()
    return counted.number


# -------------------------------------------------------------------------------------------------- cells


class _Counted:
    """Passes rows on and counts them; refuses more than one sheet can hold."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.number += 1
            if self.number > MAX_SHEET_ROWS:
                raise Refused(_("超过一张工作表能容纳的行数，请缩小范围后分批导出。"))
            yield row


def _with_total(rows: Iterable[Row], columns: Sequence[Column], total: Row | None) -> Iterator[Row]:
    """Pass the rows on; after them the totals, named in the first text column that has none."""
    yield from rows
    if total is not None:
        label = next((column.code for column in columns if column.text and column.code not in total), None)
        yield {**({label: TOTAL} if label else {}), **total}


def _cell(column: Column, value: Any) -> Any:
    """Turn a value into what a workbook cell holds: text, a number, a date or None."""
    value = column.write(value) if column.write and value is not None and value != TOTAL else value
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if column.money and not isinstance(value, str):
        if not isinstance(value, int):
            raise TypeError(f"{column.code}: money is int fen, not {type(value).__name__}")
        return value / 100
    if not column.text:
        if isinstance(value, datetime.date):
            return value
        if isinstance(value, int | float | Decimal) and -EXACT_DIGITS < value < EXACT_DIGITS:
            return float(value) if isinstance(value, Decimal) else value
    return _text(value)


def _text(value: Any) -> str:
    """Return text without NUL, which no cell can hold; Refused when it is longer than a cell."""
    text = value.isoformat() if isinstance(value, datetime.date) else str(value).replace("\0", "")
    if len(text) > MAX_TEXT:
        raise Refused(_("有一个单元格的内容超过 %(limit)d 个字，无法导出。") % {"limit": MAX_TEXT})
    return text


def _csv_cell(column: Column, value: Any) -> str:
    """Turn a value into CSV text; numbers stay numbers, so a negative amount needs no apostrophe."""
    cell = _cell(column, value)
    if cell is None:
        return ""
    if column.money and isinstance(cell, float):
        return f"{cell:.2f}"
    if isinstance(cell, str):
        return _guarded(cell)
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def _guarded(text: str) -> str:
    """Put an apostrophe before text that begins like a formula, or like text so protected."""
    return "'" + text if text[:1] and text[0] in DANGEROUS + "'" else text


# -------------------------------------------------------------------------------------- templates and returns


def template(sheet: Sheet, target: Target) -> None:
    """Write the blank workbook staff fill in: notes on the titles, drop-downs, and text format for identifiers."""

    def fill(book: xlsxwriter.Workbook) -> None:
        title = str(sheet.title)
        page = book.add_worksheet(sheet_name(title))
        page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        page.write_string(
            1, 0, str(sheet.note) or _("从第 4 行起逐行填写，不要改动列名；列名上的批注说明怎样填。")
        )
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, style(book, column))
        heading(book, page, 2, [column.heading for column in sheet.columns])
        _required_marks(book, page, sheet.columns)
        lists = book.add_worksheet(_("选项"))
        lists.hide()
        for place, column in enumerate(sheet.columns):
            _validate(page, lists, place, column)

    with_book(target, fill, frugal=False)


def _required_marks(book: Any, page: Any, columns: Sequence[Column]) -> None:
    """Show which columns must be filled in (red) and what belongs into each (a note on the title)."""
    red = book.add_format(
        {"bold": True, "bottom": 1, "font_color": "#B42318", "text_wrap": True, "valign": "vcenter"}
    )
    for place, column in enumerate(columns):
        if column.required:
            page.write_string(2, place, column.heading, red)
        remarks = [_("必填。")] if column.required else []
        remarks += [str(column.note)] if column.note else []
        if remarks:
            page.write_comment(2, place, "".join(remarks), {"author": ""})


def _validate(page: Any, lists: Any, place: int, column: Column) -> None:
    """Give a column its drop-down; long lists stand on a hidden sheet, because Excel caps those in the cell."""
    if not column.choices:
        return
    source: list[str] | str = list(column.choices)
    if len(",".join(column.choices)) > LIST_CHARACTERS or any("," in choice for choice in column.choices):
        for row, choice in enumerate(column.choices):
            lists.write_string(row, place, choice)
        letters = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
        source = f"='{lists.get_name()}'!{letters}$1:{letters}${len(column.choices)}"
    page.data_validation(
        3,
        place,
        BLANK_ROWS + 2,
        place,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": column.heading,
            "error_message": _("不在选项里，导入时可能被退回。"),
        },
    )


def refused_workbook(table: Table, problems: Sequence[Problem], target: Target) -> int:
    """Write the refused rows as they were typed, with the reasons in a first column; return how many.

    Corrected there and imported again, the file is understood as it is: the reason column is not read. Numbers that
    Excel has destroyed stay numbers, so that they are refused again until somebody types the real ones.
    """
    reasons: dict[int, list[Problem]] = {}
    for problem in problems:
        reasons.setdefault(problem.row, []).append(problem)
    rows = [row for row in table.rows if row.number in reasons]
    width = max([len(table.titles), *(len(row.typed) for row in rows)])
    titles = [*table.titles, *[""] * (width - len(table.titles))]
    places = [place for place in range(width) if title_key(titles[place]) != title_key(REASON)]

    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet(sheet_name(_("退回的行")))
        marks = _marks(book)
        page.set_column(0, 0, 60, marks["reason"])
        for shown, place in enumerate(places, start=1):
            column = table.columns.get(place)
            wide = column.width if column else 12
            page.set_column(shown, shown, wide, marks["text"] if column and column.text else None)
        page.write_string(0, 0, _("按第一列的原因改正后，可直接用本文件重新导入。"), marks["bold"])
        heading(book, page, 1, [REASON, *(titles[place] for place in places)])
        for number, row in enumerate(rows, start=2):
            page.write_string(number, 0, _reason(reasons[row.number]), marks["reason"])
            _return_row(
                page,
                number,
                marks,
                [
                    (table.columns.get(place), row.typed[place] if place < len(row.typed) else None)
                    for place in places
                ],
                {problem.column_title for problem in reasons[row.number]},
            )

    with_book(target, fill)
    return len(rows)


def _return_row(
    page: Any,
    number: int,
    marks: dict[str, Any],
    cells: list[tuple[Column | None, CellValue]],
    wrong: set[str],
) -> None:
    """Write one refused row beside its reasons, the wrong cells tinted."""
    for shown, (column, value) in enumerate(cells, start=1):
        kind = "text" if column and column.text else "plain"
        if column and column.heading in wrong:
            kind += "_wrong"
        put(page, number, shown, _typed(value, column), marks[kind])


def _marks(book: Any) -> dict[str, Any]:
    """Return the cell formats of a refused workbook; the cells that were wrong are tinted."""
    tint = {"bg_color": "#FDECEA"}
    return {
        "bold": book.add_format({"bold": True}),
        "reason": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#B42318"}),
        "plain": book.add_format({}),
        "plain_wrong": book.add_format(tint),
        "text": book.add_format({"num_format": TEXT_FORMAT}),
        "text_wrong": book.add_format({"num_format": TEXT_FORMAT, **tint}),
    }


def _reason(problems: Sequence[Problem]) -> str:
    """Join a row's reasons, numbered when there are several."""
    first = _("原第 %(row)d 行：") % {"row": problems[0].row}
    if len(problems) == 1:
        return first + problems[0].reason
    return first + "\n".join(
        f"{number}. {problem.reason}" for number, problem in enumerate(problems, start=1)
    )


def _typed(value: CellValue, column: Column | None) -> Any:
    """Return a cell as it was typed; a formula as the text it shows, a date in a text column as text."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, datetime.date) and column and column.text:
        return value.isoformat()
    return value
