"""Time limits and other numbers a type refers to by code. They are data of the standards library, one floor above; it says
here where they are looked up, so that no number of a law stands in code and one never laid down is shown as such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Limit:
    """A number in force somewhere on a day, with the document it comes from and whether somebody verified it."""

    code: str
    value: int
    source: str
    verified: bool


Lookup = Callable[[str, str, date], Limit | None]
_LOOKUPS: list[Lookup] = []


def provide(lookup: Lookup) -> Lookup:
    """Declare who knows the numbers: lookup(code, region path, day)."""
    _LOOKUPS[:] = [lookup]
    return lookup


def limit(code: str, path: str, day: date) -> Limit | None:
    """The number with this code for a region path on a day; None when it was never laid down."""
    return _LOOKUPS[0](code, path, day) if code and _LOOKUPS else None
