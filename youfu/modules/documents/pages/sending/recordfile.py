"""版记 of the Word file: at the foot of the last page, its first and last line 0.35 mm, those between 0.25 mm (7.4).

A frame that is placed from the edge of the paper, since no program but Word puts a floating table there. Lines of a frame are as
wide as its paragraphs, so the text is set in by tabs and broken here, where it is known how many characters a line takes.
"""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Pt

from youfu.modules.documents.pages.sending.layout import Paper
from youfu.modules.documents.pages.sending.typefaces import AFTER_BORDERS, squeeze
from youfu.rules.official_text import width

THICK, THIN = 8, 6  # eighths of a point: 1 pt is 0.35 mm, 0.75 pt is 0.26 mm
CHARACTER, LINE = Pt(14), Pt(24)  # 四号
ROOM, LABEL = 29, 3  # characters on a line between the margins of one each; those of 抄送：


def add(document: Any, paper: Paper) -> None:
    """A row for who else gets it, a row for who printed it and when; one character from both edges. Each is a frame of its own:
    paragraphs of one frame with different lines are put into the text by LibreOffice."""
    copies = broken(paper.copy_to)
    rows = [copies] if copies else []
    if not paper.letter:
        rows.append([f"{paper.printer}\t{paper.printed}"])
    top = Mm(297 - 35) - LINE * sum(map(len, rows)) - Pt(1) * len(rows)
    for order, lines in enumerate(rows):
        paragraph = document.add_paragraph()
        _set(paragraph, lines)
        borders = _border("top", THIN if order else THICK)
        borders += _border("bottom", THICK) if order == len(rows) - 1 else ""
        _frame(paragraph, Length(top).twips, borders)
        top += LINE * len(lines) + Pt(1)
    end = document.add_paragraph()  # what the frame is anchored to
    end.paragraph_format.space_after = Pt(0)
    end.paragraph_format.line_spacing_rule, end.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _frame(paragraph: Any, top: int, borders: str) -> None:
    """Place a paragraph so far (in twips) below the edge of the paper, over the whole width of the text."""
    place = f'w:w="8845" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" w:x="1587" w:y="{top}"'
    frame = parse_xml(f"<w:framePr {nsdecls('w')} {place}/>")
    lines = parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(frame, "w:widowControl", "w:numPr", "w:pBdr", *AFTER_BORDERS)
    properties.insert_element_before(lines, *AFTER_BORDERS)


def _border(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


def broken(text: str) -> list[str]:
    """抄送 as lines: those after the first begin below the first name."""
    lines, line, room = [], "", float(ROOM)
    for character in text:
        if width(line + character) > room and character not in "，。、；":
            lines.append(line)
            line, room = "", float(ROOM - LABEL)
        line += character
    return [*lines, line] if line else lines


def _set(paragraph: Any, lines: list[str]) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.tab_stops.add_tab_stop(CHARACTER)
    if len(lines) > 1:
        form.tab_stops.add_tab_stop(CHARACTER * (1 + LABEL))
    form.tab_stops.add_tab_stop(Mm(156) - CHARACTER, WD_TAB_ALIGNMENT.RIGHT)
    run = paragraph.add_run(f"\t{lines[0]}")
    for line in lines[1:]:
        run.add_break()
        run.add_text(f"\t\t{line}")
    run.font.size = CHARACTER
    squeeze(run)
