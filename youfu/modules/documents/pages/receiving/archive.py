"""归档: the list of what was filed, what is due to be filed, and filing one or many."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission, can
from youfu.kit.errors import Refused
from youfu.kit.pages import Column, Filter, FormPage, ListPage, Tab, cells, panel, rows_of, signed_in
from youfu.kit.pages.columns import Choices, Rows
from youfu.modules.documents.actions.archiving import FILED, file_away, file_many
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.receiving import words
from youfu.modules.organisations.models import Organisation
from youfu.modules.organisations.queries import county

RETENTION = OfficialDocument.Retention.choices
AT_ONCE = 50


def due(rows: Rows) -> Rows:
    """Ended last year or before, and not filed: the year's papers are filed in the next half year."""
    return ended(rows).filter(ended_on__year__lt=clock.today().year)


def ended(rows: Rows) -> Rows:
    return rows.filter(state__in=FILED, archived_on=None)


def years(page: Any) -> Choices:
    this = clock.today().year
    return [(str(year), str(year)) for year in range(this, this - 15, -1)]


def of_year(rows: Rows, year: str) -> Rows:
    """By the year of the item number; what has none yet by the year in which it ended."""
    return rows.filter(Q(archive_number__year=int(year)) | Q(archive_number=None, ended_on__year=int(year)))


def search(rows: Rows, text: str) -> Rows:
    numbers = Q(number__text__icontains=text) | Q(sender_number__icontains=text)
    return rows.filter(Q(title__icontains=text) | numbers | Q(archive_number__text__icontains=text))


def pages(document: Any) -> int:
    """Of all its files together; those of which nobody can say count nothing."""
    return sum(file.pages or 0 for file in document.kept)


class ArchivePage(ListPage):
    """归档文件目录 as DA/T 22-2015 lays it out: item, responsible body, number, title, date, pages, remarks."""

    permission = Permission.DOCUMENTS_VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "archive-list"
    section = "incoming"
    title = _("归档文件目录")
    lead = _("保管期限届满前任何文件不得销毁；本系统不删除文件，届满后由档案部门鉴定处置。")
    model = OfficialDocument
    size = 50
    template_name = "documents/receiving/archive.html"
    empty_title = _("目录里还没有文件")
    empty_why = _("办结、印发的文件在第二年上半年归档，“待归档”里列着应归档的。")
    columns = (
        Column(_("件号"), lambda d: d.archive_number or cells.DASH, css="nb", plain=lambda d: str(d.archive_number or "")),
        Column(_("责任者"), words.responsible, css="opt", plain=words.responsible),
        Column(_("文号"), lambda d: d.label or cells.DASH, css="nb", plain=lambda d: d.label),
        Column(_("题名"), words.title_cell, head=True, plain=lambda d: d.title),
        Column(_("日期"), words.written_on, css="nb", plain=words.written_on),
        Column(_("页数"), lambda d: pages(d) or cells.DASH, css="num", plain=lambda d: str(pages(d) or "")),
        Column(_("保管期限"), lambda d: d.get_retention_display() or cells.DASH, css="nb opt",
               plain=lambda d: d.get_retention_display()),
        Column(_("备注"), words.remark, css="opt", plain=words.remark),
    )  # fmt: skip
    filters = (
        Filter("q", _("件号、文号、题名"), search, kind="search"),
        Filter("year", _("年度"), of_year, years, everything=_("全部")),
        Filter("retention", _("保管期限"), lambda rows, code: rows.filter(retention=code), lambda page: RETENTION),
        Filter(
            "direction", _("收发"), lambda rows, code: rows.filter(direction=code),
            lambda page: OfficialDocument.Direction.choices,
        ),
    )  # fmt: skip
    tabs = (
        Tab("filed", _("归档文件目录"), lambda rows: rows.filter(archived_on__isnull=False)),
        Tab("due", _("待归档"), due),
        Tab("ended", _("已办结未归档"), ended),
    )

    @cached_property
    def order(self) -> tuple[str, ...]:  # type: ignore[override]
        """Filed ones as the volumes stand on the shelf; the others as they ended."""
        if self.tab and self.tab.code == "filed":
            return ("archive_number__series_id", "archive_number__year", "archive_number__serial", "pk")
        return ("ended_on", "pk")

    def base(self) -> Rows:
        rows = super().base().select_related("number", "archive_number")
        return words.with_bureau(rows, rows_of(Organisation, self.actor, self.permission)).with_pages()

    def acts(self) -> list[dict[str, Any]]:
        if not self.may(Permission.DOCUMENTS_ISSUE):
            return []
        return [{"title": _("批量归档"), "url": reverse("archive-many"), "icon": "case", "primary": True}]

    def extra(self) -> dict[str, Any]:
        rows = rows_of(OfficialDocument, self.actor, self.permission)
        return {"due": due(rows)[:1000].count()}


class RetentionForm(forms.Form):
    retention = forms.ChoiceField(label=_("保管期限"), choices=RETENTION, widget=forms.RadioSelect)


class FileAwayPage(FormPage):
    """归档: one document."""

    model = OfficialDocument
    related = ("region",)
    back = "document"
    permission = Permission.DOCUMENTS_ISSUE
    section = "incoming"
    title = _("归档")
    submit = _("归档")
    lead = _("归档后编入件号，文件、附件和办理记录都不能再变动。")
    said = _("文件已归档。")
    form_class = RetentionForm
    act = file_away


class ManyForm(RetentionForm):
    documents: Any = forms.ModelMultipleChoiceField(
        label=_("文件"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["documents"].queryset = rows
        fields["documents"].label_from_instance = lambda d: f"{words.written_on(d)} {d.label} {d.title}"


class FileManyPage(FormPage):
    """批量归档: several of one retention period, numbered in the order in which they ended."""

    permission = Permission.DOCUMENTS_ISSUE
    section = "incoming"
    title = _("批量归档")
    submit = _("归档所选")
    lead = _("先选保管期限相同的文件；一次最多 50 件，按办结（印发）先后编件号。")
    said = _("所选文件已归档。")
    form_class = ManyForm

    def form_kwargs(self) -> dict[str, Any]:
        rows = rows_of(OfficialDocument, self.actor, self.permission)
        first = ended(rows).order_by("ended_on", "pk").values("pk")[:AT_ONCE]
        return {"rows": rows.filter(pk__in=first).select_related("number").order_by("ended_on", "pk")}

    def perform(self, form: forms.Form) -> Any:
        chosen = form.cleaned_data["documents"]
        if not chosen:
            raise Refused(_now("请选择要归档的文件。"))
        return file_many(county(), documents=chosen, retention=form.cleaned_data["retention"], by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("archive-list")


@panel(
    "document",
    "side",
    order=40,
    permission=Permission.DOCUMENTS_VIEW,
    template="documents/receiving/archive_line.html",
    title=_("归档"),
)
def archive_line(document: OfficialDocument, request: HttpRequest) -> dict[str, Any]:
    """Whether and where it was filed."""
    is_ended = document.state in FILED
    may = can(signed_in(request), Permission.DOCUMENTS_ISSUE, document.region_path)
    return {
        "document": document,
        "ended": is_ended,
        "may_file": may and is_ended and document.archived_on is None,
    }
