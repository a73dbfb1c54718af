"""What was changed between two versions of a text, line by line and within a line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "changed"]
Piece = tuple[str, bool]  # some characters, and whether only this side has them
ALIKE = 0.4  # two lines less alike than this are one taken out and one put in
# Pairs that are looked at, of one comparison and of a text: the work grows faster than their number, these take two seconds at
# worst. What is more is compared from both ends, and what lies between is shown as a whole.
MOST, ROOM = 250_000, 1_000_000
Steps = list[tuple[str, int, int, int, int]]


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
    left = ROOM
    for what, i, j, k, m in _steps(before, after, MOST):
        if what == "equal":
            rows += map(_same, before[i:j])
            continue
        pairs = min(j - i, m - k)
        for a, b in zip(before[i : i + pairs], after[k : k + pairs], strict=True):
            left -= len(a) * len(b)
            rows += _changed(a, b, MOST if left >= 0 else 0)
        rows += [Row("removed", old=_whole(line, True)) for line in before[i + pairs : j]]
        rows += [Row("added", new=_whole(line, True)) for line in after[k + pairs : m]]
    return rows


def _steps(a: Sequence[str], b: Sequence[str], most: int) -> Steps:
    """What was kept, taken out and put in: the equal beginning and end, and between them what a look at `most` pairs finds."""
    shorter = min(len(a), len(b))
    head = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    room = shorter - head
    tail = next((n for n in range(room) if a[-1 - n] != b[-1 - n]), room)
    inside, other = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(inside) * len(other) <= most:
        found = SequenceMatcher(None, inside, other, autojunk=False).get_opcodes()
        middle = [(str(what), i + head, j + head, k + head, m + head) for what, i, j, k, m in found]
    else:
        middle = [("replace", head, len(a) - tail, head, len(b) - tail)]
    steps = [("equal", 0, head, 0, head), *middle, ("equal", len(a) - tail, len(a), len(b) - tail, len(b))]
    return [step for step in steps if step[2] > step[1] or step[4] > step[3]]


def _whole(line: str, only: bool) -> tuple[Piece, ...]:
    return ((line, only),)


def _same(line: str) -> Row:
    return Row("same", _whole(line, False), _whole(line, False))


def _changed(a: str, b: str, most: int) -> list[Row]:
    """One row with the characters that differ, or two rows where the lines have little in common."""
    if a == b:
        return [_same(a)]
    steps = _steps(a, b, most)
    kept = sum(j - i for what, i, j, _k, _m in steps if what == "equal")
    if 2 * kept < ALIKE * (len(a) + len(b)):
        return [Row("removed", old=_whole(a, True)), Row("added", new=_whole(b, True))]
    old = tuple((a[i:j], what != "equal") for what, i, j, _k, _m in steps if j > i)
    new = tuple((b[k:m], what != "equal") for what, _i, _j, k, m in steps if m > k)
    return [Row("changed", old, new)]
