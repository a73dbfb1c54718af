"""督办: what is in hand, town by town and step by step, and how late; every number opens its list.

The list of applications understands these conditions, which this board adds to it: `colour` (red, amber, green, paused, none),
`step` (the code of the open step), `done` and `late` (a step done this year, and done over its limit), `counted` (what an
indicator counts); `type` and `town` are its own. All can be combined: /applications?view=running&colour=red&town=330483100000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Aggregate, Count, Exists, F, FloatField, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application, ApplicationStep, Decision
from youfu.kit.pages import Column, Filter, FormPage, ListPage, Nav, cells, extend, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.templatetags.kit import full_day, place_name, said
from youfu.kit.workflow import TYPES, calendar, deciding
from youfu.modules.organisations.models import Region
from youfu.modules.recognition.queries import COLOURS, COUNTED, LATE, at_step, done_steps, in_colour

WORDS = {
    "red": (_("超期"), "stop"), "amber": (_("将到期"), "look"), "green": (_("正常"), "ok"), "paused": (_("暂停"), "idle"),
    "none": (_("未定时限"), "idle"),
}  # fmt: skip
TOWN = 4  # where the town's code stands in a path: province, city, county, town


@dataclass
class Line:
    """One line of a table: who or what, and a number for each colour with the address of its list."""

    title: Any
    query: dict[str, str]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLOURS, 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def cells(self) -> list[tuple[str, int, str]]:
        """(state word, number, address) for each colour."""
        return [(WORDS[c][1], n, listed(**self.query, colour=c)) for c, n in self.counts.items()]


def listed(view: str = "running", **query: str) -> str:
    """The address of the applications under these conditions."""
    return f"{reverse('applications')}?{urlencode({'view': view, **query})}"


def coloured(rows: Rows, colour: str) -> Rows:
    return in_colour(rows, colour, clock.today(), calendar.working_days())


def done_this_year(rows: Rows, code: str, condition: Q | None = None) -> Rows:
    steps = done_steps(clock.today().year).filter(condition or Q(), application=OuterRef("pk"), code=code)
    return rows.filter(Exists(steps))


extend(
    "applications", Permission.APPLICATIONS_VIEW,
    filters=[
        Filter("colour", "", coloured, lambda page: [(c, w[0]) for c, w in WORDS.items()], kind="hidden"),
        Filter("step", "", lambda rows, code: at_step(rows).filter(at__code=code), kind="hidden"),
        Filter("done", "", done_this_year, kind="hidden"),
        Filter("counted", "", lambda rows, what: COUNTED[what](rows), lambda page: [(c, c) for c in COUNTED],
               kind="hidden"),
        Filter("late", "", lambda rows, code: done_this_year(rows, code, LATE), kind="hidden"),
    ],
)  # fmt: skip


class Median(Aggregate):
    """The middle of what was used: a few that took a year do not move it, as they move an average."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


def in_hand(actor: Actor) -> Rows:
    return rows_of(Application, actor, Permission.APPLICATIONS_SUPERVISE)


def tables(actor: Actor) -> tuple[Line, list[Line], list[Line], list[Line]]:
    """All, by town, by type and by step, counted in one go for each colour."""
    whole = Line(_("合计"), {})
    towns: dict[str, Line] = {}
    types: dict[str, Line] = {}
    steps: dict[str, Line] = {}
    names = dict(
        rows_of(Region, actor, Permission.APPLICATIONS_SUPERVISE)
        .values_list("code", "name")
        .filter(level="town")
    )
    for colour in COLOURS:
        rows = (
            coloured(in_hand(actor), colour)
            .order_by()
            .values("region__path", "type", "at__code", "at__title")
        )
        for row in rows.annotate(n=Count("pk")):
            codes = [code for code in row["region__path"].split("/") if code]
            town = codes[TOWN - 1] if len(codes) >= TOWN else ""
            title = place_name(names.get(town, "")) or _("县级受理")
            by_town = towns.setdefault(town, Line(title, {"town": town} if town else {"town": codes[-1]}))
            kind = row["type"]
            by_type = types.setdefault(
                kind, Line(TYPES[kind].title if kind in TYPES else kind, {"type": kind})
            )
            by_step = steps.setdefault(
                row["at__code"], Line(said(row["at__title"]), {"step": row["at__code"]})
            )
            for line in (whole, by_town, by_type, by_step):
                line.counts[colour] += row["n"]
    return (whole, *([*found.values()] for found in (_worst(towns), _worst(types), _worst(steps))))  # type: ignore[return-value]


def _worst(lines: dict[str, Line]) -> dict[str, Line]:
    """The latest first."""
    return dict(
        sorted(
            lines.items(), key=lambda item: (-item[1].counts["red"], -item[1].counts["amber"], -item[1].total)
        )
    )


