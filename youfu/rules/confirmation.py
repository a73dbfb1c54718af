"""年度确认 (军人抚恤优待条例 2024 article 8): the states of one person's confirmation, and what a late one restores.

Nothing happens by itself: an overdue confirmation may be reminded of, after a reminder a suspension may be proposed, and people
decide about it. The trigger on the table is made from the same dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from youfu.rules.effective import by_key, in_force
from youfu.rules.periods import Month, month_of

State = Literal[
    "due", "reminded", "proposed", "suspended", "confirmed", "deceased", "moved", "not_found", "ineligible"
]
Event = Literal["record", "remind", "propose", "suspend", "drop", "reopen"]
Result = Literal["confirmed", "deceased", "moved", "not_found", "ineligible"]

RESULTS = frozenset(get_args(Result))
OPEN = frozenset(
    {"due", "reminded", "proposed", "suspended", "not_found"}
)  # somebody has to do something yet

TRANSITIONS: dict[tuple[State, Event], frozenset[State]] = {
    ("due", "record"): frozenset(RESULTS),
    ("due", "remind"): frozenset({"reminded"}),
    ("reminded", "record"): frozenset(RESULTS),
    ("reminded", "propose"): frozenset({"proposed"}),
    ("not_found", "record"): frozenset(RESULTS - {"not_found"}),
    ("not_found", "propose"): frozenset({"proposed"}),
    ("proposed", "record"): frozenset(RESULTS - {"not_found"}),
    ("proposed", "suspend"): frozenset({"suspended"}),
    ("proposed", "drop"): frozenset({"reminded"}),
    ("suspended", "record"): frozenset(RESULTS - {"not_found"}),
    **{(state, "reopen"): frozenset({"due"}) for state in ("confirmed", "deceased", "moved", "not_found", "ineligible")},
}  # fmt: skip


class Illegal(ValueError):
    """The event is not possible in this state."""


def move(state: State, event: Event, result: Result | None = None) -> State:
    """Where an event leads. `result` says, for a record, what was found. Raises Illegal when the table does not know the move."""
    possible = TRANSITIONS.get((state, event), frozenset())
    if event == "record":
        if result is None or result not in possible:
            raise Illegal(f"{state} cannot become {result}")
        return result
    if len(possible) != 1:
        raise Illegal(f"{event} is not possible when {state}")
    return next(iter(possible))


def pairs() -> list[tuple[str, str]]:
    """Every (before, after) that may happen, for the trigger."""
    return sorted(
        {(before, after) for (before, _event), to in TRANSITIONS.items() for after in to if before != after}
    )


@dataclass(frozen=True, slots=True)
class GapRule:
    """What becomes of the months between a suspension and a late confirmation when the gap was the person's own doing:
    "lost" or "restored", for confirmations in [start, end)."""

    own_fault: Literal["lost", "restored"]
    start: date
    end: date | None
    basis: str


GAP_RULES = (GapRule("lost", date.min, None, "伤残抚恤管理办法第二十三条"),)


def resumes_from(
    suspended_from: Month, confirmed_on: date, *, own_fault: bool, rules: Iterable[GapRule] = GAP_RULES
) -> Month:
    """The first month paid again after a late confirmation. A gap that was not the person's fault is paid in full; one that was
    follows the rule in force on that day. Never before the suspension."""
    if not own_fault:
        return suspended_from
    rule = in_force(by_key(rules, lambda _: "gap"), "gap", confirmed_on)
    return suspended_from if rule.own_fault == "restored" else max(suspended_from, month_of(confirmed_on))
