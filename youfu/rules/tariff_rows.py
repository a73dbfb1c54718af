"""Read the published CSV layout of standards 政策标准: what each row says, in the product's own terms.

The layout has one row per amount: region, category, subcategory, grade, cause, unit, amount, effective_from,
effective_to, document_title, document_number, source, confidence. A row is a rate of a programme, or a parameter (incomes,
multiples, ceilings, yearly increments). Rows that hold for several grades, causes or programmes become several rates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import product

from youfu.rules.tariff_words import CAUSES, PARAMETERS, PROGRAMMES, PROVINCES, Meaning

COLUMNS = (
    *(
        "region",
        "category",
        "subcategory",
        "grade",
        "cause",
        "unit",
        "amount",
        "effective_from",
        "effective_to",
    ),
    *("document_title", "document_number", "source", "confidence"),
)
NATIONAL = "000000000000"
CONFIDENCES = ("high", "medium", "low", "sample")
RATE_UNITS = ("yuan_per_year", "yuan_per_month", "yuan_per_service_year_month", "ratio")
PARAMETER_UNITS = (*RATE_UNITS, "yuan_per_service_year", "yuan")
_MONEY_PLACES, _RATIO_PLACES = -2, -4

Dims = dict[str, int | str]


class RowProblem(ValueError):
    """A row that cannot be understood: `line` is its line in the file, the header being line 1; str() is a Chinese sentence."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"第 {line} 行：{reason}" if line else reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class _Common:
    """What rates and parameters share. `region` is a 12-digit code, or a Chinese name that the register must resolve.

    `effective_to` is the last day, None when the row continues until a later one. `label` is the subcategory as printed.
    """

    region: str
    unit: str
    effective_from: date
    effective_to: date | None
    document_title: str
    document_number: str
    source: str
    confidence: str
    label: str


@dataclass(frozen=True, slots=True)
class RateRow(_Common):
    """An amount of a programme, in yuan (or a ratio), for the dimensions it names; dimensions it does not name are any."""

    programme: str
    dims: Dims
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ParameterRow(_Common):
    """A figure that is not itself a monthly rate. `kind` is "parameter", or "increment" 年度提标增量 (shown, not priced)."""

    code: str
    title: str
    kind: str
    value: Decimal


def read_rows(rows: Iterable[Mapping[str, str]]) -> list[RateRow | ParameterRow]:
    """All rows of a file, as csv.DictReader gives them. Raises RowProblem, naming the line, for the first bad one."""
    return [entry for line, row in enumerate(rows, start=2) for entry in read_row(row, line)]


def read_row(row: Mapping[str, str], line: int = 0) -> tuple[RateRow, ...] | tuple[ParameterRow]:
    """What one row says: the rates it stands for, or the one parameter. Raises RowProblem; no row is passed over."""
    missing = [name for name in COLUMNS if row.get(name) is None]
    if missing or None in row:
        raise RowProblem(line, f"列数不对，应有 {len(COLUMNS)} 列：{'、'.join(COLUMNS)}。")
    reader = _Reader({name: row[name].strip() for name in COLUMNS}, line)
    category, subcategory = _plain(reader["category"]), _plain(reader["subcategory"])
    meaning = _meaning(PROGRAMMES, category, subcategory)
    if meaning is not None:
        return reader.rates(meaning, subcategory)
    meaning = _meaning(PARAMETERS, category, subcategory)
    if meaning is not None:
        return (reader.parameter(meaning),)
    known = {entry.category for entry in (*PROGRAMMES, *PARAMETERS)}
    if category in known:
        raise RowProblem(
            line, f"类别“{reader['category']}”里没有“{reader['subcategory']}”，请对照国家标准文件里的写法。"
        )
    raise RowProblem(line, f"类别“{reader['category']}”无法识别，请写成：{'、'.join(sorted(known))}。")


