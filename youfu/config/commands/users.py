"""`youfu users …`: accounts and roles at the keyboard of the server.

The first administrators are opened without --by; as soon as there is a security administrator, somebody has to be named.
"""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show, tell
from youfu.kit import clock
from youfu.kit.access import ROLES, Permission, demand
from youfu.kit.errors import Refused
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Grant, Organisation, Region, User
from youfu.modules.organisations.queries import county, find

FIRST = {"system_administrator", "security_administrator"}


def open_user(given: Namespace) -> int:
    """Open an account; its password is printed once."""
    _refuse_nameless(given)
    _known_role(given.role)
    with acting(given) as by:
        region = _region(given)
        home = (
            Organisation.objects.filter(region=region)
            .exclude(kind=Organisation.Kind.SECTION)
            .order_by("pk")
            .first()
        )
        user, password = actions.open_account(home, username=given.username, name=given.name, by=by)
        if given.role:
            actions.give_grant(user, role=given.role, region=region, by=by)
    print(_("账号 %(username)s 已开立，初始密码（只显示这一次）：%(password)s") % {
        "username": user.username, "password": password})  # fmt: skip
    if not given.role:
        tell(_("尚未授予角色：由安全管理员用 youfu users grant 授予。"))
    return 0


def grant(given: Namespace) -> int:
    """Give a role to an account."""
    _refuse_nameless(given)
    _known_role(given.role)
    with acting(given) as by:
        user = User.objects.filter(username=given.username).first()
        if user is None:
            raise Refused(
                _("没有用户名为“%(name)s”的账号：用 youfu users list 查看。") % {"name": given.username}
            )
        made = actions.give_grant(user, role=given.role, region=_region(given), by=by)
    print(_("已授予：%(grant)s") % {"grant": made})
    return 0


def show_all(given: Namespace) -> int:
    """Accounts with the roles they hold today."""
    with acting(given) as by:
        demand(by, Permission.USERS_VIEW)
        users = User.objects.visible_to(by, Permission.USERS_VIEW).select_related("organisation")
        rows = [_row(user) for user in users]
    lines = [
        f"{row['username']:<14}{row['name']}  {row['organisation']}  "
        + "、".join(f"{r['title']}（{r['region']}）" for r in row["roles"])
        for row in rows
    ]
    show(given, rows, lines or [_("还没有账号。")])
    return 0


def _row(user: User) -> dict[str, Any]:
    held = Grant.objects.filter(user=user).in_force(clock.today()).select_related("region")
    return {
        "username": user.username,
        "name": user.name,
        "organisation": user.organisation.name,
        "active": user.is_active,
        "roles": [
            {
                "role": g.role,
                "title": str(ROLES[g.role].title),
                "region": g.region.name,
                "region_code": g.region_id,
            }
            for g in held
        ],
    }


def _refuse_nameless(given: Namespace) -> None:
    """Without --by only the first administrators may be made, and only while there is no security administrator."""
    if given.by:
        return
    if (
        Grant.objects.in_force(clock.today())
        .filter(role="security_administrator", user__is_active=True)
        .exists()
    ):
        raise Refused(
            _("已有安全管理员：请用 --by 写明由谁办理（开立账号：系统管理员；授予角色：安全管理员）。")
        )
    if given.role not in FIRST:
        raise Refused(
            _("还没有管理员：请先开立 system_administrator 和 security_administrator，再由他们办理。")
        )


def _known_role(role: str | None) -> None:
    if role and role not in ROLES:
        known = "、".join(f"{code}（{r.title}）" for code, r in ROLES.items())
        raise Refused(_("没有角色 %(role)s，可用的有：%(known)s。") % {"role": role, "known": known})


def _region(given: Namespace) -> Region:
    return find(given.region, county()) if given.region else county()
