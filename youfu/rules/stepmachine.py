"""The step machine of every application: which verb is possible where, and where it leads. Pure; the database repeats it.

An application passes its steps in order. Returned to an earlier step, it passes again all that follow, in a new round; returned
to whoever made it, it waits for them to hand it in again. It is approved when its last step approved it, and never otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["draft", "open", "returned", "approved", "refused", "withdrawn"]
Verb = Literal["submit", "approve", "return", "reject", "withdraw", "pause", "resume"]

# (state, verb) → states it may lead to. The trigger on the table of applications is made from the same dictionary.
TRANSITIONS: dict[tuple[State, Verb], frozenset[State]] = {
    ("draft", "submit"): frozenset({"open"}),
    ("draft", "withdraw"): frozenset({"withdrawn"}),
    ("open", "approve"): frozenset({"open", "approved"}),
    ("open", "return"): frozenset({"open", "returned"}),
    ("open", "reject"): frozenset({"refused"}),
    ("open", "withdraw"): frozenset({"withdrawn"}),
    ("open", "pause"): frozenset({"open"}),
    ("open", "resume"): frozenset({"open"}),
    ("returned", "submit"): frozenset({"open"}),
    ("returned", "withdraw"): frozenset({"withdrawn"}),
}
ENDED = frozenset({"approved", "refused", "withdrawn"})


class Illegal(ValueError):
    """The verb is not possible in this state."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an application stands: `position` is the step that is open, 1 to `steps`, 0 before and after."""

    steps: int
    state: State = "draft"
    position: int = 0
    round: int = 0
    paused: bool = False

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError("an application has at least one step")


def advance(now: Progress, verb: Verb, *, back_to: int = 0) -> Progress:
    """Where the verb leads. `back_to` says, for a return, to which earlier step; 0 is whoever made the application.

    Raises Illegal, with nothing changed, for a verb that the state does not know, for anything but resume or withdraw while
    paused, and for a return that does not go back.
    """
    if (now.state, verb) not in TRANSITIONS:
        raise Illegal(f"{verb} is not possible when {now.state}")
    if now.paused and verb not in ("resume", "withdraw"):
        raise Illegal(f"{verb} is not possible while paused")
    if verb in ("pause", "resume"):
        if now.paused is (verb == "pause"):
            raise Illegal(f"{verb}: it already is")
        return replace(now, paused=verb == "pause")
    if verb == "submit":
        return replace(now, state="open", position=1, round=now.round + 1)
    if verb == "approve":
        last = now.position == now.steps
        return replace(now, state="approved" if last else "open", position=0 if last else now.position + 1)
    if verb == "return":
        return _returned(now, back_to)
    return replace(now, state="refused" if verb == "reject" else "withdrawn", position=0, paused=False)


def _returned(now: Progress, back_to: int) -> Progress:
    if not 0 <= back_to < now.position:
        raise Illegal(f"a return goes to an earlier step, not from {now.position} to {back_to}")
    if back_to == 0:
        return replace(now, state="returned", position=0)
    return replace(now, position=back_to, round=now.round + 1)
