"""What templates say: icons, amounts, months, states."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.rules import naming, periods

register = template.Library()

_STATES = {
    "draft": "now", "approved": "ok", "exported": "ok", "waiting": "idle", "running": "now", "done": "ok",
    "failed": "stop", "high": "ok", "medium": "look", "low": "look", "sample": "idle", "alive": "ok", "dead": "idle",
    "moved": "idle",
}  # fmt: skip


def local(value: datetime) -> datetime:
    """A stored moment in the bureau's time zone."""
    return value.astimezone(timezone.get_current_timezone())


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; size "s" is the small one."""
    css = f"ico {size}".strip()
    href = f"{static('kit/icons.svg')}#i-{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.filter
def money(fen: Any) -> str:
    """Fen as yuan: 123450 → 1,234.50, −5 → −0.05; a dash for nothing."""
    if fen is None or fen == "":
        return "—"
    fen = int(fen)
    return f"{'−' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@register.filter
def wan(fen: Any) -> str:
    """Fen in ten thousands of yuan 万元 with two decimals, cut off, not rounded: 386421850 → 386.42."""
    hundredths = abs(int(fen or 0)) // 10_000
    return f"{'−' if int(fen or 0) < 0 else ''}{hundredths // 100:,}.{hundredths % 100:02d}"


@register.filter
def signed(fen: Any) -> str:
    """A difference in yuan with its sign: +12.00, −3.50, 0.00."""
    return "—" if fen is None else ("+" if int(fen) > 0 else "") + money(fen)


@register.filter
def thousands(number: Any) -> str:
    """4826 → 4,826."""
    return f"{int(number):,}".replace("-", "−") if number not in (None, "") else "—"


@register.filter
def signed_count(number: Any) -> str:
    """+7, −2, nothing for 0."""
    return (f"+{number:,}" if number > 0 else f"−{-number:,}") if number else ""


@register.filter
def month(index: Any) -> str:
    """Month index → 2026-11."""
    return "—" if index in (None, "") else periods.month_text(int(index))


@register.filter
def month_name(index: int) -> str:
    """Month index → 2026 年 11 月."""
    return _("%(year)d 年 %(month)d 月") % {"year": index // 12, "month": index % 12 + 1}


@register.filter
def day(value: Any) -> str:
    """A date as 2026-11-20, within this year 11-20; a dash for nothing."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = local(value).date()
    return f"{value:%m-%d}" if value.year == clock.today().year else f"{value:%Y-%m-%d}"


@register.filter
def full_day(value: date | None) -> str:
    """A date as 2026-11-20."""
    return value.isoformat() if value else "—"


@register.filter
def timeline_day(value: date) -> str:
    """Within the last three years 11-20, before that 1976-12."""
    return f"{value:%m-%d}" if clock.today().year - value.year < 3 else f"{value:%Y-%m}"


@register.filter
def moment(value: datetime | None) -> str:
    """11-20 09:12, with the year when it is another one."""
    if not value:
        return "—"
    there = local(value)
    return f"{there:%m-%d %H:%M}" if there.year == clock.today().year else f"{there:%Y-%m-%d %H:%M}"


def to_the_minute(value: datetime | None) -> str:
    """2026-11-20 09:12, as a workbook says it; empty when there is none."""
    return f"{local(value):%Y-%m-%d %H:%M}" if value else ""


GRADES = (
    gettext_lazy("一级"), gettext_lazy("二级"), gettext_lazy("三级"), gettext_lazy("四级"), gettext_lazy("五级"),
    gettext_lazy("六级"), gettext_lazy("七级"), gettext_lazy("八级"), gettext_lazy("九级"), gettext_lazy("十级"),
)  # fmt: skip


@register.filter
def grade(number: int | None) -> Any:
    """5 → 五级; nothing for none."""
    return GRADES[number - 1] if number else ""


CAUSES = {
    "war": gettext_lazy("因战"), "duty": gettext_lazy("因公"), "illness": gettext_lazy("因病"),
    "mental": gettext_lazy("因精神障碍"),
}  # fmt: skip


@register.filter
def cause(code: str | None) -> Any:
    """war → 因战; nothing for none."""
    return CAUSES.get(code or "", "")


@register.filter
def place_name(name: Any) -> str:
    """A place as people say it: 店街塘村村委会 → 店街塘村."""
    return naming.forms(str(name))[1] if name else ""


@register.filter
def state(code: Any) -> str:
    """The state word (ok, look, stop, now, idle) for a code of a model."""
    return _STATES.get(str(code), "idle")


@register.filter
def initial(name: Any) -> str:
    """The first character of a name, for the round badge."""
    return str(name)[:1]


@register.filter
def said(text: Any) -> str:
    """A word that is kept in the register in Chinese (a programme's title), in the language of the page."""
    return _(str(text)) if text else ""


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """A value of a dictionary by a variable key."""
    return mapping.get(key, "") if mapping else ""
