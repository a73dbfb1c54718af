"""工作日历: the year as time limits count it, for everybody to see; days and years are entered by who keeps it."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.models import CalendarYear, Holiday
from youfu.kit.pages import Column, DayField, Exported, FormPage, Nav
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.workflow import calendar
from youfu.modules.administration import actions
from youfu.modules.organisations.queries import county

COLUMNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (_("日期"), lambda row: row.day.isoformat()),
        (_("上班"), lambda row: _now("是") if row.works else _now("否")),
        (_("名称"), lambda row: row.name),
    )
)


class Calendar(Exported):
    """One year, month by month: days off, make-up days, and by which document."""

    permission = Permission.SITE_USE
    route = "calendar"
    export = Permission.SITE_USE
    personal = False
    title = _("工作日历")
    nav = Nav("manage", _("工作日历"), "cal", 60)
    template_name = "administration/calendar.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        year = self._year()
        special = {row.day: row for row in Holiday._default_manager.filter(day__year=year)}
        if self.wanted_away:
            return self.hand_out(
                COLUMNS, sorted(special.values(), key=lambda row: row.day), conditions=str(year)
            )
        days = calendar.working_days()
        worked = sum(days.works(day) for month in range(1, 13) for day in _days(year, month))
        return self.show({
            "year": year,
            "months": [(month, list(_weeks(year, month, special))) for month in range(1, 13)],
            "announced": CalendarYear._default_manager.filter(year=year).first(),
            "gaps": calendar.gaps(),
            "worked": worked,
            "special": [row for row in special.values() if row.works or row.day.weekday() < 5],
            "before": year - 1 if year > actions.FIRST_YEAR else None,
            "after": year + 1 if year < clock.today().year + actions.AHEAD else None,
            "may_edit": self.may(Permission.CALENDAR_EDIT, county().path),
        })  # fmt: skip

    def _year(self) -> int:
        text = self.request.GET.get("year", "") or str(clock.today().year)
        if not _is_year(text) or not actions.FIRST_YEAR <= int(text) <= clock.today().year + actions.AHEAD:
            raise Http404(text)
        return int(text)


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4


def _days(year: int, month: int) -> Iterator[date]:
    return (day for day in Weeks().itermonthdates(year, month) if day.month == month)


def _weeks(year: int, month: int, special: dict[date, Holiday]) -> Iterator[list[dict[str, Any] | None]]:
    """Weeks from Monday; a day says how it differs from an ordinary week, days of other months are empty."""
    for week in Weeks().monthdatescalendar(year, month):
        yield [_cell(day, special.get(day)) if day.month == month else None for day in week]


def _cell(day: date, row: Holiday | None) -> dict[str, Any]:
    kind = "week" if day.weekday() < 5 else "end"
    if row is not None:
        kind = "on" if row.works else "off"
    return {"day": day, "kind": kind, "name": row.name if row else "", "today": day == clock.today()}


WORKS = {"off": False, "on": True, "plain": None}


class DayForm(forms.Form):
    day = DayField(label=_("日期"))
    change = forms.ChoiceField(
        label=_("改为"),
        choices=(
            ("off", _("放假（原为上班）")),
            ("on", _("调休上班（原为休息）")),
            ("plain", _("恢复为平常日")),
        ),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("名称"), max_length=40, required=False, help_text=_("例如：春节、国庆节调休")
    )


class ChangeDay(FormPage):
    """修改工作日历: clocks that run are set by it at once; a published notice keeps its days."""

    permission = Permission.CALENDAR_EDIT
    section = "calendar"
    title = _("修改工作日历")
    lead = _("保存后，在办申请的应办结日期随即重算；已贴出的公示按公示的日期不变。")
    form_class = DayForm
    template_name = "administration/calendar_form.html"

    def initial(self) -> dict[str, Any]:
        try:
            day = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return {}
        row = Holiday._default_manager.filter(pk=day).first()
        usual = "off" if day.weekday() < 5 else "on"
        return {"day": day, "change": "plain" if row else usual, "name": row.name if row else ""}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        moved = actions.set_day(
            day=given["day"], works=WORKS[given["change"]], name=given["name"], by=self.actor
        )
        self.said = _now("工作日历已修改，%(n)d 个在办环节的应办结日期随之调整。") % {"n": moved}
        return given["day"]

    def success_url(self, result: Any) -> str:
        return reverse("calendar") + (f"?year={result.year}" if result else "")


class AnnounceForm(forms.Form):
    year = forms.IntegerField(label=_("年份"))
    document = forms.CharField(
        label=_("放假安排的文件和文号"),
        max_length=200,
        help_text=_("例如：国务院办公厅关于某年部分节假日安排的通知"),
    )


class Announce(FormPage):
    """登记年度放假安排: the year is complete; pages stop warning of it."""

    permission = Permission.CALENDAR_EDIT
    section = "calendar"
    title = _("登记年度放假安排")
    lead = _("先逐日登记放假和调休，再登记文件。登记后，各处不再提示这一年缺少安排。")
    said = _("年度放假安排已登记。")
    form_class = AnnounceForm
    template_name = "administration/calendar_form.html"

    def initial(self) -> dict[str, Any]:
        text = self.request.GET.get("year", "")
        return {"year": int(text) if _is_year(text) else clock.today().year + 1}

    def perform(self, form: forms.Form) -> Any:
        return actions.announce(**form.cleaned_data, by=self.actor).year

    def success_url(self, result: Any) -> str:
        return reverse("calendar") + (f"?year={result}" if result else "")


@todo(Permission.CALENDAR_EDIT, order=80)
def gaps(actor: Actor) -> Iterator[Todo]:
    """A year that time limits already reach into and nobody announced."""
    for year in calendar.gaps():
        yield Todo(
            _("%(year)d 年的放假安排还没有登记") % {"year": year},
            _("在登记之前，时限按周一至周五推算，遇节假日会算错。"),
            f"{reverse('calendar')}?year={year}",
            _("去登记"),
            icon="cal",
        )
