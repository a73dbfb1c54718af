"""统计: every declared indicator this user may see, each number a link to its rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock, indicators
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Exported, Nav, rows_of
from youfu.kit.templatetags.kit import money
from youfu.modules.payments.models import Roll, RollTotal

GROUPS = (
    ("people", _("人员")),
    ("recipients", _("享受待遇人数")),
    ("applications", _("补助审核")),
    ("payments", _("发放")),
    ("standards", _("政策标准")),
)


COLUMNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (_("指标"), lambda pair: pair[0].title),
        (_("数值"), lambda pair: money(pair[1]) if pair[0].money else str(pair[1])),
        (_("单位"), lambda pair: pair[0].unit),
        (_("说明"), lambda pair: pair[0].note),
    )
)


class Reports(Exported):
    """统计报表."""

    permission = Permission.REPORTS_VIEW
    route = "reports"
    export = Permission.REPORTS_VIEW
    personal = False
    title = _("统计报表")
    nav = Nav("manage", _("统计报表"), "chart", 70)
    template_name = "reports/reports.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        seen = [(i, i.compute(self.actor)) for i in indicators.visible(self.actor)]
        groups = [
            (title, [pair for pair in seen if pair[0].code.startswith(f"{code}.")]) for code, title in GROUPS
        ]
        if self.wanted_away:
            return self.hand_out(COLUMNS, seen)
        shown = {pair[0].code for _title, rows in groups for pair in rows}
        others = [pair for pair in seen if pair[0].code not in shown]
        groups += [(_("其他"), others)] if others else []
        return self.show({
            "groups": [(title, with_bars(rows) if len(rows) > 3 else plain(rows)) for title, rows in groups if rows],
            "year": clock.today().year,
            "paid": self._paid() if self.may(Permission.ROLLS_VIEW) else [],
        })  # fmt: skip

    def _paid(self) -> list[dict[str, Any]]:
        """This year's approved fen by programme."""
        first = clock.today().year * 12
        rolls = rows_of(Roll, self.actor, Permission.ROLLS_VIEW).exclude(state=Roll.State.DRAFT)
        rolls = rolls.filter(month__gte=first, month__lt=first + 12)
        totals = RollTotal._default_manager.filter(roll__in=rolls).order_by("programme_id")
        rows: Any = totals.values("programme__title", "programme__code").annotate(fen=Sum("fen"))
        return list(rows)


def plain(rows: list[Any]) -> list[dict[str, Any]]:
    """Numbers that are not to be compared with each other."""
    return [{"indicator": i, "value": value, "bar": 0} for i, value in rows]


def with_bars(rows: list[Any]) -> list[dict[str, Any]]:
    """Numbers with the length of their bar (0 to 100) among those of the same group and kind."""
    top = max((value for i, value in rows if not i.money), default=0)
    return [
        {
            "indicator": i,
            "value": value,
            "bar": 0 if i.money or not top else max(1, 100 * value // top) if value else 0,
        }
        for i, value in rows
    ]
