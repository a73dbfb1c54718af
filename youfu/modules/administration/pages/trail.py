"""审计: what was done and seen, and what was refused. Both tables can only grow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.actions import ACTIONS
from youfu.kit.models import AuditEvent, Denial
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, in_paths
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import moment

WORDS = {"viewed": _("查看档案"), "revealed": _("查看完整号码"), "import.refused_rows": _("下载退回表")}
PAGES = {"people.person": "person", "payments.roll": "roll", "organisations.user": "user", "kit.jobrun": "job"}


def title_of(event: AuditEvent) -> Any:
    """What was done, in words."""
    return WORDS.get(event.action) or (ACTIONS[event.action].title if event.action in ACTIONS else event.action)


def target_cell(event: AuditEvent) -> Any:
    page = PAGES.get(event.target_type)
    return cells.link(event.target, reverse(page, args=[event.target_id])) if page and event.target else event.target or "—"


def details(event: AuditEvent) -> str:
    """Purpose and recorded keywords."""
    parts = [event.reason] if event.reason else []
    for key, value in event.changes.items():
        if value not in (None, "", [], ()):
            parts.append(f"{key}={'、'.join(map(str, value)) if isinstance(value, list) else value}")
    return "；".join(parts)


def on_day(rows: Rows, text: str) -> Rows:
    try:
        return rows.filter(at__date=date.fromisoformat(text))
    except ValueError:
        return rows.none()


def kinds(page: ListPage) -> Choices:
    return [*WORDS.items(), *((code, declared.title) for code, declared in sorted(ACTIONS.items()))]


class Trail(ListPage):
    """操作记录."""

    permission = Permission.AUDIT_VIEW
    route = "trail"
    title = _("审计记录")
    nav = Nav("manage", _("审计记录"), "eye", 90)
    model = AuditEvent
    public = True
    order = ("-id",)
    size = 50
    empty_title = _("没有记录")
    empty_why = _("查看、修改、导出都会自动记在这里，不能删改。")
    columns = (
        Column(_("时间"), lambda e: moment(e.at), css="nb"),
        Column(_("操作人"), lambda e: e.actor, css="nb"),
        Column(_("操作"), title_of, css="nb", head=True),
        Column(_("对象"), target_cell),
        Column(_("事由与内容"), details, css="opt"),
    )
    filters = (
        Filter("actor", _("操作人"), lambda rows, v: rows.filter(actor__contains=v), kind="search"),
        Filter("action", _("操作"), lambda rows, v: rows.filter(action=v), kinds, everything=_("全部")),
        Filter("on", _("日期"), on_day, kind="date"),
    )
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("seen", _("查看个人信息"), lambda rows: rows.filter(action__in=("viewed", "revealed"))),
        Tab("revealed", _("查看完整号码"), lambda rows: rows.filter(action="revealed")),
        Tab("exports", _("导出"), lambda rows: rows.filter(action__endswith=".export")),
        Tab("done", _("办理"), lambda rows: rows.exclude(action__in=("viewed", "revealed"))),
    )

    def base(self) -> Rows:
        return in_paths(super().base(), self.actor, self.permission)  # type: ignore[no-any-return]

    def acts(self) -> list[dict[str, Any]]:
        return [{"title": _("拒绝记录"), "url": reverse("denials"), "icon": "lock"}]


class Denials(ListPage):
    """拒绝记录: who was told 403 or 404, where."""

    permission = Permission.AUDIT_VIEW
    route = "denials"
    section = "trail"
    title = _("拒绝记录")
    model = Denial
    public = True
    order = ("-id",)
    size = 50
    empty_title = _("没有被拒绝的访问")
    empty_why = _("越权或越区的访问会自动记在这里。")
    columns = (
        Column(_("时间"), lambda d: moment(d.at), css="nb"),
        Column(_("操作人"), lambda d: d.actor, css="nb", head=True),
        Column(_("方式"), lambda d: d.method, css="nb"),
        Column(_("地址"), lambda d: d.path),
        Column(_("原因"), lambda d: d.why, css="opt"),
    )
    filters = (
        Filter("actor", _("操作人"), lambda rows, v: rows.filter(actor__contains=v), kind="search"),
        Filter("on", _("日期"), on_day, kind="date"),
    )
