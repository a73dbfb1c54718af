"""Whether a text bears the mark of a state secret 国家秘密标志: 绝密, 机密, 秘密. Pure.

Where the mark stands is what tells it from ordinary speech (保守国家秘密, 商业秘密, 机密性): before a ★ and the period, alone
on its line, after 密级：, in brackets or apart at an end of a line or of a file's name. Source: GB/T 9704-2012, 7.2.2 (密级和
保密期限: first page, top left, a ★ between the two).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

FIRST_PAGE = 1_500  # characters; a mark stands on the first page
HEAD_LINES = 40

LEVELS = "绝机秘"
_SIMPLE = str.maketrans("絕機", "绝机")
_GAP = r"[ \t\u3000]{0,4}"
_LEVEL = rf"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|秘{_GAP}密)"
_BEFORE = r"(?<![^\W\d])"  # a copy number may stand right before it
_STAR = re.compile(rf"{_BEFORE}{_LEVEL}{_GAP}(?:[★☆]|\*{_GAP}(?=[\d长長启啟]))[^\n，。；,;.\]】)]{{0,12}}")
_NAMED = re.compile(
    rf"(?:密{_GAP}级|保密等级|秘密等级)(?:和保密期限)?{_GAP}[::]{_GAP}({_LEVEL})(?:级|件)?(?![\w、/或])"
)
_BRACKETS = (
    (r"\(", r"\)"),
    (r"\[", r"\]"),
    ("【", "】"),
    ("〔", "〕"),
    ("{", "}"),
    ("<", ">"),
    ("〈", "〉"),
    ("「", "」"),
)
_ENCLOSED = re.compile(
    "|".join(
        rf"^\W*{a}{_GAP}({_LEVEL})(?:级|件|文件)?{_GAP}{b}|{a}{_GAP}({_LEVEL})(?:级|件|文件)?{_GAP}{b}\W*$"
        for a, b in _BRACKETS
    )
)
_ALONE = re.compile(rf"^[\s\d]*({_LEVEL})(?:级|件|文件|资料)?[\s\d]*$")
_APART = re.compile(
    rf"^\W*({_LEVEL})(?:级|件|文件)?(?:[\s_\-—–·|:]+|\.(?=\w))(?=\S)|[\s_\-—–·|]({_LEVEL})(?:级|件)?$"
)
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,5})+$")


def mark(text: str) -> str:
    """The mark as it is written, or "" when the text bears none. Takes a title, a name, a keyword or the text of a first page."""
    seen = unicodedata.normalize("NFKC", text[: FIRST_PAGE * 2])[:FIRST_PAGE]
    starred = _STAR.search(seen) or _NAMED.search(seen)
    if starred:
        return _tidy(starred[0])
    marks = [_on_line(line) for line in seen.splitlines()[:HEAD_LINES] if line.strip()]
    return "" if _listed(marks) else next(filter(None, marks), "")


def _listed(marks: list[str]) -> bool:
    """Whether these lines are a form or a rule: it names all levels, or two of them one under the other, and bears none. An annex
    of another level further down does not make a marked document one."""
    levels = [found[:1].translate(_SIMPLE) for found in marks]
    return len({*levels} - {""}) == len(LEVELS) or any(a and b and a != b for a, b in pairwise(levels))


def _on_line(line: str) -> str:
    """The mark that stands by itself on a line."""
    line = _SUFFIX.sub("", line.strip())
    if not line or len(line) > 120:
        return ""
    for pattern in (_ALONE, _ENCLOSED, _APART):
        found = pattern.search(line)
        if found:
            return _tidy(next(group for group in found.groups() if group))
    return ""


def _tidy(found: str) -> str:
    return re.sub(r"\s+", "", found)
