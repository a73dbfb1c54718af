"""A document as it is set on paper: the elements of GB/T 9704-2012, chapter 7, filled from the row. The page, the print and the
Word file are three ways to show the same."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from youfu.kit import clock
from youfu.modules.documents.models import OfficialDocument
from youfu.rules import numbering, official_text
from youfu.rules.official_text import Part

Kind = OfficialDocument.Kind
ROW = official_text.PAGE_CHARACTERS
UPWARD = frozenset({Kind.REPORT, Kind.REQUEST})  # 上行文: they name who signed
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")


@dataclass(frozen=True)
class Paper:
    """The elements, each as it is printed; empty ones are not there. In Chinese whatever the language of the page."""

    issuer: str
    number: str
    title: tuple[str, ...]
    main_to: str
    parts: tuple[Part, ...]
    attachments: tuple[str, ...]
    closing: str
    dated: str
    note: str
    copy_to: str
    printer: str
    printed: str
    urgency: str = ""
    signer: str = ""  # of one that goes up
    upward: bool = False
    letter: bool = False  # 信函格式
    void: bool = False  # the number came to nothing
    stamp: str = ""  # why the paper no longer holds

    @property
    def has_record(self) -> bool:
        """版记: who else gets it and who printed it; a letter names only the former (10.1)."""
        return bool(self.copy_to or not self.letter)

    @property
    def pages(self) -> int:
        """How many pages it will take, for the foot of the last one when a browser prints it; the Word file needs no guess."""
        lines = 1.1 * len(self.title) + 3 + bool(self.main_to)  # two above the title, one below
        lines += 3 if self.letter else 9.5  # head
        for part in self.parts:
            text = part.block.mark + part.block.text
            lines += len(part.rows) if part.rows else max(1, math.ceil((official_text.width(text) + 2) / ROW))
        lines += (
            len(self.attachments) + bool(self.attachments) + 4 + bool(self.note) + 0.85 * 2 * self.has_record
        )
        return max(1, math.ceil((lines - 0.5) / official_text.PAGE_LINES))


def printed_attachments(document: OfficialDocument) -> list[str]:
    """What is named below the text: a scan of the stamped paper is no attachment of it."""
    rows = document.attachments.filter(removed_at=None, scan=False)
    return list(rows.values_list("title", flat=True))


def paper_of(document: OfficialDocument, issuer: str, attachments: Sequence[str] = ()) -> Paper:
    """The elements of a document, saved or not; `issuer` is the bureau's full name 发文机关全称."""
    letter = document.kind == Kind.LETTER
    return Paper(
        issuer=issuer if letter else f"{issuer}文件",
        number=_line(str(document.number)) if document.number else coming(document),
        title=tuple(official_text.title_lines(document.title)),
        main_to=f"{document.main_to.rstrip('：:。')}：" if document.main_to else "",
        parts=tuple(official_text.parts(document.body)),
        attachments=tuple(_ENDING.sub("", _line(title)).rstrip("。；，") for title in attachments),
        closing=issuer,
        dated=day(document.dated),
        note=f"（{_bare(document.note)}）" if document.note else "",
        copy_to=f"抄送：{document.copy_to.removeprefix('抄送：').rstrip('。')}。" if document.copy_to else "",
        printer=f"{issuer}办公室",
        printed=f"{day(document.printed_on)}印发",
        urgency={"urgent": "加急", "extra": "特急"}.get(document.urgency, ""),
        signer=document.signer,
        upward=document.kind in UPWARD,
        letter=letter,
        void=bool(document.number and document.number.void_at),
        stamp={"cancelled": "作废", "withdrawn": "已撤回"}.get(document.state, ""),
    )


def _line(text: str) -> str:
    """On one line, without what a Word file cannot hold."""
    return " ".join(official_text.clean(text).split())


def _bare(note: str) -> str:
    """A note without the brackets around all of it."""
    depths = accumulate((c in "（(") - (c in "）)") for c in note)
    closes = next((at for at, depth in enumerate(depths) if depth <= 0), 0)
    return note[1:-1] if 0 < closes == len(note) - 1 else note


def coming(document: OfficialDocument) -> str:
    """Where the number will stand, before there is one."""
    series = document.series
    if series is None:
        return "〔待编号〕"
    year, division = clock.today().year, series.region_id[:6]
    return numbering.write(series.template, code=series.code, division=division, year=year, serial=None)


def day(value: date | None) -> str:
    """2026年11月7日; room for it before there is one (Arabic numerals without leading zeros, 7.3.5)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else f"{clock.today().year}年　月　日"
