"""Paging by position, not by number: a page begins after a row, so it costs the same at the end of a million rows.

The address names a row by its key only; what the list is ordered by is read from that row, so that no name and no amount
stands in an address.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

Rows = QuerySet[Any]
# A list is counted as far as BOUND; where PostgreSQL reckons that to cost more than DEAR, in its own units, as far as NEAR.
BOUND = 10_000
NEAR = 1_000
DEAR = 6_500  # some 30 ms


@dataclass(frozen=True)
class Slice:
    """One page of rows and the keys that lead to its neighbours."""

    rows: list[Any]
    before: str
    after: str


def _beyond(order: Sequence[str], anchor: dict[str, Any], *, backwards: bool) -> Q:
    """Rows after the anchor in this order: a > x, or a = x and b > y, …"""
    condition, equal = Q(), Q()
    for term in order:
        name = term.lstrip("-")
        down = term.startswith("-") is not backwards
        condition |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": anchor[name]})
        equal &= Q(**{name: anchor[name]})
    # Redundant, but it lets an index on the first column start at the right place.
    name = order[0].lstrip("-")
    down = order[0].startswith("-") is not backwards
    return condition & Q(**{f"{name}__{'lte' if down else 'gte'}": anchor[name]})


def _flip(order: Sequence[str]) -> list[str]:
    return [term[1:] if term.startswith("-") else f"-{term}" for term in order]


def _anchor(rows: Rows, order: Sequence[str], key: str) -> dict[str, Any] | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    found = rows.order_by().filter(pk=int(key)).values(*(term.lstrip("-") for term in order))[:1]
    return next(iter(found), None)


def _fetch(rows: Rows, keys: list[Any]) -> list[Any]:
    """The rows with these keys, in this order. Keys come first because an index alone can give them, in order and filtered;
    the rows, with all that belongs to them, are then read for one page only."""
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def slice_of(rows: Rows, order: Sequence[str], size: int, *, after: str = "", before: str = "") -> Slice:
    """`size` rows after or before the row with that key; unknown keys begin at the beginning.

    `order` names columns that are never null, the last of them unique; "-" means descending.
    """
    start = _anchor(rows, order, after or before)
    backwards = bool(start and before and not after)
    found = rows.order_by(*(_flip(order) if backwards else order))
    if start:
        found = found.filter(_beyond(order, start, backwards=backwards))
    page = _fetch(rows, list(found.values_list("pk", flat=True)[: size + 1]))
    more, page = len(page) > size, page[:size]
    if backwards:
        page.reverse()
    ahead, behind = (bool(start), more) if backwards else (more, bool(start))
    return Slice(
        page,
        before=str(page[0].pk) if page and behind else "",
        after=str(page[-1].pk) if page and ahead else "",
    )


def total(rows: Rows, found: Slice, *, narrowed: bool = True) -> str:
    """How many rows the list has of which `found` is a page; a page without neighbours has been counted already."""
    return count_up_to(rows, narrowed=narrowed) if found.before or found.after else f"{len(found.rows):,}"


def count_up_to(rows: Rows, bound: int = BOUND, *, narrowed: bool = True) -> str:
    """ "4,826", or "10,000+": an exact count of a large list costs more than the page.

    What bounds the answer does not bound the work where conditions narrow the list: of a million people, 10,000 may be found
    only by looking at 90,000. Where that is dear, and fewer would be less work, the answer is "1,000+". Of 100,000 people no
    list by place and category is dear, so that whoever needs the number has it.
    """
    keys = rows.order_by().values("pk")
    if narrowed and bound > NEAR:
        cost, expected = _reckoned(keys[: bound + 1])
        if cost > DEAR and expected > NEAR:
            bound = NEAR
    number = keys[: bound + 1].count()
    return f"{bound:,}+" if number > bound else f"{number:,}"


def _reckoned(rows: Rows) -> tuple[float, int]:
    """What PostgreSQL thinks that reading these rows costs, and how many there were without the limit. It only plans, which
    takes 1 to 2 ms. Not for a condition that nothing can meet: there is nothing to plan."""
    [answer] = json.loads(rows.explain(format="json"))
    plan = answer["Plan"]
    return float(plan["Total Cost"]), int(plan["Plans"][0]["Plan Rows"])
