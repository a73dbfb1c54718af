"""Read the table in a workbook or CSV file as staff really lay it out.

The header may stand under titles and notes and over two rows; columns come in any order and under other names;
blank rows, totals, page headers and signatures stand between the rows. Identifiers are never touched here.
"""

from __future__ import annotations

import csv
import datetime
import io
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from youfu.kit.errors import Refused
from youfu.kit.sheets.declare import Column
from youfu.kit.sheets.guard import SMALL_PART, Examined, Source, decode_csv, examine
from youfu.kit.sheets.markup import MAX_COLUMNS, Oddities, elements, exact
from youfu.kit.sheets.package import damaged
from youfu.kit.sheets.table import CellValue, Formula, RawRow, Table

HEADER_WITHIN = 30
"""Rows from the top in which the header is looked for."""
SHEETS_TRIED = 10
FORMULA_BUDGET = 3_000_000
DANGEROUS = "=+-@\t\r\n\0＝＋－＠"
"""First characters that a spreadsheet may take for a formula (ASVS 5.0.0, 1.2.10), full-width ones included."""

_TOTAL = re.compile(
    r"(本页|本表|以上|全部|全市|全县|全镇)?(合计|总计|小计|共计|累计)([:：]?[0-9]*[人户条名]?)"
)
_SIGNATURE = re.compile(
    r"(制表|填表|填报|审核|复核|负责|经办|联系|审批|单位|说明|备注|注)(人|单位|日期|时间|领导|电话|负责人)?[:：].*",
    re.DOTALL,
)
_REMARK = re.compile(r"\([^()]*\)$|\*+$|^\*+")


@dataclass(slots=True)
class _Grid:
    """One sheet, row by row from row 1 and column 1, with formulas and error values in place."""

    name: str
    rows: list[list[CellValue]]


@dataclass(slots=True)
class _Header:
    """Where the header stands: its 0-based row, and per 0-based position the rank of the match and the column."""

    row: int
    places: dict[int, tuple[int, Column]]

    @property
    def score(self) -> int:
        return len({column.code for _rank, column in self.places.values()})


def read_table(source: Source, columns: Sequence[Column], sheet: str | None = None) -> Table:
    """Return the table under the best header among the (visible) sheets, or in the sheet of that name.

    Refused when the file may not be opened, no header is found, a required column is missing or a title stands twice.
    """
    seen = examine(source)
    grids = _csv_grid(seen) if seen.kind == "csv" else _workbook_grids(seen, sheet)
    lookup = _lookup(columns)
    best: tuple[_Header, _Grid] | None = None
    for grid in grids:
        header = _find_header(grid.rows, lookup)
        if header and (best is None or header.score > best[0].score):
            best = header, grid
    if best is None:
        raise Refused(
            _("前 %(rows)d 行里没有找到表头，应有“%(titles)s”等列名。请对照模板检查后再导入。")
            % {"rows": HEADER_WITHIN, "titles": "”“".join(column.heading for column in columns[:4])}
        )
    header, grid = best
    found = _settle(header, columns)
    return _table(grid, header.row, found)


# ------------------------------------------------------------------------------------------ finding the header


