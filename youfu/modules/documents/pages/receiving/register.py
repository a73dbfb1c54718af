"""收文: the register of what was received, and the form that enters one more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, DayField, Filter, FormPage, ListPage, Nav, Section, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day
from youfu.kit.workflow import calendar
from youfu.modules.documents.actions import door
from youfu.modules.documents.actions.duplicates import Duplicate
from youfu.modules.documents.actions.receiving import Incoming, register
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.documents.pages.receiving import words
from youfu.modules.organisations.models import Organisation
from youfu.modules.organisations.queries import county


def late(rows: Rows) -> Rows:
    return rows.filter(state__in=words.RUNNING, due_on__lt=clock.today())


def by_state(*states: str) -> Any:
    return lambda rows: rows.filter(state__in=states)


def search(rows: Rows, text: str) -> Rows:
    """By title, sender, the sender's number or the receipt number."""
    named = Q(title__icontains=text) | Q(sender__icontains=text) | Q(sender_number__icontains=text)
    return rows.filter(named | Q(number__text__icontains=text))


def sections(page: Any) -> Choices:
    """The sections of the county that may handle something."""
    rows = rows_of(Organisation, page.actor, Permission.DOCUMENTS_VIEW).filter(region=county())
    return [(str(pk), name) for pk, name in rows.exclude(kind="bureau").values_list("pk", "name")]


class Register(ListPage, abstract=True):
    """What the register and its printed book share: the documents received, and what is said of each."""

    permission = Permission.DOCUMENTS_VIEW
    section = "incoming"
    title = _("收文登记簿")
    model = OfficialDocument
    empty_title = _("这里没有收文")
    empty_why = _("收到的文件由办公室登记，经拟办、批办、承办到办结。")
    columns = (
        Column(_("收文号"), lambda d: d.number, css="nb", plain=lambda d: d.number.text),
        Column(_("收文日期"), lambda d: day(d.received_on), css="nb opt", plain=lambda d: d.received_on),
        Column(_("来文单位"), lambda d: d.sender, plain=lambda d: d.sender),
        Column(_("来文字号"), lambda d: d.sender_number or cells.DASH, css="opt", plain=lambda d: d.sender_number),
        Column(_("文件标题"), words.title_cell, head=True, plain=lambda d: d.title),
        Column(_("密级"), lambda d: "", css="book", plain=lambda d: _now("无")),
        Column(_("份数"), lambda d: d.copies, css="book", plain=lambda d: str(d.copies)),
        Column(_("缓急"), lambda d: "", css="book", plain=lambda d: d.get_urgency_display()),
        Column(_("承办科室"), lambda d: d.handler or cells.DASH, css="opt", plain=lambda d: str(d.handler or "")),
        Column(_("拟办意见"), lambda d: "", css="book", plain=lambda d: words.said_at(d, "propose")),
        Column(_("批办意见"), lambda d: "", css="book", plain=lambda d: words.said_at(d, "instruct")),
        Column(_("办理期限"), words.time_cell, css="nb", plain=lambda d, _clocks: d.due_on, gather=words.clocks),
        Column(_("办理结果"), lambda d: "", css="book", plain=lambda d: words.said_at(d, "finish")),
        Column(_("办结日期"), lambda d: "", css="book", plain=lambda d: d.ended_on),
        Column(_("归档件号"), lambda d: "", css="book", plain=lambda d: str(d.archive_number or "")),
        Column(_("状态"), words.state_cell, css="nb", plain=lambda d: d.get_state_display()),
    )  # fmt: skip

    def base(self) -> Rows:
        return super().base().received().select_related("number", "handler", "archive_number")


