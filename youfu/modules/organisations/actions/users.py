"""Accounts and grants. Opening an account and giving a right are different hands (kit/access/roles.py)."""

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
from youfu.modules.organisations.models import Grant, Organisation, Region, User


@action("user.open", gettext_lazy("开立账号"), Permission.USERS_EDIT, record=("username", "name"))
def open_account(
    organisation: Organisation, *, username: str, name: str, hashed_password: str = "", by: Actor
) -> tuple[User, str]:
    """Open an account; it can do nothing until the security administrator grants a role.

    Returns it and its random password, told once. `hashed_password` (of django's hashers) is for accounts whose password
    somebody knows already; the returned one is then empty.
    """
    if User.objects.filter(username=username).exists():
        raise Refused(_("用户名 %(name)s 已有人使用，请换一个。") % {"name": username})
    password = "" if hashed_password else secrets.token_urlsafe(12)
    user = User(
        username=username, name=name, organisation=organisation, password=hashed_password, password_given=bool(password)
    )  # fmt: skip
    if password:
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
    """Give a new random password, told once and to be changed at the next sign-in, so that only its owner knows it."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.password_given = True
    user.save(update_fields=["password", "password_given"])
    return password


@action(
    "grant.give", gettext_lazy("授予角色"), Permission.GRANTS_EDIT, record=("role", "region", "start", "end")
)
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
