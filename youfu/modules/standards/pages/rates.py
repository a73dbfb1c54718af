"""政策标准: amounts with their documents, what is unverified, and the load of a new table."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.pages import Column, DayField, DetailPage, Filter, FormPage, ListPage, Nav, Part, Tab, cells
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import grade, money, said, state
from youfu.modules.standards import actions
from youfu.modules.standards.models import Confidence, Programme, Rate

MAX_BYTES = 5_000_000
WORDS = {
    "war": _("因战"), "duty": _("因公"), "illness": _("因病"), "mental": _("因精神障碍"),
    "martyr": _("烈士遗属"), "duty_death": _("因公牺牲军人遗属"), "deceased": _("病故军人遗属"),
    "red_army": _("在乡退伍红军老战士"), "west_route": _("西路军红军老战士"), "scattered": _("红军失散人员"),
    "resistance_war": _("抗日战争时期"), "other": _("其他时期"), "employed": _("在职"), "unemployed": _("在乡"),
    "urban": _("城镇"), "rural": _("农村"),
}  # fmt: skip


def dimensions(rate: Rate) -> str:
    """七级 因战: what the amount depends on, in words."""
    parts = [str(grade(rate.grade))] if rate.grade else []
    for name in ("cause", "kind", "period", "employment", "residence"):
        code = getattr(rate, name)
        if code:
            parts.append(str(WORDS.get(code, code)))
    return " ".join(parts)


def amount(rate: Rate) -> str:
    """The amount with thousands, or the ratio."""
    return money(rate.amount_fen) if rate.amount_fen is not None else f"{rate.ratio:.2%}"


def confidence_cell(row: Any) -> Any:
    return cells.tag(row.get_confidence_display(), state(row.confidence))


def since(row: Any) -> str:
    """The first day."""
    return str(row.valid.lower.isoformat())


def until(row: Any) -> str:
    """The last day, or that it runs on."""
    return str(date.fromordinal(row.valid.upper.toordinal() - 1)) if row.valid.upper else _now("至今")


def programmes(page: ListPage) -> Choices:
    return [(code, said(title)) for code, title in Programme._default_manager.values_list("code", "title")]


def regions(page: ListPage) -> Choices:
    return list(
        Rate._default_manager.order_by("region_id").values_list("region_id", "region__name").distinct()
    )


def years(page: ListPage) -> Choices:
    this = clock.today().year
    return [(str(y), str(y)) for y in range(this + 1, this - 13, -1)]


class Standards(ListPage):
    """政策标准: what is in force on a day, what was, and what still has to be verified."""

    permission = Permission.STANDARDS_VIEW
    route = "standards"
    title = _("政策标准")
    nav = Nav("work", _("政策标准"), "book", 50)
    public = True
    export = Permission.STANDARDS_VIEW  # public law: whoever reads it may take it away
    personal = False
    model = Rate
    order = ("programme_id", "by_grade", "by_cause", "by_kind", "region_id", "id")
    template_name = "standards/list.html"
    empty_title = _("这一天没有标准在执行")
    empty_why = _("没有标准就不能计发，系统不会按零处理。请载入政策标准文件。")
    columns = (
        Column(
            _("待遇项目"),
            lambda r: cells.link(said(r.programme.title), reverse("standard", args=[r.pk])),
            head=True,
            plain=lambda r: said(r.programme.title),
        ),
        Column(_("对象"), lambda r: dimensions(r) or r.label, plain=lambda r: dimensions(r) or r.label),
        Column(_("区划"), lambda r: r.region.name, css="nb", plain=lambda r: r.region.name),
        Column(_("标准"), amount, css="num", plain=amount),
        Column(_("单位"), lambda r: r.get_unit_display(), css="nb", plain=lambda r: r.get_unit_display()),
        Column(_("自"), since, css="nb", plain=since),
        Column(_("至"), until, css="nb opt", plain=until),
        Column(
            _("文号"),
            lambda r: cells.link(
                r.document.number or _("无文号"), reverse("policy-document", args=[r.document_id])
            ),
            css="opt nb",
            plain=lambda r: str(r.document),
        ),
        Column(_("核实"), confidence_cell, css="nb", plain=lambda r: r.get_confidence_display()),
    )
    filters = (
        Filter("programme", _("项目"), lambda rows, v: rows.filter(programme__code=v), programmes),
        Filter("region", _("区划"), lambda rows, v: rows.filter(region_id=v), regions),
        Filter("on", _("执行日"), lambda rows, v: rows, kind="date"),
        Filter("year", _("起始年度"), lambda rows, v: rows.filter(valid__startswith__year=int(v)), years),
        Filter(
            "confidence",
            _("核实"),
            lambda rows, v: rows.filter(confidence=v),
            lambda page: Confidence.choices,
        ),
        Filter(
            "document",
            "",
            lambda rows, v: rows.filter(document_id=int(v) if v.isdecimal() and len(v) < 19 else 0),
            kind="hidden",
        ),
    )
    tabs = (
        Tab("now", _("现行"), lambda rows: rows.standing()),
        Tab("unverified", _("现行待核实"), lambda rows: rows.standing().exclude(confidence=Confidence.HIGH)),
        Tab("history", _("历次"), lambda rows: rows.standing()),
        Tab("superseded", _("已被更正"), lambda rows: rows.exclude(superseded_at=None)),
    )

    @property
    def day(self) -> date:
        """The day asked for; today when none, or none that is a day."""
        try:
            return date.fromisoformat(self.given.get("on", ""))
        except ValueError:
            return clock.today()

    def base(self) -> Rows:
        empty = Value("")
        return (
            super()
            .base()
            .select_related("programme", "region", "document")
            .annotate(
                by_grade=Coalesce("grade", Value(0)),
                by_cause=Coalesce("cause", empty),
                by_kind=Coalesce("kind", empty),
            )
        )

    def narrowed(self) -> Rows:
        rows = super().narrowed()
        wanted = self.tab.code if self.tab else ""
        return (
            rows.filter(valid__contains=self.day)
            if wanted in ("now", "unverified") or "on" in self.given
            else rows
        )

    def extra(self) -> dict[str, Any]:
        """Regular programmes without any amount on the day: absent is said, never taken for zero."""
        covered = Rate._default_manager.on(self.day).values("programme_id")
        missing = Programme._default_manager.filter(regular=True).exclude(pk__in=covered)
        return {"missing": missing, "day": self.day}

    def acts(self) -> list[dict[str, Any]]:
        found = [
            {"title": _("参数"), "url": reverse("parameters"), "icon": "chart"},
            {"title": _("不并享规则"), "url": reverse("exclusions"), "icon": "law"},
            {"title": _("政策文件"), "url": reverse("policy-documents"), "icon": "doc"},
            {"title": _("办理时限"), "url": reverse("limits"), "icon": "clock"},
            {"title": _("地方参数"), "url": reverse("figures"), "icon": "pin"},
        ]
        if self.may(Permission.STANDARDS_LOAD):
            found.append(
                {"title": _("载入标准"), "url": reverse("standards-load"), "icon": "up", "primary": True}
            )
        return found


class Standard(DetailPage):
    """One amount and the history of its key."""

    permission = Permission.STANDARDS_VIEW
    section = "standards"
    page_name = "standard"
    public = True
    model = Rate
    template_name = "standards/detail.html"

    def base(self) -> Rows:
        return super().base().select_related("programme", "region", "document")

    def extra(self, part: Part | None) -> dict[str, Any]:
        rate = self.thing
        key = ("programme_id", "region_id", "grade", "cause", "kind", "period", "employment", "residence")
        rows = list(
            self.base()
            .filter(
                **{name: getattr(rate, name) for name in key if getattr(rate, name) is not None},
                **{f"{n}__isnull": True for n in key if getattr(rate, n) is None},
            )
            .order_by("-valid")
        )
        standing = [r for r in rows if r.superseded_at is None]
        older = {a.pk: b for a, b in pairwise(standing)}
        return {
            "title": f"{said(rate.programme.title)} {dimensions(rate) or rate.label}",
            "amount": amount(rate),
            "dimensions": dimensions(rate),
            "until": until(rate),
            "document": rate.document,
            "repealed": not rate.document.in_force and rate.superseded_at is None and _runs(rate),
            "can_end": self.may(Permission.STANDARDS_LOAD) and not rate.superseded_at,
            "history": [
                {"row": r, "amount": amount(r), "until": until(r), "change": _change(r, older.get(r.pk))}
                for r in rows
            ],
        }


class EndForm(forms.Form):
    last_day = DayField(label=_("执行到（含当日）"))
    basis = forms.CharField(label=_("依据或原因"), max_length=200, help_text=_("例如：停止执行的文件及文号"))


class EndRate(FormPage):
    """终止标准: nothing follows it, so whoever is still paid by it stops the next roll."""

    back = "standard"
    permission = Permission.STANDARDS_LOAD
    section = "standards"
    title = _("终止标准")
    lead = _("从次日起没有标准可用，仍有人享受时批次会停下并指出。有新标准时不要终止，载入新标准即可接续。")
    said = _("标准已终止。")
    form_class = EndForm
    template_name = "standards/end.html"
    act = actions.end_rate

    def find(self) -> None:
        rows = Rate._default_manager.select_related("programme", "region", "document")
        self.thing = get_object_or_404(rows, **self.lookup)

    def extra(self) -> dict[str, Any]:
        return {"amount": amount(self.thing), "until": until(self.thing)}


def _runs(rate: Rate) -> bool:
    """Is the rate in force today?"""
    today = clock.today()
    return bool(rate.valid.lower <= today and (rate.valid.upper is None or today < rate.valid.upper))


def _change(row: Rate, before: Rate | None) -> dict[str, Any] | None:
    """The step from the earlier amount: fen and percent."""
    if before is None or not (row.amount_fen and before.amount_fen) or row.unit != before.unit:
        return None
    step = row.amount_fen - before.amount_fen
    return {"fen": step, "percent": f"{100 * step / before.amount_fen:+.1f}%".replace("-", "−")}


class LoadForm(forms.Form):
    file = forms.FileField(
        label=_("标准文件（CSV）"),
        help_text=_("UTF-8 编码，列与政策包相同：区划、项目、等级、金额、起止、文件、来源、可信度"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 5 MB，请确认是否选错文件。"))
        return file


class LoadStandards(FormPage):
    """载入标准: all or nothing; a later row closes the earlier, a correction supersedes it."""

    permission = Permission.STANDARDS_LOAD
    section = "standards"
    title = _("载入政策标准")
    submit = _("检查并载入")
    lead = _(
        "整份载入或整份退回。同一项标准有新的起始日时，旧标准自动接续关闭；下一批次会列出变动，由审批人复核。"
    )
    form_class = LoadForm
    template_name = "standards/load.html"

    def perform(self, form: forms.Form) -> Any:
        file = form.cleaned_data["file"]
        result = actions.load(rows_in(file.read()), origin=file.name[:120], by=self.actor)
        self.said = str(result)
        return result

    def success_url(self, result: Any) -> str:
        return reverse("standards")


def rows_in(data: bytes) -> list[dict[str, str]]:
    """The lines of an uploaded CSV as dictionaries by column name."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_now("文件不是 UTF-8 编码的 CSV：请在 Excel 中另存为“CSV UTF-8”后再上传。")) from None
    try:
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
    except csv.Error:
        raise Refused(_now("文件不是完整的 CSV：请检查引号和换行后再上传。")) from None
    if not rows or None in rows[0] or any(value is None for row in rows for value in row.values()):
        raise Refused(_now("文件中没有可读的标准：第一行应是列名，其后每行列数相同。"))
    return rows
