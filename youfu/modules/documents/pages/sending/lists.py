"""发文: every document the bureau sends, what waits for me first."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day, moment
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.sending import words
from youfu.modules.organisations.models import Organisation
from youfu.rules.search_terms import grams, phrases

VIEW = Permission.DOCUMENTS_VIEW
ENDS = ("issued", "withdrawn", "cancelled")


def found(rows: Rows, text: str) -> Rows:
    """By title, number or words of the text."""
    wanted = phrases(text)
    if not wanted:
        return rows.filter(title__icontains=text)
    for phrase in wanted:
        rows = rows.filter(search__grams__contains=grams(phrase), search__text__contains=phrase)
    return rows


def in_year(rows: Rows, year: str) -> Rows:
    """The year of the number, or the one in which a document without number was begun."""
    return rows.filter(Q(number__year=int(year)) | Q(number=None, made_at__year=int(year)))


def years(page: ListPage) -> Choices:
    first = (
        rows_of(OfficialDocument, page.actor, VIEW).order_by("pk").values_list("made_at__year", flat=True)[:1]
    )
    now = clock.today().year
    return [(str(year), str(year)) for year in range(now, min([now, *first]) - 1, -1)]


def offices(page: ListPage) -> Choices:
    """The bureau and its sections."""
    rows = rows_of(Organisation, page.actor, VIEW).filter(kind__in=("bureau", "section", "centre"))
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def waiting_count(actor: Actor) -> int:
    """What waits for this actor, for the rail."""
    return int(rows_of(OfficialDocument, actor, VIEW).waiting_for(actor).count())


class Documents(ListPage):
    """发文."""

    permission = VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "documents"
    title = _("发文")
    nav = Nav("work", _("发文"), "doc", 60, badge=waiting_count)
    model = OfficialDocument
    empty_title = _("这里没有文件")
    empty_why = _("点“起草”开始一份；轮到您办理的会列在“待我办理”。")
    columns = (
        Column(
            _("标题和字号"), lambda d: words.title_cell(d, reverse("document", args=[d.pk])), head=True, css="wrap",
            plain=lambda d: d.title,
        ),
        Column(_("文种"), lambda d: d.get_kind_display(), css="nb opt", plain=lambda d: d.get_kind_display()),
        Column(_("起草科室"), lambda d: d.office, css="nb opt", plain=lambda d: str(d.office)),
        Column(_("缓急"), lambda d: d.get_urgency_display(), css="nb opt", plain=lambda d: d.get_urgency_display()),
        Column(_("成文"), lambda d: day(d.dated), css="nb opt", plain=lambda d: d.dated),
        Column(_("上一步"), lambda d: moment(d.since), css="nb opt", plain=lambda d: moment(d.since)),
        Column(_("状态"), words.state_cell, css="nb", plain=lambda d: d.get_state_display()),
    )  # fmt: skip
    filters = (
        Filter("q", _("标题、字号、正文"), found, kind="search"),
        Filter("year", _("年份"), in_year, years),
        Filter("kind", _("文种"), lambda rows, code: rows.filter(kind=code), lambda page: OfficialDocument.Kind.choices),
        Filter("office", _("科室"), lambda rows, code: rows.filter(office=code), offices),
        Filter(
            "state", _("状态"), lambda rows, code: rows.filter(state=code),
            lambda page: [c for c in OfficialDocument.State.choices if c[0] in words.STEP_TITLES or c[0] in ENDS],
        ),
    )  # fmt: skip
    tabs = tuple(
        Tab(code, title, lambda rows: rows)
        for code, title in (
            ("mine", _("待我办理")), ("running", _("在办")), ("issued", _("已印发")), ("ended", _("作废撤回")),
            ("all", _("全部")),
        )
    )  # fmt: skip

    @cached_property
    def tab(self) -> Tab | None:
        """Whoever nothing waits for begins with what runs."""
        wanted = self.request.GET.get("view", "")
        chosen = next((t for t in self.tabs if t.code == wanted), None)
        return chosen or self.tabs[0 if waiting_count(self.actor) else 1]

    def base(self) -> Rows:
        rows: Any = super().base().sent().with_since()
        rows = rows.select_related("number", "office").defer("body", "reply_form")
        code = self.tab.code if self.tab else ""
        if code == "mine":
            return rows.waiting_for(self.actor)
        return {
            "running": lambda: rows.filter(ended_on=None),
            "issued": lambda: rows.filter(state="issued"),
            "ended": lambda: rows.filter(state__in=ENDS[1:]),
        }.get(code, lambda: rows)()

    def acts(self) -> list[dict[str, Any]]:
        acts: list[dict[str, Any]] = [{"title": _("发文字号"), "url": reverse("numbers"), "icon": "book"}]
        if self.may(Permission.DOCUMENTS_ISSUE):
            acts.append({"title": _("编号序列"), "url": reverse("series"), "icon": "filter"})
        if self.may(Permission.DOCUMENTS_HANDLE):
            acts.append({"title": _("起草"), "url": reverse("document-new"), "icon": "pen", "primary": True})
        return acts
