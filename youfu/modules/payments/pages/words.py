"""An amount in words: 项目 × 标准（文号）= 金额."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from youfu.kit.access import Permission
from youfu.kit.pages import Column, ListPage
from youfu.kit.templatetags.kit import cause, grade, money, said
from youfu.modules.payments.models import Roll, RollLine
from youfu.modules.payments.queries import compare
from youfu.modules.standards.models import Programme, Rate

UNITS = {"yuan_per_year": "元/年", "yuan_per_month": "元/月", "yuan_per_service_year_month": "元/年限·月"}


def titles() -> dict[str, str]:
    """Programme code → title."""
    return {code: said(title) for code, title in Programme._default_manager.values_list("code", "title")}


def names_for(page: ListPage, columns: list[Column]) -> list[Column]:
    """The columns of a list of people; a name leads to the person's file only for whoever may open it."""
    if page.may(Permission.PEOPLE_VIEW):
        return columns
    first = columns[0]
    return [replace(first, value=first.plain or first.value), *columns[1:]]


def formula(priced: dict[str, Any]) -> str:
    """44,760.00 元/年 ÷ 12, or 62.00 元/年限·月 × 4."""
    rate, unit, quantity = priced.get("rate"), priced.get("unit"), priced.get("quantity")
    if not rate:
        return ""
    whole, _dot, part = str(rate).replace(",", "").partition(".")
    text = f"{int(whole):,}.{part:0<2} {_(UNITS.get(str(unit), '元'))}"
    if unit == "yuan_per_year":
        return f"{text} ÷ 12"
    return f"{text} × {quantity}" if str(quantity) not in ("1", "None") else text


def sentence(line: RollLine) -> dict[str, Any]:
    """What stands beside a line of a roll: formula, document, its page, whether it is verified."""
    code = line.programme.code
    prices: list[dict[str, Any]] = line.price.price["lines"] if line.price else []
    priced = next((price for price in prices if price["programme"] == code), {})
    paid = line.due_fen - line.amount_fen
    step = (
        _("应发 %(due)s，已计 %(paid)s") % {"due": money(line.due_fen), "paid": money(paid)} if paid else ""
    )
    return {
        "formula": formula(priced) or (_("不再应发") if not line.due_fen else ""),
        "document": priced.get("document_number") or priced.get("document_title") or "",
        "url": reverse("standard", args=[priced["rate_id"]]) if priced.get("rate_id") else "",
        "verified": priced.get("verified", True),
        "article": priced.get("article", ""),
        "note": priced.get("note") or "",
        "step": step,
    }


def unverified(roll: Roll) -> list[dict[str, Any]]:
    """The unverified standards a roll uses, by document: what its approver has to hold against paper."""
    if not roll.unverified:
        return []
    rates = Rate._default_manager.filter(pk__in=compare.unverified_rates(roll)).select_related(
        "document", "programme"
    )
    found: dict[int, dict[str, Any]] = {}
    for rate in rates.order_by("document_id", "programme_id", "grade", "cause"):
        row = found.setdefault(rate.document_id, {"document": rate.document, "rates": []})
        dims = " ".join(filter(None, (str(grade(rate.grade)), str(cause(rate.cause)))))
        what = dims or (rate.label if rate.kind or rate.period else "")
        amount = money(rate.amount_fen) if rate.amount_fen else str(rate.ratio)
        row["rates"].append(
            {"pk": rate.pk, "text": f"{said(rate.programme.title)} {what} {amount}".replace("  ", " ")}
        )
    return list(found.values())
