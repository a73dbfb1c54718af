from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from youfu.kit import access
from youfu.rules import naming

if TYPE_CHECKING:
    from youfu.modules.organisations.models import Grant, Organisation, Region, User


class RegionQuerySet(access.RegionQuerySet["Region"]):
    """Divisions; seen by whoever holds a role at or above them."""

    def visible_to(self, actor: access.Actor, permission: access.Permission) -> Self:
        paths = access.visible_paths(actor, permission)
        inside = models.Q(pk__in=[])
        for path in paths:
            inside |= models.Q(path__startswith=path)
        return self.filter(inside)

    def under(self, region: Region) -> Self:
        """The region itself and everything inside it."""
        return self.filter(path__startswith=region.path)

    def current(self) -> Self:
        return self.filter(ended_on=None)


class OrganisationQuerySet(access.RegionQuerySet["Organisation"]):
    """Bodies of the service network."""


class UserQuerySet(access.RegionQuerySet["User"]):
    """Accounts, by the region of their organisation."""

    region_lookup = "organisation__region"


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are opened by an action; this only lets Django's sign-in find them."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.select_related("organisation__region").get(username=username)


class GrantQuerySet(access.RegionQuerySet["Grant"]):
    """Roles given."""

    def in_force(self, day: date) -> Self:
        return self.filter(valid__contains=day)


class RegionIndex:
    """The towns and villages of a county in memory, found as staff write them ("濮院", "民合村"); for imports and search."""

    def __init__(self, county: Region) -> None:
        from youfu.modules.organisations.models import Region

        inside = list(Region.objects.current().under(county).select_related("parent").order_by("code"))
        towns = [r for r in inside if r.level == Region.Level.TOWN]
        villages = [r for r in inside if r.level == Region.Level.VILLAGE]
        self._towns = naming.Names(towns, attrgetter("name"))
        self._villages = naming.Names(villages, attrgetter("name"))
        self._by_town = {
            t.pk: naming.Names([v for v in villages if v.parent_id == t.pk], attrgetter("name")) for t in towns
        }

    def town(self, text: str) -> Region:
        """The town of that name; UnknownName or AmbiguousName (rules.naming) otherwise."""
        return self._towns.find(text)

    def village(self, text: str, town: Region) -> Region:
        """The village of that name inside a town; the same errors."""
        return self._by_town[town.pk].find(text)

    def anywhere(self, text: str) -> Region | None:
        """The one village of that name in the whole county, if there is just one."""
        try:
            return self._villages.find(text)
        except (naming.UnknownName, naming.AmbiguousName):
            return None
