"""Reading what staff type into a cell.

Each reader takes a cell's value as a spreadsheet gives it (None, text, int, float, bool, date, datetime) and returns a
plain value, or raises `CellProblem` with a code and a Chinese sentence that says what to do. A reader understands every
way of writing that has one meaning and refuses what has two: nothing is guessed.
"""

from __future__ import annotations

from youfu.rules.celltext.dates import read_date, read_month
from youfu.rules.celltext.numbers import as_identifier, as_phone, chinese_number, read_grade, read_int_years
from youfu.rules.celltext.text import CellProblem, clean, is_formula, read_name, read_text, squeeze
from youfu.rules.celltext.words import read_cause, read_employment, read_sex, read_yes_no

__all__ = [
    "CellProblem",
    "as_identifier",
    "as_phone",
    "chinese_number",
    "clean",
    "is_formula",
    "read_cause",
    "read_date",
    "read_employment",
    "read_grade",
    "read_int_years",
    "read_month",
    "read_name",
    "read_sex",
    "read_text",
    "read_yes_no",
    "squeeze",
]
