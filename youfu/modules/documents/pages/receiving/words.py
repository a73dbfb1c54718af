"""What the pages of receiving say of a document: its cells, its clock, what was said at a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from youfu.kit import clock
from youfu.kit.pages import cells
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import day
from youfu.kit.workflow import calendar
from youfu.modules.documents.models import OfficialDocument
from youfu.rules.working_days import Clock, WorkingDays

RUNNING = ("propose", "instruct", "handle")
STATES = {
    "propose": "look",
    "instruct": "look",
    "handle": "now",
    "done": "ok",
    "returned": "idle",
    "issued": "ok",
}
FREQUENT = 200


def title_cell(document: OfficialDocument) -> Any:
    urgent = document.urgency != OfficialDocument.Urgency.NORMAL
    link = cells.link(document.title, reverse("document", args=[document.pk]))
    if not urgent:
        return link
    return cells.tags([link, cells.tag(document.get_urgency_display(), "stop")])


def state_cell(document: OfficialDocument) -> Any:
    return cells.mark(document.get_state_display(), STATES.get(document.state, "idle"))


def clock_of(document: OfficialDocument, days: WorkingDays) -> Clock | None:
    """Working days allowed, used and left; None when no day was set or nothing runs any more."""
    if document.due_on is None or document.received_on is None or document.state not in RUNNING:
        return None
    today = clock.today()
    allowed = days.between(document.received_on, document.due_on)
    late = today > document.due_on
    used = (
        allowed + days.between(document.due_on, today) if late else days.between(document.received_on, today)
    )
    return Clock(allowed, used, document.due_on, late=late)


def clocks(rows: Sequence[OfficialDocument]) -> dict[int, Clock | None]:
    days = calendar.working_days()
    return {row.pk: clock_of(row, days) for row in rows}


def time_cell(document: OfficialDocument, found: dict[int, Clock | None]) -> Any:
    running = found[document.pk]
    if running is None or running.left is None:
        return day(document.due_on) if document.due_on else cells.DASH
    return cells.small(cells.mark(time_left(running), running.colour), day(running.due_on))


def time_left(running: Clock) -> str:
    """In the words of applications: 剩 3 天 · 今天到期 · 已超期, on the days off after the last one · 超期 1 天."""
    left = running.left or 0
    if running.late:
        over = -left
        return ngettext("超期 %(n)d 天", "超期 %(n)d 天", over) % {"n": over} if over > 0 else _("已超期")
    return ngettext("剩 %(n)d 天", "剩 %(n)d 天", left) % {"n": left} if left > 0 else _("今天到期")


def said_at(document: OfficialDocument, verb: str) -> str:
    """The last words at a step; the opinions were read beforehand."""
    said = [o for o in document.opinions.all() if o.verb == verb]
    return f"{said[-1].text}（{said[-1].author} {localtime(said[-1].at):%Y-%m-%d}）" if said else ""


def responsible(document: Any) -> str:
    """责任者: who wrote it; for what the bureau sent, the bureau (`with_bureau` read its name)."""
    return str(document.bureau or "") if document.outgoing else str(document.sender)


def with_bureau(rows: Rows, organisations: Rows) -> Rows:
    """Each with the full name of the bureau whose it is."""
    named = organisations.filter(kind="bureau", region=OuterRef("region")).values("name")[:1]
    return rows.annotate(bureau=Coalesce(NullIf("region__locality__name", Value("")), Subquery(named)))


def written_on(document: OfficialDocument) -> str:
    """The date a file is listed by: eight digits of the day it was written, or arrived (DA/T 22-2015)."""
    on = document.dated or document.received_on or document.ended_on
    return f"{on:%Y%m%d}" if on else ""


def remark(document: OfficialDocument) -> str:
    """What a reader of the list has to know besides: that it was withdrawn, or its receipt number."""
    if document.state == "withdrawn":
        return _("已撤回")
    return "" if document.outgoing else str(document.number)


def printed(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def on_day(rows: Rows, lookup: str, text: str) -> Rows:
    try:
        return rows.filter(**{lookup: date.fromisoformat(text)})
    except ValueError:
        return rows.none()


def frequent(rows: Rows, name: str) -> Iterable[str]:
    """The values a column has most often."""
    counted = rows.order_by().values(name).annotate(n=Count("pk")).order_by("-n", name)
    return (str(row[name]) for row in counted[:FREQUENT])
