"""The text of an official document in a light markup: one block a line, its level told by how it begins. Pure.

Levels as 党政机关公文格式 (GB/T 9704-2012, 7.3.3) numbers them: 一、 then （一） then 1. then （1）. `| a | b |` is a row of a
table, a line that begins with a backslash is a paragraph whatever follows, everything else is a paragraph. Nothing in the text is
markup of any other kind: what looks like HTML is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

DIGITS = "零一二三四五六七八九"
MOST = 999  # headings of one level
# How each level may be found in what people type; how it is written is in `mark`.
_FOUND = (
    (1, re.compile(r"([一二三四五六七八九十百零]{1,7})[、]")),
    (2, re.compile(r"[（(]([一二三四五六七八九十百零]{1,7})[）)]")),
    (3, re.compile(r"([0-9]{1,3})(?:[.．](?![0-9])|、)")),
    (4, re.compile(r"[（(]([0-9]{1,3})[）)]")),
)
_ROW = re.compile(r"[|｜](.*)[|｜]")
_RULE = " \t\u3000:：—–-"  # |---|---|, as some write under the head of a table
MOST_COLUMNS = 63  # of a table, as in Word
MOST_CELLS = 5_000  # of all tables of a text; more of them belong into a workbook
# Characters no file format and no reader can do anything with, and those that turn the direction of what follows them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
PAGE_CHARACTERS, PAGE_LINES = 28, 22
# Words of titles that no line is broken in, where it can be helped.
WHOLE = re.compile(
    "优抚对象|退役军人|退役士兵|义务兵|军属|烈属|烈士|残疾军人|复员军人|服务站|服务中心|事务局|优待证|光荣牌|抚恤金|抚恤|补助|"
    "优待|待遇|标准|资格|年审|认定|认证|确认|慰问|走访|帮扶|援助|困难|安置|就业|创业|培训|教育|管理|办法|规定|意见|通知|通报|请示|"
    "报告|批复|方案|计划|总结|会议|活动|工作|开展|做好|加强|进一步|调整|提高|发放|落实|推进|实施|组织|经费|资金|人员|单位|部门|"
    "街道|乡镇|全市|全县|我市|我县|有关|问题|情况|年度"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One line: `level` 1 to 4 of a heading or numbered paragraph, 0 of a paragraph or a row. `number` is the number as typed."""

    line: int
    level: int = 0
    number: int = 0
    text: str = ""
    cells: tuple[str, ...] = ()
    typed: str = ""  # the mark as it was typed

    @property
    def mark(self) -> str:
        return mark(self.level, self.number) if self.level else ""

    @property
    def head(self) -> str:
        """What of a numbered line is its heading: all of it, or the sentence it begins with when more follows. A numbered line
        that is one whole sentence is no heading (年审范围。 before a text, but not 各镇应于月底前报送。 by itself)."""
        first, stop, rest = self.text.partition("。")
        if self.level not in (1, 2):
            return ""
        if not stop:
            return self.text
        return first + stop if rest.strip() else ""

    @property
    def rest(self) -> str:
        """What follows the heading."""
        return self.text[len(self.head) :]