def title_key(text: object) -> str:
    """Return a title without what staff add to it: width of characters, spaces, line breaks and case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).casefold()


def _lookup(columns: Sequence[Column]) -> dict[str, tuple[int, Column]]:
    """Map every key to (rank, column): the title itself ranks before an alias."""
    known: dict[str, tuple[int, Column]] = {}
    for column in columns:
        for alias in column.aliases:
            known.setdefault(title_key(alias), (2, column))
    for column in columns:
        known[title_key(column.heading)] = (0, column)
    return known


def _matched(value: CellValue, lookup: dict[str, tuple[int, Column]]) -> tuple[int, Column] | None:
    """Match one header cell, first as it stands, then without a remark in brackets or a star."""
    if not isinstance(value, str):
        return None
    key = title_key(value)
    if key in lookup:
        return lookup[key]
    bare = _REMARK.sub("", _REMARK.sub("", key))
    if bare in lookup:
        rank, column = lookup[bare]
        return rank + 1, column
    return None


def _find_header(rows: list[list[CellValue]], lookup: dict[str, tuple[int, Column]]) -> _Header | None:
    """Find the row that holds the most column titles; cells merged from the two rows above count for it."""
    best: _Header | None = None
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        own = {place: match for place, value in enumerate(row) if (match := _matched(value, lookup))}
        if not own:
            continue
        for above in rows[max(0, index - 2) : index][::-1]:
            for place, value in enumerate(above):
                if place < len(row) and row[place] is None and place not in own:
                    match = _matched(value, lookup)
                    if match:
                        own[place] = match
        header = _Header(index, own)
        if best is None or header.score > best.score:
            best = header
    needed = min(2, len({column.code for _rank, column in lookup.values()}))
    return best if best and best.score >= needed else None


def _settle(header: _Header, columns: Sequence[Column]) -> dict[int, Column]:
    """Give each column one position; Refused for a title that stands twice and for missing required columns."""
    chosen: dict[str, tuple[int, int]] = {}
    twice: set[str] = set()
    for place, (rank, column) in sorted(header.places.items()):
        if column.code in chosen and chosen[column.code][0] == rank:
            twice.add(column.code)
        if column.code not in chosen or rank < chosen[column.code][0]:
            chosen[column.code] = rank, place
            twice.discard(column.code)
    for column in columns:
        if column.code in twice:
            raise Refused(
                _("表头（第 %(row)d 行）里“%(title)s”出现了两次，请删去或改名其中一列后再导入。")
                % {"row": header.row + 1, "title": column.heading}
            )
    missing = [column.heading for column in columns if column.required and column.code not in chosen]
    if missing:
        raise Refused(
            _("表头（第 %(row)d 行）里缺少必填列“%(titles)s”，请补上后再导入。")
            % {"row": header.row + 1, "titles": "”“".join(missing)}
        )
    by_code = {column.code: column for column in columns}
    return {place: by_code[code] for code, (_rank, place) in chosen.items()}


# ------------------------------------------------------------------------------------------------- the rows


def _table(grid: _Grid, header: int, columns: dict[int, Column]) -> Table:
    """Take the rows under the header, leaving out blank rows, totals, repeated headers and signatures."""
    titles = tuple(
        str(value) if value is not None else columns[place].heading if place in columns else ""
        for place, value in enumerate(grid.rows[header])
    )
    table = Table(grid.name, header + 1, titles, columns, [])
    places = [(place, column.code) for place, column in columns.items()]
    heading = [grid.rows[header][place] for place, _code in places]
    for index in range(header + 1, len(grid.rows)):
        row = grid.rows[index]
        cells = {code: row[place] if place < len(row) else None for place, code in places}
        if all(value is None for value in cells.values()) and not _is_total(row):
            continue
        if _is_total(row):
            table.ignored.append((index + 1, "total"))
        elif _is_signature(row):
            table.ignored.append((index + 1, "note"))
        elif list(cells.values()) == heading:
            table.ignored.append((index + 1, "header"))
        else:
            table.rows.append(RawRow(index + 1, cells, tuple(row)))
    return table


def _first_texts(row: Iterable[CellValue], count: int) -> list[str]:
    texts: list[str] = []
    for value in row:
        if value is not None:
            texts.append(title_key(value) if isinstance(value, str) else "")
            if len(texts) == count:
                break
    return texts


def _is_total(row: list[CellValue]) -> bool:
    return any(_TOTAL.fullmatch(text) for text in _first_texts(row, 2))


def _is_signature(row: list[CellValue]) -> bool:
    return any(_SIGNATURE.fullmatch(text) for text in _first_texts(row, 1))


# ------------------------------------------------------------------------------------------------- the files


def _csv_grid(seen: Examined) -> Iterator[_Grid]:
    """Read a CSV file, separated by whichever of comma, tab and semicolon its first lines use most."""
    text = decode_csv(seen.data)
    start = text[:20_000]
    delimiter = max(",\t;", key=start.count)
    rows: list[list[CellValue]] = []
    try:
        for fields in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(fields) > MAX_COLUMNS:
                raise Refused(
                    _("CSV 文件第 %(row)d 行超过 %(limit)d 列，请检查分隔符和引号。")
                    % {"row": len(rows) + 1, "limit": MAX_COLUMNS}
                )
            rows.append([_value(_unquoted(one)) for one in fields])
    except csv.Error as error:
        raise Refused(
            _("CSV 文件第 %(row)d 行的引号或内容不正确，请改正后再导入。") % {"row": len(rows) + 1}
        ) from error
    yield _Grid("", rows)


def _unquoted(text: str) -> str:
    """Take off the apostrophe that :func:`youfu.kit.sheets.writing.write_csv` puts before dangerous text."""
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in DANGEROUS + "'" else text


def _workbook_grids(seen: Examined, wanted: str | None) -> Iterator[_Grid]:
    """Read the wanted sheet, or the visible sheets one after another."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(seen.data)) as book:
            listed = [
                one.name
                for one in book.sheets_metadata
                if one.typ == SheetTypeEnum.WorkSheet
                and (one.visible == SheetVisibleEnum.Visible or one.name == wanted)
            ]
            if wanted is not None and wanted not in listed:
                raise Refused(
                    _("文件里没有名为“%(sheet)s”的工作表，现有：%(names)s。")
                    % {"sheet": wanted, "names": "、".join(listed[:SHEETS_TRIED])}
                )
            for name in [wanted] if wanted is not None else listed[:SHEETS_TRIED]:
                yield _sheet_grid(book, name, _oddities(seen, name))
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise damaged() from error


