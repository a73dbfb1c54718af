"""The calculation itself: from terms to an amount, from a profile to a price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from youfu.rules.effective import Ambiguous, NotInForce
from youfu.rules.figures import YEARLY
from youfu.rules.money import fen_to_yuan, month_share, share
from youfu.rules.periods import Month, covers, first_day, month_text, number
from youfu.rules.pricing.price import Excluded, Line, Price
from youfu.rules.pricing.standards import ParameterBook, RateBook
from youfu.rules.pricing.terms import NATIONAL, Parameter, Rate, Terms
from youfu.rules.programmes import title
from youfu.rules.stacking import Circular, Exclusion, GivesWay, settle

_CONFIDENCE = ("high", "medium", "low", "sample")  # strongest first


class Unpriceable(Exception):
    """These terms have no price in that month, and `reason` (Chinese) says what is missing. Nothing is ever paid as zero."""

    def __init__(self, programme: str, terms: Terms, month: Month, reason: str) -> None:
        super().__init__(f"{terms} {month_text(month)}：{reason}")
        self.programme, self.terms, self.month, self.reason = programme, terms, month, reason


class _Award(NamedTuple):
    """What one rate gives for some terms: this month, and over a year for comparing rates of different units."""

    rate: Rate
    rate_fen: int
    quantity: int | Decimal
    month_fen: int
    year_fen: int
    working: str
    confidence: str


class Tariff:
    """Everything amounts come from, for one chain of regions; indexed once, then asked many times. Immutable, thread-safe.

    `regions` are 12-digit codes, nearest first, the nation last. `articles` gives the legal article of each programme, for
    rates that cite none of their own.
    """

    def __init__(
        self,
        rates: Iterable[Rate],
        parameters: Iterable[Parameter],
        exclusions: Iterable[Exclusion],
        regions: tuple[str, ...],
        articles: Mapping[str, str],
    ) -> None:
        if not regions or regions[-1] != NATIONAL:
            raise ValueError("the regions of a tariff end with the nation")
        self._rates = RateBook(rates)
        self._parameters = ParameterBook(parameters)
        self._exclusions = tuple(exclusions)
        self._regions = regions
        self._articles = dict(articles)

    def price(self, profile: tuple[Terms, ...], month: Month) -> Price:
        """What a profile is due in a month. The order of its terms does not matter.

        The standards in force on the first day of the month hold for all of it. Raises Unpriceable when a programme has no
        single rate in force, when something it needs is unknown, or when the exclusions contradict each other.
        """
        on = first_day(month)
        lines: dict[str, Line] = {}
        for terms in sorted(profile, key=lambda terms: terms.programme):
            if terms.programme in lines:
                raise Unpriceable(
                    terms.programme, terms, month, "同一待遇在同一月份有两条资格，请先核对资格起止年月"
                )
            lines[terms.programme] = self._line(terms, month, on)
        if len(lines) < 2:
            return Price(tuple(lines.values()))
        return self._settled(profile, lines, month)

    def _settled(self, profile: tuple[Terms, ...], lines: dict[str, Line], month: Month) -> Price:
        on = first_day(month)
        amounts = {programme: line.amount_fen for programme, line in lines.items()}
        try:
            losers = settle(amounts, (e for e in self._exclusions if covers(e, on)))
        except Circular as circle:
            terms = next(t for t in profile if t.programme == circle.programmes[0])
            names = "、".join(map(title, circle.programmes))
            raise Unpriceable(
                terms.programme, terms, month, f"不得兼领的规定互相矛盾（{names}），请先更正"
            ) from circle
        return Price(
            tuple(line for programme, line in lines.items() if programme not in losers),
            tuple(_excluded(losers[programme], amounts) for programme in lines if programme in losers),
        )

    def _line(self, terms: Terms, month: Month, on: date) -> Line:
        award, note = self._chosen(terms, month, on)
        rate = award.rate
        return Line(
            programme=terms.programme,
            rate_id=rate.id,
            unit=rate.unit,
            rate_fen=award.rate_fen,
            quantity=award.quantity,
            amount_fen=award.month_fen,
            document_title=rate.document_title,
            document_number=rate.document_number,
            article=rate.article or self._articles.get(terms.programme, ""),
            confidence=award.confidence,
            verified=award.confidence == "high",
            region=rate.region,
            note=note,
        )

    def _chosen(self, terms: Terms, month: Month, on: date) -> tuple[_Award, str]:
        """The nearest region's award, unless the national one is worth more over a year.

        The State sets the standard and local governments may add to it, never undercut it (军人抚恤优待条例 2024, articles 19,
        21 and 31).
        """
        nearest = next(filter(None, (self._rate(terms, region, month, on) for region in self._regions)), None)
        if nearest is None:
            raise Unpriceable(terms.programme, terms, month, "没有执行中的标准，请先录入标准再计算")
        award = self._award(nearest, terms, month, on)
        national = None if nearest.region == NATIONAL else self._rate(terms, NATIONAL, month, on)
        if national is None:
            return award, award.working
        floor = self._award(national, terms, month, on)
        if floor.year_fen <= award.year_fen:
            return award, award.working
        lower = f"当地标准折合每年 {fen_to_yuan(award.year_fen)} 元，低于国家标准 {fen_to_yuan(floor.year_fen)} 元"
        return floor, f"{floor.working}；{lower}，按国家标准执行"

    def _rate(self, terms: Terms, region: str, month: Month, on: date) -> Rate | None:
        try:
            return self._rates.find(terms, region, on)
        except Ambiguous as several:
            reason = f"同时有 {len(several.rows)} 条标准执行（{_cited(several.rows)}），请先更正"
            raise Unpriceable(terms.programme, terms, month, reason) from several

    def _award(self, rate: Rate, terms: Terms, month: Month, on: date) -> _Award:
        if rate.unit == "ratio":
            return self._of_parameter(rate, terms, month, on)
        calculate = _BY_UNIT.get(rate.unit)
        if calculate is None:
            raise Unpriceable(terms.programme, terms, month, f"标准的计发单位“{rate.unit}”无法识别，请先更正")
        return calculate(rate, terms, month)

    def _of_parameter(self, rate: Rate, terms: Terms, month: Month, on: date) -> _Award:
        """A share of a local figure: 护理费 is 30, 40 or 50 per cent of last year's local average monthly wage (article 34)."""
        name = YEARLY.get(rate.base or "", rate.base or "")
        if rate.ratio is None:
            raise Unpriceable(terms.programme, terms, month, "标准没有填写比例，请先更正")
        try:
            parameter = self._parameters.find(rate.base or "", self._regions, on)
        except NotInForce as missing:
            reason = f"没有执行中的参数“{name}”，请先录入{on.year}年使用的数值"
            raise Unpriceable(terms.programme, terms, month, reason) from missing
        except Ambiguous as several:
            raise Unpriceable(
                terms.programme, terms, month, f"参数“{name}”同时有多个数值，请先更正"
            ) from several
        fen = share(parameter.value_fen, rate.ratio)
        working = f"{name} {fen_to_yuan(parameter.value_fen)} 元 × {(rate.ratio * 100).normalize():f}%"
        if parameter.document_number:
            working += f"（{parameter.document_number}）"
        weakest = max(rate.confidence, parameter.confidence, key=_CONFIDENCE.index)
        return _Award(rate, parameter.value_fen, rate.ratio, fen, fen * 12, working, weakest)


