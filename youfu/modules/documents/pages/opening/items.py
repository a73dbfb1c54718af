"""政务公开: the catalogue as staff see it, and one item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission, can
from youfu.kit.pages import Column, DetailPage, Filter, ListPage, Nav, Part, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import full_day, local
from youfu.modules.documents.actions import disclosing, files
from youfu.modules.documents.models import Disclosure, InformationRequest
from youfu.modules.documents.queries import opening
from youfu.rules import official_text
from youfu.rules.disclosure import METADATA

State, Mode = Disclosure.State, Disclosure.Mode
DECIDED = (State.OPEN, State.KEPT)
STATES = {"draft": "now", "check": "look", "open": "ok", "kept": "idle", "withdrawn": "stop"}


def due_cell(item: Disclosure) -> Any:
    """The last day, red when it is over, and whether an open item kept it."""
    if item.due_on is None:
        return cells.DASH
    if item.opened_at is not None:
        kept = clock_day(item) <= item.due_on
        return cells.mark(full_day(item.due_on), "ok" if kept else "look")
    return cells.mark(full_day(item.due_on), "stop" if item.due_on < clock.today() else "idle")


def clock_day(item: Disclosure) -> Any:
    """The bureau's day on which an item was opened."""
    assert item.opened_at is not None
    return local(item.opened_at).date()


def years(page: ListPage) -> Choices:
    this = clock.today().year
    return [(str(y), str(y)) for y in range(this, this - 10, -1)]


def _words(rows: Rows, words: str) -> Rows:
    return opening.found(rows, words) if len(words) > 1 else rows.filter(title__icontains=words)


class Disclosures(ListPage):
    """政务公开目录: what is being prepared, what is open, what was kept or withdrawn."""

    permission = Permission.DISCLOSURES_VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "disclosures"
    title = _("政务公开")
    nav = Nav("work", _("政务公开"), "eye", 62, badge=lambda actor: waiting_for(actor))
    model = Disclosure
    order = ("-id",)
    empty_title = _("还没有公开信息")
    empty_why = _("印发的公文可以在文件页转为公开信息，也可以直接编制。")
    lead = _("信息自生成或变更之日起 20 个工作日内公开；索引号一经生成不变更、不重复使用。")
    columns = (
        Column(_("名称"), lambda d: cells.link(d.title, reverse("disclosure", args=[d.pk])), head=True,
               plain=lambda d: d.title),
        Column(_("索引号"), lambda d: d.number or cells.dim(_("公开时生成")), css="nb", plain=lambda d: str(d.number or "")),
        Column(_("文件编号"), lambda d: d.document_number or cells.DASH, css="opt", plain=lambda d: d.document_number),
        Column(_("组配分类"), lambda d: d.get_category_display(), css="nb opt", plain=lambda d: d.get_category_display()),
        Column(_("公开方式"), lambda d: d.get_mode_display(), css="nb", plain=lambda d: d.get_mode_display()),
        Column(_("生成日期"), lambda d: full_day(d.made_on), css="nb opt", plain=lambda d: d.made_on.isoformat()),
        Column(_("公开期限"), due_cell, css="nb", plain=lambda d: full_day(d.due_on)),
        Column(_("状态"), lambda d: cells.tag(d.get_state_display(), STATES[d.state]), css="nb",
               plain=lambda d: d.get_state_display()),
    )  # fmt: skip
    filters = (
        Filter("q", _("名称、正文、文号或索引号"), _words, kind="search"),
        Filter("mode", _("公开方式"), lambda rows, v: rows.filter(mode=v), lambda page: Mode.choices),
        Filter("category", _("组配分类"), lambda rows, v: rows.filter(category=v),
               lambda page: Disclosure.Category.choices),
        Filter("year", _("公开年度"), lambda rows, v: opening.opened_in(rows, int(v)), years),
        Filter("state", "", lambda rows, v: rows.filter(state__in=DECIDED) if v == "decided" else rows.none(), kind="hidden"),
        Filter("time", _("时限"), lambda rows, v: TIMES[v](rows),
               lambda page: [("overdue", _("超期未公开")), ("in_time", _("按期公开")), ("late", _("逾期公开"))]),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("draft", _("编制中"), lambda rows: rows.filter(state=State.DRAFT)),
        Tab("check", _("待审查"), lambda rows: rows.waiting()),
        Tab("open", _("已公开"), lambda rows: rows.filter(state=State.OPEN)),
        Tab("kept", _("不公开"), lambda rows: rows.filter(state=State.KEPT)),
        Tab("withdrawn", _("已撤下"), lambda rows: rows.filter(state=State.WITHDRAWN)),
    )

    def base(self) -> Rows:
        return super().base().select_related("number")

    def acts(self) -> list[dict[str, Any]]:
        found = [
            {"title": _("依申请公开"), "url": reverse("information-requests"), "icon": "letter"},
            {"title": _("公开网站"), "url": reverse("open-home"), "icon": "eye"},
        ]
        if self.may(Permission.DISCLOSURES_EDIT):
            found.append(
                {"title": _("编制信息"), "url": reverse("disclosure-new"), "icon": "plus", "primary": True}
            )
        return found


