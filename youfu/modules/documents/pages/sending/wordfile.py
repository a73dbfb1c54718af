"""A document as .docx in the measures of GB/T 9704-2012: 22 lines of 28 characters on A4, so that it opens the same in Word, WPS
and LibreOffice.

Lines are 28.95 pt apart, exactly (225 mm / 22). 28 characters of 三号 fill 156 mm when each is 15.75 pt wide, the size 三号 has
in print; word processors set 三号 as 16 pt, so each character gives back a quarter of a point. No room is added between Chinese
and digits, and no line is kept from the foot of a page. Fonts are named as bureaus have them; the table of fonts in the file
names what may stand in (`typefaces`).
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table

from youfu.kit.workflow.wordfile import RED, a4, page_number, typeface
from youfu.modules.documents.pages.sending import recordfile
from youfu.modules.documents.pages.sending.layout import Paper
from youfu.modules.documents.pages.sending.typefaces import (
    AFTER_BORDERS,
    AFTER_SWITCHES,
    FANG,
    HEI,
    KAI,
    TITLE,
    name_fonts,
    squeeze,
)  # fmt: skip
from youfu.rules import official_text
from youfu.rules.official_text import width

LINE, CHARACTER = Pt(28.95), Pt(15.75)
UNDER = 7  # points below a line of 三号, whose characters end 1.5 mm above it: 4 mm
LEFT, RIGHT, MIDDLE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT_TAB = WD_TAB_ALIGNMENT.RIGHT


def word_file(paper: Paper, *, title: str) -> bytes:
    """The file."""
    document = Document()
    document.core_properties.title, document.core_properties.author = title, ""
    _page(document, letter=paper.letter)
    name_fonts(document)
    if paper.stamp:
        _stamp(document.sections[0], paper)
    if paper.letter:
        _letterhead(document, paper)
    else:
        _head(document, paper)
    _title(document, paper)
    _body(document, paper)
    _closing(document, paper)
    if paper.has_record:
        recordfile.add(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: Any, *, letter: bool) -> None:
    """Page, ordinary text, and the number of the page 7 mm below: at the right of odd pages, at the left of even ones."""
    section = document.sections[0]
    a4(section)
    section.footer_distance = Mm(25)
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    typeface(normal, FANG)
    squeeze(normal, -5)
    language = parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>')
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.widow_control = False
    for name in ("autoSpaceDE", "autoSpaceDN"):
        switch = parse_xml(f'<w:{name} {nsdecls("w")} w:val="0"/>')
        normal.element.get_or_add_pPr().insert_element_before(switch, *AFTER_SWITCHES)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:  # lines say themselves how far apart they are; a grid would move those of the head
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = letter
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        line = footer.paragraphs[0]
        line.alignment = side
        _exactly(line, Pt(16))
        line.paragraph_format.right_indent = line.paragraph_format.left_indent = Pt(14)
        line.paragraph_format.space_after = (
            Mm(5) if letter else 0
        )  # its first page ends with a line 5 mm further down
        page_number(line)


def _stamp(section: Any, paper: Paper) -> None:
    """At the head of every page why the paper no longer holds, so that a file that was taken away cannot pass for a valid one."""
    headers = [section.header, section.even_page_header]
    lines = [header.paragraphs[0] for header in headers]
    if paper.letter:
        lines.append(section.first_page_header.add_paragraph())
    for line in lines:
        line.alignment = MIDDLE
        _exactly(line, Pt(24))
        run = line.add_run(f"（{paper.stamp}，不再有效）")
        run.font.size = Pt(18)
        typeface(run, HEI)


def _exactly(paragraph: Any, line: Any = LINE, *, before: Any = 0) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after = before, Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line


def _line(document: Any, text: str = "", *, side: Any = LEFT, before: float = 0, font: str = "") -> Any:
    """One paragraph; `before` counts empty lines above it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = side
    _exactly(paragraph, before=Pt(28.95 * before))
    if text:
        run = paragraph.add_run(text)
        if font:
            typeface(run, font)
    return paragraph


def _border(paragraph: Any, side: str, *, style: str = "single", eighths: int, space: int) -> None:
    """A red line above or below."""
    line = f'<w:{side} w:val="{style}" w:sz="{eighths}" w:space="{space}" w:color="{RED}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _issuer(paragraph: Any, text: str, points: float) -> None:
    """发文机关标志: red 小标宋, as large as the line allows."""
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(round(points * 2) / 2), RED
    typeface(run, TITLE)
    squeeze(run)
    paragraph.alignment = MIDDLE


def _head(document: Any, paper: Paper) -> None:
    """版头: the issuer 35 mm below the top of the text, the number two lines below it, a red line 4 mm below that."""
    if paper.urgency:
        _line(document, paper.urgency, font=HEI)
    points = min(48.0, 416 / max(width(paper.issuer), 1))
    issuer = document.add_paragraph()
    _exactly(issuer, Pt(points * 1.1), before=Mm(35) - (LINE if paper.urgency else 0))
    _issuer(issuer, paper.issuer, points)
    if paper.upward:  # number at the left, who signed it at the right, one character from the edges
        number = _line(document, f"\t{paper.number}\t签发人：", before=2)
        typeface(number.add_run(paper.signer or "　　　"), KAI)
        number.paragraph_format.tab_stops.add_tab_stop(CHARACTER)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(156) - CHARACTER, RIGHT_TAB)
    else:
        number = _line(document, paper.number, side=MIDDLE, before=2)
    _border(number, "bottom", eighths=14, space=UNDER)