class RegisterPage(Register):
    """收文: what came, where it stands, how much time is left."""

    export = Permission.DOCUMENTS_EXPORT
    route = "incoming"
    nav = Nav("work", _("收文"), "letter", 61)
    template_name = "documents/receiving/register.html"
    filters = (
        Filter("q", _("标题、来文单位、来文字号、收文号"), search, kind="search"),
        Filter("handler", _("承办科室"), lambda rows, pk: rows.filter(handler=pk), sections, everything=_("全部")),
        Filter(
            "urgency", _("缓急"), lambda rows, code: rows.filter(urgency=code),
            lambda page: OfficialDocument.Urgency.choices,
        ),
        Filter("from", _("收文自"), lambda rows, on: words.on_day(rows, "received_on__gte", on), kind="date"),
        Filter("to", _("至"), lambda rows, on: words.on_day(rows, "received_on__lte", on), kind="date"),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("propose", _("待拟办"), by_state("propose")),
        Tab("instruct", _("待批办"), by_state("instruct")),
        Tab("handle", _("承办中"), by_state("handle")),
        Tab("late", _("超期"), late),
        Tab("done", _("已办结"), by_state("done", "returned")),
        Tab("mine", _("本科室承办"), by_state("handle")),
    )

    @cached_property
    def all_columns(self) -> list[Column]:
        """On the page the columns one looks for; in the book that is taken away all that a register holds."""
        return [column for column in self.columns if column.css != "book"]

    @property
    def taken_columns(self) -> Sequence[Column]:
        return self.columns

    def base(self) -> Rows:
        rows = super().base()
        if self.request.GET.get("format") == "xlsx":
            rows = rows.prefetch_related("opinions")
        if self.tab and self.tab.code == "mine":
            rows = rows.filter(handler=getattr(self.actor, "organisation_id", None))
        return rows

    def acts(self) -> list[dict[str, Any]]:
        acts: list[dict[str, Any]] = [
            {"title": _("文件检索"), "url": reverse("document-search"), "icon": "search"},
            {"title": _("归档"), "url": reverse("archive-list"), "icon": "case"},
            {"title": _("打印登记簿"), "url": reverse("incoming-book"), "icon": "print"},
        ]
        if self.may(Permission.DOCUMENTS_ISSUE):
            new = {
                "title": _("登记收文"),
                "url": reverse("incoming-register"),
                "icon": "plus",
                "primary": True,
            }
            acts.append(new)
        return acts

    def empty_acts(self) -> list[dict[str, Any]]:
        return [act for act in self.acts() if act.get("primary")]

    def gaps(self) -> list[int]:
        """Years whose calendar of working days nobody announced."""
        return calendar.gaps()


class BookPage(Register):
    """收文登记簿 of a year, as it is printed and bound."""

    route = "incoming-book"
    order = ("number__serial", "pk")
    size = 500
    template_name = "documents/receiving/book.html"

    @property
    def year(self) -> int:
        given = self.request.GET.get("year", "")
        return int(given) if given.isdecimal() and len(given) == 4 else clock.today().year

    def base(self) -> Rows:
        return super().base().filter(number__year=self.year).prefetch_related("opinions")

    @cached_property
    def all_columns(self) -> list[Column]:
        return [
            Column(
                column.title, lambda d, *more, plain=column.plain: words.printed(plain(d, *more)), gather=column.gather,
                css=column.css if column.css == "nb" else "",
            )
            for column in self.columns
            if column.plain
        ]  # fmt: skip

    def extra(self) -> dict[str, Any]:
        this = clock.today().year
        return {"year": self.year, "years": range(this, this - 10, -1)}


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once, each as the door finds it."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = kwargs.pop("attrs", {})
        super().__init__(
            widget=ManyFilesInput(attrs={"accept": door.TAKES} | attributes), required=False, allow_empty_file=True,
            **kwargs,
        )  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data or () if file] if isinstance(data, list | tuple) else []


