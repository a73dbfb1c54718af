"""审计: what was done and seen, and what was refused. Both tables can only grow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import ROLES, Permission
from youfu.kit.actions import ACTIONS
from youfu.kit.models import AuditEvent, Denial
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, in_paths
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import moment, to_the_minute
from youfu.rules import periods

WORDS = {"viewed": _("查看档案"), "revealed": _("查看完整号码"), "import.refused_rows": _("下载退回表")}
KEYS: dict[str, Any] = {
    "month": _("月份"), "from_month": _("自何月起"), "last_month": _("最后月份"), "first_month": _("起始月份"),
    "opening_from": _("期初自"), "paid_through": _("已发至"), "accept_valid": _("只建合格的行"), "role": _("角色"),
    "region": _("区域"), "start": _("自"), "end": _("至"), "username": _("用户名"), "name": _("名称"), "origin": _("来源"),
    "on": _("日期"), "basis": _("依据"), "bank": _("开户银行"), "reason": _("原因"), "fields": _("内容"),
    "id_number": _("身份证号"), "phone": _("手机"), "account": _("银行账号"), "title": _("列表"), "conditions": _("条件"),
    "acknowledge_unverified": _("确认待核实标准"), "into": _("并入"), "effective_on": _("生效日期"), "document": _("文件"),
    "last_day": _("最后一天"), "why": _("原因"), "because": _("原因"), "verdict": _("办理结果"), "awaits": _("等待"),
    "day": _("日期"), "days": _("天数"), "due_on": _("期限"), "until": _("截止"), "year": _("年度"), "works": _("上班"),
    "kind": _("种类"), "code": _("代字"), "template": _("编号格式"), "purpose": _("用途"), "paper": _("材料"),
    "scan": _("扫描件"), "looked": _("已看附件"), "copies": _("份数"), "retention": _("保管期限"),
    "received_on": _("收到日期"), "replaces": _("替代文件"), "to": _("发往"), "words": _("催办内容"), "way": _("方式"),
    "method": _("方式"), "result": _("结果"), "rule": _("事项"), "laid": _("内容"),
}  # fmt: skip
MONTHS = {"month", "from_month", "last_month", "first_month", "opening_from", "paid_through"}
PAGES = {
    "people.person": "person",
    "payments.roll": "roll",
    "organisations.user": "user",
    "kit.jobrun": "job",
    "standards.rate": "standard",
}


def title_of(event: AuditEvent) -> Any:
    """What was done, in words."""
    return WORDS.get(event.action) or (
        ACTIONS[event.action].title if event.action in ACTIONS else event.action
    )


def target_cell(event: AuditEvent) -> Any:
    page = PAGES.get(event.target_type)
    return (
        cells.link(event.target, reverse(page, args=[event.target_id]))
        if page and event.target
        else event.target or "—"
    )


def details(event: AuditEvent) -> str:
    """Purpose and recorded keywords, in words."""
    parts = [event.reason] if event.reason else []
    parts += [
        f"{KEYS.get(key, key)}：{said(key, value)}"
        for key, value in event.changes.items()
        if value not in (None, "", [])
    ]
    return "；".join(parts)


def said(key: str, value: Any) -> str:
    """A recorded value as staff read it: months, roles, fields, yes and no."""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if key in MONTHS and isinstance(value, int):
        return periods.month_text(value)
    if key == "role" and value in ROLES:
        return str(ROLES[value].title)
    if isinstance(value, list):
        return "、".join(str(KEYS.get(item, item)) for item in value)
    return str(value)


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
    export = Permission.AUDIT_VIEW
    order = ("-id",)
    size = 50
    empty_title = _("没有记录")
    empty_why = _("查看、修改、导出都会自动记在这里，不能删改。")
    columns = (
        Column(_("时间"), lambda e: moment(e.at), css="nb", plain=lambda e: to_the_minute(e.at)),
        Column(_("操作人"), lambda e: e.actor, css="nb", plain=lambda e: e.actor),
        Column(_("操作"), title_of, css="nb", head=True, plain=title_of),
        Column(_("对象"), target_cell, plain=lambda e: e.target),
        Column(_("事由与内容"), details, css="opt", plain=details),
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
        return in_paths(super().base(), self.actor, self.permission)

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
    export = Permission.AUDIT_VIEW
    order = ("-id",)
    size = 50
    empty_title = _("没有被拒绝的访问")
    empty_why = _("越权或越区的访问会自动记在这里。")
    columns = (
        Column(_("时间"), lambda d: moment(d.at), css="nb", plain=lambda d: to_the_minute(d.at)),
        Column(_("操作人"), lambda d: d.actor, css="nb", head=True, plain=lambda d: d.actor),
        Column(_("方式"), lambda d: d.method, css="nb", plain=lambda d: d.method),
        Column(_("地址"), lambda d: d.path, plain=lambda d: d.path),
        Column(_("原因"), lambda d: d.why, css="opt", plain=lambda d: d.why),
    )
    filters = (
        Filter("actor", _("操作人"), lambda rows, v: rows.filter(actor__contains=v), kind="search"),
        Filter("on", _("日期"), on_day, kind="date"),
    )
