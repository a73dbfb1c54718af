"""Accrue the difference, pay the balance.

A roll posts, for each month, what is due as known now less what was posted before. Back pay 补发, recovery 扣回, resumption
and correction are all that one subtraction; running it again posts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from youfu.rules.periods import Month, month_text

Kind = Literal["current", "arrears", "recovery"]


class Settlement(NamedTuple):
    """What becomes of a balance, in fen: `payout` ≥ 0 goes to the bank, `carried` ≤ 0 waits to be offset."""

    payout_fen: int
    carried_fen: int


def differences(due: Mapping[Month, int], posted: Mapping[Month, int]) -> list[tuple[Month, int]]:
    """(month, fen) for every month whose posting does not yet equal what is due, earliest first.

    A month that is absent counts as 0 on either side: a month no longer due is taken back, one never posted is paid.
    """
    months = sorted(due.keys() | posted.keys())
    found = ((month, due.get(month, 0) - posted.get(month, 0)) for month in months)
    return [(month, fen) for month, fen in found if fen]


def classify(roll_month: Month, for_month: Month, fen: int) -> Kind:
    """What a difference is called on the roll of `roll_month`.

    Less than nothing is a recovery 扣回, in the current month too; otherwise it is current 当月 or arrears 补发. ValueError for
    a month that has not come yet and for a difference of nothing: neither belongs on a roll.
    """
    if for_month > roll_month:
        raise ValueError(f"{month_text(for_month)} is not due on the roll of {month_text(roll_month)}")
    if not fen:
        raise ValueError("a difference of nothing is not a line")
    if fen < 0:
        return "recovery"
    return "current" if for_month == roll_month else "arrears"


def apply_balance(carried_fen: int, movement_fen: int) -> Settlement:
    """Add this roll's movement to what was carried over, and settle.

    A positive balance is paid out whole. A negative one is never asked back through the bank: it waits and is offset by what
    falls due later, so a person is paid again once it is used up.
    """
    balance = carried_fen + movement_fen
    return Settlement(max(balance, 0), min(balance, 0))