def _plain(text: str) -> str:
    """Text without spaces and with brackets and digits of one width: what is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _meaning(entries: tuple[Meaning, ...], category: str, subcategory: str) -> Meaning | None:
    return next((m for m in entries if m.category == category and re.match(m.pattern, subcategory)), None)


class _Reader:
    """The cells of one row, read one by one; every refusal names the line and what to write instead."""

    def __init__(self, cells: dict[str, str], line: int) -> None:
        self.cells, self.line = cells, line

    def __getitem__(self, name: str) -> str:
        return self.cells[name]

    def refuse(self, reason: str) -> RowProblem:
        return RowProblem(self.line, reason)

    def rates(self, meaning: Meaning, subcategory: str) -> tuple[RateRow, ...]:
        """One rate for each programme, grade and cause that the row holds for."""
        units = ("ratio", "yuan_per_month", "yuan_per_year") if meaning.ratio else RATE_UNITS[:3]
        if self["unit"] not in units:
            raise self.refuse(f"单位“{self['unit']}”不适用于这类标准，请写成：{'、'.join(units)}。")
        amount = self.number(_RATIO_PLACES if self["unit"] == "ratio" else _MONEY_PLACES)
        fixed: Dims = dict(meaning.dims)
        fixed.update({name: value for word, name, value in meaning.words if word in subcategory})
        graded: list[Dims] = [{}]
        if meaning.graded:
            graded = [
                {"grade": grade, "cause": cause} for grade, cause in product(self.grades(), self.causes())
            ]
        elif self["grade"] or self["cause"]:
            raise self.refuse("这类标准不分等级和性质，请把 grade 和 cause 留空。")
        common = self.common()
        return tuple(
            RateRow(*common, programme=programme, dims={**dims, **fixed}, amount=amount)
            for programme, dims in product(meaning.codes, graded)
        )

    def parameter(self, meaning: Meaning) -> ParameterRow:
        if self["unit"] not in PARAMETER_UNITS:
            raise self.refuse(f"单位“{self['unit']}”无法识别，请写成：{'、'.join(PARAMETER_UNITS)}。")
        if self["grade"] or self["cause"]:
            raise self.refuse("参数不分等级和性质，请把 grade 和 cause 留空。")
        value = self.number(_RATIO_PLACES if self["unit"] == "ratio" else _MONEY_PLACES)
        kind = "increment" if meaning.increment else "parameter"
        return ParameterRow(
            *self.common(), code=meaning.codes[0], title=meaning.title, kind=kind, value=value
        )

    def common(self) -> tuple[str, str, date, date | None, str, str, str, str, str]:
        """The fields that rates and parameters share, in their order."""
        start, last = self.day("effective_from"), self.day("effective_to") if self["effective_to"] else None
        if last is not None and last < start:
            raise self.refuse("effective_to 早于 effective_from，请改正执行期间。")
        if self["confidence"] not in CONFIDENCES:
            raise self.refuse(f"confidence 请写成：{'、'.join(CONFIDENCES)}。")
        return (
            self.region(),
            self["unit"],
            start,
            last,
            self["document_title"],
            self["document_number"],
            self["source"],
            self["confidence"],
            self["subcategory"],
        )

    def region(self) -> str:
        """A 12-digit code; a Chinese name other than a province's is left for the register to find."""
        text = self["region"]
        if text in ("national", "全国"):
            return NATIONAL
        if re.fullmatch(r"[0-9]{12}", text) or text in PROVINCES:
            return PROVINCES.get(text, text)
        if not text or text.isascii():
            raise self.refuse(
                f"region“{text}”无法识别，请写 national、省名（如 Zhejiang、浙江省）或 12 位区划代码。"
            )
        return text

    def grades(self) -> range:
        """ "5" or "1-4"."""
        match = re.fullmatch(r"([1-9]|10)(?:-([1-9]|10))?", self["grade"])
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise self.refuse(f"等级“{self['grade']}”无法识别，请写 1 至 10，或写成 1-4。")
        return range(int(match[1]), int(match[2] or match[1]) + 1)

    def causes(self) -> list[str]:
        """ "因战" or "因战/因公"."""
        words = self["cause"].split("/")
        if not all(word in CAUSES for word in words):
            raise self.refuse(
                f"性质“{self['cause']}”无法识别，请写：{'、'.join(CAUSES)}，几种之间用 / 隔开。"
            )
        return [CAUSES[word] for word in words]

    def number(self, places: int) -> Decimal:
        """A positive number with at most so many decimals."""
        try:
            value = Decimal(self["amount"])
            exponent = value.normalize().as_tuple().exponent
        except InvalidOperation:
            exponent = "n"
        if not isinstance(exponent, int) or value <= 0 or value >= 10**9:
            raise self.refuse(f"金额“{self['amount']}”不是大于 0 的数，请改正。")
        if exponent < places:
            raise self.refuse(f"金额“{self['amount']}”超过 {-places} 位小数，请按文件上的数填写。")
        return value

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self[name] if len(self[name]) == 10 else "")
        except ValueError:
            raise self.refuse(f"{name}“{self[name]}”不是日期，请写成 2026-08-01。") from None
