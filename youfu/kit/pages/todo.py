"""What waits for somebody: declared by the modules, shown on the workbench in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from youfu.kit.access import Actor, Permission, can
from youfu.kit.text import Text


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, why, where. `state` is stop (overdue, wrong), look, now or info."""

    title: Text
    note: Text
    url: str
    act: Text
    state: str = "look"
    icon: str = "flag"
    stage: Text = ""


Finder = Callable[[Actor], Iterable[Todo]]
_FINDERS: list[tuple[int, Permission, Finder]] = []


def todo(permission: Permission, *, order: int) -> Callable[[Finder], Finder]:
    """Declare where things to do come from; asked only for actors that hold the permission."""

    def decorate(finder: Finder) -> Finder:
        _FINDERS.append((order, Permission(permission), finder))
        return finder

    return decorate


def todos(actor: Actor) -> list[Todo]:
    """Everything that waits for this actor, the most pressing first."""
    rank = {"stop": 0, "now": 1, "look": 2}
    found = [
        item
        for _order, permission, finder in sorted(_FINDERS, key=lambda entry: entry[0])
        if can(actor, permission)
        for item in finder(actor)
    ]
    return sorted(found, key=lambda item: rank.get(item.state, 3))
