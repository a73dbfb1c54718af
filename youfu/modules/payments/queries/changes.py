"""Which standards changed since the last roll: the list its approver reads first."""

from __future__ import annotations

from typing import Any

from youfu.modules.standards.models import Exclusion, Parameter, Rate
from youfu.rules.money import fen_to_yuan

KEY = ("programme_id", "region_id", "grade", "cause", "kind", "period", "employment", "residence")


def changed_standards(revision: int) -> list[dict[str, Any]]:
    """Rates that began or ended after a revision, with what was in force before, then other changes, as JSON rows.

    Empty when nothing was settled yet (revision 0): to a first roll everything is new.
    """
    if not revision:
        return []
    changed = (
        Rate.objects.standing().regular().since(revision).select_related("programme", "document", "region")
    )
    rates = sorted(changed, key=lambda r: (r.programme_id, r.grade or 0, r.cause or "", r.label, r.region_id))
    begun = [r for r in rates if r.first_revision > revision]
    ended = {(_key(r), r.valid.upper): r for r in rates if r.valid.upper and r.valid.upper == r.changes_from}
    followed = {(_key(r), r.valid.lower) for r in begun}
    rows = [_row(r, "begins", _amount(ended.get((_key(r), r.valid.lower)))) for r in begun]
    rows += [_row(r, "ends", _amount(r), amount="") for key, r in ended.items() if key not in followed]
    others = [
        *Parameter.objects.pricing().since(revision),
        *Exclusion.objects.since(revision).select_related("yields", "to"),
    ]
    return rows + [
        {"change": "begins", "what": str(row), "label": "", "before": "", "amount": "", "unit": "", "rate_id": None,
         "from": row.changes_from.isoformat(), "document": str(row.document), "verified": row.verified}
        for row in others
    ]  # fmt: skip


def _key(rate: Rate) -> tuple[Any, ...]:
    return tuple(getattr(rate, name) for name in KEY)


def _amount(rate: Rate | None) -> str:
    if rate is None:
        return ""
    return fen_to_yuan(rate.amount_fen) if rate.amount_fen else str(rate.ratio)


def _row(rate: Rate, change: str, before: str, amount: str | None = None) -> dict[str, Any]:
    return {
        "change": change,
        "what": str(rate.programme),
        "label": rate.label,
        "region": str(rate.region),
        "grade": rate.grade,
        "cause": rate.cause,
        "before": before,
        "amount": _amount(rate) if amount is None else amount,
        "unit": rate.unit,
        "from": (rate.valid.lower if change == "begins" else rate.valid.upper).isoformat(),
        "document": str(rate.document),
        "verified": rate.verified,
        "rate_id": rate.pk,
    }
