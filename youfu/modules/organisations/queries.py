from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.utils.translation import gettext as _

from youfu.kit import access, clock
from youfu.kit.errors import Refused
from youfu.kit.workflow.holders import provide
from youfu.rules import naming

if TYPE_CHECKING:
    from youfu.modules.organisations.models import (  # noqa: F401  named in the bases below, for the type checker
        Grant,
        Locality,
        Organisation,
        Region,
        User,
    )


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

    def staffed(self, permission: access.Permission) -> Self:
        """Those where somebody may act today: an open account there holds the permission for the body's own region."""
        from youfu.modules.organisations.models import Grant

        roles = [role.code for role in access.ROLES.values() if permission in role.permissions]
        held = Grant.objects.in_force(clock.today()).filter(
            role__in=roles, user__is_active=True, user__organisation=models.OuterRef("pk")
        )
        place = models.ExpressionWrapper(models.OuterRef("region__path"), models.CharField())
        return self.filter(
            models.Exists(held.annotate(place=place).filter(place__startswith=models.F("region__path")))
        )


class LocalityQuerySet(access.RegionQuerySet["Locality"]):
    """What letters say of a county."""


class UserQuerySet(access.RegionQuerySet["User"]):
    """Accounts, by the region of their organisation."""

    region_lookup = "organisation__region"

    def holding(self, permission: access.Permission, region: Region) -> Self:
        """Open accounts that hold a permission in this region today."""
        from youfu.modules.organisations.models import Grant

        roles = [code for code, role in access.ROLES.items() if permission in role.permissions]
        above = [code for code in region.path.split("/") if code]
        grants = Grant.objects.in_force(clock.today()).filter(role__in=roles, region__in=above)
        return self.filter(is_active=True, pk__in=grants.values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are opened by an action; this only lets Django's sign-in find them."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.select_related("organisation__region").get(username=username)


class GrantQuerySet(access.RegionQuerySet["Grant"]):
    """Roles given."""

    def in_force(self, day: date) -> Self:
        return self.filter(valid__contains=day)


@provide
def held_today() -> list[tuple[int, access.Held]]:
    """Every open account with each role it holds today, and where: the workflow asks who could act at a step."""
    from youfu.modules.organisations.models import Grant

    rows = Grant.objects.in_force(clock.today()).filter(user__is_active=True).order_by()
    held = rows.values_list("user_id", "role", "region__path")
    return [(user, access.Held(role, path)) for user, role, path in held]


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
            t.pk: naming.Names([v for v in villages if v.parent_id == t.pk], attrgetter("name"))
            for t in towns
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


def county() -> Region:
    """The county this database belongs to. Refused before `youfu init`."""
    from youfu.modules.organisations.models import Organisation

    bureau = (
        Organisation.objects.filter(kind=Organisation.Kind.BUREAU)
        .select_related("region")
        .order_by("pk")
        .first()
    )
    if bureau is None:
        raise Refused(_("尚未建立本县：请先运行 youfu init --county 区划代码。"))
    return bureau.region


def locality(county: Region) -> Locality:
    """What is known of a county for letters; its bureau's own name where none was laid down. An empty row when nothing was."""
    from youfu.modules.organisations.models import Locality, Organisation

    row = Locality.objects.filter(region=county).first() or Locality(region=county)
    if not row.name:
        bureau = Organisation.objects.filter(kind=Organisation.Kind.BUREAU, region=county).first()
        row.name = bureau.name if bureau else ""
    return row


def find(text: str, within: Region) -> Region:
    """The division inside a county that somebody means: a 12-digit code, "濮院", "民合村", "乌镇 民合村".

    The county itself and towns are tried first, then villages. Refused when there is none or several; those are named.
    """
    from youfu.modules.organisations.models import Region

    inside = Region.objects.current().under(within).select_related("parent")
    if text.isdigit():
        inside = inside.filter(code=text.ljust(12, "0"))
        return _only(text, list(inside))
    words = text.split()  # full-width spaces too
    if len(words) == 2:
        town = _only(words[0], _named(words[0], inside.filter(level=Region.Level.TOWN)))
        return _only(words[1], _named(words[1], inside.filter(parent=town)))
    above = _named(text, inside.exclude(level=Region.Level.VILLAGE))
    return _only(text, above or _named(text, inside.filter(level=Region.Level.VILLAGE)))


def _named(text: str, regions: Iterable[Region]) -> list[Region]:
    """Every division that matches the name best."""
    candidates = list(regions)
    try:
        return [naming.find(text, candidates, attrgetter("name"))]
    except naming.UnknownName:
        return []
    except naming.AmbiguousName as several:
        return [region for region in candidates if naming.forms(region.name).written in several.names]


def _only(text: str, found: list[Region]) -> Region:
    if not found:
        raise Refused(_("本县没有叫“%(text)s”的镇街道或村社区，请核对名称。") % {"text": text})
    if len(found) > 1:
        names = "、".join(f"{region.parent}{region}" for region in found)
        raise Refused(_("“%(text)s”有多处同名：%(names)s，请写上镇街道。") % {"text": text, "names": names})
    return found[0]
