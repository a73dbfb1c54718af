"""义务兵家庭优待金 (军人抚恤优待条例 2024, article 42; 浙江省军人军属权益保障条例, article 7): a locality's formula, as data.

Either a fixed sum a year ("conscript.fixed"), or a share of last year's figure ("conscript.share" × "conscript.basis": income in
some places, in Zhejiang consumption weighted by town and country). Service in Tibet or Xinjiang and education multiply it, merit
adds a share of it. Fewer than "conscript.whole_year_months" months of service in the year are paid by the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from youfu.rules.figures import LOCAL, Book, Computed, Part, computed, percent, plain
from youfu.rules.money import fen_to_yuan, share
from youfu.rules.periods import birthday, month_of

ARTICLE = "军人抚恤优待条例（2024）第四十二条"
PROVINCE = "浙江省军人军属权益保障条例第七条"
CONSCRIPTION = 2  # years of conscript service, 兵役法 (2021)
# messages: choices of a form
AREAS = {"tibet": "西藏", "xinjiang": "新疆"}
# messages: choices of a form
MERITS = {"merit_1": "一等功", "merit_2": "二等功", "merit_3": "三等功", "excellent": "优秀士兵"}


@dataclass(frozen=True, slots=True)
class Conscript:
    """A conscript's year: months served in it (1 to 12), area ("", tibet, xinjiang), college education, merit (a code or "")."""

    months: int
    area: str = ""
    college: bool = False
    merit: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 12:
            raise ValueError(f"a year has 1 to 12 months of service, not {self.months}")


def months_served(year: int, enlisted_on: date, left_on: date | None) -> int:
    """Calendar months of a year in which the conscript served, of the two years that conscription lasts (兵役法 2021); 0 to 12.

    The month of enlistment counts, the month of leaving counts unless it was left on its first day.
    """
    ends = birthday(enlisted_on, CONSCRIPTION)
    if left_on is not None:
        ends = min(ends, left_on)
    first = max(month_of(enlisted_on), year * 12)
    last = min(month_of(ends - timedelta(days=1)), year * 12 + 11)
    return max(0, last - first + 1)


def payment(conscript: Conscript, book: Book) -> Computed:
    """What the household is paid for the year."""
    parts = [_base(book)]
    multiples = [f"conscript.{conscript.area}"] if conscript.area else []
    multiples += ["conscript.college"] if conscript.college else []
    for code in multiples:
        before = sum(part.fen for part in parts)
        times = book.ratio(code)
        parts.append(Part(_said(code), f"{fen_to_yuan(before)} × ({plain(times)} − 1)",
                          share(before, times - 1) if times else 0, ARTICLE))  # fmt: skip
    if conscript.merit:
        code = f"conscript.{conscript.merit}"
        base, rate = parts[0].fen, book.ratio(code)
        formula = f"{fen_to_yuan(base)} × {percent(rate)}"
        parts.append(Part(_said(code), formula, share(base, rate), PROVINCE))
    if conscript.months < 12 and conscript.months < book.ratio("conscript.whole_year_months"):
        total = sum(part.fen for part in parts)
        due = share(total, Decimal(conscript.months) / 12)
        formula = f"{fen_to_yuan(total)} × {conscript.months} ÷ 12 − {fen_to_yuan(total)}"
        parts.append(Part("按服役月数折算", formula, due - total, ARTICLE))
    return computed(parts, book)


def _base(book: Book) -> Part:
    if book.knows("conscript.fixed"):
        fen = book.fen("conscript.fixed")
        return Part("每年定额", fen_to_yuan(fen), fen, ARTICLE)
    basis, rate = book.fen("conscript.basis"), book.ratio("conscript.share")
    return Part("按上年指标计算", f"{fen_to_yuan(basis)} × {percent(rate)}", share(basis, rate), ARTICLE)


def _said(code: str) -> str:
    return LOCAL[code].removeprefix("义务兵家庭优待金-")
