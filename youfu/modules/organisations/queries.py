from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from youfu.kit import access

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