def used(actor: Actor) -> list[dict[str, Any]]:
    """Working days each step of each type used this year: how many, their median, how many over the limit."""
    visible = rows_of(ApplicationStep, actor, Permission.APPLICATIONS_SUPERVISE)
    steps = done_steps(clock.today().year).filter(pk__in=visible.values("pk")).order_by()
    rows = steps.values("application__type", "code", "title").annotate(
        n=Count("pk"), median=Median("used_days"), over=Count("pk", filter=LATE)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("-over", "-n", "code"):
        kind = row["application__type"]
        query = {"view": "all", "type": kind}
        found[kind].append(
            row | {
                "type": TYPES[kind].title if kind in TYPES else kind,
                "done_url": listed(**query, done=row["code"]), "late_url": listed(**query, late=row["code"]),
            }
        )  # fmt: skip
    return [row for rows in found.values() for row in rows]


def towns(page: ListPage) -> Choices:
    regions = rows_of(Region, page.actor, page.permission).current().filter(level=Region.Level.TOWN)
    return list(regions.values_list("code", "name"))


class Supervision(ListPage):
    """督办: the board, and below it what is late, the latest first."""

    permission = Permission.APPLICATIONS_SUPERVISE
    export = Permission.APPLICATIONS_SUPERVISE
    route = "supervision"
    title = _("督办")
    nav = Nav("work", _("督办"), "flag", 15)
    model = Application
    order = ("due_day", "id")
    template_name = "recognition/supervision.html"
    empty_title = _("没有超期的申请")
    empty_why = _("每件在办申请都在时限之内，或者正在暂停。")
    columns = (
        Column(
            _("申请人"),
            lambda a: cells.link(a.person.name, reverse("application", args=[a.pk])),
            head=True,
            plain=lambda a: a.person.name,
        ),
        Column(_("受理编号"), lambda a: a.number, css="opt nb", plain=lambda a: a.number),
        Column(_("事项"), lambda a: said(a.title), plain=lambda a: a.title),
        Column(_("环节"), lambda a: said(a.step_title), css="nb", plain=lambda a: a.step_title),
        Column(_("受理区划"), lambda a: place_name(a.region.name), css="opt nb", plain=lambda a: a.region.name),
        Column(
            _("应办结"),
            lambda a: cells.mark(full_day(a.due_day), "stop"),
            css="nb",
            plain=lambda a: a.due_day.isoformat(),
        ),
        Column(_("已督办"), lambda a: a.reminders or "", css="num", plain=lambda a: a.reminders),
        Column(
            _("操作"),
            lambda a: cells.link(_("发督办"), reverse("supervision-remind", args=[a.pk])),
            css="nb",
        ),
    )  # fmt: skip
    filters = (
        Filter("type", _("事项"), lambda rows, code: rows.filter(type=code),
               lambda page: [(t.code, t.title) for t in sorted(TYPES.values(), key=lambda t: t.number)]),
        Filter("town", _("镇街道"), lambda rows, code: rows.in_region(code), towns),
    )  # fmt: skip

    def base(self) -> Rows:
        rows = coloured(super().base(), "red").select_related("person", "region")
        asked = Count("decisions", filter=Q(decisions__verb=Decision.Verb.REMIND))
        return rows.annotate(due_day=F("at__due_on"), step_title=F("at__title"), reminders=asked)

    def extra(self) -> dict[str, Any]:
        whole, by_town, by_type, by_step = tables(self.actor)
        return {
            "whole": [(WORDS[c][0], *cell) for c, cell in zip(COLOURS, whole.cells(), strict=True)],
            "colours": [WORDS[c][0] for c in COLOURS],
            "places": [(_("镇街道"), "town", by_town), (_("环节"), "step", by_step)],
            "kinds": [(_("事项"), "type", by_type)],
            "used": used(self.actor),
            "gaps": calendar.gaps(),
            "nobodys": COUNTED["nobodys"](in_hand(self.actor)).count(),
            "nobodys_url": listed(counted="nobodys"),
        }


class RemindForm(forms.Form):
    text = forms.CharField(label=_("督办要求"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Remind(FormPage):
    """督办 one application from the board, and back to the board."""

    permission = Permission.APPLICATIONS_SUPERVISE
    section = "supervision"
    title = _("督办")
    lead = _("督办后，这件申请在办理人的待办中列在最前；督办记入办理过程。")
    said = _("已督办。")
    form_class = RemindForm
    template_name = "recognition/remind_form.html"
    act = deciding.remind

    def target_rows(self) -> Any:
        return in_hand(self.actor).select_related("person", "region")

    def initial(self) -> dict[str, Any]:
        return {"text": _now("已超期，请尽快办理。")}

    def extra(self) -> dict[str, Any]:
        return {"step": self.thing.steps.filter(order=self.thing.position).first()}

    def success_url(self, result: Any) -> str:
        return reverse("supervision")


@todo(Permission.APPLICATIONS_SUPERVISE, order=5)
def late(actor: Actor) -> Iterator[Todo]:
    """Escalation: what is late waits for the supervisor too."""
    number = coloured(in_hand(actor), "red").count()
    if number:
        yield Todo(
            _("%(n)d 件申请已超期") % {"n": number},
            _("逐件督办，或者查明原因后登记暂停。"),
            reverse("supervision"),
            _("督办"),
            state="stop",
            icon="flag",
        )
