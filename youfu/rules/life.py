"""A person's status 在世、去世、迁出: which change may follow which. The trigger on the table of people is made from here."""

from __future__ import annotations

from typing import Literal

Status = Literal["alive", "dead", "moved"]
Event = Literal["die", "move_out", "move_in", "revoke_death"]

TRANSITIONS: dict[tuple[Status, Event], Status] = {
    ("alive", "die"): "dead",
    ("moved", "die"): "dead",
    ("alive", "move_out"): "moved",
    ("moved", "move_in"): "alive",
    ("dead", "revoke_death"): "alive",  # a declaration of death is revoked (民法典 article 50)
}


class Illegal(ValueError):
    """The event is not possible in this status."""


def change(status: Status, event: Event) -> Status:
    """The status after an event. Raises Illegal when the table does not know it."""
    if (status, event) not in TRANSITIONS:
        raise Illegal(f"{event} is not possible when {status}")
    return TRANSITIONS[status, event]


def pairs() -> list[tuple[str, str]]:
    """Every (before, after) that may happen, for the trigger."""
    return sorted({(before, after) for (before, _event), after in TRANSITIONS.items()})
