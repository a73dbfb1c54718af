"""Finding the standard: the most specific rate and the nearest parameter in force on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from youfu.rules.effective import Ambiguous, NotInForce, by_key
from youfu.rules.periods import covers
from youfu.rules.pricing.terms import DIMENSIONS, Parameter, Rate, Terms


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Rates that are limited by the same dimensions, filed by the values they name. A shelf of none holds the general rates."""

    depth: int
    key_of: Callable[[Rate | Terms], object]
    rows: dict[object, tuple[Rate, ...]]


class RateBook:
    """All rates, filed so that the one for some terms is found in a few look-ups whatever the number of rates."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        by_place = by_key(rates, lambda rate: (rate.programme, rate.region))
        self._shelves = {place: _shelved(rows) for place, rows in by_place.items()}

    def find(self, terms: Terms, region: str, on: date) -> Rate | None:
        """The most specific rate of this region that fits the terms on that day; None when the region has none.

        Most specific: the one naming most dimensions. Raises Ambiguous when two fit equally well (a standard entered twice,
        or two that overlap without either being the more specific). None is no answer yet: the next region is asked.
        """
        fitting: list[Rate] = []
        depth = 0
        for shelf in self._shelves.get((terms.programme, region), ()):
            if fitting and shelf.depth < depth:
                break
            depth = shelf.depth
            fitting += [rate for rate in shelf.rows.get(shelf.key_of(terms), ()) if covers(rate, on)]
        if len(fitting) > 1:
            raise Ambiguous((terms, region), on, fitting)
        return fitting[0] if fitting else None


class ParameterBook:
    """All parameters, by code and region."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._rows = by_key(parameters, lambda parameter: (parameter.code, parameter.region))

    def find(self, code: str, regions: Sequence[str], on: date) -> Parameter:
        """The parameter of the nearest region that has one in force. Raises NotInForce or Ambiguous."""
        for region in regions:
            fitting = [row for row in self._rows.get((code, region), ()) if covers(row, on)]
            if len(fitting) > 1:
                raise Ambiguous((code, region), on, fitting)
            if fitting:
                return fitting[0]
        raise NotInForce(code, on)


def _shelved(rates: Sequence[Rate]) -> list[_Shelf]:
    """Rates of one programme and region on their shelves, the most specific first."""
    limits = by_key(rates, lambda rate: tuple(d for d in DIMENSIONS if getattr(rate, d) is not None))
    shelves = []
    for names, rows in limits.items():
        key_of: Callable[[Rate | Terms], object] = attrgetter(*names) if names else _no_limit
        shelves.append(_Shelf(len(names), key_of, by_key(rows, key_of)))
    return sorted(shelves, key=lambda shelf: -shelf.depth)


def _no_limit(_: object) -> object:
    return ()
