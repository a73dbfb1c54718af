"""Trial accounts 试用账号: one for each role, with a password everybody knows. Never for a bureau at work."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from youfu.config.commands.acting import tell
from youfu.config.demo.cast import ACCOUNTS, TONGXIANG, TOWN, VILLAGE, Account, password
from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.kit.scope import acting
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Organisation, Region, User
from youfu.modules.organisations.queries import find
from youfu.modules.people.models import Person

SINCE = date(2020, 1, 1)  # their roles hold on whatever day a trial is set to


def refuse_real(elsewhere: bool = False) -> None:
    """Refused in a county at work, or `elsewhere` than in the demo's: everybody knows the password of these accounts.

    A bureau may use some of their names, for its manual proposes them; all of them together mean a trial.
    """
    names = {account.username for account in ACCOUNTS}
    users = set(User.objects.values_list("username", flat=True))
    if elsewhere or (not names <= users and (users or Person.objects.exists())):
        raise Refused(
            _(
                "这套数据不是试用数据，不能在其中开试用账号：请用 YOUFU_HOME 另指定一个文件夹再运行 youfu demo。"
            )
        )


def open_demo_accounts(county: Region) -> int:
    """Open the trial accounts that are missing, each with its role; returns how many were opened."""
    refuse_real()
    by = System("youfu init --demo-users")
    known = set(User.objects.values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account.username not in known]
    hashed = make_password(password()) if missing else ""
    with acting(by):
        for account in missing:
            region = _place(account, county)
            office = Organisation.objects.filter(region=region, parent=None) if region == county else None
            if account.office:
                office = Organisation.objects.filter(region=county, name=account.office)
            home = (office or Organisation.objects.filter(region=region)).get()
            user, _word = actions.open_account(
                home, username=account.username, name=account.name, hashed_password=hashed, by=by
            )
            actions.give_grant(user, role=account.role, region=region, start=SINCE, by=by)
    _report(missing)
    return len(missing)


def _place(account: Account, county: Region) -> Region:
    """乌镇镇 and one of its villages in 桐乡市; elsewhere the first town and its first village."""
    if account.role not in {"village_worker", "town_reviewer"}:
        return county
    if county.pk == TONGXIANG:
        return find(TOWN if account.role == "town_reviewer" else f"{TOWN} {VILLAGE}", county)
    level = Region.Level.TOWN if account.role == "town_reviewer" else Region.Level.VILLAGE
    place = Region.objects.current().under(county).filter(level=level).first()
    return place or county


def _report(opened: list[Account]) -> None:
    if not opened:
        tell(_("试用账号：已在，未改动。"))
        return
    tell(_("已开立试用账号，密码都是 %(password)s：") % {"password": password()})
    for account in opened:
        tell(f"  {account.username:<10}{account.name}  {account.title}")
