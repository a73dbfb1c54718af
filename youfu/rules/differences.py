"""What was changed between two versions of a text, line by line and within a line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "changed"]
Piece = tuple[str, bool]  # some characters, and whether only this side has them
LONGEST = 2_000  # characters of a line that are compared one by one
ALIKE = 0.4  # two lines less alike than this are one taken out and one put in


@dataclass(frozen=True, slots=True)
class Row:
    """Two lines side by side; an empty side has no pieces."""

    kind: Kind
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


def compare(old: str, new: str) -> list[Row]:
    """The lines of both texts, in order; those that were changed next to each other with the characters that differ."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [Row("same", _whole(line, False), _whole(line, False)) for line in before[i:j]]
            continue
        pairs = min(j - i, m - k)
        for a, b in zip(before[i : i + pairs], after[k : k + pairs], strict=True):
            rows += _changed(a, b)
        rows += [Row("removed", old=_whole(line, True)) for line in before[i + pairs : j]]
        rows += [Row("added", new=_whole(line, True)) for line in after[k + pairs : m]]
    return rows


def _whole(line: str, only: bool) -> tuple[Piece, ...]:
    return ((line, only),)


def _changed(a: str, b: str) -> list[Row]:
    """One row with the characters that differ, or two rows where the lines have little in common."""
    if max(len(a), len(b)) > LONGEST:
        return [Row("changed", _whole(a, True), _whole(b, True))]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Row("removed", old=_whole(a, True)), Row("added", new=_whole(b, True))]
    old: list[Piece] = []
    new: list[Piece] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if j > i:
            old.append((a[i:j], what != "equal"))
        if m > k:
            new.append((b[k:m], what != "equal"))
    return [Row("changed", tuple(old), tuple(new))]
