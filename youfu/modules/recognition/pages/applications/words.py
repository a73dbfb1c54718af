"""How clocks, states and values of an application are said: in cells, facts and exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from youfu.kit.models import Application, ApplicationStep
from youfu.kit.pages import MonthField, YuanField, cells
from youfu.kit.templatetags.kit import day, money, place_name, said
from youfu.kit.workflow import calendar
from youfu.kit.workflow.declare import TYPES, ApplicationType
from youfu.kit.workflow.form import build, cleaned, typed
from youfu.rules import identifiers, periods
from youfu.rules.eligibility.veterans import PAID
from youfu.rules.findings import Finding
from youfu.rules.working_days import Clock, WorkingDays

STATES = {
    "draft": "now", "open": "now", "returned": "look", "approved": "ok", "refused": "stop", "withdrawn": "idle",
}  # fmt: skip
TICKS = 20  # more working days than this are drawn in proportion


def clock_words(clock: Clock) -> str:
    """剩 3 天 · 今天到期 · 已超期 · 超期 1 天 · 计时暂停 · 时限待确认."""
    if clock.paused:
        return _("计时暂停")
    if clock.left is None:
        return _("时限待确认")
    if clock.late:  # on the days off after the last one, not by a working day yet
        over = -clock.left
        return ngettext("超期 %(n)d 天", "超期 %(n)d 天", over) % {"n": over} if over > 0 else _("已超期")
    return (
        ngettext("剩 %(n)d 天", "剩 %(n)d 天", clock.left) % {"n": clock.left}
        if clock.left > 0
        else _("今天到期")
    )


def clock_cell(clock: Clock, *, big: bool = False) -> SafeString:
    """One tick a working day, filled when spent; the words always beside the colour."""
    due = _("应于 %(day)s 办结") % {"day": day(clock.due_on)} if clock.due_on and not clock.paused else ""
    return format_html(
        '<span class="clock{}" data-state="{}"><b>{}</b>{}{}</span>', " big" if big else "", clock.colour,
        clock_words(clock), format_html("<small>{}</small>", due) if due and big else "", _ticks(clock),
    )  # fmt: skip


def _ticks(clock: Clock) -> SafeString:
    if not clock.allowed:
        return mark_safe("")
    drawn = min(clock.allowed, TICKS)
    spent = min(drawn, -(-clock.used * drawn // clock.allowed))
    spends = [' class="on"'] * spent + [""] * (drawn - spent)
    rects = "".join(f'<rect{css} x="{5 * n}" width="3" height="12" rx="1"/>' for n, css in enumerate(spends))
    return format_html(
        '<svg class="ticks" viewBox="0 0 {} 12" height="10" width="{}" aria-hidden="true">{}</svg>',
        5 * drawn - 2, (5 * drawn - 2) * 5 // 6, mark_safe(rects),
    )  # fmt: skip


def clocks(rows: Sequence[Application]) -> dict[int, tuple[ApplicationStep, Clock]]:
    """The open step of each application and its clock; one reading of steps and calendar for a whole page."""
    days = calendar.working_days()
    paused = {row.pk: row.paused for row in rows}
    found = [step for row in rows if (step := open_step(row))]
    return {
        step.application_id: (step, calendar.step_clock(step, days, paused=paused[step.application_id]))
        for step in found
    }


def gap(days: WorkingDays, start: date | None, end: date | None) -> str:
    """A year within a clock's run for which no calendar was announced, as a warning; nothing when there is none."""
    years = days.missing(start, end) if start and end and start <= end else []
    if not years:
        return ""
    names = "、".join(str(year) for year in years)
    return _("%(years)s 年的节假日安排还没有录入，时限暂按周一至周五推算。") % {"years": names}


def reason(found: Finding) -> str:
    """The title of a finding in the language of the page; what it found stays in the words of the law."""
    if found.title.startswith(PAID):
        return f"{said(PAID)}{said(found.title.removeprefix(PAID))}"
    return str(said(found.title))


def name_cell(row: Application) -> SafeString:
    return cells.link(row.person.name, reverse("application", args=[row.pk]), row.number)


def place_cell(row: Application) -> Any:
    """Town and, dim, village."""
    region = row.region
    if region.level == "village" and region.parent:
        return cells.two(region.parent.name, place_name(region.name))
    return place_name(region.name)


def plain_place(row: Application) -> str:
    region = row.region
    return (
        f"{region.parent.name} {region.name}" if region.level == "village" and region.parent else region.name
    )


def step_cell(row: Application) -> Any:
    """Where it stands."""
    step = open_step(row)
    if step is None:
        return cells.tag(row.get_state_display(), STATES[row.state])
    title = said(step.title)
    return cells.tags([format_html("{}", title), cells.tag(_("暂停"), "idle")]) if row.paused else title


def time_cell(row: Application, running: dict[int, Any]) -> Any:
    if row.pk in running:
        return clock_cell(running[row.pk][1])
    return cells.dim(day(row.ended_on)) if row.ended_on else cells.DASH


def open_step(row: Application) -> ApplicationStep | None:
    """The step it stands at, from what was read with it."""
    return next((s for s in row.steps.all() if s.state == ApplicationStep.State.OPEN), None)


def plain_step(row: Application) -> str:
    """The open step, or the state."""
    step = open_step(row)
    return step.title if step else str(row.get_state_display())


def plain_due(row: Application, times: Mapping[int, tuple[ApplicationStep, Clock]]) -> date | None:
    found = times.get(row.pk)
    return found[0].due_on if found else None


def facts(application: Application, opened: Mapping[str, Any] | None = None) -> list[tuple[Any, Any]]:
    """What was filled in: (label, value) in the order of the form, sealed values masked unless they were `opened`."""
    declared = TYPES.get(application.type)
    values, given = cleaned(application), typed(application)
    if declared is None:  # a type that is no longer declared: the names its form had
        return [(name, application.given[name]) for name in application.given]
    form = build(declared, application.person)
    sealed = set(declared.secret) - set(opened or ())
    return [
        (
            field.label or name,
            cells.masked(hidden(given.get(name))) if name in sealed else readable(field, values.get(name)),
        )
        for name, field in form.fields.items()
    ]


def hidden(value: Any) -> str:
    """A sealed value: the tail of a long number, otherwise only that something is there."""
    text = "".join(str(value or "").split())
    if not text:
        return cells.DASH
    return (
        identifiers.mask_account(text) if text.isalnum() and text.isascii() and len(text) >= 10 else "******"
    )


def readable(field: forms.Field, value: Any) -> Any:
    """A cleaned value as a person reads it."""
    if value is None or value == "":
        return cells.DASH
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(field, MonthField):
        return periods.month_text(value)
    if isinstance(field, YuanField):
        return _("%(sum)s 元") % {"sum": money(value)}
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value)
    choices = dict(getattr(field, "choices", None) or ())
    if isinstance(value, list | tuple):
        return "、".join(str(choices.get(item, item)) for item in value)
    return choices.get(value, choices.get(str(value), value))


def record_labels(declared: ApplicationType | None) -> dict[str, tuple[Any, forms.Field]]:
    """The fields that deciding steps write down: name → (label, field)."""
    fields = declared.decides.base_fields if declared and declared.decides else {}
    return {name: (field.label or name, field) for name, field in fields.items()}


def kept(field: forms.Field, value: Any) -> Any:
    """A recorded value as the field cleans it; as it is when the field no longer takes it."""
    try:
        return field.to_python(value) if isinstance(value, str) else value
    except forms.ValidationError:
        return value


def address(name: str, *args: Any) -> str:
    """The address of a page of another part of the program; empty when it is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
