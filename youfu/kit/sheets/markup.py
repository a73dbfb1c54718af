"""Looking through the XML of a workbook without building anything from it.

Two looks. :func:`survey` is quick (some 40 MB a second) and sees every part: it lets expat confirm that the part is
well-formed UTF-8 without a DTD, and takes the largest row and column from the cells' own references. Only where a
cell has no plain reference, or where formulas must be found, :func:`exact` walks element by element.
Neither keeps more than one piece of a part in memory, so a lying or enormous part costs nothing but its refusal.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.kit.sheets.package import Unfit, damaged

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 1_500_000
"""Written cells, and also the area rows × columns, which the reading library lays out in memory."""
MAX_ELEMENTS = 1_000_000
MAX_NAMES = 20_000
"""Distinct element and attribute names seen in a sample: expat remembers each, so millions of them are a bomb."""
UNUSUAL = 500
MAX_TOKEN = 128 * 1024
"""Bytes without a new element: Excel's longest cell has 32,767 characters."""

_CELL = re.compile(rb"""<c(?:\s+r\s*=\s*["']([A-Za-z]+)([0-9]+)["']|(?=[\s/>]))""")
_PREFIXED_CELL = re.compile(_CELL.pattern.replace(b"<c", b":c"))
_UNUSUAL_TAG = re.compile(rb"<(?!/?(?:c|v|is|t|row|f|si)[\s/>])([^\s/>!?]+)")
_UNUSUAL_ATTRIBUTE = re.compile(rb"""\s(?![rst]=)([^\s"'=<>/]+)\s*=\s*["']""")
_FORMULA = re.compile(rb"<f[\s/>]")
_MARKS = (b":f", b't="e"', b"t='e'")
SAMPLED = 4


@dataclass(slots=True)
class Extent:
    """How far a part's cells reach (1-based) and whether it has formulas or error values worth locating."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    peculiar: bool = False
    irregular: bool = False


@dataclass(slots=True)
class Oddities:
    """What one worksheet holds besides values, by (row, column), both 1-based."""

    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def column_number(letters: str) -> int:
    """Turn the letters of a reference into a number, A = 1; Refused when it lies beyond the last one allowed."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
        if not "A" <= letter <= "Z":
            raise damaged()
        if number > 99_999:
            break
    if number > MAX_COLUMNS:
        raise Refused(
            _("表格宽到第 %(column)s 列，最多 %(limit)d 列。请删去右边多余的列（整列删除）后另存再导入。")
            % {"column": letters.upper()[:3], "limit": MAX_COLUMNS}
        )
    return number


def row_number(digits: str) -> int:
    """Turn the digits of a reference into a row; Refused when it lies below the last one allowed."""
    number = int(digits[:9])
    if number > MAX_ROWS or len(digits) > 9:
        raise Refused(
            _(
                "表格长到第 %(row)s 行，最多 %(limit)d 行。请删去下面多余的行（整行删除）后另存，或分成几个文件再导入。"
            )
            % {"row": digits[:9], "limit": MAX_ROWS}
        )
    return number


def strict_parser() -> expat.XMLParserType:
    """Make a parser that refuses a DTD, entities, CDATA and any encoding but UTF-8."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True

    def doctype(*_ignored: object) -> None:
        raise Unfit(
            "dtd", _("文件内部含有 DTD 定义，不安全，请用 Excel 或 WPS 新建工作簿、粘贴内容后再导入。")
        )

    def cdata() -> None:
        raise damaged()

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise damaged()

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartCdataSectionHandler = cdata
    parser.XmlDeclHandler = declaration
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the chunks to the parser and pass them on; one endless token or name list is refused at once."""
    fed = 0
    names: set[bytes] = set()
    try:
        for chunk in chunks:
            if not fed and chunk[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                raise damaged()
            parser.Parse(chunk, False)
            fed += len(chunk)
            if not secrets.randbelow(SAMPLED):  # nobody can know where to hide them
                names |= _unusual_names(chunk)
            if fed - parser.CurrentByteIndex > 4 * MAX_TOKEN or len(names) > MAX_NAMES:
                raise damaged()
            yield chunk
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError) as error:
        raise damaged() from error


