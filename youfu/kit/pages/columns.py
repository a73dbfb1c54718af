"""What a list declares: columns, filters and saved views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from youfu.kit.access import Permission
from youfu.kit.text import Text

Rows = Any  # a queryset of the page's model, with that model's own methods
Choices = Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Column:
    """One column. `value` gives the cell (markup from `cells`), `plain` the same for a workbook; no `plain`, no export.

    `gather(rows)` reads for many rows at once; its answer is then the second argument of both.
    """

    title: Text
    value: Callable[..., Any]
    css: str = ""
    plain: Callable[..., Any] | None = None
    head: bool = False
    money: bool = False
    gather: Callable[[Sequence[Any]], Any] | None = None


def gathered(columns: Iterable[Column], rows: Sequence[Any]) -> list[tuple[Column, tuple[Any, ...]]]:
    """Each column with what it takes beside the row."""
    return [(c, (c.gather(rows),) if c.gather else ()) for c in columns]


@dataclass(frozen=True)
class Filter:
    """One condition in the address. `apply(rows, value)` narrows; a value that is not among the choices selects nobody.

    `choices(page)` may look at the page's actor and at what else is chosen.
    """

    name: str
    title: Text
    apply: Callable[[Rows, str], Rows]
    choices: Callable[[Any], Choices] | None = None
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


@dataclass
class Extension:
    """What upper modules add to the list of a lower one."""

    columns: list[tuple[Column, Permission]]
    filters: list[Filter]


EXTENSIONS: dict[str, Extension] = {}


def extend(
    route: str, permission: Permission, *, columns: Sequence[Column] = (), filters: Sequence[Filter] = ()
) -> None:
    """Add columns (for those who hold the permission) and filters to the list with that URL name."""
    extension = EXTENSIONS.setdefault(route, Extension([], []))
    extension.columns.extend((column, permission) for column in columns)
    extension.filters.extend(filters)