def _sheet_grid(book: CalamineWorkbook, name: str, odd: Oddities) -> _Grid:
    """Turn a sheet into rows from A1 on; the library leaves out empty columns at the left."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return _Grid(name, [])
    left: list[CellValue] = [None] * sheet.start[1]
    rows = [left + [_value(value) for value in row] for row in sheet.iter_rows()]
    width = max((len(row) for row in rows), default=0)
    marks: dict[tuple[int, int], CellValue] = dict(odd.errors)
    marks.update({place: Formula(text) for place, text in odd.formulas.items()})
    for (row, column), value in marks.items():
        while len(rows) < row:
            rows.append([None] * width)
        line = rows[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = value
    return _Grid(name, rows)


def _oddities(seen: Examined, name: str) -> Oddities:
    """Locate the formulas and error values of a sheet, when the guard saw that its part has some."""
    package = seen.package
    if package is None or not any(extent.peculiar for extent in seen.extents.values()):
        return Oddities()
    targets = {
        attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", attributes.get("Target", ""))
        ).lstrip("/")
        for local, attributes in elements(package.read("xl/_rels/workbook.xml.rels", SMALL_PART))
        if local == "Relationship"
    }
    for local, attributes in elements(package.read("xl/workbook.xml", SMALL_PART)):
        if local == "sheet" and attributes.get("name") == name:
            part = targets.get(attributes.get("id", ""), "")
            if part not in seen.extents:
                raise damaged()
            if seen.extents[part].peculiar:
                return exact(package.chunks(part), FORMULA_BUDGET)[1]
    return Oddities()


def _value(value: Any) -> CellValue:
    """Bring a library's value into the few kinds of :data:`CellValue`."""
    if isinstance(value, str):
        if not value or value.isspace():
            return None
        return Formula(value) if value.lstrip()[:1] in ("=", "＝") else value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else value
    if isinstance(value, datetime.date) or value is None:
        return value
    return str(value)
