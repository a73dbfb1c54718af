"""Reading a table of standards: every row of the published layout is a rate, a parameter, or an error with its line.

The layout is region, category, subcategory, grade, cause, unit, amount, effective_from, effective_to, document_title,
document_number, source, confidence. `category` is a Chinese benefit, or "parameter"; one row may price two programmes
(参战参试) or several grades (护理费 1-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from youfu.rules.celltext import CellProblem, read_cause

REGIONS = {"national": "000000000000", "Zhejiang": "330000000000"}
UNITS = ("yuan_per_year", "yuan_per_month", "yuan_per_service_year_month")
CONFIDENCES = ("high", "medium", "low", "sample")
REQUIRED = ("region", "category", "unit", "amount", "effective_from", "confidence")
NO_DOCUMENT = "（未见文件）"

# One-off amounts, multiples and ceilings: kept and shown with their words, priced by the application that needs them.
PARAMETERS = {
    "烈士褒扬金": "martyr_commendation",
    "一次性抚恤金": "death_gratuity",
    "一次性抚恤金增发": "death_gratuity_increase",
    "丧葬补助": "funeral_grant",
    "一次性退役金": "discharge_payment",
    "一次性退役金增发": "discharge_payment_increase",
    "待安排工作期间生活补助": "waiting_allowance",
    "逾期未上岗生活费": "late_post_allowance",
    "税收扣减限额(3年)": "tax_deduction_limit",
    "服兵役高校学生国家教育资助上限": "student_aid_ceiling",
    "年度提标增量": "increment",
    "年度提标增量(加在当地上年标准上)": "increment",
}


class RowProblem(ValueError):
    """A row that cannot be understood; the message (Chinese) names its line and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What rates and parameters share. `effective_to` is the last day, inclusive, or None."""

    region: str
    unit: str
    effective_from: date
    effective_to: date | None
    document_title: str
    document_number: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow(_Row):
    """An amount (yuan, or a ratio) of a programme for dimensions (missing = any)."""

    programme: str
    dims: dict[str, Any]
    amount: Decimal
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow(_Row):
    """A figure that is not a monthly benefit; `title` keeps the words of the table."""

    code: str
    title: str
    value: Decimal


def read_rows(rows: Iterable[Mapping[str, str]]) -> list[RateRow | ParameterRow]:
    """Every row, in order; the first line of data is line 2. Raises RowProblem."""
    read: list[RateRow | ParameterRow] = []
    for line, row in enumerate(rows, start=2):
        try:
            read.extend(_read(row))
        except (ValueError, KeyError, InvalidOperation) as problem:
            raise RowProblem(f"第 {line} 行：{_sentence(row, problem)}") from problem
    return read


def _sentence(row: Mapping[str, str], problem: Exception) -> str:
    if isinstance(problem, KeyError):
        return f"缺少“{problem.args[0]}”一列，请使用规定的表头。"
    if isinstance(problem, RowProblem):
        return str(problem)
    return f"“{row.get('category', '')} {row.get('subcategory', '')}”的金额、日期或等级无法识别，请核对。"


def _read(row: Mapping[str, str]) -> Iterator[RateRow | ParameterRow]:
    empty = next((name for name in REQUIRED if not row[name].strip()), None)
    if empty:
        raise RowProblem(f"“{empty}”不能为空。")
    if row["confidence"] not in CONFIDENCES:
        raise RowProblem(f"confidence 只能是 {'、'.join(CONFIDENCES)}。")
    shared: dict[str, Any] = {
        "region": REGIONS.get(row["region"], row["region"]),
        "unit": row["unit"],
        "effective_from": date.fromisoformat(row["effective_from"]),
        "effective_to": date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        "document_title": row["document_title"] or NO_DOCUMENT,
        "document_number": row["document_number"],
        "source": row["source"],
        "confidence": row["confidence"],
    }
    amount = Decimal(row["amount"])
    if amount <= 0:
        raise RowProblem("金额须大于零；未知的地方标准请留空整行，不要填零。")
    category, words = row["category"], row["subcategory"]
    if category in PARAMETERS or category == "parameter":
        yield ParameterRow(code=_parameter_code(category, words), title=_title(category, words), value=amount, **shared)
        return
    if row["unit"] not in UNITS and not (category == "护理费" and row["unit"] == "ratio"):
        raise RowProblem(f"单位“{row['unit']}”无法识别。")
    for programme, dims in _priced(category, words, row):
        yield RateRow(programme=programme, dims=dims, amount=amount, label=words, **shared)


def _title(category: str, words: str) -> str:
    return words if category == "parameter" else f"{category}：{words}"


def _parameter_code(category: str, words: str) -> str:
    """Yearly figures get a code of their own; the year is in the period, not in the code."""
    if category != "parameter":
        return PARAMETERS[category]
    for start, code in (
        ("全国城镇居民人均可支配收入", "national_urban_income"), ("月平均工资", "average_wage"), ("average_wage", "average_wage"),
        ("最低工资", "minimum_wage"), ("minimum_wage", "minimum_wage"),
    ):  # fmt: skip
        if start in words:
            return code
    raise RowProblem(f"参数“{words}”无法识别。")


def _priced(category: str, words: str, row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(programme, dimensions) of a rate row; a row may stand for several."""
    known = _DIRECT.get(category)
    found = list(known(words, row)) if known else []
    if not found:
        raise RowProblem(f"没有“{category} {words}”这一项目，请核对名称。")
    yield from found


