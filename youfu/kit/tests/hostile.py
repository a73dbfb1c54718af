"""Hostile and broken files, made on the spot: nothing dangerous lies in the repository."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
WORKBOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
WORKBOOK_RELS = (
    f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


ROOT_RELS = (
    f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)


def worksheet(body: str, head: str = "") -> str:
    """Return the XML of a worksheet with this sheet data."""
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def text_row(number: int, *texts: str) -> str:
    """Return the XML of one row of text cells from column A on."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def workbook(sheet: str | bytes, extra: Mapping[str, str | bytes] | None = None, **replaced: str) -> bytes:
    """Return a minimal workbook; ``extra`` adds parts, ``types`` and ``rels`` replace the parts of that kind."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": replaced.get("types", TYPES),
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": replaced.get("rels", WORKBOOK_RELS),
        SHEET: sheet,
        **(extra or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def plain() -> bytes:
    """Return an innocent workbook, the base of the tricks below."""
    return workbook(worksheet(text_row(1, "姓名", "身份证号")))


def with_entry(info: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    """Return the innocent workbook with one more entry."""
    buffer = io.BytesIO(plain())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, content)
    return buffer.getvalue()


def symlink() -> bytes:
    """Return a workbook with a symbolic link inside."""
    info = zipfile.ZipInfo("xl/link.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return with_entry(info, b"/etc/passwd")


def backslash() -> bytes:
    """Return a workbook with a Windows path that leaves its folder."""
    return with_entry(zipfile.ZipInfo("xl/AAbad.xml")).replace(b"xl/AAbad.xml", b"..\\AAbad.xml")


def lying_bomb(megabytes: int) -> bytes:
    """Return a bomb whose directory says 1,000 bytes and gives the right CRC for those."""
    content = worksheet("").encode() + b" " * (megabytes * 1024 * 1024)
    data = bytearray(workbook(content))
    crc, size = zlib.crc32(content), len(content)
    true, lie = struct.pack("<L", crc), struct.pack("<L", zlib.crc32(content[:1000]))
    for header, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = data.find(header)
        while start >= 0:
            if data[start + at : start + at + 4] == true:
                assert struct.unpack_from("<L", data, start + at + 8)[0] == size
                data[start + at : start + at + 4] = lie
                data[start + at + 8 : start + at + 12] = struct.pack("<L", 1000)
            start = data.find(header, start + 1)
    return bytes(data)


def overlapping() -> bytes:
    """Return a workbook in which two directory entries share one entry's bytes."""
    data = bytearray(plain())
    first = data.find(b"PK\x01\x02")
    third = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02", first + 1) + 1)
    second = data.find(b"PK\x01\x02", first + 1)
    data[third + 42 : third + 46] = data[second + 42 : second + 46]
    return bytes(data)


def twice_named() -> bytes:
    """Return a workbook with two sheets of one name, so that two programs read different ones."""
    return with_entry(zipfile.ZipInfo("xl/worksheets/sheetX.xml"), worksheet("").encode()).replace(
        b"sheetX", b"sheet1"
    )


def bit_flipped() -> bytes:
    """Return a workbook with one byte changed on its way."""
    data = bytearray(plain())
    data[data.find(SHEET.encode()) + len(SHEET) + 40] ^= 0xFF
    return bytes(data)


def encrypted_entry() -> bytes:
    """Return a workbook whose entries are flagged as encrypted."""
    data = bytearray(plain())
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(header)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(header, start + 1)
    return bytes(data)


def far(reference: str) -> bytes:
    """Return a workbook of a few hundred bytes with one distant cell."""
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return workbook(
        worksheet(
            text_row(1, "姓名", "身份证号") + f'<row r="{digits}"><c r="{reference}"><v>1</v></c></row>'
        )
    )


def relation(kind: str, target: str) -> str:
    """Return a worksheet's relations with one that points out of the file."""
    return (
        f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{OFFICE}/{kind}" TargetMode="External" '
        f'Target="{target}"/></Relationships>'
    )


BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    # name: (maker, words of the sentence that must come)
    "bomb.xlsx": (lambda: workbook(worksheet("") + " " * 100_000_000), "解压后超过"),
    "ratio.xlsx": (lambda: workbook(worksheet("") + " " * 40_000_000), "解压后超过"),
    "lying-bomb.xlsx": (lambda: lying_bomb(100), "解压后超过"),
    "entries.xlsx": (
        lambda: workbook(worksheet(""), {f"xl/p{n}.xml": "<a/>" for n in range(2001)}),
        "内容项太多",
    ),
    "far-corner.xlsx": (lambda: far("XFD1048576"), "XFD"),
    "far-row.xlsx": (lambda: far("A1048576"), "1048576 行"),
    "far-column.xlsx": (lambda: far("XFD2"), "XFD"),
    "grid.xlsx": (lambda: far("GR150000"), "表格太大"),
    "no-references.xlsx": (
        lambda: workbook(
            worksheet("<row>" + "".join(f'<c s="{n * n % 9973}"/>' for n in range(800_000)) + "</row>")
        ),
        "列",
    ),
    "no-references-tall.xlsx": (lambda: workbook(worksheet("<row><c/></row>" * 900_000)), "行"),
    "hidden-reference.xlsx": (
        lambda: workbook(worksheet("""<row r="1"><c t="n" s=" r='A1'" r="XFD1048576"><v>1</v></c></row>""")),
        "XFD",
    ),
    "prefixed.xlsx": (
        lambda: workbook(
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c\n r = "XFD1048576"><x:v>1</x:v></x:c>'
            "</x:row></x:sheetData></x:worksheet>"
        ),
        "XFD",
    ),
    "million-rows.xlsx": (
        lambda: workbook(
            worksheet("".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 1_000_001)))
        ),
        "行",
    ),
    "dtd.xlsx": (lambda: workbook(worksheet("", BILLION)), "DTD"),
    "external-entity.xlsx": (lambda: workbook(worksheet("", OUTSIDE)), "DTD"),
    "dtd-in-strings.xlsx": (
        lambda: workbook(worksheet(""), {"xl/sharedStrings.xml": f'{BILLION}<sst xmlns="{MAIN}"/>'}),
        "DTD",
    ),
    "dtd-after-comments.xlsx": (lambda: workbook(worksheet("", "<!-- x -->" * 50_000 + BILLION)), "DTD"),
    "utf16.xlsx": (lambda: workbook(worksheet(text_row(1, "姓名")).encode("utf-16")), "损坏"),
    "not-xml.xlsx": (lambda: workbook("garbage" + worksheet("")), "损坏"),
    "disguised-part.xlsx": (
        lambda: workbook(
            worksheet(""),
            {"xl/worksheets/sheet1.bin": far("XFD1")},
            rels=WORKBOOK_RELS.replace("sheet1.xml", "sheet1.bin"),
        ),
        "损坏",
    ),
    "endless-text.xlsx": (
        lambda: workbook(worksheet(text_row(1, random.Random(1).randbytes(400_000).hex()))),
        "太长",
    ),
    "endless-tag.xlsx": (
        lambda: workbook(worksheet(f'<row r="1" s="{random.Random(1).randbytes(900_000).hex()}"/>')),
        "太长",
    ),
    "endless-comment.xlsx": (
        lambda: workbook(worksheet("<!--" + "".join(f"<{n}" for n in range(300_000)) + "-->")),
        "损坏",
    ),
    "endless-names.xlsx": (
        lambda: workbook(worksheet("".join(f"<n{n}/>" for n in range(2_000_000)))),
        "损坏",
    ),
    "endless-attributes.xlsx": (
        lambda: workbook(worksheet("".join(f'<c n{n}=""/>' for n in range(1_000_000)))),
        "损坏",
    ),
    "cdata.xlsx": (lambda: workbook(worksheet(text_row(1, "<![CDATA[" + "<" * 90_000 + "]]>"))), "损坏"),
    "macro.xlsx": (lambda: workbook(worksheet(""), {"xl/vbaProject.bin": OLE}), "宏"),
    "macro-type.xlsx": (
        lambda: workbook(worksheet(""), types=TYPES.replace("sheet.main", "sheet.macroEnabled.main")),
        "宏",
    ),
    "macro-sheet.xlsx": (lambda: workbook(worksheet(""), {"xl/macrosheets/sheet1.xml": worksheet("")}), "宏"),
    "book.xlsm": (plain, "宏"),
    "encrypted.xlsx": (
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(5000),
        "已加密",
    ),
    "encrypted-entry.xlsx": (encrypted_entry, "已加密"),
    "old.xls": (lambda: OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(5000), "旧格式"),
    "renamed-old.xlsx": (lambda: OLE + bytes(5000), "旧格式"),
    "picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000), "不是 Excel 工作簿"),
    "page.xlsx": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "不是 Excel 工作簿"),
    "letter.xlsx": (
        lambda: workbook(
            worksheet(""), types=TYPES.replace("spreadsheetml.sheet", "wordprocessingml.document")
        ),
        "不是 Excel 工作簿",
    ),
    "also-ods.xlsx": (lambda: workbook(worksheet(""), {"content.xml": "<a/>"}), "不是 Excel 工作簿"),
    "also-xlsb.xlsx": (lambda: workbook(worksheet(""), {"xl/workbook.bin": b"x"}), "不是 Excel 工作簿"),
    "paper.pdf": (lambda: b"%PDF-1.7", "只接受"),
    "cut-off.xlsx": (lambda: plain()[:-300], "损坏"),
    "bit-flipped.xlsx": (bit_flipped, "损坏"),
    "two-directories.xlsx": (lambda: plain() + plain(), "损坏"),
    "prefixed-bytes.xlsx": (lambda: b"PK\x03\x04" + bytes(100) + plain(), "损坏"),
    "climbing.xlsx": (lambda: workbook(worksheet(""), {"xl/../../../etc/x.xml": "<a/>"}), "指向别处"),
    "absolute.xlsx": (lambda: workbook(worksheet(""), {"/etc/x.xml": "<a/>"}), "指向别处"),
    "drive.xlsx": (lambda: workbook(worksheet(""), {"C:/x.xml": "<a/>"}), "指向别处"),
    "backslash.xlsx": (backslash, "指向别处"),
    "symlink.xlsx": (symlink, "指向别处"),
    "overlapping.xlsx": (overlapping, "损坏"),
    "twice-named.xlsx": (twice_named, "损坏"),
    "linked.xlsx": (
        lambda: workbook(worksheet(""), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
        "链接了其他",
    ),
    "data-source.xlsx": (
        lambda: workbook(worksheet(""), {"xl/connections.xml": "<connections/>"}),
        "链接了其他",
    ),
    "linked-picture.xlsx": (
        lambda: workbook(
            worksheet(""), {"xl/worksheets/_rels/sheet1.xml.rels": relation("image", "//host/x")}
        ),
        "链接了其他",
    ),
    "embedded.xlsx": (lambda: workbook(worksheet(""), {"xl/embeddings/oleObject1.bin": OLE}), "嵌入"),
    "empty.xlsx": (lambda: b"", "0 字节"),
    "empty.csv": (lambda: b"", "0 字节"),
    "huge.xlsx": (lambda: b"PK\x03\x04" + bytes(20 * 1024 * 1024), "20 MB"),
    "book.csv": (plain, "不是文本表格"),
    "nul.csv": (lambda: "姓名,身份证号\n张\0三,1\n".encode(), "编码"),
    "binary.csv": (lambda: b"\xff\xff\x80\x80,1\n", "编码"),
    "endless.csv": (lambda: b"a,b\n" * 200_001, "200000 行"),
}
