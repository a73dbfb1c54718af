"""`youfu demo`: the demo county, made at the first start and kept, served until Ctrl-C."""

from __future__ import annotations

import os
from argparse import Namespace

from django.db import ProgrammingError
from django.utils.translation import gettext as _

from youfu.config.commands.acting import tell
from youfu.config.commands.init import establish
from youfu.config.commands.ready import migrate
from youfu.config.commands.serve import demand_port, serve
from youfu.config.demo.accounts import open_demo_accounts, refuse_real
from youfu.config.demo.cast import ACCOUNTS, TONGXIANG, password
from youfu.config.demo.locality import sample_locality
from youfu.config.demo.seed import folder, seed
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import county
from youfu.modules.people.models import Person


def run(given: Namespace) -> int:
    """Make what is missing, then serve."""
    demand_port(given.host, given.port)
    place = _county()
    refuse_real(place.pk != TONGXIANG)
    open_demo_accounts(place)
    sample_locality(place)
    if not Person.objects.exists():
        tell(_("正在建立试用人员并发放上个月，请稍候……"))
        tell(_("已建立 %(n)s 人。") % {"n": seed(place)})
    os.environ["YOUFU_DEMO"] = "yes"
    return serve(given, _welcome())


def _county() -> Region:
    """桐乡市, founded when it is not there yet."""
    try:
        here = county()
    except (ProgrammingError, Refused):
        return establish(TONGXIANG)
    if migrate():
        tell(_("数据库结构已更新。"))
    return here


def _welcome() -> list[str]:
    lines = [_("试用账号（密码都是 %(password)s，人物均为虚构）：") % {"password": password()}]
    lines += [f"  {account.username:<10}{account.title}" for account in ACCOUNTS]
    lines.append(_("可以试着导入的工作簿：%(file)s") % {"file": folder() / "messy.xlsx"})
    return lines