@dataclass(frozen=True, slots=True)
class Part:
    """What is set: a paragraph, or the rows that follow one another as one table."""

    block: Block
    rows: tuple[tuple[str, ...], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at in a line; `code` is skip (the number is not the next), level (a level without the one above), form
    (written another way than the standard does), cells (a row longer or shorter than the first), wide and large (more columns or
    more cells than a table may have)."""

    line: int
    code: str
    found: str
    wanted: str = ""


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 120 → 一百二十; from 1 to 999."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


_NUMBERS = {numeral(n): n for n in range(1, MOST + 1)}


def mark(level: int, number: int) -> str:
    """How a number of a level is written."""
    return {1: f"{numeral(number)}、", 2: f"（{numeral(number)}）", 3: f"{number}.", 4: f"（{number}）"}[
        level
    ]


def clean(text: str) -> str:
    """The text without what cannot be printed, each line without white space around it, no more than one empty line in a row."""
    lines = [line.strip(" \t\u3000\xa0") for line in _UNFIT.sub("", _BREAK.sub("\n", text)).split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip("\n")


def blocks(text: str) -> Iterator[Block]:
    """The lines that hold something, each with its level."""
    for number, line in enumerate(clean(text).split("\n"), start=1):
        if line:
            yield _block(number, line)


def _block(number: int, line: str) -> Block:
    if line.startswith("\\"):
        return Block(number, text=line[1:].strip())
    if row := _ROW.fullmatch(line):
        cells = tuple(cell.strip() for cell in re.split("[|｜]", row[1]))
        return Block(number, cells=cells) if len(cells) <= MOST_COLUMNS else Block(number, text=line)
    for level, pattern in _FOUND:
        found = pattern.match(line)
        value = _value(level, found[1]) if found else 0
        if found and value:
            return Block(number, level, value, line[found.end() :].strip(" \t\u3000\xa0"), (), found[0])
    return Block(number, text=line)


def _value(level: int, typed: str) -> int:
    return _NUMBERS.get(typed, 0) if level < 3 else int(typed)


def parts(text: str) -> Iterator[Part]:
    """What is set one below the other; a line of dashes under the head of a table is left out. Rows beyond the most that are set
    are paragraphs."""
    for lines, columns in _groups(text):
        if not columns:
            yield from (Part(b if not b.cells else Block(b.line, text=" | ".join(b.cells))) for b in lines)
            continue
        rows = [b.cells for b in lines if not all(map(_ruled, b.cells))]
        if rows:
            width = max(map(len, rows))
            yield Part(lines[0], tuple((*row, *[""] * (width - len(row))) for row in rows))


def _ruled(cell: str) -> bool:
    return "-" in cell and not cell.strip(_RULE)


def _groups(text: str) -> Iterator[tuple[list[Block], int]]:
    """Lines that are set together, with the columns they make: 0 of paragraphs, and of tables once there is no more room."""
    left = MOST_CELLS
    for _row, group in groupby(blocks(text), key=lambda block: bool(block.cells)):
        lines = list(group)
        columns = max(len(block.cells) for block in lines)
        left -= columns * len(lines)
        yield lines, columns if left >= 0 else 0


def _counted(found: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each numbered line with the number it should have: one more than the last of its level since the level above."""
    last = [0] * 5
    for block in found:
        if block.level:
            last[block.level] += 1
            last[block.level + 1 :] = [0] * (4 - block.level)
            yield block, last[block.level]


def renumber(text: str) -> str:
    """The text with the numbers in order and written as the standard writes them 整理编号; the words stay as they are."""
    lines = clean(text).split("\n")
    for block, number in _counted(blocks(text)):
        if number > MOST:
            break
        gap = " " if block.level == 3 and block.text[:1] in tuple("0123456789") else ""
        lines[block.line - 1] = mark(block.level, number) + gap + block.text
    return "\n".join(lines)


def doubts(text: str) -> list[Doubt]:
    """What somebody should look at before the text goes on."""
    found, seen = [], {0}
    for block, number in _counted(blocks(text)):
        if block.number != number:
            found.append(Doubt(block.line, "skip", block.typed, mark(block.level, min(number, MOST))))
        elif block.typed != block.mark:
            found.append(Doubt(block.line, "form", block.typed, block.mark))
        if block.level in (2, 4) and block.level - 1 not in seen:
            found.append(Doubt(block.line, "level", block.typed, mark(block.level - 1, 1)))
        seen = {level for level in seen if level < block.level} | {block.level}
    for lines, columns in _groups(text):
        width = len(lines[0].cells)
        found += [
            Doubt(b.line, "cells", str(len(b.cells)), str(width)) for b in lines if len(b.cells) != width
        ]
        found += [
            Doubt(b.line, "wide", str(len(re.split("[|｜]", b.text)) - 2), str(MOST_COLUMNS))
            for b in lines
            if not b.level and _ROW.fullmatch(b.text)
        ]
        if width and not columns:
            found.append(Doubt(lines[0].line, "large", str(len(lines)), str(MOST_CELLS)))
    return sorted(found, key=lambda doubt: doubt.line)


def width(text: str) -> float:
    """How wide a text is set, in characters of full width."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "FWA" else 0.5 for c in text)


def title_lines(title: str, most: int = 19) -> list[str]:
    """A title as lines of about the same length, none longer than `most` characters: words in 《》 and numbers stay whole, and no
    line begins with 的 or a sign that belongs to the one before (7.3.1: 词意完整，排列对称，长短适宜)."""
    needed = -(-int(width(title) * 2) // (most * 2))
    ways = ((needed, True), (needed + 1, True), (needed, False), (needed + 1, False))
    return next(filter(None, (_broken(title, lines, most, whole) for lines, whole in ways)), [])


def _broken(title: str, needed: int, most: int, whole: bool) -> list[str]:
    """The title on so many lines; nothing when that cannot be done, with `whole` without breaking a word."""
    lines, left = [], title
    for remaining in range(needed, 1, -1):
        cut = _cut(left, remaining, most, whole)
        if not cut:
            return []
        lines.append(left[:cut])
        left = left[cut:]
    return [*lines, left] if left else []


def _cut(text: str, remaining: int, most: int, whole: bool) -> int:
    """Where to break so that the lines that remain become equal: each has room, no word is torn. 0: nowhere."""
    full, before, fit = width(text), 0.0, []
    for at, character in enumerate(text[:-1], start=1):
        before += width(character)
        if before > most:
            break
        if full - before <= most * (remaining - 1) and (not whole or _may_break(text, at)):
            fit.append((abs(before - full / remaining), at))
    return min(fit)[1] if fit else 0


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in "的》）〕、，。：；”" or before in "《（〔“":
        return False
    if any(found.start() < at < found.end() for found in WHOLE.finditer(text)):
        return False
    return not (before.isascii() and after.isascii()) and not (before.isdigit() and after in "年月日号%")