def _unusual_names(chunk: bytes) -> set[bytes]:
    """Collect names besides those of which every sheet is made, where counting says there are many."""
    names: set[bytes] = set()
    pairs = sum(chunk.count(closing) for closing in (b"</v>", b"</t>", b"</is>", b"</row>"))
    if chunk.count(b"<") - 2 * pairs - chunk.count(b"<c ") - chunk.count(b"</c>") > UNUSUAL:
        names.update(_UNUSUAL_TAG.findall(chunk))
    if chunk.count(b"=") - sum(chunk.count(usual) for usual in (b" r=", b" s=", b" t=")) > UNUSUAL:
        names.update(_UNUSUAL_ATTRIBUTE.findall(chunk))
    return names


def survey(chunks: Iterable[bytes]) -> Extent:
    """Look quickly at one part; Refused when it is not plain XML or its cells reach too far."""
    extent = Extent()
    carry = b""
    for chunk in feed(strict_parser(), chunks):
        text = carry + chunk
        cut = text.rfind(b"<")
        if cut > 0:
            text, carry = text[:cut], text[cut:]
            _measure(text, extent)
        else:
            carry = text
        if len(carry) > 2 * MAX_TOKEN:
            raise Refused(_("有一个单元格的内容太长（超过 32767 个字），请改短后再导入。"))
    _measure(carry, extent)
    return extent


def _measure(text: bytes, extent: Extent) -> None:
    """Take the cells of a stretch of markup into the extent."""
    found = _CELL.findall(text)
    if b":c" in text:
        found += _PREFIXED_CELL.findall(text)
    if found:
        extent.cells += len(found)
        letters = {one for one, _digits in found}
        if b"" in letters:
            extent.irregular = True
            letters.discard(b"")
        for one in letters:
            extent.columns = max(extent.columns, column_number(one.decode()))
        for digits in {digits for one, digits in found if one}:
            extent.rows = max(extent.rows, row_number(digits.decode()))
    if not extent.peculiar:
        extent.peculiar = _FORMULA.search(text) is not None or any(mark in text for mark in _MARKS)
    check_size(extent)


def check_size(extent: Extent) -> None:
    """Refuse too many cells: those written, or the grid that the farthest of them spans."""
    if extent.cells > MAX_CELLS or extent.rows * extent.columns > MAX_CELLS:
        raise Refused(
            _("表格太大（%(rows)d 行 × %(columns)d 列），请分成几个文件，或删去多余的行和列后再导入。")
            % {"rows": extent.rows, "columns": extent.columns}
        )


class _Walk:
    """Follows rows and cells the way the reading library does: a cell without a reference comes after the last."""

    def __init__(self, parser: expat.XMLParserType, budget: int) -> None:
        self.parser, self.budget = parser, budget
        self.extent, self.odd = Extent(), Oddities()
        self.row = self.column = 0
        self.error = False
        self.catching: list[str] | None = None
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, name: str, attributes: list[str]) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise Refused(_("表格里的公式或格式太多，请把内容粘贴为数值到新工作簿后再导入。"))
        local = name if ":" not in name else name.rpartition(":")[2]
        if local == "c":
            self.cell(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local == "row":
            given = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("r", "")
            self.row = row_number(given) if given.isdigit() else self.row + 1
            self.column = 0
        elif local == "f" or (local == "v" and self.error):
            self.catching = []
            self.parser.CharacterDataHandler = self.catching.append

    def cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.column > MAX_COLUMNS:
                column_number("GS")  # the first one too many
        else:
            letters = reference.rstrip("0123456789")
            if not letters or letters == reference:
                raise damaged()
            self.column = column_number(letters)
            self.row = row_number(reference[len(letters) :])
        self.error = attributes.get("t") == "e"
        extent = self.extent
        extent.cells += 1
        extent.rows, extent.columns = max(extent.rows, self.row), max(extent.columns, self.column)

    def end(self, name: str) -> None:
        if self.catching is None:
            return
        text = "".join(self.catching)[:200]
        self.catching = None
        self.parser.CharacterDataHandler = None
        if name.rpartition(":")[2] == "f":
            self.odd.formulas[self.row, self.column] = "=" + text
        else:
            self.odd.errors[self.row, self.column] = text


def exact(chunks: Iterable[bytes], budget: int = MAX_ELEMENTS) -> tuple[Extent, Oddities]:
    """Walk one part element by element: its extent, its formulas and its error values such as #N/A."""
    parser = strict_parser()
    walk = _Walk(parser, budget)
    for _chunk in feed(parser, chunks):
        check_size(walk.extent)
    return walk.extent, walk.odd


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """List a small part's elements as (local name, attributes with local names), for relations and sheet names."""
    parser = strict_parser()
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: list[str]) -> None:
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        found.append((name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in pairs}))

    parser.StartElementHandler = start
    for _chunk in feed(parser, [data]):
        pass
    return found
