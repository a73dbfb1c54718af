"""Recipients by programme: one indicator each, as the programmes are few and fixed by law."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.modules.people.models import Person
from youfu.rules import periods

PROGRAMMES = {
    "disability_pension": _("残疾抚恤金"),
    "survivor_pension": _("定期抚恤金"),
    "red_army_allowance": _("在乡红军老战士生活补助"),
    "demobilised_allowance": _("在乡复员军人定期生活补助"),
    "illness_veteran_allowance": _("带病回乡退役军人生活补助"),
    "combat_allowance": _("参战退役人员生活补助"),
    "nuclear_test_allowance": _("参试退役人员生活补助"),
    "martyr_child_allowance": _("部分烈士老年子女生活补助"),
    "rural_veteran_allowance": _("农村籍退役士兵老年生活补助"),
    "nursing_allowance": _("护理费"),
}


def recipients(actor: Actor, code: str) -> Any:
    """People on file who are entitled to the programme this month; one entitlement a person at a time, so rows are people."""
    month = periods.month_of(clock.today())
    rows = rows_of(Person, actor, Permission.PEOPLE_VIEW).filter(status=Person.Status.ALIVE)
    return rows.filter(entitlements__programme__code=code, entitlements__months__contains=month)


for code, title in PROGRAMMES.items():
    register(
        Indicator(
            f"recipients.{code}", title, _("人"), Permission.PEOPLE_VIEW,
            lambda actor, code=code: recipients(actor, code),  # type: ignore[misc]
            ("people", f"view=filed&programme={code}"), note=_("本月享受"),
        )
    )  # fmt: skip
