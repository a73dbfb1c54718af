"""The table a document asks its recipients to fill 回执表: declared once, checked at each reply, summed over all. Pure.

A form is a few columns; one recipient fills one row or, when `several` is set, as many as it needs. Numbers are integers, amounts
integer fen, days YYYY-MM-DD; only the first two can be summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from youfu.rules.celltext.text import clean
from youfu.rules.money import plain_yuan, yuan_to_fen

Kind = Literal["number", "text", "choice", "day", "yuan"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SUMMABLE: frozenset[str] = frozenset({"number", "yuan"})
MOST_COLUMNS, MOST_ROWS, MOST_CHOICES = 12, 50, 30
LONGEST_TITLE, LONGEST_TEXT = 30, 300
LARGEST = 10**12  # of a number, and of an amount in fen: what is larger is a slip of the pen

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NUMBER = re.compile(r"[-−]?\d{1,15}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what goes into it, whether it must be filled and is added up."""

    code: str
    title: str
    kind: Kind
    required: bool = False
    summed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """The columns, and whether a recipient fills several rows."""

    columns: tuple[Column, ...]
    several: bool = False

    @property
    def summed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.summed)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row (from 0) and a column; `reason` is a code: missing, number, yuan, day, choice, long, rows."""

    row: int
    column: Column | None
    reason: str


class BadForm(ValueError):
    """The columns make no form; `line` is the column (from 0), `reason` a code: empty, many, untitled, long, twice, kind,
    choices, summed."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"{line} {reason}")
        self.line, self.reason = line, reason


def declare(columns: Iterable[Mapping[str, Any]], *, several: bool = False) -> ReplyForm:
    """A form of these columns (title, kind, required, summed, choices), each with a code of its own. Raises BadForm."""
    made: list[Column] = []
    for line, given in enumerate(columns):
        column = _column(line, given)
        if any(column.title == other.title for other in made):
            raise BadForm(line, "twice")
        made.append(column)
    if not made:
        raise BadForm(0, "empty")
    if len(made) > MOST_COLUMNS:
        raise BadForm(MOST_COLUMNS, "many")
    return ReplyForm(tuple(made), several)


def _column(line: int, given: Mapping[str, Any]) -> Column:
    title, kind = clean(given.get("title", "")), given.get("kind")
    choices = tuple(dict.fromkeys(c for c in map(clean, given.get("choices") or ()) if c))
    if not title:
        raise BadForm(line, "untitled")
    if len(title) > LONGEST_TITLE or any(len(choice) > LONGEST_TITLE for choice in choices):
        raise BadForm(line, "long")
    if kind not in KINDS:
        raise BadForm(line, "kind")
    if (kind == "choice") != (2 <= len(choices) <= MOST_CHOICES) or (kind != "choice" and choices):
        raise BadForm(line, "choices")
    if given.get("summed") and kind not in SUMMABLE:
        raise BadForm(line, "summed")
    return Column(
        f"c{line + 1}", title, kind, bool(given.get("required")), bool(given.get("summed")), choices
    )


def to_json(form: ReplyForm | None) -> Any:
    """What is kept with the document; an empty list when there is no form."""
    if form is None:
        return []
    columns = [
        {"title": c.title, "kind": c.kind, "required": c.required, "summed": c.summed, "choices": list(c.choices)}
        for c in form.columns
    ]  # fmt: skip
    return {"several": form.several, "columns": columns}


def from_json(kept: Any) -> ReplyForm | None:
    """The form that was kept; None when there is none. Raises BadForm for what never was one."""
    if not kept:
        return None
    if not isinstance(kept, Mapping) or not isinstance(kept.get("columns"), Sequence):
        raise BadForm(0, "empty")
    return declare(kept["columns"], several=bool(kept.get("several")))


def read(form: ReplyForm, rows: Iterable[Mapping[str, str]]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """What somebody typed, as values by column code; rows left blank are dropped. With problems, in order, nothing is kept."""
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    filled = 0
    for number, row in enumerate(rows):
        texts = {column.code: clean(row.get(column.code, "")) for column in form.columns}
        if not any(texts.values()):
            continue
        filled += 1
        values: dict[str, Any] = {}
        for column in form.columns:
            try:
                values[column.code] = value_of(column, texts[column.code])
            except ValueError as wrong:
                problems.append(Problem(number, column, str(wrong)))
        found.append(values)
    if not filled and any(column.required for column in form.columns):
        first = next(column for column in form.columns if column.required)
        problems.append(Problem(0, first, "missing"))
    if filled > (MOST_ROWS if form.several else 1):
        problems.append(Problem(filled - 1, None, "rows"))
    return ([] if problems else found), problems


def value_of(column: Column, text: str) -> int | str | None:
    """One cell as its value, None when left empty; ValueError with the reason's code."""
    if not text:
        if column.required:
            raise ValueError("missing")
        return None
    if column.kind == "number":
        return _number(text)
    if column.kind == "yuan":
        return _fen(text)
    if column.kind == "day":
        return _day(text)
    if column.kind == "choice" and text not in column.choices:
        raise ValueError("choice")
    if len(text) > LONGEST_TEXT:
        raise ValueError("long")
    return text


def _number(text: str) -> int:
    plain = text.replace(",", "").replace(" ", "")
    number = int(plain.replace("−", "-")) if _NUMBER.fullmatch(plain) else LARGEST + 1
    if abs(number) > LARGEST:
        raise ValueError("number")
    return number


def _fen(text: str) -> int:
    try:
        fen = yuan_to_fen(text.replace("元", "").replace(" ", "").replace("−", "-"))
    except ValueError:
        raise ValueError("yuan") from None
    if abs(fen) > LARGEST:
        raise ValueError("yuan")
    return fen


def _day(text: str) -> str:
    found = _DAY.fullmatch(text.replace(" ", ""))
    if found is None:
        raise ValueError("day")
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        raise ValueError("day") from None


def text_of(column: Column, value: Any) -> str:
    """A value as it is typed and shown: amounts in yuan with two decimals; "" for none."""
    if value is None or value == "":
        return ""
    return plain_yuan(value) if column.kind == "yuan" else str(value)


def total(form: ReplyForm, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The sum of each summed column over all these rows; what was left empty counts nothing."""
    sums = {column.code: 0 for column in form.summed}
    for row in rows:
        for code in sums:
            sums[code] += row.get(code) or 0
    return sums