TIMES: dict[str, Callable[[Rows], Rows]] = {
    "overdue": lambda rows: rows.overdue(clock.today()),
    "in_time": lambda rows: opening.in_time(rows.exclude(opened_at=None)),
    "late": lambda rows: rows.exclude(opened_at=None).exclude(pk__in=opening.in_time(rows).values("pk")),
}


def waiting_for(actor: Any) -> int:
    """What waits for this actor on the rail: for whoever releases, what others prepared, corrected and drafted."""
    count = 0
    if can(actor, Permission.DISCLOSURES_RELEASE):
        count += rows_of(Disclosure, actor, Permission.DISCLOSURES_RELEASE).waiting_for(actor).count()
        drafted = rows_of(InformationRequest, actor, Permission.DISCLOSURES_RELEASE).drafted()
        count += drafted.exclude(drafted_by_id=actor.pk).count()
    return count


class DisclosurePage(DetailPage):
    """One item: its metadata, text and files, what the review finds, what was corrected."""

    permission = Permission.DISCLOSURES_VIEW
    section = "disclosures"
    page_name = "disclosure"
    model = Disclosure
    template_name = "documents/opening/item.html"

    def base(self) -> Rows:
        return super().base().select_related(
            "number", "region", "document", "made_by", "released_by", "correction_by"
        )  # fmt: skip

    def extra(self, part: Part | None) -> dict[str, Any]:
        item: Disclosure = self.thing
        new = disclosing.corrected(item)
        return {
            "title": item.title,
            "item": item,
            "metadata": metadata(item),
            "parts": list(official_text.parts(new.body)),
            "files": item.attachments.filter(removed_at=None).order_by("id"),
            "unread": {row.pk for row in disclosing.unread_files(item)},
            "findings": disclosing.found_in(new, item.correction_why)
            if item.state in (State.DRAFT, State.CHECK) or item.correction is not None
            else [],
            "versions": item.versions.select_related("by").order_by("-order"),
            "changes": changes(item),
            "state_word": STATES[item.state],
            "overdue": item.opened_at is None and item.due_on is not None and item.due_on < clock.today(),
            "acts": self.acts(item),
            "public_url": reverse("open-item", args=[str(item.number)]) if item.number else "",
            "may_detach": item.state in (State.DRAFT, State.OPEN)
            and self.may(Permission.DISCLOSURES_EDIT, item.region_path),
        }

    def acts(self, item: Disclosure) -> list[dict[str, Any]]:
        """What this actor may do with the item now; the first is the next step."""
        edit = self.may(Permission.DISCLOSURES_EDIT, item.region_path)
        judge = self.may(Permission.DISCLOSURES_RELEASE, item.region_path)
        own = self.actor.pk in (item.made_by_id, item.prepared_by_id)
        correcting = item.correction is not None
        own_correction = item.correction_by_id == self.actor.pk
        offered = (
            (edit and item.state == State.DRAFT, "disclosure-submit", _("送审"), "send"),
            (edit and item.state == State.DRAFT, "disclosure-edit", _("修改"), "pen"),
            (judge and item.state == State.CHECK and not own, "disclosure-release", _("审查"), "check"),
            (judge and item.state == State.CHECK, "disclosure-return", _("退回"), "undo"),
            (edit and item.state == State.KEPT, "disclosure-reconsider", _("重新编制"), "pen"),
            (judge and correcting and not own_correction, "disclosure-correction", _("审查更正"), "check"),
            (correcting and (judge or own_correction), "disclosure-correction-drop", _("退回更正"), "undo"),
            (edit and item.state == State.OPEN and not correcting, "disclosure-correct", _("更正"), "pen"),
            (edit and item.state == State.OPEN, "disclosure-withdraw", _("撤下"), "cross"),
            (edit and not files.refusal(item, by=self.actor), "disclosure-file", _("加附件"), "clip"),
        )
        return [
            {"title": title, "url": reverse(name, args=[item.pk]), "icon": icon}
            for offer, name, title, icon in offered
            if offer
        ]


def metadata(item: Disclosure) -> list[dict[str, Any]]:
    """The 14 core metadata in their order: name, value, whether it has to be there."""
    found = []
    title: Any
    for element in METADATA:
        if element.code == "link":
            title, value = _("在线链接地址"), f"/open/{item.number}" if item.number else ""
        else:
            title = disclosing.column(element.code).verbose_name
            value = getattr(item, element.code) or ""
            value = full_day(value) if isinstance(value, date) else value
        found.append({"code": element.code, "title": title, "value": value, "need": element.need})
    return found


def changes(item: Disclosure) -> list[dict[str, Any]]:
    """What a correction that waits would change: before and after, whole, as the public would read it."""
    new = disclosing.corrected(item)
    return [
        {
            "title": disclosing.column(name).verbose_name,
            "before": _shown(item, name),
            "after": _shown(new, name),
        }
        for name in item.correction or {}
    ]


def _shown(item: Disclosure, name: str) -> Any:
    value = getattr(item, f"get_{name}_display")() if disclosing.column(name).choices else getattr(item, name)
    return (full_day(value) if isinstance(value, date) else value) or "—"
