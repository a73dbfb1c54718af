"""Days and months as staff write them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from youfu.rules.celltext.text import CellProblem, clean
from youfu.rules.periods import Month, month_of

_TIME_OF_DAY = re.compile(r"(?<=[0-9])[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_SEPARATED = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})[日号]?|月)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_DASHES = str.maketrans(
    {"–": "-", "—": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "~": "-", "。": ".", "·": "."}
)
_YEARS = range(1850, 2151)  # nobody in these files was born before, nothing in them happens later

# Day 1 of a spreadsheet is 1900-01-01, and it believes that 1900 was a leap year: from day 61 on it counts from 1899-12-30.
_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(61, 91_677)  # 1900-03-01 to 2150-12-31
_LOOKS_LIKE_A_YEAR = range(1900, 2101)


def read_date(value: object) -> date:
    """A day; where only year and month are given, the first of that month.

    Understands dates, spreadsheet serial numbers, 1979-03-01, 1979/3/1, 1979.02.01, 1979.02, 1979年2月1日, 1979年2月, 19790201,
    197902. Raises CellProblem: date_impossible (there is no such day), date_unreadable (anything else; a number like 1979.1
    too, which a spreadsheet makes of both 1979.1 and 1979.10).
    """
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    return _from_text(clean(value))


def read_month(value: object) -> Month:
    """A month index (year × 12 + month − 1) from anything `read_date` understands: 2012-05, 2012年05月, 2012.5, 201205."""
    return month_of(read_date(value))


def _within(day: date) -> date:
    if day.year not in _YEARS:
        raise CellProblem("date_impossible", f"“{day}”不像是真的日期，请核对年份")
    return day


def _from_number(value: float) -> date:
    if not math.isfinite(value):
        raise _unreadable(value)
    whole = int(value)
    if whole in _LOOKS_LIKE_A_YEAR:
        return _from_year_point_month(value)
    if whole in _SERIALS:
        return _SERIAL_ORIGIN + timedelta(days=whole)
    if value == whole:
        return _from_text(str(whole))
    raise _unreadable(value)


def _from_year_point_month(value: float) -> date:
    """1979.02 typed without an apostrophe is a number. Two decimals say the month; one decimal does unless it is .1, which may
    have been .10 before the spreadsheet dropped the zero."""
    text = repr(value)
    if text.endswith(".1"):
        raise CellProblem(
            "date_unreadable",
            f"“{text}”可能是1月也可能是10月（表格去掉了末尾的0），请写成2012-01或2012-10的形式",
        )
    return _from_text(text.removesuffix(".0"))


def _from_text(text: str) -> date:
    tidy = "".join(_TIME_OF_DAY.sub("", text).translate(_DASHES).split()).rstrip(".-/")
    match = _SEPARATED.fullmatch(tidy) or _COMPACT.fullmatch(tidy)
    if match is None:
        raise _unreadable(text)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellProblem("date_impossible", f"“{text}”不是一个存在的日期，请核对") from None
    return _within(found)


def _unreadable(value: object) -> CellProblem:
    return CellProblem("date_unreadable", f"看不懂日期“{clean(value)[:30]}”，请写成1979-03-01的形式")
