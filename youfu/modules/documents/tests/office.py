"""Word, Excel and OFD files for tests, made on the spot: honest ones, and those that are not what they seem."""

from __future__ import annotations

import io
import zipfile
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFD = "http://www.ofdspec.org/2016"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def types(main: str, kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )


def relations(*rows: str) -> str:
    return f'<Relationships xmlns="{RELS}">{"".join(rows)}</Relationships>'


def relation(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def paragraphs(*texts: str) -> str:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def about(**named: str) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in named.items())
    return f'<coreProperties xmlns="{CP}">{inner}</coreProperties>'


def packed(parts: dict[str, Any], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def docx(*texts: str, more: dict[str, Any] | None = None, body: str = "", kind: str = WORD_TYPE) -> bytes:
    parts: dict[str, Any] = {
        "[Content_Types].xml": types("word/document.xml", kind),
        "_rels/.rels": relations(relation("officeDocument", "word/document.xml")),
        "word/document.xml": body or paragraphs(*texts or ("关于做好年审工作的通知",)),
    }
    return packed(parts | (more or {}))


def xlsx(*cells: str, more: dict[str, Any] | None = None) -> bytes:
    row = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    parts: dict[str, Any] = {
        "[Content_Types].xml": types("xl/workbook.xml", EXCEL_TYPE),
        "xl/workbook.xml": f'<workbook xmlns="{S}"><sheets><sheet name="名单" sheetId="1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>乡镇</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row><c t="s"><v>0</v></c>{row}'
        "<c><v>13800000000</v></c></row></sheetData></worksheet>",
    }
    return packed(parts | (more or {}))


def ofd(*texts: str, title: str = "通知", more: dict[str, Any] | None = None) -> bytes:
    codes = "".join(f"<ofd:TextCode>{text}</ofd:TextCode>" for text in texts or ("版式文件的正文",))
    parts: dict[str, Any] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"/>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page xmlns:ofd="{OFD}">{codes}</ofd:Page>',
    }
    return packed(parts | (more or {}))
