"""Inventing people: numbers that pass every check and belong to nobody. Area 330499 was never given to any place."""

from __future__ import annotations

from datetime import date
from typing import Any

from youfu.rules import identifiers, naming, periods, start

AREA = "330499"
Row = dict[str, Any]  # a row of the recipients' sheet: what staff would type, by column code


def id_number(born: date, sequence: int) -> str:
    """An ID number with a right check digit; an odd sequence (1 to 999) is a man's."""
    first = f"{AREA}{born:%Y%m%d}{sequence:03d}"
    return first + identifiers.check_digit(first)


def recipient(name: str, born: date, sequence: int, place: tuple[str, str], category: str) -> Row:
    """A row with what every recipient has: person, place, account and the programme's category."""
    town, village = place
    number = id_number(born, sequence)
    return {
        "name": name,
        "id_number": number,
        "sex": "男" if sequence % 2 else "女",
        "ethnicity": "汉族",
        "household": "农村",
        "town": town,
        "village": village,
        "address": f"{town}{naming.forms(village).place}{born.day % 12 + 1}组{sequence % 60 + 1}号",
        "phone": f"1380{number[8:14]}{sequence % 10}",
        "category": category,
        "status": "享受待遇",
        "bank": "桐乡农商银行",
        "account": f"6299{number[6:14]}{sequence:03d}{number[10:14]}",
        "living_alone": "否",
    }


def approved(row: Row, on: date, born: date | None = None) -> Row:
    """The row with its approval and the first month that follows from it; for 农村籍 not before 60, hence `born`."""
    first = start.rural_first_month(on, born) if born else start.first_month(on)
    return row | {"approved_on": on.isoformat(), "first_month": periods.month_text(first)}


def served(row: Row, enlisted: date, discharged: date) -> Row:
    """The row with a period of service; 农村籍 are paid by its years, a part of one counting as a whole."""
    dates = {"enlisted_on": enlisted.isoformat(), "discharged_on": discharged.isoformat()}
    if row["category"] == "60周岁以上农村籍退役士兵":
        whole = periods.age_on(enlisted, discharged)
        dates["service_years"] = str(whole + (periods.birthday(enlisted, whole) < discharged))
    return row | dates
