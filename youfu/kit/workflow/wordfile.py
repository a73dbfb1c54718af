"""A letter as .docx, to be looked over, stamped and sent: page and type after GB/T 9704-2012 (A4, margins 37/35/28/26 mm, 仿宋
三号, 22 lines of 28 characters; title 小标宋 二号; page number 宋体 四号 between dashes)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from youfu.kit.workflow.letters import Line

FANG, SONG, TITLE = "仿宋", "宋体", "方正小标宋简体"
RED = RGBColor(0xC8, 0x10, 0x2E)
SIZES = {
    "issuer": 26,
    "title": 22,
    "number": 16,
    "to": 16,
    "right": 16,
    "text": 16,
}  # points: 一号, 二号, 三号
CENTRED = {"issuer", "title", "number"}


def word_file(lines: Iterable[Line], *, title: str) -> bytes:
    """The file; rows that follow one another become one table."""
    document = Document()
    document.core_properties.title, document.core_properties.author = title, ""
    _page(document)
    rows: list[Sequence[str]] = []
    for line in lines:
        if line.style == "row":
            rows.append(line.cells)
            continue
        _table(document, rows)
        rows = []
        _paragraph(document, line)
    _table(document, rows)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def a4(section: Any) -> None:
    """The page of GB/T 9704-2012, 5.2: A4, text of 156 mm × 225 mm."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def page_number(paragraph: Any) -> None:
    """The number of the page between dashes, 宋体 四号 (7.5)."""
    for piece in ("— ", None, " —"):
        run = paragraph.add_run(piece or "1")
        run.font.size = Pt(14)
        typeface(run, SONG)
        if piece is None:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            run._r.addnext(field)
            field.append(run._r)


def typeface(thing: Any, name: str) -> None:
    """Chinese characters have a font of their own, which the library does not name."""
    thing.font.name = name
    thing.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page(document: Any) -> None:
    section = document.sections[0]
    a4(section)
    section.footer_distance = Mm(28)  # 7 mm below the text
    document.styles["Normal"].font.size = Pt(16)
    typeface(document.styles["Normal"], FANG)
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(section.footer.paragraphs[0])


def _paragraph(document: Any, line: Line) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    run = paragraph.add_run(line.cells[0])
    run.font.size = Pt(SIZES[line.style])
    if line.style in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if line.style in ("issuer", "title"):
        typeface(run, TITLE)
        form.line_spacing = Pt(36)
        form.space_after = Pt(16 if line.style == "title" else 8)
    if line.style == "issuer":
        run.font.color.rgb = RED
    if line.style == "number":
        form.space_after = Pt(16)
    if line.style == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.right_indent = Pt(32)
    if line.style == "text":
        form.first_line_indent = Pt(32)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.paragraphs[0].add_run(text).font.size = Pt(14)
