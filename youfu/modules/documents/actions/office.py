"""Word, Excel and OFD files from outside: opened without trusting them, judged by what they hold, and read for their words.

They are zip packages of XML, so the door of the workbooks does the work (`youfu.kit.sheets.package`,
`youfu.kit.sheets.markup`): sizes and names are not believed, every part is unpacked to its end, every XML part has to be
plain XML without a DTD. Here stands what a document may hold: no macro, no object inside, nothing fetched from elsewhere.
Source: OWASP ASVS 5.0.0, 5.2.2, 5.2.3, 1.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.kit.sheets.markup import elements, feed, strict_parser
from youfu.kit.sheets.package import Package, Unfit
from youfu.rules.search_terms import LONGEST

Kind = Literal["docx", "xlsx", "ofd"]
SMALL = 1024 * 1024
MAX_XML = (
    16 * 1024 * 1024
)  # bytes of all XML parts: a book of 1,000 pages; more cannot be looked at in two seconds
MAX_ELEMENTS = 500_000  # looked at one by one, half a second

_TYPES = "[Content_Types].xml"
_WORD, _EXCEL = b"wordprocessingml.document.main+xml", b"spreadsheetml.sheet.main+xml"
_TEXT: dict[Kind, re.Pattern[str]] = {
    "docx": re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)\d*\.xml"),
    "xlsx": re.compile(
        r"xl/(workbook|sharedstrings|worksheets/[^/]+|comments[^/]*|drawings/drawing\d+)\.xml"
    ),
    "ofd": re.compile(r"(.*/)?content\.xml|.*/pages/.*\.xml"),
}
_ORDER = ("word/header", "word/document", "xl/sharedstrings", "xl/worksheets/")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ABOUT: dict[Kind, re.Pattern[str]] = {
    "docx": re.compile(r"docprops/(core|custom)\.xml"),
    "xlsx": re.compile(r"docprops/(core|custom)\.xml"),
    "ofd": re.compile(r"ofd\.xml"),
}
_NAMES = frozenset({"title", "subject", "keywords", "category", "description", "lpwstr", "lpstr"}) | {
    "Title", "Subject", "Keyword", "Keywords", "Abstract",  # as OFD writes them
}  # fmt: skip
_HEADS = frozenset({f"{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer")})
_ELEMENTS = frozenset({"t", "delText", "TextCode", "v"}) | _HEADS
_PLACED = re.compile(r'&(?:[LCR]|"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Z])')  # where and how: &C&"黑体,常规"&16
_RUNS = re.compile(
    r"(.*/)?(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.*|.*\.(docm|dotm|xlsm|xltm|xlsb|xlam))"
)
_INSIDE = re.compile(
    r"(word|xl)/(embeddings|activex|ctrlprops|afchunk[^/]*|oleobject[^/]*)(/.*)?"
    r"|.*\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|msi|html?|mht|zip|rar|7z|docx?|xlsx?|pptx?)"
)
_LINKED_TYPES = ("/externallink", "/externallinkpath", "/connections", "/querytable")
_INSIDE_TYPES = ("/oleobject", "/package", "/control", "/afchunk", "/subdocument", "/vbaproject")
# What the words of a package do not tell: pictures, and drawings with words of their own.
_UNREAD = re.compile(r"(word|xl)/(charts|diagrams)/.*|.*\.svg")
_FONTS = re.compile(r"word/fonts/.*|.*\.(ttf|otf|ttc)|xl/printersettings/.*")
# What a field does is its first word; the others may be part of an address that somebody has to click.
_FIELDS = re.compile(
    r"^\W*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE | re.MULTILINE
)


@dataclass
class Opened:
    """What a package turned out to be: its kind, its words, and what it says about itself (title, keywords …).

    `sheets` are the words of each sheet of a workbook: each begins a first page of its own. `whole` is false when there is more
    to read than the words that are kept: they were too many, or something stands in a picture.
    """

    kind: Kind
    text: str = ""
    whole: bool = True
    sheets: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)


def opened(data: bytes) -> Opened:
    """Look through a whole package; Refused with one sentence when it may not be kept."""
    try:
        package = Package(data)
        found = Opened(_kind(package))
        _check_names(package, found.kind)
        _check_relations(package)
        _read(package, found)
    except Unfit as unfit:
        raise Refused(_sentence(unfit.reason)) from unfit
    return found


def _sentence(reason: str) -> str:
    return {
        "damaged": _("文件不完整、已损坏或结构不正常，请用 Word 或 WPS 打开后另存一份再上传。"),
        "too_big": _("文件解压后太大，请压缩里面的图片、拆成几个文件，或另存为 PDF 再上传。"),
        "too_many": _("文件里的内容项太多，不像普通文档，请另存为 PDF 再上传。"),
        "encrypted": _("文件已加密，请去掉打开密码后再上传。"),
        "paths": _("文件内部含有指向别处的路径，不安全，请用 Word 或 WPS 另存一份再上传。"),
        "dtd": _("文件内部含有 DTD 定义，不安全，请用 Word 或 WPS 新建文档、粘贴内容后再上传。"),
    }[reason]


def _kind(package: Package) -> Kind:
    """By what the package says of its parts, never by its name."""
    names = {name.casefold() for name in package.parts}
    if "ofd.xml" in names and "OFD.xml" in package.parts:
        return "ofd"
    if _TYPES not in package.parts:
        raise Refused(
            _("这是压缩文件或别的格式。请解压后上传里面的 PDF、Word（.docx）、Excel（.xlsx）或 OFD 文件。")
        )
    types = package.read(_TYPES, SMALL)
    lowered = types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered or any(map(_RUNS.fullmatch, names)):
        raise Refused(_("文件含有宏，请另存为不含宏的 .docx 或 .xlsx 再上传。"))
    word, excel = _WORD in types, _EXCEL in types
    if word and not excel and any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    if excel and not word and "xl/workbook.xml" in names:
        return "xlsx"
    raise Refused(_("这个文件不是 Word 文档（.docx）或 Excel 工作簿（.xlsx），请另存为 PDF 再上传。"))


def _check_names(package: Package, kind: Kind) -> None:
    """Nothing that runs, and no file inside the file."""
    for name in package.parts:
        if _RUNS.fullmatch(name.casefold()):
            raise Refused(_("文件含有宏，请另存为不含宏的 .docx 或 .xlsx 再上传。"))
        if _INSIDE.fullmatch(name.casefold()):
            raise _embedded()
        if kind == "xlsx" and name.casefold().startswith(
            ("xl/externallinks/", "xl/connections", "xl/querytables/")
        ):
            raise _linked()


def _check_relations(package: Package) -> None:
    """A relation may leave the file only as a hyperlink that somebody has to click."""
    for name in package.parts:
        if not name.casefold().endswith(".rels"):
            continue
        for local, given in elements(package.read(name, SMALL)):
            kind = given.get("Type", "").casefold()
            if local != "Relationship":
                continue
            if kind.endswith(_INSIDE_TYPES):
                raise _embedded()
            outside = given.get("TargetMode", "").casefold() == "external"
            if kind.endswith(_LINKED_TYPES) or (outside and not kind.endswith("/hyperlink")):
                raise _linked()


def _embedded() -> Refused:
    return Refused(_("文件里嵌入了别的文件或控件，请把它们删去（要传的另存为单独的附件）后再上传。"))


def _linked() -> Refused:
    return Refused(_("文件引用了外部的模板、图片或数据，请断开链接、粘贴为内容后另存再上传。"))


def _read(package: Package, found: Opened) -> None:
    """Unpack every part to its end. XML is looked through, the parts that hold words are read; a picture cannot be."""
    words, about, left = _Words(), _Words(_NAMES), MAX_XML
    for name in sorted(package.parts, key=_as_seen):
        chunks = package.chunks(name)
        first = next(chunks, b"")
        if _UNREAD.fullmatch(name.casefold()):
            found.whole = False
        if not (name.casefold().endswith((".xml", ".rels", ".vml", ".svg")) or _looks_like_xml(first)):
            found.whole = found.whole and bool(_FONTS.fullmatch(name.casefold()))
            for _chunk in chunks:
                pass
            continue
        left -= package.parts[name].size
        if left < 0:
            raise Unfit("too_big", "")
        parser = strict_parser()
        begins, heads = len(words.pieces), len(words.heads)
        if _TEXT[found.kind].fullmatch(name.casefold()):
            words.listen(parser)
        elif _ABOUT[found.kind].fullmatch(name.casefold()):
            about.listen(parser)
        for _chunk in feed(parser, _again(first, chunks)):
            pass
        if _SHEET.fullmatch(name.casefold()):
            found.sheets.append("".join([*words.heads[heads:], *words.pieces[begins:]]))
    words.rest()
    if found.kind == "docx" and _FIELDS.search("".join(words.fields)):
        raise _linked()
    found.whole = found.whole and bool(words.text) and not words.cut and len(words.text) <= LONGEST
    found.text = words.text[:LONGEST]
    found.about = [line for line in about.text.splitlines() if line.strip()]


def _as_seen(name: str) -> tuple[int, str]:
    """As a reader meets them: headers, the text, then notes and comments; the strings of a workbook before the cells that show
    them, and the cells before the list of sheets."""
    found = (n for n, start in enumerate(_ORDER) if name.casefold().startswith(start))
    return next(found, len(_ORDER)), name


def _looks_like_xml(first: bytes) -> bool:
    return first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _again(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


class _Words:
    """Collects the words of parts: what stands in text elements, a new line after a paragraph, row or piece of text. What a
    picture of letters says (the mark across a page of Word) and what Excel prints at the head of pages stand there too.

    A cell may name a string that stands elsewhere by its number: it is put where it is shown; strings that no cell shows come
    last (`rest`).
    """

    def __init__(self, names: frozenset[str] = _ELEMENTS) -> None:
        self.names, self.pieces, self.length = names, [], 0  # type: tuple[frozenset[str], list[str], int]
        self.left, self.room = MAX_ELEMENTS, LONGEST
        self.cut = False
        self.fields: list[str] = []
        self.heads: list[str] = []  # of a workbook's pages: behind the cells in the file, printed before them
        self.into = ""
        self.shared = False  # the cell's value is the number of a shared string
        self.strings: list[str] = []
        self.seen: set[int] = set()
        self.apart: list[str] | None = None  # what belongs to a shared string, or is the number of one

    @property
    def text(self) -> str:
        lines = (line.strip() for line in "".join([*self.heads, *self.pieces]).splitlines())
        return "\n".join(line for line in lines if line).replace("\0", "")

    def listen(self, parser: object) -> None:
        parser.StartElementHandler = self.start  # type: ignore[attr-defined]
        parser.EndElementHandler = self.end  # type: ignore[attr-defined]
        parser.CharacterDataHandler = self.characters  # type: ignore[attr-defined]
        parser.buffer_text = True  # type: ignore[attr-defined]  # not twice for every line

    def start(self, name: str, attributes: list[str]) -> None:
        self.left -= 1
        if self.left < 0:
            raise Unfit("too_big", "")
        local = name.rpartition(":")[2]
        if local == "c":
            self.shared = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("t") == "s"
        elif local == "sheet" and "name" in attributes[::2]:
            self.add(dict(zip(attributes[::2], attributes[1::2], strict=True))["name"] + "\n")
        elif local == "textpath" and "string" in attributes[::2]:
            self.add("\n" + dict(zip(attributes[::2], attributes[1::2], strict=True))["string"] + "\n")
        elif local == "fldSimple":
            named = zip(attributes[::2], attributes[1::2], strict=True)
            self.code("\n".join(["", *(value for key, value in named if key.endswith("instr")), ""]))
        elif local in ("br", "cr", "tab"):
            self.add("\n" if local != "tab" else "\t")
        elif local == "si" or (local == "v" and self.shared):
            self.apart = []
        if local in self.names:
            self.into = "head" if local in _HEADS else "text"
        elif local == "instrText":
            self.into = "field"

    def characters(self, data: str) -> None:
        if self.into == "text":
            self.add(data)
        elif self.into == "head" and len(self.heads) < 1_000:
            self.heads.append(_PLACED.sub("\n", data) + "\n")
        elif self.into == "field":
            self.code(data)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in self.names or local == "instrText":
            self.into = ""
        if self.apart is not None and local in ("si", "v"):
            said, self.apart = "".join(self.apart), None
            self.show(said) if local == "v" else self.strings.append(said)
        elif local in ("p", "row", "TextCode") or local in _NAMES:
            self.add("\n")
            if local == "p" and self.fields and self.fields[-1] != "\n":
                self.code("\n")
        elif local in ("tc", "c"):
            self.add("\t")

    def show(self, number: str) -> None:
        """A cell that shows the string of that number."""
        place = int(number) if number.isdecimal() and len(number) < 10 else len(self.strings)
        if place < len(self.strings):
            self.seen.add(place)
            self.add(self.strings[place])

    def rest(self) -> None:
        """The strings that no cell showed."""
        for place, said in enumerate(self.strings):
            if place not in self.seen:
                self.add(f"{said}\n")

    def code(self, piece: str) -> None:
        """Of the codes of fields every word counts: what is longer than a document is refused, not cut."""
        self.fields.append(piece)
        self.room -= len(piece)
        if self.room < 0:
            raise Unfit("too_big", "")

    def add(self, piece: str) -> None:
        if self.apart is not None:
            self.apart.append(piece)
        elif self.length < 2 * LONGEST:
            self.pieces.append(piece)
            self.length += len(piece)
        else:
            self.cut = True
