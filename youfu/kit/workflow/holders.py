"""Who could act at a step at all. Accounts and their roles stand one floor above, which says here where they are looked up.

A step would only grow late where no account holds its permission in its place, or where everybody who does acted at another step
of the application already, so that four eyes leave nobody. It is shown as such. The opinion of a village in which nobody has an
account is entered by the town from the village's paper, with its scan. The town's person has then acted at the village's step:
four eyes keep them from deciding at the town's (ADR 0011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from youfu.kit.access import ROLES, Actor, Held, Permission, demand
from youfu.kit.models.workflow import ApplicationStep
from youfu.kit.workflow.route import at_level, owned

Place = tuple[str, str]  # a permission, as a step keeps it, and the region path it is asked for in
Accounts = frozenset[Any]  # their keys
Lookup = Callable[[], Iterable[tuple[Any, Held]]]
VILLAGES = (Permission.APPLICATIONS_VILLAGE, "village", "review")
_LOOKUPS: list[Lookup] = []


def provide(lookup: Lookup) -> Lookup:
    """Declare who knows the accounts: the key of each open account, with every role it holds today and its region path."""
    _LOOKUPS[:] = [lookup]
    return lookup


def _held() -> list[tuple[Any, Held]]:
    return [(account, held) for account, held in (_LOOKUPS[0]() if _LOOKUPS else ()) if held.role in ROLES]


def able(places: Iterable[Place]) -> dict[Place, Accounts]:
    """The accounts that hold the permission of each place, there or above."""
    given: dict[Place, set[Any]] = defaultdict(set)
    for account, held in _held():
        for has in ROLES[held.role].permissions:
            given[has, held.path].add(account)
    found = {}
    for permission, path in places:
        above = [path[: n + 1] for n, letter in enumerate(path) if letter == "/"]  # "/", "/33/", "/33/3304/"
        found[permission, path] = frozenset().union(*(given[permission, one] for one in above))
    return found


def paths(permission: str) -> set[str]:
    """Region paths in which some account holds a permission today."""
    return {held.path for _account, held in _held() if permission in ROLES[held.role].permissions}


def acting_at(step: ApplicationStep) -> tuple[Permission, str] | None:
    """The permission a step asks for and where: the town's for the opinion of a village in which nobody holds it, which the town
    then enters. None when the permission exists no more."""
    place = (step.permission, step.path)
    if (step.permission, step.level, step.kind) == VILLAGES and not able([place])[place]:
        return Permission.APPLICATIONS_TOWN, at_level(step.path, "town")
    known = step.permission in Permission.__members__.values()
    return (Permission(step.permission), step.path) if known else None


def demand_at(step: ApplicationStep, by: Actor) -> bool:
    """Refuse whoever may not act at a step; tells whether they stand in for a village that has no account."""
    acting = acting_at(step)
    if acting is None or acting == (step.permission, step.path):
        owned(step, by)
        return False
    demand(by, *acting)
    return True