class RegisterForm(forms.Form):
    scans = ManyFiles(
        label=_("纸质文件：拍照或扫描"), help_text=_("手机可直接拍照，可一次选多页"),
        attrs={"accept": "image/*,application/pdf", "capture": "environment"},
    )  # fmt: skip
    papers = ManyFiles(
        label=_("电子文件"),
        help_text=_("PDF、OFD、Word（.docx）、Excel（.xlsx）、图片，每个不超过 50 MB，可一次选多个"),
    )
    title = forms.CharField(label=_("文件标题"), max_length=200)
    sender = forms.CharField(
        label=_("来文单位"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "senders", "autocomplete": "off"}),
    )
    sender_number = forms.CharField(
        label=_("来文字号"),
        max_length=80,
        required=False,
        help_text=_("例如 浙退役军人厅发〔2026〕12号；没有的不填"),
    )
    kind = forms.ChoiceField(label=_("文种"), choices=OfficialDocument.Kind.choices, initial="notice")
    dated = DayField(label=_("成文日期"), required=False)
    received_on = DayField(label=_("收文日期"))
    series: Any = forms.ModelChoiceField(
        label=_("收文号序列"), queryset=None, required=False, empty_label=_("通用收文号")
    )
    secrecy = forms.ChoiceField(
        label=_("密级"), required=False, choices=[("", _("无")), ("secret", _("秘密、机密、绝密"))],
        help_text=_("本系统不得存储涉密文件，有密级的请走涉密渠道"),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("缓急"), choices=OfficialDocument.Urgency.choices, initial="normal")
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=10_000, initial=1)
    due_on = DayField(label=_("办理期限"), required=False, help_text=_("来文要求的期限；没有的由批办时确定"))
    body = forms.CharField(
        label=_("内容提要"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("纸质件扫描后认不出文字，写几句便于检索"),
    )  # fmt: skip
    other_because = forms.CharField(
        label=_("确是另一份文件的理由"), required=False, max_length=200, help_text=_("只在提示重复登记时填写")
    )

    # A form that comes back has lost the files that were chosen: no browser keeps them.
    lost = forms.BooleanField(required=False, widget=forms.HiddenInput)
    without = forms.BooleanField(label=_("这份收文没有文件，不再上传"), required=False)

    def __init__(self, *args: Any, series: Any, lost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["series"].queryset = series
        if not lost:
            del fields["lost"], fields["without"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        lost, without = given.pop("lost", False), given.pop("without", False)
        if lost and not (without or given.get("scans") or given.get("papers")):
            self.add_error("scans", _("请重新选择文件；没有文件的请勾选“没有文件”。"))
        return given

    def come_back(self) -> None:
        """It is shown again: whoever chose files has to choose them anew."""
        data: Any = self.data
        self.data = data = data.copy()
        data["lost"] = "on"
        if not self.has_error("scans"):
            self.add_error("scans", _("浏览器不保留选过的文件，请重新选择。"))


class EnterPage(FormPage):
    """登记收文."""

    permission = Permission.DOCUMENTS_ISSUE
    section = "incoming"
    title = _("登记收文")
    submit = _("登记")
    said = _("收文已登记，请拟办。")
    template_name = "documents/receiving/enter.html"
    form_class = RegisterForm
    earlier: OfficialDocument | None = None
    sections = (
        Section(_("文件"), ("scans", "papers", "without"), _("纸质件拍照、扫描；电子件直接选文件")),
        Section(_("来文"), ("title", "sender", "sender_number", "kind", "dated", "copies", "body")),
        Section(_("登记"), ("received_on", "series", "secrecy", "urgency", "due_on")),
        Section(_("查重"), ("other_because",), _("同一单位的同一字号、同一个文件已登记过的会提示")),
    )

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def form_kwargs(self) -> dict[str, Any]:
        series = rows_of(NumberSeries, self.actor, self.permission).current().filter(purpose="in")
        return {"series": series.exclude(code=""), "lost": self.lost}

    @property
    def lost(self) -> bool:
        """Whether files came, now or before the form was last refused."""
        return bool(self.request.FILES or self.request.POST.get("lost"))

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        if self.lost and isinstance(form, RegisterForm):
            form.come_back()
        return super().answer(form, token, status)

    def perform(self, form: forms.Form) -> Any:
        try:
            given = form.cleaned_data
            given["files"] = given.pop("papers")
            return register(county(), incoming=Incoming(**given), by=self.actor)
        except Duplicate as duplicate:
            self.earlier = duplicate.earlier
            raise

    def success_url(self, result: Any) -> str:
        return reverse("document", args=[result.pk]) if result else reverse("incoming")

    def extra(self) -> dict[str, Any]:
        return {"earlier": self.earlier, "senders": self.senders()}

    def senders(self) -> list[str]:
        """Who wrote before, the most frequent first."""
        rows = rows_of(OfficialDocument, self.actor, self.permission).received()
        return list(words.frequent(rows, "sender"))
