"""地方参数: the year's average wage, shares, sums and ceilings that only the locality lays down. What nobody entered is listed as
to be confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, DayField, Exported, FormPage
from youfu.modules.organisations.queries import county
from youfu.modules.standards import actions
from youfu.modules.standards.models import Confidence, Parameter
from youfu.modules.standards.queries import chain, figures
from youfu.rules.figures import LOCAL, YEARLY, unit_of

TITLES = {**YEARLY, **LOCAL}


def of_row(text: Any) -> Any:
    """A value of the row in force; empty where nobody entered one."""
    return lambda line: text(line["row"]) if line["row"] else ""


COLUMNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (_("参数"), lambda line: line["title"]),
        (_("代码"), lambda line: line["code"]),
        (_("数值"), of_row(lambda row: f"{row.value.normalize():f}")),
        (_("单位"), of_row(lambda row: row.unit)),
        (_("依据"), of_row(lambda row: f"{row.document}　{row.region.name}")),
        (_("核实"), lambda line: line["row"].get_confidence_display() if line["row"] else _("待确认")),
    )
)


class Figures(Exported):
    """Every figure the computations ask for, with its value or 待确认."""

    permission = Permission.STANDARDS_VIEW
    route = "figures"
    export = Permission.STANDARDS_VIEW
    personal = False
    section = "standards"
    title = _("地方参数")
    template_name = "standards/figures.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        path = county().path
        known = figures(path, clock.today())
        every = [{"code": code, "title": title, "row": known.get(code)} for code, title in TITLES.items()]
        open_ones = [line for line in every if line["row"] is None]
        view = "all" if request.GET.get("view") == "all" else "open"
        if self.wanted_away:
            return self.hand_out(COLUMNS, every if view == "all" else open_ones, conditions=view)
        context = {
            "lines": every if view == "all" else open_ones, "view": view, "open": len(open_ones), "all": len(every),
            "may_load": self.may(Permission.STANDARDS_LOAD, path),
        }  # fmt: skip
        return self.show(context)


class FigureForm(forms.Form):
    code = forms.ChoiceField(label=_("参数"), choices=list(TITLES.items()))
    region = forms.ChoiceField(label=_("适用区划"))
    value = forms.DecimalField(
        label=_("数值"), min_value=0, max_digits=14, decimal_places=4,
        help_text=_("金额写元；比例写小数，例如 45% 写 0.45；倍数、月数、年数写数字"),
    )  # fmt: skip
    since = DayField(label=_("自何日起"))
    document_title = forms.CharField(label=_("文件名称"), max_length=300)
    document_number = forms.CharField(label=_("文号"), max_length=120, required=False)
    source = forms.CharField(label=_("出处"), max_length=300, required=False)
    confidence = forms.ChoiceField(
        label=_("核实"), choices=Confidence.choices, help_text=_("见到文件原文才选“已核实”")
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


class SetFigure(FormPage):
    """登记地方参数: one row of the standards table, with its document; the one before it ends the day before."""

    permission = Permission.STANDARDS_LOAD
    section = "standards"
    title = _("登记地方参数")
    lead = _("此前的数值到前一天为止；没有文件的数值不能登记。")
    said = _("地方参数已登记。")
    form_class = FigureForm
    template_name = "standards/figure_form.html"

    def find(self) -> None:
        self.thing = self.request.GET.get("code", "")

    def form_kwargs(self) -> dict[str, Any]:
        return {"regions": [(region.pk, region.name) for region in chain(county())]}

    def initial(self) -> dict[str, Any]:
        today = clock.today()
        since = today.replace(month=1, day=1) if self.thing in YEARLY else today
        return {"code": self.thing, "since": since, "confidence": Confidence.HIGH}

    def extra(self) -> dict[str, Any]:
        rows = Parameter._default_manager.standing().filter(code=self.thing).order_by("-valid")
        return {"words": TITLES.get(self.thing, ""), "history": rows.select_related("region", "document")}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        code, since, until, kind, unit = given["code"], given["since"], "", "地方参数", unit_of(given["code"])
        if code in YEARLY:  # each year has its own; without it nothing is paid rather than last year's
            until, kind, unit = date(since.year, 12, 31).isoformat(), "parameter", "yuan_per_month"
        row = {
            "region": given["region"], "category": kind, "subcategory": TITLES[code], "grade": "",
            "cause": "", "unit": unit, "amount": f"{given['value']:f}",
            "effective_from": since.isoformat(), "effective_to": until,
            "document_title": given["document_title"], "document_number": given["document_number"],
            "source": given["source"] or "—", "confidence": given["confidence"],
        }  # fmt: skip
        return actions.load([row], origin=str(self.title), by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("figures")
