"""优抚对象医疗补助: a share of what a person still pays of insured costs, by category, grade and insurance, up to a yearly cap.

Shares and caps are a locality's figures ("medical.percent.WHO_INSURANCE", "medical.cap.WHO") of the day of the claim. The share
is taken of the costs within the insurance's scope less what both insurances, the hospital and other aid paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from youfu.rules.figures import Book, Computed, Part, computed, percent
from youfu.rules.findings import Finding, finding
from youfu.rules.money import fen_to_yuan, share

ARTICLE = "军人抚恤优待条例（2024）"


@dataclass(frozen=True, slots=True)
class Bill:
    """A settlement: fen in all, within the insurance's scope, paid by either insurance, discount, other aid."""

    total_fen: int
    in_scope_fen: int
    insured_fen: int = 0
    serious_fen: int = 0
    discount_fen: int = 0
    other_aid_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What the person still pays of the insured costs; never below zero."""
        paid = self.insured_fen + self.serious_fen + self.discount_fen + self.other_aid_fen
        return max(0, self.in_scope_fen - paid)


def subsidy(who: str, insurance: str, bill: Bill, paid_this_year_fen: int, book: Book) -> Computed:
    """What is paid for a bill: the share, or what the yearly cap leaves. Reversed subsidies are not in `paid_this_year_fen`."""
    rate, cap = book.ratio(f"medical.percent.{who}_{insurance}"), book.fen(f"medical.cap.{who}")
    wanted = share(bill.left_fen, rate)
    parts = [Part("按比例补助", f"{fen_to_yuan(bill.left_fen)} × {percent(rate)}", wanted, ARTICLE)]
    room = max(0, cap - paid_this_year_fen)
    if wanted > room:
        formula = f"年度封顶 {fen_to_yuan(cap)}，今年已补助 {fen_to_yuan(paid_this_year_fen)}，超出 {fen_to_yuan(wanted - room)}"
        parts.append(Part("超出年度封顶", formula, room - wanted, ARTICLE))
    return computed(parts, book)


def check(bill: Bill) -> list[Finding]:
    """Whether the bill adds up, and whether anything is left to subsidise."""
    paid = bill.insured_fen + bill.serious_fen + bill.discount_fen + bill.other_aid_fen
    return [
        finding(
            bill.in_scope_fen <= bill.total_fen and paid <= bill.total_fen, "费用清单相符",
            f"总费用 {fen_to_yuan(bill.total_fen)} 元，其中政策范围内 {fen_to_yuan(bill.in_scope_fen)} 元，"
            f"各项已支付 {fen_to_yuan(paid)} 元", ARTICLE,
        ),
        finding(bill.left_fen > 0, "政策范围内仍有自付", f"自付 {fen_to_yuan(bill.left_fen)} 元", ARTICLE),
    ]  # fmt: skip