def _disability(words: str, row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    dims: dict[str, Any] = {"grade": _grade(row["grade"]), "cause": _cause(row["cause"])}
    if "在职" in words or "有工作单位" in words:
        dims["employment"] = "employed"
    elif "在乡" in words or "无工作单位" in words:
        dims["employment"] = "unemployed"
    yield "disability_pension", dims


def _nursing(_words: str, row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    first, _, last = row["grade"].partition("-")
    for grade in range(_grade(first), _grade(last or first) + 1):
        for cause in row["cause"].split("/"):
            yield "nursing_allowance", {"grade": grade, "cause": _cause(cause)}


def _survivors(words: str, _row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for start, kind in (("烈士", "martyr"), ("因公牺牲", "duty_death"), ("病故", "deceased")):
        if words.startswith(start):
            residence = "urban" if words.endswith("城镇") else "rural" if words.endswith("农村") else None
            yield "survivor_pension", {"kind": kind} | ({"residence": residence} if residence else {})


def _red_army(words: str, _row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, kind in (("西路军", "west_route"), ("失散", "scattered"), ("在乡退伍", "red_army")):
        if name in words:
            yield "red_army_allowance", {"kind": kind}
            return


def _living(words: str, _row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if words.startswith(("参战参试", "参战和参加核试验")):
        yield "combat_allowance", {}
        yield "nuclear_test_allowance", {}
    for start, programme in (
        ("带病回乡", "illness_veteran_allowance"), ("烈士老年子女", "martyr_child_allowance"), ("部分烈士", "martyr_child_allowance"),
        ("参战退役", "combat_allowance"), ("参试退役", "nuclear_test_allowance"),
    ):  # fmt: skip
        if words.startswith(start):
            yield programme, {}


def _old_age(words: str, _row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "农村籍" in words:
        yield "rural_veteran_allowance", {}


def _demobilised(words: str, _row: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "抗日" in words:
        yield "demobilised_allowance", {"period": "resistance_war"}
    elif "其他时期" in words:
        yield "demobilised_allowance", {"period": "other"}


_DIRECT = {
    "残疾抚恤金": _disability,
    "护理费": _nursing,
    "定期抚恤金(三属)": _survivors,
    "定期抚恤金": _survivors,
    "定期生活补助(三红)": _red_army,
    "定期生活补助": _living,
    "老年生活补助": _old_age,
    "在乡复员军人": _demobilised,
}


def _grade(text: str) -> int:
    grade = int(text)
    if not 1 <= grade <= 10:
        raise RowProblem(f"等级“{text}”应在 1 至 10 之间。")
    return grade


def _cause(text: str) -> str:
    try:
        return read_cause(text)
    except CellProblem as problem:
        raise RowProblem(problem.reason) from problem