def _letterhead(document: Any, paper: Paper) -> None:
    """信函格式 (10.1): the name 30 mm below the edge of the paper, 4 mm below it a double red line of 170 mm, another 20 mm above
    the lower edge; the first page bears no number."""
    section = document.sections[0]
    section.header_distance = Mm(30)
    name = section.first_page_header.paragraphs[0]
    points = min(36.0, 416 / max(width(paper.issuer), 1))
    _exactly(name, Pt(points * 1.1))
    _issuer(name, paper.issuer, points)
    foot = section.first_page_footer.paragraphs[0]
    _exactly(foot, Pt(1))
    section.footer_distance = Mm(20)
    # The name of the style goes from the text outwards: thick above thin at the head, thin above thick at the foot.
    for line, side, style, space in (
        (name, "bottom", "thickThinSmallGap", UNDER),
        (foot, "top", "thickThinSmallGap", 0),
    ):
        _border(line, side, style=style, eighths=24, space=space)
        line.paragraph_format.left_indent, line.paragraph_format.right_indent = Mm(-8), Mm(-6)
    number = _line(document, paper.urgency, font=HEI)
    number.add_run(f"\t{paper.number}")
    number.paragraph_format.tab_stops.add_tab_stop(Mm(156), RIGHT_TAB)


def _title(document: Any, paper: Paper) -> None:
    """标题: 二号小标宋, two empty lines above."""
    paragraph = document.add_paragraph()
    paragraph.alignment = MIDDLE
    _exactly(paragraph, Pt(33), before=Pt(28.95 * 2))
    for number, text in enumerate(paper.title):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(text)
        run.font.size = Pt(22)
        typeface(run, TITLE)
        squeeze(run)


def _body(document: Any, paper: Paper) -> None:
    """主送 one line below the title; the text, its headings in 黑体 and 楷体; 附件说明 one line below."""
    if paper.main_to:
        _line(document, paper.main_to, before=1)
    for order, part in enumerate(paper.parts):
        if part.rows:
            _table(document, part.rows)
            continue
        block = part.block
        line = _line(document, side=WD_ALIGN_PARAGRAPH.JUSTIFY, before=0 if paper.main_to or order else 1)
        line.paragraph_format.first_line_indent = CHARACTER * 2
        if block.head:
            typeface(line.add_run(block.mark + block.head), HEI if block.level == 1 else KAI)
            line.add_run(block.rest)
        else:
            line.add_run(block.mark + block.text)
    for order, title in enumerate(paper.attachments, start=1):
        several = len(paper.attachments) > 1
        label = ("附件：" if order == 1 else "") + (f"{order}." if several else "")
        line = _line(document, label + title, before=1 if order == 1 else 0)
        hanging = CHARACTER * ((3 if order == 1 else 0) + (1 if several else 0))
        line.paragraph_format.left_indent = CHARACTER * (6 if several else 5)
        line.paragraph_format.first_line_indent = -hanging


def _table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for order, row in enumerate(rows):
        line = table.add_row()
        for cell, text in zip(line.cells, row, strict=True):
            cell.width = Mm(156) // len(row)
            paragraph = cell.paragraphs[0]
            _exactly(paragraph, Pt(22))
            paragraph.alignment = MIDDLE
            run = paragraph.add_run(text)
            run.font.size = Pt(14)
            squeeze(run)
            if not order:
                typeface(run, HEI)
        mark = "w:tblHeader" if not order else "w:cantSplit"
        line._tr.get_or_add_trPr().append(OxmlElement(mark))


def _hold(document: Any) -> None:
    """Keep the end of the text on the page of the signature, which never stands alone on one (7.3.5.5): the last paragraph unless
    it is long, or the last rows of a table."""
    last = list(document.iter_inner_content())[-1]
    if isinstance(last, Table):
        for row in last.rows[-5:]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    else:
        last.paragraph_format.keep_with_next = width(last.text) < official_text.PAGE_CHARACTERS * 5


def _closing(document: Any, paper: Paper) -> None:
    """署名 centred over 成文日期, which ends four characters from the right (7.3.5.1, with a seal); 附注 below."""
    _hold(document)
    wider = width(paper.closing) - width(paper.dated)
    name, day = 4 - wider / 2, 4.0
    if name < 0:
        name, day = 0.0, wider / 2
    for text, indent, before in ((paper.closing, name, 2), (paper.dated, day, 0)):
        line = _line(document, text, side=RIGHT, before=before)
        line.paragraph_format.right_indent = Pt(15.75 * indent)
        line.paragraph_format.keep_with_next = before > 0
    if paper.note:
        _line(document, paper.note).paragraph_format.left_indent = CHARACTER * 2
