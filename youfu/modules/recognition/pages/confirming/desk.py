"""What the workbench says of the yearly confirmation and of the prompts, and the figures behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.kit.pages.todo import Todo, todo
from youfu.modules.people.models import Person
from youfu.modules.recognition.pages.confirming.prompting import ADVICE, TITLES
from youfu.modules.recognition.pages.confirming.rows import seen_by
from youfu.modules.recognition.queries.prompted import prompted

BOUND = 1000


def _count(rows: Any) -> int:
    """Bounded, so that it costs the same in a county that is far behind."""
    return int(rows.order_by().values("pk")[:BOUND].count())


@todo(Permission.APPLICATIONS_MAKE, order=40)
def confirmations(actor: Actor) -> Iterator[Todo]:
    """年度确认: overdue first, then what is left."""
    late = _count(seen_by(actor).overdue())
    if late:
        url = f"{reverse('confirmations')}?view=overdue"
        yield Todo(
            _("年度确认逾期 %(n)d 人") % {"n": late},
            _("先催办，仍不办理的由人提出中止建议"),
            url,
            _("催办"),
            "stop",
            "sync",
        )
        return
    left = _count(seen_by(actor).waiting())
    if left:
        yield Todo(_("年度确认还有 %(n)d 人") % {"n": left}, _("走访、视频或者电话，一人一点即可"), reverse("confirmation-round"),
                   _("逐人确认"), "look", "sync")  # fmt: skip


@todo(Permission.APPLICATIONS_MAKE, order=45)
def prompts_waiting(actor: Actor) -> Iterator[Todo]:
    """到龄提醒: one line for each rule that names somebody."""
    people = rows_of(Person, actor, Permission.APPLICATIONS_MAKE)
    for code, title in TITLES.items():
        n = _count(prompted(people, code))
        if n:
            yield Todo(_("%(what)s：%(n)d 人") % {"what": title, "n": n}, ADVICE[code],
                       f"{reverse('prompts')}?view={code}", _("查看"), "look", "bell")  # fmt: skip


register(
    Indicator(
        "confirmations.open", gettext_lazy("年度确认未完成"), gettext_lazy("人"), Permission.APPLICATIONS_VIEW,
        lambda actor: seen_by(actor).waiting(), ("confirmations", "view=open"), note=gettext_lazy("本年度"),
    )
)  # fmt: skip
register(
    Indicator(
        "confirmations.overdue", gettext_lazy("年度确认逾期"), gettext_lazy("人"), Permission.APPLICATIONS_VIEW,
        lambda actor: seen_by(actor).overdue(), ("confirmations", "view=overdue"), note=gettext_lazy("已过截止日期"),
    )
)  # fmt: skip
