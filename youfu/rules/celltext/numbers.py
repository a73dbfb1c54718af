"""Grades, years and the long numbers that identify people and accounts."""

from __future__ import annotations

import re
from decimal import Decimal

from youfu.rules.celltext.text import CellProblem, clean, is_formula, squeeze

_NUMERALS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_TENS = re.compile(r"(.?)[十拾](.?)")
_WHOLE = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")
_GRADES = range(1, 11)
_SERVICE_YEARS = range(1, 61)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")


def chinese_number(text: str) -> int | None:
    """Chinese numerals up to 99: "五" → 5, "十一" → 11, "贰拾叁" → 23. None when it is not one."""
    if len(text) == 1 and text in _NUMERALS:
        return _NUMERALS[text]
    match = _TENS.fullmatch(text)
    if match is None:
        return None
    tens = _NUMERALS.get(match[1]) if match[1] else 1
    units = _NUMERALS.get(match[2]) if match[2] else 0
    return None if tens is None or units is None else tens * 10 + units


def read_grade(value: object) -> int:
    """A disability grade 伤残等级, 1 to 10: 五级, 5级, 5, 伍级, "5.0".

    Raises CellProblem: grade_range for a number that is no grade, grade_unreadable for anything else (the old 二等乙级 too,
    which has to be converted by the rating authority and not by us).
    """
    text = squeeze(value)
    grade = _whole(re.sub(r"^(?:伤残|残疾)|(?:等级|级)$", "", text))
    if grade is None:
        raise CellProblem("grade_unreadable", f"看不懂伤残等级“{text[:20]}”，请填一级至十级")
    if grade not in _GRADES:
        raise CellProblem("grade_range", f"伤残等级只有一级至十级，没有“{text[:20]}”，请核对")
    return grade


def read_int_years(value: object) -> int:
    """Folded service years 折算服役年限, a whole number from 1 to 60: 3, "3年", 三年.

    Raises CellProblem years_range or years_unreadable. Less than a year counts as one year, so 0 cannot be right.
    """
    text = squeeze(value)
    years = _whole(text.removesuffix("年"))
    if years is None:
        raise CellProblem(
            "years_unreadable", f"看不懂折算服役年限“{text[:20]}”，请填整年数（不满一年按一年计）"
        )
    if years not in _SERVICE_YEARS:
        raise CellProblem("years_range", f"折算服役年限应在1至60年之间，现为{years}，请核对")
    return years


def as_identifier(value: object) -> str:
    """A number that identifies (身份证号, 银行账号, 证书编号) as text without white space and hyphens, letters in upper case.

    Raises CellProblem id_numeric for every numeric cell and for 3.3E+17: a spreadsheet keeps 15 digits of a number, so the
    last ones of a longer one are gone, and leading zeros with them. Raises CellProblem formula for a formula.
    """
    if isinstance(value, int | float | Decimal) or _SCIENTIFIC.fullmatch(squeeze(value)):
        raise CellProblem("id_numeric", "号码存成了数值，末尾几位已被表格改动，请把单元格设为文本后重新填写")
    text = clean(value)
    if is_formula(text):
        raise CellProblem("formula", "单元格里是公式，不是号码，请删去公式后直接填写")
    return re.sub(r"[\s'‘’`-]", "", text).upper()


def as_phone(value: object) -> str:
    """A telephone number as text. A numeric cell is taken: eleven digits survive in a spreadsheet."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return clean(value)
    return as_identifier(value)


def _whole(text: str) -> int | None:
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else chinese_number(text)
