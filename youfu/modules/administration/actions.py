"""The calendar of working days 工作日历: the shipped years, days that differ from an ordinary week, announced years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version

import chinese_calendar
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.models import ApplicationStep, CalendarYear, Holiday
from youfu.kit.workflow import calendar
from youfu.modules.organisations.queries import county

FIRST_YEAR, AHEAD = 2004, 3
NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


@action("calendar.seed", gettext_lazy("登记工作日历（随附）"), Permission.CALENDAR_EDIT)
def seed(thing: None = None, *, by: Actor) -> int:
    """Enter the years the library chinesecalendar knows (2004 on) that nobody has announced yet; returns how many. What a bureau
    changed stays, and running it again does nothing. The library was compiled from the State Council's yearly notices."""
    demand(by, Permission.CALENDAR_EDIT, county().path)
    known = set(CalendarYear.objects.values_list("year", flat=True))
    off, on = chinese_calendar.holidays, chinese_calendar.workdays
    years = {day.year for day in (*off, *on)} - known
    days = {day: (False, name) for day, name in off.items()} | {day: (True, name) for day, name in on.items()}
    Holiday.objects.bulk_create(
        (
            Holiday(day=day, works=works, name=NAMES.get(name, name)[:40])
            for day, (works, name) in days.items()
            if day.year in years
        ),
        ignore_conflicts=True,
    )
    document = _("国务院办公厅历年部分节假日安排的通知（据 chinesecalendar %(version)s 整理）") % {
        "version": version("chinesecalendar")
    }
    CalendarYear.objects.bulk_create(CalendarYear(year=year, document=document) for year in sorted(years))
    return len(years)


@action(
    "calendar.set_day",
    gettext_lazy("修改工作日历"),
    Permission.CALENDAR_EDIT,
    record=("day", "works", "name"),
)
def set_day(thing: None = None, *, day: date, works: bool | None, name: str = "", by: Actor) -> int:
    """Make a day off (works=False) or worked (True), or an ordinary day again (None). Clocks that run are set by it at once;
    a notice that was published keeps its days. Returns how many steps are due on another day now."""
    demand(by, Permission.CALENDAR_EDIT, county().path)
    _refuse_far(day.year)
    if works is None:
        if not Holiday.objects.filter(day=day).delete()[0]:
            raise Refused(_("%(day)s 本来就按平常日计算。") % {"day": day})
    elif not name.strip():
        raise Refused(_("请写明名称，例如：春节、国庆节调休。"))
    elif works is (day.weekday() < 5):
        week = _("周一至周五本来就上班") if works else _("周六、周日本来就休息")
        raise Refused(_("%(week)s，不必登记。") % {"week": week})
    else:
        Holiday.objects.update_or_create(day=day, defaults={"works": works, "name": name.strip()[:40]})
    return _reset_clocks()


@action(
    "calendar.announce",
    gettext_lazy("登记年度放假安排"),
    Permission.CALENDAR_EDIT,
    record=("year", "document"),
)
def announce(thing: None = None, *, year: int, document: str, by: Actor) -> CalendarYear:
    """Say that a year's calendar is complete, and by which document; from then on no page warns of it."""
    demand(by, Permission.CALENDAR_EDIT, county().path)
    _refuse_far(year)
    if not document.strip():
        raise Refused(_("请写明放假安排的文件和文号。"))
    if not Holiday.objects.filter(day__year=year, works=False).exists():
        raise Refused(_("%(year)d 年还没有登记任何放假日：请先逐日登记，再登记文件。") % {"year": year})
    row: CalendarYear
    row, _made = CalendarYear.objects.update_or_create(year=year, defaults={"document": document.strip()})
    return row


def _refuse_far(year: int) -> None:
    if not FIRST_YEAR <= year <= clock.today().year + AHEAD:
        raise Refused(
            _("年份应在 %(first)d 至 %(last)d 之间。")
            % {"first": FIRST_YEAR, "last": clock.today().year + AHEAD}
        )


def _reset_clocks() -> int:
    """Count again when the running steps are due. A notice ends on the day everybody was told."""
    days = calendar.working_days()
    running: Iterable[ApplicationStep] = ApplicationStep.objects.filter(
        state=ApplicationStep.State.OPEN, running_since__isnull=False, days__isnull=False
    ).exclude(kind="publicity")
    moved = []
    for step in running:
        before = step.due_on
        calendar.start(step, days, step.running_since)  # type: ignore[arg-type]  # filtered above
        if step.due_on != before:
            moved.append(step)
    ApplicationStep.objects.bulk_update(moved, ["due_on"], batch_size=500)
    return len(moved)
