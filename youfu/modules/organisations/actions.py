"""Accounts, grants and regions. Opening an account and giving a right are different hands (kit/access/roles.py)."""

from __future__ import annotations

import secrets
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, conflicts
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Grant, Organisation, Region, RegionChange, User


@action("user.open", gettext_lazy("开立账号"), Permission.USERS_EDIT, record=("username", "name"))
def open_account(
    organisation: Organisation, *, username: str, name: str, password: str | None = None, by: Actor
) -> tuple[User, str]:
    """Open an account; it can do nothing until the security administrator grants a role. Returns it and its password."""
    if User.objects.filter(username=username).exists():
        raise Refused(_("用户名 %(name)s 已有人使用，请换一个。") % {"name": username})
    password = password or secrets.token_urlsafe(12)
    user = User(username=username, name=name, organisation=organisation)
    user.set_password(password)
    user.save()
    return user, password


@action("user.close", gettext_lazy("停用账号"), Permission.USERS_EDIT)
def close_account(user: User, *, by: Actor) -> User:
    """Disable an account; its sessions end with the next request."""
    if user.pk == by.pk:
        raise Refused(_("不能停用自己的账号。"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@action("user.reset_password", gettext_lazy("重置密码"), Permission.USERS_EDIT)
def reset_password(user: User, *, by: Actor) -> str:
    """Give a new random password, told once; the administrator never learns the one chosen later."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


@action("grant.give", gettext_lazy("授予角色"), Permission.GRANTS_EDIT, record=("role", "region", "start", "end"))
def give_grant(
    user: User, *, role: str, region: Region, start: date | None = None, end: date | None = None, by: Actor
) -> Grant:
    """Give a role in a region from a day to a day (half-open). Incompatible pairs are refused; nobody grants to himself."""
    start = start or clock.today()
    if user.pk == by.pk:
        raise Refused(_("不能给自己授权。"))
    period = DateRange(start, end)
    held = set(user.grants.filter(valid__overlap=period).values_list("role", flat=True))
    refusals = conflicts(held, role)
    if refusals:
        raise Refused("；".join(refusals) + "。")
    if user.grants.filter(role=role, region=region, valid__overlap=period).exists():
        raise Refused(_("该用户在此区划已有这一角色。"))
    return Grant.objects.create(user=user, role=role, region=region, valid=period)


@action("grant.withdraw", gettext_lazy("收回角色"), Permission.GRANTS_EDIT)
def withdraw_grant(grant: Grant, *, by: Actor) -> Grant:
    """End a grant today; the next request of its holder is refused."""
    grant.valid = DateRange(min(grant.valid.lower, clock.today()), clock.today())
    grant.save(update_fields=["valid"])
    return grant


@action("region.rename", gettext_lazy("区划更名"), Permission.REGIONS_EDIT, record=("name", "effective_on", "document"))
def rename_region(region: Region, *, name: str, effective_on: date, document: str, by: Actor) -> Region:
    """Give a division a new name by a document; the old one is kept."""
    RegionChange.objects.create(
        region=region, kind="rename", old_name=region.name, effective_on=effective_on, document=document
    )
    region.name = name
    region.save(update_fields=["name"])
    return region


@action("region.merge", gettext_lazy("区划并入"), Permission.REGIONS_EDIT, record=("into", "effective_on", "document"))
def merge_region(region: Region, *, into: Region, effective_on: date, document: str, by: Actor) -> Region:
    """End a division and name its successor. People move by reaction: whoever keeps a region answers this action."""
    if into.level != region.level or into.ended_on or into.pk == region.pk:
        raise Refused(_("只能并入同级、仍存续的另一区划。"))
    if region.children.filter(ended_on=None).exists():
        raise Refused(_("请先处理其下级区划，再并入。"))
    RegionChange.objects.create(
        region=region, kind="merge", old_name=region.name, effective_on=effective_on, document=document
    )
    region.ended_on, region.successor = effective_on, into
    region.save(update_fields=["ended_on", "successor"])
    return region
