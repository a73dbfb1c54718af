"""Words that stand for a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from youfu.rules.celltext.text import CellProblem, squeeze

T = TypeVar("T")

_CAUSES = {"因战": "war", "因公": "duty", "因病": "illness", "因精神障碍": "mental"}
_CAUSES |= {"战": "war", "公": "duty", "病": "illness", "精神障碍": "mental", "精神病": "mental"}
_EMPLOYMENTS = {
    "在职": "employed",
    "有工作单位": "employed",
    "在乡": "unemployed",
    "无工作单位": "unemployed",
}
_SEXES = {"男": "male", "男性": "male", "1": "male", "m": "male", "male": "male"}
_SEXES |= {"女": "female", "女性": "female", "2": "female", "f": "female", "female": "female"}
_YES = dict.fromkeys(("是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔"), True)
_NO = dict.fromkeys(("否", "无", "没有", "不是", "n", "no", "false", "0", "×", "✗", "✘", "x"), False)


def read_cause(value: object) -> str:
    """伤残性质: war, duty, illness or mental. Raises CellProblem cause_unknown."""
    return _read(value, _CAUSES, "cause_unknown", "伤残性质", "因战、因公、因病")


def read_employment(value: object) -> str:
    """属别: employed 在职 or unemployed 在乡. Raises CellProblem employment_unknown."""
    return _read(value, _EMPLOYMENTS, "employment_unknown", "属别", "在职、在乡")


def read_sex(value: object) -> str:
    """性别 (GB/T 2261.1): male or female. Raises CellProblem sex_unknown."""
    return _read(value, _SEXES, "sex_unknown", "性别", "男、女")


def read_yes_no(value: object) -> bool:
    """是 or 否. Raises CellProblem yes_no_unknown; an empty cell is the caller's to judge."""
    return _read(value, _YES | _NO, "yes_no_unknown", "内容", "是、否")


def _read(value: object, words: Mapping[str, T], code: str, column: str, choices: str) -> T:
    text = squeeze(value)
    found = words.get(text.lower())
    if found is None:
        raise CellProblem(code, f"看不懂{column}“{text[:20]}”，请填：{choices}")
    return found
