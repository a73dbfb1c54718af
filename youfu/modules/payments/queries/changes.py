"""Which standards changed since the last roll: the list its approver reads first."""

from __future__ import annotations

from typing import Any

from youfu.modules.standards.models import Exclusion, Parameter, Rate
from youfu.rules.money import fen_to_yuan


def changed_standards(revision: int) -> list[dict[str, Any]]:
    """Rates, parameters and exclusions changed after a revision, as JSON rows; empty when this is the first roll of all."""
    if not revision:
        return []
    rates = Rate.objects.since(revision).filter(superseded_at=None, programme__regular=True)
    rows = [
        {
            "what": str(rate.programme),
            "label": rate.label,
            "grade": rate.grade,
            "cause": rate.cause,
            "amount": fen_to_yuan(rate.amount_fen) if rate.amount_fen else str(rate.ratio),
            "unit": rate.unit,
            "from": rate.changes_from.isoformat(),
            "ends": bool(rate.valid.upper and rate.valid.upper == rate.changes_from),
            "document": str(rate.document),
            "verified": rate.verified,
            "rate_id": rate.pk,
        }
        for rate in rates.select_related("programme", "document").order_by("programme", "grade", "cause", "label")
    ]
    others = [*Parameter.objects.since(revision), *Exclusion.objects.since(revision).select_related("yields", "to")]
    return rows + [
        {"what": str(row), "label": "", "from": row.changes_from.isoformat(), "document": str(row.document),
         "verified": row.verified, "ends": False, "amount": "", "unit": ""}
        for row in others
    ]  # fmt: skip
