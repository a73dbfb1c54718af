"""Numbers of 政务公开, 依申请公开 (those of the yearly report 年报) and 通知公告; each opens its list."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, Case, F, IntegerField, Value, When
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.modules.documents.models import Disclosure, InformationRequest
from youfu.modules.documents.queries import opening

VIEW = Permission.DISCLOSURES_VIEW
Mode, Outcome = Disclosure.Mode, InformationRequest.Outcome


class Percent(Aggregate):
    """The mean of 0 and 100, rounded to a whole per cent; nothing counted is nothing late."""

    template = "coalesce(round(avg(%(expressions)s))::integer, 100)"
    output_field = IntegerField()


def items(actor: Actor) -> Any:
    return rows_of(Disclosure, actor, VIEW)


def requests(actor: Actor) -> Any:
    return rows_of(InformationRequest, actor, VIEW)


def opened_this_year(actor: Actor) -> Any:
    """Opened this year, those withdrawn since included."""
    return opening.opened_in(items(actor).exclude(opened_at=None), clock.today().year)


def answered_this_year(actor: Actor) -> Any:
    return requests(actor).filter(state="answered", answered_on__year=clock.today().year)


def this_year(query: str) -> Any:
    """The year stands in the address, so it is put there when the page is shown."""
    return lazy(lambda: query.format(year=clock.today().year), str)()


def _register(code: str, title: Any, unit: Any, rows: Any, opens: tuple[str, Any], **more: Any) -> None:
    register(Indicator(f"documents.{code}", title, unit, VIEW, rows, opens, **more))


_register(
    "open_year", _("今年公开信息"), _("条"), opened_this_year, ("disclosures", this_year("year={year}"))
)
for mode, title in (
    (Mode.ACTIVE, _("主动公开")),
    (Mode.REQUEST, _("依申请公开的信息")),
    (Mode.NONE, _("不予公开的信息")),
):
    _register(
        f"open_mode.{mode.value}", title, _("条"),
        lambda actor, mode=mode: items(actor).filter(mode=mode, state__in=("open", "kept")),
        ("disclosures", f"mode={mode.value}&state=decided"), note=_("已公开或已决定"),
    )  # fmt: skip
_register(
    "open_in_time", _("按期公开率"), "%", lambda actor: opened_this_year(actor).exclude(due_on=None),
    ("disclosures", this_year("year={year}&time=in_time")), note=_("20 个工作日内"),
    value=Percent(
        Case(When(opened_at__date__lte=F("due_on"), then=Value(100)), default=Value(0), output_field=IntegerField())
    ),
)  # fmt: skip
_register(
    "open_overdue", _("超期未公开"), _("条"), lambda actor: items(actor).overdue(clock.today()),
    ("disclosures", "time=overdue"),
)  # fmt: skip
_register(
    "requests_received", _("今年收到公开申请"), _("件"), lambda actor: requests(actor).received_in(clock.today().year),
    ("information-requests", this_year("year={year}")),
)  # fmt: skip
_register(
    "requests_carried", _("上年结转公开申请"), _("件"), lambda actor: requests(actor).carried_into(clock.today().year),
    ("information-requests", this_year("carried={year}")),
)  # fmt: skip
_register(
    "requests_answered", _("今年答复公开申请"), _("件"), answered_this_year,
    ("information-requests", this_year("view=answered&answered={year}")),
)  # fmt: skip
_register(
    "requests_running", _("办理中公开申请"), _("件"), lambda actor: requests(actor).running(),
    ("information-requests", "view=running"),
)  # fmt: skip
_register(
    "requests_overdue", _("超期公开申请"), _("件"), lambda actor: requests(actor).overdue(clock.today()),
    ("information-requests", "view=overdue"),
)  # fmt: skip
for outcome in Outcome:
    _register(
        f"requests_outcome.{outcome.value}", outcome.label, _("件"),
        lambda actor, outcome=outcome: answered_this_year(actor).filter(outcome=outcome),
        ("information-requests", this_year(f"answered={{year}}&outcome={outcome.value}")), note=_("今年答复"),
    )  # fmt: skip
