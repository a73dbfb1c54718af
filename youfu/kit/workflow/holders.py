"""Who could act at a step at all. Accounts and their roles stand one floor above, which says here where they are looked up.

A step whose permission no account holds in its place would only grow late. It is shown as such; and the opinion of a village in
which nobody has an account is entered by the town from the village's paper, with its scan. The town's person has then acted at
the village's step: four eyes keep them from deciding at the town's (ADR 0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from youfu.kit.access import ROLES, Actor, Held, Permission, demand
from youfu.kit.models.workflow import ApplicationStep
from youfu.kit.workflow.route import at_level, owned

Lookup = Callable[[], Iterable[Held]]
Place = tuple[str, str]  # a permission, as a step keeps it, and the region path it is asked for in
_LOOKUPS: list[Lookup] = []


def provide(lookup: Lookup) -> Lookup:
    """Declare who knows the accounts: every role that an open account holds today, with its region path."""
    _LOOKUPS[:] = [lookup]
    return lookup


def paths(permission: str) -> set[str]:
    """Region paths in which some account holds a permission today."""
    held = _LOOKUPS[0]() if _LOOKUPS else ()
    return {h.path for h in held if h.role in ROLES and permission in ROLES[h.role].permissions}


def nobodys(places: Iterable[Place]) -> list[Place]:
    """Those in which no account holds the permission."""
    wanted = sorted(set(places))
    known = {permission: paths(permission) for permission in {p for p, _path in wanted}}
    return [(p, path) for p, path in wanted if not any(path.startswith(held) for held in known[p])]


def acting_at(step: ApplicationStep) -> tuple[Permission, str]:
    """The permission a step asks for and where: the town's for a village in which nobody holds it."""
    if stands_in(step):
        return Permission.APPLICATIONS_TOWN, at_level(step.path, "town")
    return Permission(step.permission), step.path


def stands_in(step: ApplicationStep) -> bool:
    """Does the town enter the village's opinion here?"""
    village = step.level == "village" and step.permission == Permission.APPLICATIONS_VILLAGE
    return village and step.kind == "review" and bool(nobodys([(step.permission, step.path)]))


def demand_at(step: ApplicationStep, by: Actor) -> bool:
    """Refuse whoever may not act at a step; tells whether they stand in for a village that has no account."""
    if stands_in(step):
        demand(by, *acting_at(step))
        return True
    owned(step, by)
    return False
