"""Recipients by programme: one indicator each, as the programmes are few and fixed by law. Applications of this year."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, IntegerField
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.models import Application
from youfu.kit.pages import rows_of
from youfu.kit.text import Text
from youfu.modules.people.models import Person
from youfu.modules.recognition.queries import COUNTED
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


APPLICATIONS: dict[str, tuple[Text, Text]] = {
    "received": (_("今年受理申请"), ""),
    "decided": (_("今年办结申请"), _("批准和不予批准")),
    "approved": (_("今年批准"), ""),
    "refused": (_("今年不予批准"), ""),
    "overdue": (_("现在超期"), _("在办环节已过应办结日期")),
    "published": (_("正在公示"), ""),
}


def counted(actor: Actor, what: str) -> Any:
    """Applications this actor may see, narrowed as the list narrows them."""
    return COUNTED[what](rows_of(Application, actor, Permission.APPLICATIONS_VIEW))


for what, (words, remark) in APPLICATIONS.items():
    register(
        Indicator(
            f"applications.{what}", words, _("件"), Permission.APPLICATIONS_VIEW,
            lambda actor, what=what: counted(actor, what),  # type: ignore[misc]
            ("applications", f"view=all&counted={what}"), note=remark,
        )
    )  # fmt: skip


class MeanDays(Aggregate):
    """The mean of the days between two dates, rounded to whole days."""

    template = "round(avg(%(expressions)s))::integer"
    arg_joiner = " - "
    output_field = IntegerField()


register(
    Indicator(
        "handling.days", _("今年办结平均用时"), _("天"), Permission.APPLICATIONS_VIEW, lambda actor: counted(actor, "decided"),
        ("applications", "view=all&counted=decided"), value=MeanDays("ended_on", "submitted_on"),
        note=_("自受理之日，含暂停"),
    )
)  # fmt: skip