def _yearly(rate: Rate, terms: Terms, month: Month) -> _Award:
    k = number(month)
    fen = month_share(rate.amount_fen, k)
    working = f"全年 {fen_to_yuan(rate.amount_fen)} 元，第 {k} 个月"
    return _Award(rate, rate.amount_fen, 1, fen, rate.amount_fen, working, rate.confidence)


def _monthly(rate: Rate, terms: Terms, month: Month) -> _Award:
    working = f"每月 {fen_to_yuan(rate.amount_fen)} 元"
    return _Award(rate, rate.amount_fen, 1, rate.amount_fen, rate.amount_fen * 12, working, rate.confidence)


def _by_service(rate: Rate, terms: Terms, month: Month) -> _Award:
    years = terms.service_years
    if years is None or years < 1:
        raise Unpriceable(terms.programme, terms, month, "没有折算服役年限，请先补录（不满一年按一年计）")
    fen = rate.amount_fen * years
    working = f"每服役一年每月 {fen_to_yuan(rate.amount_fen)} 元 × {years} 年"
    return _Award(rate, rate.amount_fen, years, fen, fen * 12, working, rate.confidence)


_BY_UNIT: Mapping[str, Callable[[Rate, Terms, Month], _Award]] = {
    "yuan_per_year": _yearly,
    "yuan_per_month": _monthly,
    "yuan_per_service_year_month": _by_service,
}


def _excluded(given: GivesWay, amounts: Mapping[str, int]) -> Excluded:
    loser, winner, exclusion = given
    if exclusion.mode == "higher":
        reason = (
            f"{title(loser)}与{title(winner)}不得兼领，就高发给一项："
            f"{title(winner)} {fen_to_yuan(amounts[winner])} 元，{title(loser)} {fen_to_yuan(amounts[loser])} 元。"
        )
    else:
        reason = f"已发给{title(winner)}，{title(loser)}不得同时领取。"
    return Excluded(loser, amounts[loser], reason, exclusion.basis, winner)


def _cited(rates: Iterable[Rate]) -> str:
    return "、".join(rate.document_number or rate.document_title or f"第{rate.id}号" for rate in rates)
