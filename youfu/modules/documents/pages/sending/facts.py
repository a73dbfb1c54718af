"""发布信息: what is known of a document, as rows of a label and a value."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from youfu.kit.pages import cells
from youfu.kit.templatetags.kit import full_day
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.sending import words

Fact = tuple[str, Any]


def sent(document: OfficialDocument, opinions: list[Any]) -> list[Fact]:
    """Of one that the bureau sends."""
    number: Any = words.number(document) or _("未编号")
    if document.number and document.number.void_at:
        number = cells.small(number, _("作废：%(why)s") % {"why": document.number.void_why})
    by = {step: words.by_whom(opinions, step, document.round) for step in ("check", "countersign", "sign")}
    found: list[Fact] = [
        (_("发文字号"), number),
        (_("文种"), document.get_kind_display()),
        (_("紧急程度"), document.get_urgency_display()),
        (_("拟稿"), f"{document.office or ''} {document.made_by.name}"),
        (_("核稿"), by["check"]),
        (_("会签"), by["countersign"]),
        (_("签发"), by["sign"]),
        (_("成文日期"), full_day(document.dated)),
        (_("印发日期"), full_day(document.printed_on)),
        (_("份数"), document.copies),
        (_("主送"), document.main_to),
        (_("抄送"), document.copy_to),
        (_("替代文件"), link(document.replaces) if document.replaces else ""),
        (_("被替代"), _replaced(document)),
        (_("版式"), _("Word 文件，按 GB/T 9704-2012")),
        *_kept(document),
    ]
    return [(label, value) for label, value in found if value not in ("", None, cells.DASH)]


def received(document: OfficialDocument) -> list[Fact]:
    """Of one that the bureau received."""
    found: list[Fact] = [
        (_("来文单位"), document.sender),
        (_("来文字号"), document.sender_number),
        (_("收文号"), document.number),
        (_("文种"), document.get_kind_display()),
        (_("紧急程度"), document.get_urgency_display()),
        (_("收文日期"), full_day(document.received_on)),
        (_("成文日期"), full_day(document.dated)),
        (_("份数"), document.copies),
        (_("承办科室"), document.handler),
        (_("办理期限"), full_day(document.due_on)),
        (_("登记"), document.made_by.name),
        *_kept(document),
    ]
    return [(label, value) for label, value in found if value not in ("", None, cells.DASH)]


def link(document: OfficialDocument) -> Any:
    """Another document by its number."""
    return cells.link(document.label or document.title, reverse("document", args=[document.pk]))


def _replaced(document: OfficialDocument) -> Any:
    rows = document.replaced_by.filter(state="issued").select_related("number")
    return cells.tags(link(row) for row in rows) if rows else ""


def _kept(document: OfficialDocument) -> list[Fact]:
    if not document.archived_on:
        return []
    given = {"number": document.archive_number, "years": document.get_retention_display()}
    return [(_("归档"), _("%(number)s，保存%(years)s") % given)]
