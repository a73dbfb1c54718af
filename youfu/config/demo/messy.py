"""A small workbook as staff really type it, for trying the import: most rows can be filed, some are refused, each for a reason.

It has titles, a note, a blank row and a total; full-width characters, spaces, five ways to write a date, towns without 镇. The
refusals are listed in `FAULTS`: number of the row in the file, the column's code, and the code of the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from youfu.config.demo.invent import Row, approved, recipient, served
from youfu.modules.recognition.sheets import RECIPIENTS
from youfu.rules.celltext import squeeze

PLACES = (
    ("乌镇", "民合村"),
    ("濮院镇", "永安社区"),
    ("崇福", "城郊村"),
    ("石门镇", "桂花"),
    ("梧桐街道", "庆丰社区居委会"),
)
NAMES = ["吴金根", "周月英", "沈阿大", "王秀宝", "陆明德", "姚福林", "徐水根", "朱美娟", "冯建荣", "蒋兴法"]
RURAL = "60周岁以上农村籍退役士兵"
PEOPLE = 60
FIRST_ROW = 5  # titles in rows 1 and 2, a blank one, the header in row 4
BLANK = 30  # after so many people comes a blank row

# Person (counted from 0): column, what is typed there, code of the refusal. "formula" is written as a formula.
Fault = tuple[str, Any, str]
WRONG: dict[int, Fault] = {
    4: ("id_number", "checksum", "id_checksum"),
    9: ("sex", "女", "sex_mismatch"),
    14: ("category", "优秀村民", "category_unknown"),
    18: ("name", "", "empty"),
    22: ("village", "人民广场村", "village_not_in_town"),
    26: ("first_month", "2005年3月", "under_60"),
    33: ("account", "6299 O123 4567 8901", "bank_letters"),
    37: ("grade", "十一级", "grade_range"),
    41: ("cause", "因病", "illness_grade"),
    45: ("approved_on", "2015年2月30日", "date_impossible"),
    49: ("service_years", "", "years_missing"),
    53: ("discharged_on", "1970-01-01", "dates_reversed"),
    56: ("id_number", "first", "duplicate_in_file"),
    58: ("id_number", "number", "numeric"),
}


def row_of(person: int) -> int:
    """The row of the file a person stands in."""
    return FIRST_ROW + person + (person >= BLANK)


FAULTS = tuple((row_of(person), column, code) for person, (column, _typed, code) in WRONG.items())


def write_messy(target: Path) -> None:
    """Write the workbook."""
    people = [_typed(person, _person(person)) for person in range(PEOPLE)]
    for person, (wrong, value, _code) in WRONG.items():
        people[person][wrong] = _spoilt(people, person, value)
    with xlsxwriter.Workbook(str(target)) as book:
        page = book.add_worksheet("花名册")
        page.write(0, 0, "优抚对象花名册（试用：人物均为虚构）")
        page.write(1, 0, "填表单位：某镇退役军人服务站　　填表人：张三　　2026年")
        for place, column in enumerate(RECIPIENTS.columns):
            page.write(FIRST_ROW - 2, place, column.heading)
        day = book.add_format({"num_format": "yyyy/m/d"})
        for person, values in enumerate(people):
            for place, column in enumerate(RECIPIENTS.columns):
                _put(page, row_of(person) - 1, place, values.get(column.code), day)
        page.write(row_of(PEOPLE) - 1, 1, "合计")
        page.write(row_of(PEOPLE) - 1, 2, f"{PEOPLE}人")


def _put(page: Any, row: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int):
        page.write_number(row, place, value)
    elif value is not None:
        page.write_string(row, place, value)


def _spoilt(people: list[Row], person: int, value: Any) -> Any:
    """The wrong value; a few are made of right ones."""
    number = squeeze(people[person]["id_number"]).upper()
    if value == "checksum":
        return number[:-1] + ("1" if number[-1] != "1" else "2")
    if value == "number":  # Excel keeps fifteen digits of a number, the rest is gone
        return int(number[:15] + "000")
    return people[0]["id_number"] if value == "first" else value


def _person(person: int) -> Row:
    """An invented recipient, correct."""
    place, name = PLACES[person % len(PLACES)], NAMES[person % len(NAMES)]
    born = date(1950 + person % 12, person % 12 + 1, person % 28 + 1)
    row = recipient(name, born, 901 + 2 * (person % 40), place, RURAL)
    enlisted = date(born.year + 19, 12, 1)
    if person in {37, 41}:
        row |= {"category": "残疾军人", "grade": "七级", "cause": "因公", "employment": "在乡"}
    elif person % 7 == 3:
        row |= {"category": "参战"} if person % 2 else {"category": "带病回乡"}
    row = served(row, enlisted, date(enlisted.year + 3 + person % 3, 11, 20))
    sixty = born if row["category"] == RURAL else None
    return approved(row, date(2022, person % 12 + 1, 15), sixty)


WAYS: tuple[Callable[[date], Any], ...] = (
    lambda day: day,
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _typed(person: int, row: Row) -> Row:
    """The same row as somebody in a hurry types it."""
    row = row | {"number": person + 1}
    for column in ("enlisted_on", "discharged_on", "approved_on"):
        row[column] = WAYS[person % len(WAYS)](date.fromisoformat(row[column]))
    number = str(row["id_number"])
    row["id_number"] = (
        number.lower(),
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(FULL_WIDTH),
    )[person % 3]
    name = str(row["name"])
    row["name"] = f"{name[0]}　{name[1:]}" if person % 5 == 2 else name
    if row.get("grade") == "七级":
        row["grade"] = ("7", "7级", "七级")[person % 3]
    return row
