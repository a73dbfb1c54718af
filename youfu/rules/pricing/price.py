"""What comes out of pricing: the lines that are paid and those that are not, each with its reason.

Both are kept with the roll as JSON, so that a payment made today can be explained in ten years without recomputing it:
`to_json` gives plain dicts of JSON types and `from_json` gives the same object back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from youfu.rules.money import plain_yuan, yuan_to_fen

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One amount and where it comes from.

    `rate_fen` is the standard (for a ratio: the wage it is a share of), `quantity` how often it counts (1, the years served,
    or the ratio), `amount_fen` what this month pays. `confidence` is the weakest of the figures used; `verified` says that
    it is high. `note` is the working, in Chinese.
    """

    programme: str
    rate_id: int
    unit: str
    rate_fen: int
    quantity: int | Decimal
    amount_fen: int
    document_title: str
    document_number: str
    article: str
    confidence: str
    verified: bool
    region: str
    note: str

    def to_json(self) -> Json:
        return {
            "programme": self.programme,
            "rate_id": self.rate_id,
            "rate": plain_yuan(self.rate_fen),
            "unit": self.unit,
            "quantity": self.quantity if isinstance(self.quantity, int) else str(self.quantity),
            "amount_fen": self.amount_fen,
            "document_title": self.document_title,
            "document_number": self.document_number,
            "article": self.article,
            "verified": self.verified,
            "confidence": self.confidence,
            "region": self.region,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        fields = {**data, "rate_fen": yuan_to_fen(data["rate"])}
        del fields["rate"]
        if isinstance(fields["quantity"], str):
            fields["quantity"] = Decimal(fields["quantity"])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Excluded:
    """What would have been paid and is not: `reason` is a sentence for the person who asks, `basis` the legal ground."""

    programme: str
    amount_fen: int
    reason: str
    basis: str
    in_favour_of: str

    def to_json(self) -> Json:
        return {
            "programme": self.programme,
            "amount_fen": self.amount_fen,
            "reason": self.reason,
            "basis": self.basis,
            "in_favour_of": self.in_favour_of,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Price:
    """What a profile is due in a month: lines and exclusions, each in the order of programme codes."""

    lines: tuple[Line, ...]
    excluded: tuple[Excluded, ...] = ()

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def by_programme(self) -> dict[str, int]:
        """Fen by programme code; what is excluded does not appear."""
        return {line.programme: line.amount_fen for line in self.lines}

    def to_json(self) -> Json:
        return {
            "lines": [line.to_json() for line in self.lines],
            "excluded": [excluded.to_json() for excluded in self.excluded],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            tuple(Line.from_json(line) for line in data["lines"]),
            tuple(Excluded.from_json(excluded) for excluded in data["excluded"]),
        )
