"""What a list declares: columns, filters and saved views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet

from youfu.kit.access import Actor
from youfu.kit.text import Text

Rows = QuerySet[Any]
Choices = Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Column:
    """One column. `value` gives the cell (markup from `cells`), `plain` the same for a workbook; no `plain`, no export."""

    title: Text
    value: Callable[[Any], Any]
    css: str = ""
    plain: Callable[[Any], Any] | None = None
    head: bool = False
    money: bool = False


@dataclass(frozen=True)
class Filter:
    """One condition in the address. `apply(rows, value)` narrows; a value that is not among the choices selects nobody."""

    name: str
    title: Text
    apply: Callable[[Rows, str], Rows]
    choices: Callable[[Actor], Choices] | None = None
    kind: Literal["select", "chips", "search", "date", "hidden"] = "select"
    everything: Text = ""

    def narrow(self, rows: Rows, value: str, choices: Iterable[tuple[str, Text]]) -> Rows:
        if not value:
            return rows
        if self.choices and value not in {code for code, _ in choices}:
            return rows.none()
        return self.apply(rows, value)


@dataclass(frozen=True)
class Tab:
    """A saved view over a list: a name and a narrowing."""

    code: str
    title: Text
    apply: Callable[[Rows], Rows]
