"""Declaring a sheet, and checking every cell of a table against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.utils.translation import gettext_lazy, override

from youfu.kit.sheets import declare
from youfu.kit.sheets.declare import BadCell, Column, ParsedRow, Problem, Sheet, check_cells
from youfu.kit.sheets.table import CellValue, Formula, RawRow, Table


def grade(value: str) -> int:
    if not value.isdigit():
        raise BadCell("grade_range", f"伤残等级“{value}”不在一级至十级之间，请改正。")
    return int(value)


def twin(row: ParsedRow) -> Iterator[Problem]:
    if row.values.get("name") == "双":
        yield SHEET.problem(row, "grade", "twin", "双胞胎请分行填写。")


def duplicates(rows: Sequence[ParsedRow]) -> Iterator[Problem]:
    seen: set[Any] = set()
    for row in rows:
        identity = row.values.get("identity")
        if identity in seen:
            yield SHEET.problem(row, "identity", "duplicate", "与前面的行重复，请删去一行。")
        seen.add(identity)


SHEET = Sheet(
    "try",
    "试表",
    "try.import",
    (
        Column("name", gettext_lazy("姓名"), str, required=True),
        Column("identity", "身份证号", str),
        Column("grade", "伤残等级", grade, text=False),
    ),
    check=twin,
    check_all=duplicates,
)


def table(*rows: tuple[CellValue, CellValue, CellValue]) -> Table:
    codes = ("name", "identity", "grade")
    return Table(
        "表",
        1,
        ("姓名", "身份证号", "伤残等级"),
        dict(enumerate(SHEET.columns)),
        [RawRow(number, dict(zip(codes, row, strict=True)), row) for number, row in enumerate(rows, start=2)],
    )


def found(*rows: tuple[CellValue, CellValue, CellValue]) -> list[tuple[int, str, str]]:
    return [(one.row, one.column_title, one.code) for one in check_cells(SHEET, table(*rows))[1]]


class TestCheckCells:
    def test_it_reads_good_rows(self) -> None:
        rows, problems = check_cells(SHEET, table(("张三", "3304", "5"), ("李四", None, None)))
        assert problems == []
        assert rows[0].values == {"name": "张三", "identity": "3304", "grade": 5}
        assert rows[1].values == {"name": "李四", "identity": None, "grade": None}

    def test_it_collects_all_problems_of_a_row(self) -> None:
        assert found((None, 330499194608070016, "十一")) == [
            (2, "姓名", "empty"),
            (2, "身份证号", "numeric"),
            (2, "伤残等级", "grade_range"),
        ]

    def test_it_leaves_refused_rows_out_of_the_good_ones(self) -> None:
        rows, _problems = check_cells(SHEET, table((None, "1", "1"), ("李四", "2", "1")))
        assert [row.number for row in rows] == [3]

    def test_it_refuses_formulas_without_reading_them(self) -> None:
        assert found((Formula("=1+1"), "1", Formula("=2"))) == [
            (2, "姓名", "formula"),
            (2, "伤残等级", "formula"),
        ]

    @pytest.mark.parametrize("value", ["#N/A", " #REF! ", "#VALUE!"])
    def test_it_refuses_error_values(self, value: str) -> None:
        assert found((value, "1", None)) == [(2, "姓名", "cell_error")]

    @pytest.mark.parametrize("value", [330499194608070016, 3.3049919460807e17, "3.30499E+17", "3.30499e+17"])
    def test_it_refuses_identifiers_that_became_numbers(self, value: CellValue) -> None:
        assert found(("张三", value, None)) == [(2, "身份证号", "numeric")]

    def test_it_takes_short_numbers_in_text_columns_as_their_digits(self) -> None:
        rows, problems = check_cells(SHEET, table(("张三", 13800002716, None)))
        assert problems == []
        assert rows[0].values["identity"] == "13800002716"

    def test_it_runs_the_row_check_on_refused_rows_too(self) -> None:
        assert found(("双", 10**17, None)) == [(2, "身份证号", "numeric"), (2, "伤残等级", "twin")]

    def test_it_checks_the_whole_file(self) -> None:
        assert found(("甲", "1", None), ("乙", "1", None)) == [(3, "身份证号", "duplicate")]

    def test_it_names_the_column_as_the_file_does_in_any_language(self) -> None:
        with override("en"):
            assert found((None, "1", None)) == [(2, "姓名", "empty")]

    def test_it_says_what_to_do(self) -> None:
        problem = check_cells(SHEET, table((None, "1", None)))[1][0]
        assert problem.as_json() == {
            "row": 2,
            "column": "姓名",
            "code": "empty",
            "reason": "“姓名”不能为空，请填写。",
        }

    def test_it_does_not_hide_a_defect_in_a_reader(self) -> None:
        broken = Sheet("broken", "坏", "x", (Column("name", "姓名", int),))
        with pytest.raises(ValueError):
            check_cells(broken, table(("张三", None, None)))


class TestRegister:
    def test_it_keeps_sheets_by_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(declare, "_sheets", {})
        declare.register(SHEET)
        assert declare.get("try") is SHEET
        assert declare.all() == (SHEET,)

    def test_it_refuses_a_code_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(declare, "_sheets", {})
        declare.register(SHEET)
        with pytest.raises(ValueError, match="declared twice"):
            declare.register(SHEET)


class TestSheet:
    def test_it_does_not_import_without_a_permission(self) -> None:
        with pytest.raises(ValueError, match="names no permission"):
            Sheet("x", "表", "", SHEET.columns)

    def test_it_does_not_import_with_two_columns_of_one_code(self) -> None:
        with pytest.raises(ValueError, match="two of one code"):
            Sheet("x", "表", "p", (SHEET.columns[0], SHEET.columns[0]))
