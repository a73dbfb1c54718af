"""What goes into a price: the terms of an entitlement, and the standards in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from youfu.rules.programmes import grade_text, title, word

NATIONAL = "000000000000"  # the region code 全国

# The dimensions a rate may be limited by. A rate that names fewer of them is the more general one.
DIMENSIONS = ("grade", "cause", "kind", "period", "employment", "residence")


@dataclass(frozen=True, slots=True)
class Terms:
    """What one entitlement's amount depends on. None means that the dimension does not apply to it.

    `grade` 1 to 10; `cause` war, duty, illness, mental; `kind` martyr, duty_death, deceased, red_army, west_route,
    scattered; `period` resistance_war, other; `employment` employed, unemployed; `service_years` 折算服役年限;
    `residence` urban, rural (survivors before 2016-10-01 only).
    """

    programme: str
    grade: int | None = None
    cause: str | None = None
    kind: str | None = None
    period: str | None = None
    employment: str | None = None
    service_years: int | None = None
    residence: str | None = None

    def __str__(self) -> str:
        """For messages to staff: 残疾抚恤金（五级 因战 在职）."""
        words = [grade_text(self.grade)] if self.grade is not None else []
        words += [word(w) for w in (self.cause, self.kind, self.period, self.employment, self.residence) if w]
        words += [f"服役{self.service_years}年"] if self.service_years is not None else []
        return title(self.programme) + (f"（{' '.join(words)}）" if words else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A standard 标准: what a programme pays, where, for whom (None = any value) and from when to when (half-open).

    `unit` is yuan_per_year, yuan_per_month, yuan_per_service_year_month (per year served and month) or ratio. The amount is
    `amount_fen`; for a ratio it is `ratio` times the parameter named by `base`. `article` may be empty: the programme's own
    article is cited then. `confidence` is high, medium, low or sample; only high counts as verified.
    """

    id: int
    programme: str
    region: str
    unit: str
    start: date
    amount_fen: int = 0
    end: date | None = None
    grade: int | None = None
    cause: str | None = None
    kind: str | None = None
    period: str | None = None
    employment: str | None = None
    residence: str | None = None
    ratio: Decimal | None = None
    base: str | None = None
    document_title: str = ""
    document_number: str = ""
    article: str = ""
    confidence: str = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A local or national figure that ratios refer to: "average_wage" is a monthly wage in fen, in force for the year it is
    used in (护理费 of 2026 uses the wage of 2025, entered with start 2026-01-01)."""

    code: str
    region: str
    value_fen: int
    start: date
    end: date | None = None
    document_number: str = ""
    document_title: str = ""
    confidence: str = "low"
