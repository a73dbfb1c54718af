"""What pages say of a delivery: where it stands, how late it is, and by what colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from youfu.kit import clock
from youfu.kit.pages import cells
from youfu.kit.templatetags.kit import full_day, local
from youfu.kit.workflow import calendar
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.rules import naming
from youfu.rules.working_days import WorkingDays


@dataclass(frozen=True)
class Standing:
    """A word and its state: ok, look, stop or idle."""

    text: str
    state: str


# How far a delivery is: the word for it, and its state unless it is late.
STAGES = {
    "withdrawn": (gettext_lazy("已撤回"), "idle"), "replied": (gettext_lazy("已回复"), "ok"),
    "signed": (gettext_lazy("已签收"), "ok"), "unanswered": (gettext_lazy("未回复"), "look"),
    "unsigned": (gettext_lazy("已读未签收"), "look"), "unread": (gettext_lazy("未读"), "look"),
}  # fmt: skip


class Clocks:
    """Working days between two days, and what is said of a delivery, each worked out once however many rows ask."""

    def __init__(self, days: WorkingDays | None = None) -> None:
        self.days = days or calendar.working_days()
        self.today = clock.today()
        self.known: dict[date, int] = {}
        self.standings: dict[tuple[str, date | None], Standing] = {}

    def since(self, day: date) -> int:
        """Working days from a day until today."""
        if day not in self.known:
            self.known[day] = self.days.between(day, self.today)
        return self.known[day]

    def left(self, due: date) -> int:
        """Working days until a day; negative once it is over."""
        if due < self.today:
            return -max(1, self.since(due))
        return self.days.between(self.today, due)


def stage(row: Delivery) -> str:
    """Its key in STAGES."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.finished:
        return "replied" if row.wants == "reply" else "signed"
    if row.signed_at is not None:
        return "unanswered"
    return "unsigned" if row.opened_at is not None else "unread"


def standing(row: Delivery, clocks: Clocks) -> Standing:
    """已回复, 已签收, 未回复, 已读未签收, 未读: what is missing, and for how long where it is late."""
    key = stage(row), row.due_on
    if key not in clocks.standings:
        clocks.standings[key] = _standing(*key, clocks)
    return clocks.standings[key]


def _standing(where: str, due_on: date | None, clocks: Clocks) -> Standing:
    word, state = STAGES[where]
    if state != "look" or due_on is None or due_on >= clocks.today:
        return Standing(str(word), state)
    over = -clocks.left(due_on)
    late = ngettext("%(word)s，超期 %(n)d 天", "%(word)s，超期 %(n)d 天", over)
    return Standing(late % {"word": word, "n": over}, "stop")


def plain_standing(row: Delivery, _clocks: Clocks) -> str:
    """The same for a workbook, without counting days for each row."""
    text = str(STAGES[stage(row)][0])
    late = not row.finished and row.due_on is not None and row.due_on < clock.today()
    return _("%(word)s，超期") % {"word": text} if late else text


def standing_cell(row: Delivery, clocks: Clocks) -> SafeString:
    found = standing(row, clocks)
    return cells.mark(found.text, found.state)


def due_text(row: Delivery, clocks: Clocks) -> str:
    """2026-12-04, 剩 3 天; how late it is stands with its state."""
    if row.due_on is None:
        return cells.DASH
    if row.finished or row.due_on < clocks.today:
        return full_day(row.due_on)
    left = clocks.left(row.due_on)
    words = ngettext("%(day)s，剩 %(n)d 天", "%(day)s，剩 %(n)d 天", left)
    return words % {"day": full_day(row.due_on), "n": left}


def short(name: Any) -> str:
    """乌镇镇退役军人服务站 → 乌镇镇, as people call it among themselves; other bodies by their whole name."""
    return str(name).removesuffix("退役军人服务站") or str(name)


def whose(row: Delivery) -> str:
    """Who it is for: the office, or a person and where."""
    place = short(row.organisation)
    return f"{row.user}（{place}）" if row.user else place


def label(document: OfficialDocument) -> str:
    """The number it is known by, or its kind."""
    return document.label or str(document.get_kind_display())


def place_of(row: Delivery) -> str:
    """The region people know it by."""
    return naming.forms(row.organisation.region.name)[1]


def at(moment: datetime | None) -> str:
    """For a workbook: 2026-11-20 09:12."""
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else ""


def key_of(text: str) -> int | None:
    """The key an address names; None for what is none."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
