"""Numbers about rolls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.modules.payments.models import Roll
from youfu.modules.payments.pages import one_offs
from youfu.modules.payments.pages.rolls import TOTAL, paid_this_year

register(
    Indicator(
        "payments.year", _("今年已审批"), _("元"), Permission.ROLLS_VIEW, paid_this_year,
        ("rolls", "view=all"), value=TOTAL, money=True, note=_("含补发，已减扣回"),
    )
)  # fmt: skip
register(
    Indicator(
        "payments.drafts", _("待审批批次"), _("个"), Permission.ROLLS_VIEW,
        lambda actor: rows_of(Roll, actor, Permission.ROLLS_VIEW).filter(state=Roll.State.DRAFT),
        ("rolls", "view=draft"), note=_("审批后才入账"),
    )
)  # fmt: skip
register(
    Indicator(
        "payments.stopped", _("有未能计算的批次"), _("个"), Permission.ROLLS_VIEW,
        lambda actor: rows_of(Roll, actor, Permission.ROLLS_VIEW).exclude(problems=[]),
        ("rolls", "view=stopped"), note=_("缺标准的条件组合暂停计发"),
    )
)  # fmt: skip
register(
    Indicator(
        "one_offs.year", _("今年一次性待遇"), _("元"), Permission.ROLLS_VIEW, one_offs.this_year,
        ("one-offs", "view=year"), value=one_offs.TOTAL, money=True, note=_("已减冲销"),
    )
)  # fmt: skip
