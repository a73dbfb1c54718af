"""The bridge from last month's sum to this month's, with coordinates counted here: the page needs no script."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from youfu.kit.templatetags.kit import signed
from youfu.modules.payments.models import Kind
from youfu.modules.payments.queries.compare import Steps

WIDTH, HEIGHT, TOP, BAR, GAP, LEFT = 556, 222, 28, 46, 78, 14
BASE = 196


def bridge(steps: Steps, kinds: dict[int, int], month: int) -> dict[str, Any]:
    """Bars of last month, new, stopped, changed, arrears, recovery and this month (fen), and the floor of the axis."""
    moves = [
        (_("新增"), steps.added[1]), (_("停发"), steps.stopped[1]), (_("调整"), steps.changed[1]),
        (_("补发"), kinds[Kind.ARREARS]), (_("扣回"), kinds[Kind.RECOVERY]),
    ]  # fmt: skip
    levels, level = [steps.before], steps.before
    for _label, fen in moves:
        level += fen
        levels.append(level)
    low, high = min(levels), max(levels)
    floor = max(0, low - max((high - low), high // 20) // 1)
    scale = (BASE - TOP) / max(high - floor, 1)

    def y(fen: int) -> float:
        return round(BASE - (fen - floor) * scale, 1)

    bars = [
        _bar(0, _("%(m)d 月") % {"m": (month - 1) % 12 + 1}, y(steps.before), BASE, "c1", _wan(steps.before))
    ]
    for place, (label, fen) in enumerate(moves, start=1):
        top, bottom = y(max(levels[place - 1], levels[place])), y(min(levels[place - 1], levels[place]))
        bars.append(_bar(place, label, top, bottom, "cu" if fen >= 0 else "cd", signed(fen)))
    bars.append(
        _bar(len(moves) + 1, _("%(m)d 月") % {"m": month % 12 + 1}, y(level), BASE, "c1", _wan(level))
    )
    links = [
        {"x": bar["x"] + BAR, "y": y(levels[min(n, len(levels) - 1)])} for n, bar in enumerate(bars[:-1])
    ]
    return {
        "bars": bars,
        "links": links,
        "floor": _wan(floor) if floor else "",
        "total": level,
        "change": level - steps.before,
    }


def _bar(place: int, label: str, top: float, bottom: float, css: str, value: str) -> dict[str, Any]:
    x = LEFT + place * GAP
    return {
        "x": x, "y": top, "height": round(max(bottom - top, 1), 1), "middle": x + BAR // 2, "over": round(top - 7, 1),
        "css": css, "label": label, "value": value,
    }  # fmt: skip


def _wan(fen: int) -> str:
    """Ten thousands of yuan with two decimals, integers only."""
    hundredths = abs(fen) // 10_000
    return f"{'−' if fen < 0 else ''}{hundredths // 100:,}.{hundredths % 100:02d} {_('万')}"
