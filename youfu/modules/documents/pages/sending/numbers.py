"""发文字号 and 编号序列: the numbers that were given, and the series they come from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, FormPage, ListPage, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day, moment
from youfu.modules.documents.actions import close_series, set_series
from youfu.modules.documents.models import Number, NumberSeries
from youfu.modules.documents.pages.sending import words
from youfu.modules.documents.pages.sending.lists import VIEW, years
from youfu.modules.organisations.queries import county
from youfu.rules import numbering


def given_for(number: Number) -> Any:
    """The document a number was given to."""
    document = getattr(number, "document", None)
    return cells.link(document.title, reverse("document", args=[document.pk])) if document else cells.DASH


def void_cell(number: Number) -> Any:
    if number.void_at:
        return cells.small(cells.tag(_now("作废"), "stop"), number.void_why)
    return cells.tag(_now("有效"), "ok")


def series_choices(page: ListPage) -> Choices:
    rows = rows_of(NumberSeries, page.actor, VIEW).filter(purpose="out")
    return [(str(row.pk), str(row)) for row in rows]


class Numbers(ListPage):
    """发文字号: every number in order, those that came to nothing struck out with the reason; none is missing."""

    permission = VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "numbers"
    section = "documents"
    title = _("发文字号")
    lead = _("依次编号，不重不漏；作废的保留并写明原因。")
    model = Number
    order = ("-year", "series_id", "-serial", "-pk")
    empty_why = _("签发后的公文由办公室编号，编过的号都列在这里。")
    columns = (
        Column(_("字号"), words.number_cell, head=True, css="nb", plain=lambda n: n.text),
        Column(_("用于"), given_for, css="wrap", plain=lambda n: str(getattr(n, "document", ""))),
        Column(
            _("编号人"),
            lambda n: n.given_by or cells.DASH,
            css="nb opt",
            plain=lambda n: str(n.given_by or ""),
        ),
        Column(_("编号时间"), lambda n: moment(n.given_at), css="nb opt", plain=lambda n: moment(n.given_at)),
        Column(_("状态"), void_cell, plain=lambda n: n.void_why or _now("有效")),
    )
    filters = (
        Filter("series", _("代字"), lambda rows, pk: rows.filter(series=pk), series_choices),
        Filter("year", _("年份"), lambda rows, year: rows.filter(year=int(year)), years),
        Filter(
            "void", _("状态"), lambda rows, code: rows.filter(void_at__isnull=code == "no"),
            lambda page: [("yes", _("作废")), ("no", _("有效"))],
        ),
    )  # fmt: skip

    def base(self) -> Rows:
        return super().base().filter(series__purpose="out").select_related("document", "given_by", "series")


def example(series: NumberSeries) -> str:
    """The number that comes next, as it will be written."""
    last = getattr(series, "last", None) or 0
    return numbering.write(
        series.template,
        code=series.code,
        division=series.region_id[:6],
        year=clock.today().year,
        serial=last + 1,
    )


def open_or_closed(series: NumberSeries) -> Any:
    if series.closed_on:
        return cells.small(cells.tag(_now("已停用"), "idle"), day(series.closed_on))
    return cells.link(_now("停用"), reverse("series-close", args=[series.pk]))


class SeriesList(ListPage):
    """编号序列: what is numbered here, and how the next number will be written."""

    permission = Permission.DOCUMENTS_ISSUE
    export = Permission.DOCUMENTS_EXPORT
    personal = False
    route = "series"
    section = "documents"
    title = _("编号序列")
    lead = _("每个代字每年从 1 号编起；改格式只影响以后的号，停用后不再编号，已编的都保留。")
    model = NumberSeries
    order = ("purpose", "code", "pk")
    empty_title = _("还没有编号序列")
    empty_why = _(
        "先设置本局的发文代字，例如“桐退役军人发”，签发后才能编号。收文号等在第一次使用时自动建立。"
    )
    columns = (
        Column(_("代字"), lambda s: cells.link(str(s), reverse("series-edit", args=[s.pk])), head=True, plain=str),
        Column(_("用途"), lambda s: s.get_purpose_display(), css="nb", plain=lambda s: s.get_purpose_display()),
        Column(_("本年已编"), lambda s: s.given, css="num nb", plain=lambda s: s.given),
        Column(_("作废"), lambda s: s.void, css="num nb opt", plain=lambda s: s.void),
        Column(_("下一个号"), example, css="nb", plain=example),
        Column(_("状态"), open_or_closed, css="nb", plain=lambda s: _now("已停用") if s.closed_on else _now("使用中")),
    )  # fmt: skip

    def base(self) -> Rows:
        this_year = Q(numbers__year=clock.today().year)
        return super().base().select_related("region").annotate(
            given=Count("numbers", filter=this_year),
            void=Count("numbers", filter=this_year & Q(numbers__void_at__isnull=False)),
            last=Max("numbers__serial", filter=this_year),
        )  # fmt: skip

    def acts(self) -> list[dict[str, Any]]:
        return [{"title": _("增加序列"), "url": reverse("series-new"), "icon": "plus", "primary": True}]


class SeriesForm(forms.Form):
    purpose = forms.ChoiceField(label=_("用途"), choices=NumberSeries.Purpose.choices)
    code = forms.CharField(
        label=_("代字"),
        max_length=30,
        required=False,
        help_text=_("发文代字如“桐退役军人发”；收文号、索引号等不用填"),
    )
    template = forms.CharField(
        label=_("格式"), max_length=60, required=False,
        help_text=_("不填按通行写法：{code}〔{year}〕{serial}号；{serial:04d} 表示补足四位"),
    )  # fmt: skip


class NewSeries(FormPage):
    """增加编号序列."""

    permission = Permission.DOCUMENTS_ISSUE
    section = "documents"
    title = _("增加编号序列")
    submit = _("保存")
    lead = _("同一用途、同一代字只有一个序列，重复保存就是改它的格式。")
    said = _("编号序列已保存。")
    form_class = SeriesForm

    def initial(self) -> dict[str, Any]:
        return {"purpose": NumberSeries.Purpose.OUT}

    def perform(self, form: forms.Form) -> Any:
        return set_series(county(), **form.cleaned_data, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("series")


class TemplateForm(forms.Form):
    template = forms.CharField(label=_("格式"), max_length=60, help_text=_("{serial:04d} 表示补足四位"))


class EditSeries(FormPage):
    """改格式: of the numbers to come; a closed series is opened again."""

    model = NumberSeries
    related = ("region",)
    permission = Permission.DOCUMENTS_ISSUE
    section = "documents"
    title = _("修改编号序列")
    submit = _("保存")
    lead = _("只影响以后的号，已编的不变；停用的序列保存后重新启用。")
    said = _("编号序列已保存。")
    form_class = TemplateForm

    def initial(self) -> dict[str, Any]:
        return {"template": self.thing.template}

    def extra(self) -> dict[str, Any]:
        return {"title": f"{self.title}：{self.thing}"}

    def perform(self, form: forms.Form) -> Any:
        row: NumberSeries = self.thing
        return set_series(
            row.region,
            purpose=row.purpose,
            code=row.code,
            template=form.cleaned_data["template"],
            by=self.actor,
        )

    def success_url(self, result: Any) -> str:
        return reverse("series")


class CloseSeries(FormPage):
    """停用, after being asked once more."""

    model = NumberSeries
    permission = Permission.DOCUMENTS_ISSUE
    section = "documents"
    title = _("停用编号序列")
    submit = _("停用")
    lead = _("停用后不能再从中编号，已编的号都保留；以后可以重新启用。")
    said = _("编号序列已停用。")
    danger = True
    act = close_series

    def extra(self) -> dict[str, Any]:
        return {"title": f"{self.title}：{self.thing}"}

    def success_url(self, result: Any) -> str:
        return reverse("series")
