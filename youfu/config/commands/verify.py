"""`youfu verify`: does everything add up, and can everything be opened?"""

from __future__ import annotations

from argparse import Namespace

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show
from youfu.config.commands.parsing import REFUSED
from youfu.kit.access import Permission, demand
from youfu.modules.payments.queries.integrity import check


def run(given: Namespace) -> int:
    """Print what was found, a list; exit status 2 when it is not empty."""
    with acting(given) as by:
        demand(by, Permission.SYSTEM_VERIFY)
        found = check()
    lines = [f"{row['what']}：{row['detail']}" for row in found]
    show(given, found, lines or [_("账目相符，密钥与数据相符。")])
    return REFUSED if found else 0
