"""Which of several dated rows is in force: exactly one, or an error that says so. Never a default, never the latest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

from youfu.rules.periods import Dated, covers

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Dated)


class NotInForce(LookupError):
    """No row of this key is in force on that day."""

    def __init__(self, key: object, on: date) -> None:
        super().__init__(f"nothing in force for {key!r} on {on}")
        self.key, self.on = key, on


class Ambiguous(LookupError, Generic[Row]):
    """Several rows of this key are in force on that day; `rows` are they."""

    def __init__(self, key: object, on: date, rows: Sequence[Row]) -> None:
        super().__init__(f"{len(rows)} rows in force for {key!r} on {on}")
        self.key, self.on, self.rows = key, on, tuple(rows)


def by_key(rows: Iterable[Row], key_of: Callable[[Row], Key]) -> dict[Key, tuple[Row, ...]]:
    """Rows grouped by their key, earliest first: what `in_force` looks things up in."""
    groups: dict[Key, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.start):
        groups.setdefault(key_of(row), []).append(row)
    return {key: tuple(group) for key, group in groups.items()}


def in_force(rows: Mapping[Key, Sequence[Row]], key: Key, on: date) -> Row:
    """The one row of this key in force on that day.

    Raises NotInForce when there is none and Ambiguous when there are several: a standard that is missing or entered twice
    stops the calculation instead of bending it.
    """
    found = [row for row in rows.get(key, ()) if covers(row, on)]
    if not found:
        raise NotInForce(key, on)
    if len(found) > 1:
        raise Ambiguous(key, on, found)
    return found[0]
