"""Who may do what, where: the single question, the single filter and the single fetch.

A region path is a string of 12-digit codes that ends in a separator ("/330000000000/330400000000/330483000000/"), so a
prefix can never leak a neighbour. Outside your region a thing does not exist (404); inside but not allowed is 403.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404

from youfu.kit.access.permissions import Permission
from youfu.kit.access.roles import INCOMPATIBLE, ROLES, Role, conflicts

__all__ = [
    "INCOMPATIBLE", "ROLES", "Actor", "Held", "Permission", "RegionQuerySet", "Role", "System", "can", "conflicts",
    "demand", "get_visible", "visible_paths",
]  # fmt: skip

M = TypeVar("M", bound=models.Model)
MANY_REGIONS = 2_000  # more are left to the database


@dataclass(frozen=True)
class Held:
    """A role somebody holds today, in the region with this path."""

    role: str
    path: str


class Actor(Protocol):
    """Whoever acts: a signed-in user, or the system on somebody's behalf."""

    @property
    def pk(self) -> Any: ...
    @property
    def label(self) -> str: ...
    def held(self) -> Iterable[Held]: ...


@dataclass(frozen=True)
class System:
    """The program itself, acting because of somebody or something; it may do everything and is named in the audit."""

    because: str
    pk: None = None

    @property
    def label(self) -> str:
        return f"系统（{self.because}）"

    def held(self) -> Iterable[Held]:
        return ()


def visible_paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """Region paths in which the actor holds the permission; empty means nowhere."""
    if isinstance(actor, System):
        return ("/",)
    return tuple(
        {h.path for h in actor.held() if h.role in ROLES and permission in ROLES[h.role].permissions}
    )


def can(actor: Actor, permission: Permission, path: str | None = None) -> bool:
    """The single question. Without a path: anywhere at all?"""
    paths = visible_paths(actor, permission)
    return bool(paths) if path is None else any(path.startswith(p) for p in paths)


def demand(actor: Actor, permission: Permission, path: str | None = None) -> None:
    """Raise PermissionDenied (403) unless the actor may."""
    if not can(actor, permission, path):
        raise PermissionDenied(permission)


class RegionQuerySet(models.QuerySet[M]):
    """A queryset that can be narrowed to what somebody may see. A model states only `region_lookup`."""

    region_lookup = "region"

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """The single filter: rows in regions where the actor holds the permission; no grant selects nobody."""
        paths = visible_paths(actor, permission)
        if "/" in paths:
            return self
        if not paths:
            return self.none()
        inside = models.Q()
        for path in paths:
            inside |= models.Q(**{f"{self.region_lookup}__path__startswith": path})
        return self.filter(inside)

    def within(self, paths: Iterable[str]) -> Self:
        """Rows whose region lies under one of these paths, by region code; no path selects nobody.

        For tables of which a county has many rows: PostgreSQL knows how many rows a division has, but not how many divisions
        begin with a path, and at a million people its guess decides between 1 ms and 1 s.
        """
        inside = models.Q(pk__in=[])
        for path in paths:
            if path == "/":
                return self
            inside |= models.Q(path__startswith=path)
        found = self._regions().filter(inside)
        codes = list(found.order_by().values_list("pk", flat=True)[: MANY_REGIONS + 1])
        return self.filter(**{f"{self.region_lookup}__in": codes if len(codes) <= MANY_REGIONS else found})

    def in_region(self, code: str) -> Self:
        """Rows in the division with this 12-digit code; an unknown one selects nobody."""
        return self.within(self._regions().filter(pk=code).values_list("path", flat=True))

    def _regions(self) -> models.QuerySet[Any]:
        regions: Any = self.model._meta.get_field(self.region_lookup).related_model
        return regions._default_manager.all()  # type: ignore[no-any-return]


def get_visible(rows: RegionQuerySet[M], actor: Actor, permission: Permission, **lookup: Any) -> M:
    """The single fetch: 403 without the permission anywhere, 404 for what is outside or does not exist."""
    demand(actor, permission)
    try:
        return rows.visible_to(actor, permission).get(**lookup)
    except (ObjectDoesNotExist, ValueError) as error:
        raise Http404 from error
