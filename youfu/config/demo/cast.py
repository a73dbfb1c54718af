"""Who signs in to the demo county: one invented user for each role. Read by the settings, so nothing heavy is imported."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

PASSWORD = "youfu-demo-2026"
TONGXIANG, TOWN, VILLAGE = "330483000000", "乌镇", "民合村"


class Account(NamedTuple):
    """User name, name, role with its title, and the office: a section's name, or "" for a station or the bureau."""

    username: str
    name: str
    role: str
    title: Any  # lazily translated text
    office: str = ""


ACCOUNTS = (
    Account("village", "沈小芳", "village_worker", _("村社区专干")),
    Account("town", "姚建明", "town_reviewer", _("镇街道审核")),
    Account("counter", "沈梅", "counter", _("服务窗口"), "优抚褒扬科"),
    Account("clerk", "陈雨婷", "benefits_clerk", _("待遇经办"), "优抚褒扬科"),
    Account("reviewer", "朱国强", "benefits_reviewer", _("待遇复核"), "优抚褒扬科"),
    Account("leader", "徐卫东", "bureau_leader", _("局领导")),
    Account("finance", "钱丽华", "finance", _("财务"), "财务科"),
    Account("records", "吴秀英", "records", _("档案"), "优抚褒扬科"),
    Account("office", "周晓燕", "documents", _("文书"), "办公室"),
    Account("auditor", "郑志刚", "auditor", _("审计"), "办公室"),
    Account("sysadmin", "冯磊", "system_administrator", _("系统管理员"), "办公室"),
    Account("secadmin", "蒋敏", "security_administrator", _("安全管理员"), "办公室"),
)


def password() -> str:
    """The password of all trial accounts."""
    return os.environ.get("YOUFU_DEMO_PASSWORD") or PASSWORD


def offered() -> dict[str, Any]:
    """What the sign-in page of a demo shows: the password and (user name, role) of each account."""
    return {"password": password(), "accounts": [(a.username, a.title) for a in ACCOUNTS]}
