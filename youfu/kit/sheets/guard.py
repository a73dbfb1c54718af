"""The door: a file from outside is looked at here before any library opens it.

Refuses, within two seconds and 200 MB, what could harm the machine or the person who opens the file later: zip
bombs, a cell at XFD1048576, DTDs and entities, macros, links to other files, encrypted or disguised files.
Source: OWASP ASVS 5.0.0, 5.2.2 (content against extension), 5.2.3 (size and number before unpacking), 1.5.1 (XXE).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.kit.sheets.markup import MAX_ROWS, Extent, elements, exact, survey
from youfu.kit.sheets.package import Package, damaged

MAX_FILE = 20 * 1024 * 1024
SMALL_PART = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = b"spreadsheetml.sheet.main+xml"
_FOREIGN = {"mimetype", "content.xml", "xl/workbook.bin"}
"""Marks of other formats: the reading library tries them one after another on a file it cannot read as .xlsx."""
_RELATIONS = "xl/_rels/workbook.xml.rels"

Source = str | Path | IO[bytes]


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be read: its bytes, and for a workbook its package and the extent of each part."""

    kind: Literal["xlsx", "csv"]
    data: bytes
    package: Package | None = None
    extents: dict[str, Extent] = field(default_factory=dict)


def inspect(source: Source) -> None:
    """Return when the .xlsx or .csv file may be read; raise Refused with one sentence when it may not."""
    examine(source)


def examine(source: Source) -> Examined:
    """Do what :func:`inspect` does and return what was seen, so that a reader works on the very same bytes."""
    name, data = _load(source)
    suffix = Path(name).suffix.lower()
    if not data:
        raise Refused(_("文件是空的（0 字节），请重新导出后再导入。"))
    if len(data) > MAX_FILE:
        raise Refused(
            _("文件超过 %(megabytes)d MB，请分成几个文件导入。") % {"megabytes": MAX_FILE // 1024 // 1024}
        )
    _check_magic(data, suffix)
    if suffix == ".csv" or (not suffix and not data.startswith(b"PK")):
        decode_csv(data)
        return Examined("csv", data)
    package = Package(data)
    _check_content(package)
    return Examined("xlsx", data, package, {part: _look(package, part) for part in package.parts})


def decode_csv(data: bytes) -> str:
    """Return the text of a CSV file in UTF-8 or GB 18030; Refused for other bytes and for too many lines."""
    unreadable = _("CSV 文件不是 UTF-8 或 GB18030 编码的文本，请用 Excel 或 WPS 另存为 .xlsx 再导入。")
    if b"\0" in data:
        raise Refused(unreadable)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(unreadable)
    if data.count(b"\n") > MAX_ROWS or data.count(b"\r") > MAX_ROWS:
        raise Refused(_("CSV 文件超过 %(limit)d 行，请分成几个文件导入。") % {"limit": MAX_ROWS})
    return text


def _load(source: Source) -> tuple[str, bytes]:
    """Read at most one byte more than is allowed; an open file is left where it began."""
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.is_file():
            raise Refused(_("找不到文件 %(path)s，请检查路径。") % {"path": path})
        with path.open("rb") as opened:
            return path.name, opened.read(MAX_FILE + 1)
    source.seek(0)
    data = source.read(MAX_FILE + 1)
    source.seek(0)
    name = getattr(source, "name", "")
    return name if isinstance(name, str) else "", data


def _check_magic(data: bytes, suffix: str) -> None:
    """Compare what the file is with what it says it is."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(_("文件已加密，请去掉打开密码后另存为 .xlsx。"))
        raise Refused(_("这是旧格式（.xls 或 .et）的文件，请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
    zipped = data.startswith(b"PK\x03\x04")
    if suffix in (".xlsm", ".xltm"):
        raise Refused(_("文件含有宏，请另存为不含宏的 .xlsx 再导入。"))
    if suffix not in (".xlsx", ".csv", ""):
        raise Refused(_("只接受 .xlsx 和 .csv 文件，请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
    if suffix == ".xlsx" and not zipped:
        raise Refused(
            _("文件的扩展名是 .xlsx，内容却不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再导入。")
        )
    if suffix == ".csv" and (zipped or data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff"))):
        raise Refused(_("文件的扩展名是 .csv，内容却不是文本表格，请检查是否选错了文件。"))


def _check_content(package: Package) -> None:
    """Refuse what is not a plain workbook: another kind of package, macros, embedded objects, links outside."""
    names = {name.casefold() for name in package.parts}
    types = package.read("[Content_Types].xml", SMALL_PART) if "[Content_Types].xml" in package.parts else b""
    lowered = types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered or any(_is_macro(name) for name in names):
        raise Refused(_("文件含有宏，请另存为不含宏的 .xlsx 再导入。"))
    if _WORKBOOK not in types or "xl/workbook.xml" not in names or names & _FOREIGN:
        raise Refused(_("这不是 Excel 工作簿，请上传 .xlsx 或 .csv 文件。"))
    if any(name.startswith(("xl/embeddings/", "xl/activex/")) for name in names):
        raise Refused(_("文件里嵌入了其他文件或控件，请删去后另存为 .xlsx 再导入。"))
    if any(name.startswith(("xl/externallinks/", "xl/connections", "xl/querytables/")) for name in names):
        raise _linked()
    for name in package.parts:
        if name.casefold().endswith(".rels"):
            _check_relations(package, name)


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/")


def _linked() -> Refused:
    return Refused(_("文件链接了其他文件或数据源，请在“数据”里断开链接后另存为 .xlsx 再导入。"))


def _check_relations(package: Package, name: str) -> None:
    """A relation may point out of the file only as a hyperlink, and a workbook's only at XML that was looked at."""
    for local, attributes in elements(package.read(name, SMALL_PART)):
        if local != "Relationship":
            continue
        outside = attributes.get("TargetMode", "").lower() == "external"
        if outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise _linked()
        if name.casefold() == _RELATIONS and not attributes.get("Target", "").lower().endswith(".xml"):
            raise damaged()


def _look(package: Package, name: str) -> Extent:
    """Unpack one part to the end; XML is surveyed, pictures and printer settings are only counted."""
    if not name.casefold().endswith((".xml", ".rels")):
        for _chunk in package.chunks(name):
            pass
        return Extent()
    extent = survey(package.chunks(name))
    if extent.irregular:
        peculiar = extent.peculiar
        extent, _odd = exact(package.chunks(name))
        extent.peculiar = peculiar
    return extent
