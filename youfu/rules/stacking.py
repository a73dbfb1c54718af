"""Which of several benefits are paid together, and which give way: a pure function over amounts and dated exclusions.

The exclusions themselves are data, owned by the standards register, each with its legal ground. What the shipped table
says and where it comes from:

* 农村籍退役士兵老年生活补助 yields to any other regular national benefit ("*"): by the definition in the notices it is for
  those who draw no other 定期抚恤补助 (the benefit itself: 军人抚恤优待条例 2024, article 62).
* 参试 yields to 残疾抚恤金 and to 带病回乡: it is for those who qualify for neither (definition in the notices on 参战参试).
* 残疾抚恤金 against 参战 and against 带病回乡, and 带病回乡 against 参战: the higher is paid ("higher"; practice, confidence
  medium, the last pair low). 参试 is not among them: its own definition already gives way, and two rows about one pair
  would contradict each other.
* 参试 yields to 参战: one and the same allowance 参战参试退役人员生活补助, drawn once.
* 烈士老年子女 yields to 定期抚恤金: it is for children who never drew the survivor's pension
  (军人抚恤优待条例 2024, article 62; 烈士褒扬条例, article 21).
* 残疾抚恤金 and 定期抚恤金 are paid side by side: one is for one's own wound, the other for another's death.
* 三红 and 在乡复员军人 appear in no exclusion of their own; only 农村籍 yields to them.

How a chain resolves. A programme gives way only to a programme that is itself paid: if A yields to B and B yields to C,
then with all three present C is paid, B gives way to C, and A, whose obstacle is gone, is paid. This has exactly one answer
for any set of exclusions without a circle, whatever order they come in. A circle (A yields to B, B yields to A) is an error
in the table: it raises `Circular` and nothing is paid by guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import NamedTuple

from youfu.rules.programmes import SUPPLEMENTS

ANY_OTHER = "*"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One row of the table. `to` is a programme code or "*" (any other regular benefit); `mode` is "yields" (the first named
    gives way) or "higher" (the lower amount gives way, and of two equal ones the one named in `yields`)."""

    yields: str
    to: str
    mode: str
    basis: str
    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.mode not in ("yields", "higher"):
            raise ValueError(f"an exclusion's mode is yields or higher, not {self.mode!r}")
        if self.yields == self.to:
            raise ValueError(f"{self.yields} cannot give way to itself")


class GivesWay(NamedTuple):
    """`loser` is not paid because `winner` is, under `exclusion`."""

    loser: str
    winner: str
    exclusion: Exclusion


class Circular(ValueError):
    """These programmes each give way to another of them, so none can be paid: the exclusion table contradicts itself."""

    def __init__(self, programmes: Iterable[str]) -> None:
        self.programmes = tuple(sorted(programmes))
        super().__init__("exclusions form a circle: " + ", ".join(self.programmes))


def settle(amounts: Mapping[str, int], exclusions: Iterable[Exclusion]) -> dict[str, GivesWay]:
    """What is not paid, by programme code, and to whom it gives way.

    `amounts` is what each programme would pay this month, in fen; `exclusions` are those in force. The answer depends on
    neither order. Where a programme gives way to several, the one named by an exclusion of its own is cited before a "*".
    Raises Circular when the exclusions contradict each other.
    """
    claims = [claim for exclusion in exclusions for claim in _claims(exclusion, amounts)]
    undecided, paid = set(amounts), set[str]()
    while undecided:
        contested = {c.loser for c in claims if c.winner in paid or c.winner in undecided}
        settled = {p for p in undecided if p not in contested}
        beaten = {c.loser for c in claims if c.winner in paid}
        if not settled and not beaten & undecided:
            raise Circular(undecided)
        paid |= settled
        undecided -= settled | beaten
    return _cited(claims, paid)


def _claims(exclusion: Exclusion, amounts: Mapping[str, int]) -> list[GivesWay]:
    """Who would give way to whom under one exclusion, among the programmes present."""
    if exclusion.yields not in amounts:
        return []
    if exclusion.to == ANY_OTHER:
        others = [p for p in amounts if p != exclusion.yields and p not in SUPPLEMENTS]
    else:
        others = [exclusion.to] if exclusion.to in amounts else []
    return [_claim(exclusion, other, amounts) for other in others]


def _claim(exclusion: Exclusion, other: str, amounts: Mapping[str, int]) -> GivesWay:
    if exclusion.mode == "higher" and amounts[exclusion.yields] > amounts[other]:
        return GivesWay(other, exclusion.yields, exclusion)
    return GivesWay(exclusion.yields, other, exclusion)


def _cited(claims: Iterable[GivesWay], paid: set[str]) -> dict[str, GivesWay]:
    """Of the reasons that hold, one for each programme: a named exclusion before "*", then in the order of codes."""
    holding = [claim for claim in claims if claim.winner in paid]
    holding.sort(
        key=lambda c: (c.exclusion.to == ANY_OTHER, c.winner, astuple(c.exclusion)[:4], c.exclusion.start)
    )
    reasons: dict[str, GivesWay] = {}
    for claim in holding:
        reasons.setdefault(claim.loser, claim)
    return reasons
