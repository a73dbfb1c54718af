"""Files that leave the house, read back by two libraries."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from youfu.kit.errors import Refused
from youfu.kit.sheets import engine
from youfu.kit.sheets.declare import Column, Problem, Sheet, check_cells
from youfu.kit.sheets.guard import inspect
from youfu.kit.sheets.reading import read_table
from youfu.kit.sheets.table import Formula
from youfu.kit.sheets.writing import refused_workbook, template, write_csv, write_workbook

PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
PAYLOAD = 'cmd|"/c calc"!A1'


def same(value: Any) -> Any:
    return value


COLUMNS = (
    Column("name", "姓名", same, required=True, note="与身份证一致。"),
    Column("account", "银行账号", same, width=22),
    Column("amount", "金额", same, text=False, money=True),
    Column("approved", "批准时间", same, text=False),
    Column("years", "折算服役年限", same, text=False),
)
SHEET = Sheet("try", "试表", "try.export", COLUMNS)
ROWS: list[dict[str, Any]] = [
    {
        "name": "张三",
        "account": "6217000000000000001",
        "amount": 1,
        "approved": datetime.date(2024, 2, 29),
        "years": 3,
    },
    {"name": "李四", "account": "0070", "amount": 123456789012, "approved": None, "years": 2.5},
    {
        "name": "王五",
        "account": None,
        "amount": -100050,
        "approved": datetime.date(1949, 10, 1),
        "years": Decimal("1.5"),
    },
]


@pytest.fixture(params=["fast", "plain"], autouse=True)
def _both_engines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here holds for the compiled writer and for its fallback."""
    if request.param == "plain":
        monkeypatch.setattr(engine, "fast", None)
    else:
        assert engine.fast is not None


def written(rows: list[dict[str, Any]], **more: Any) -> io.BytesIO:
    buffer = io.BytesIO()
    write_workbook(buffer, "桐乡市 发放名册", COLUMNS, iter(rows), **more)
    buffer.seek(0)
    return buffer


def opened(buffer: io.BytesIO) -> Worksheet:
    page = openpyxl.load_workbook(buffer).active
    assert isinstance(page, Worksheet)
    return page


class TestWriteWorkbook:
    def test_it_counts_what_it_wrote(self) -> None:
        assert write_workbook(io.BytesIO(), "表", COLUMNS, iter(ROWS), total={"amount": 5}) == 3

    def test_it_writes_a_title_and_a_bold_frozen_header(self) -> None:
        page = opened(written(ROWS))
        assert page["A1"].value == "桐乡市 发放名册"
        assert [cell.value for cell in page[2]] == ["姓名", "银行账号", "金额", "批准时间", "折算服役年限"]
        assert page["A2"].font.bold
        assert page.freeze_panes == "A3"

    def test_it_writes_money_in_yuan_to_the_fen(self) -> None:
        page = opened(written(ROWS))
        assert [page[f"C{row}"].value for row in (3, 4, 5)] == [0.01, 1234567890.12, -1000.5]
        assert page["C3"].number_format == "#,##0.00"

    def test_it_writes_identifiers_as_text(self) -> None:
        page = opened(written(ROWS))
        assert (page["B3"].value, page["B4"].value) == ("6217000000000000001", "0070")
        assert page["B3"].data_type in ("s", "inlineStr")
        assert page["B3"].number_format == "@"

    def test_it_writes_dates_as_dates(self) -> None:
        page = opened(written(ROWS))
        assert page["D3"].value == datetime.datetime(2024, 2, 29)
        assert page["D3"].is_date

    def test_it_writes_a_total_that_the_reader_leaves_out(self) -> None:
        made = written(ROWS, total={"amount": 5})
        page = opened(made)
        assert (page["A6"].value, page["C6"].value) == ("合计", 0.05)
        made.seek(0)
        assert read_table(made, COLUMNS).ignored == [(6, "total")]

    def test_it_comes_back_as_it_went_out(self) -> None:
        rows = read_table(written(ROWS), COLUMNS).rows
        assert [row.cells for row in rows] == [
            {**ROWS[0], "amount": 0.01},
            {**ROWS[1], "amount": 1234567890.12},
            {**ROWS[2], "amount": -1000.5, "years": 1.5},
        ]

    def test_it_writes_a_header_when_there_are_no_rows(self) -> None:
        made = written([])
        assert opened(made)["A2"].value == "姓名"
        made.seek(0)
        assert read_table(made, COLUMNS).rows == []

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_it_never_makes_a_formula(self, prefix: str) -> None:
        text = prefix + PAYLOAD
        made = written([{"name": text, "account": text, "amount": 1, "years": text}])
        page = opened(made)
        assert [cell.data_type for cell in page[3]].count("f") == 0
        assert b"<f>" not in _sheet_xml(made)
        made.seek(0)
        cell = read_table(made, COLUMNS).rows[0].cells["name"]
        assert str(cell) == text.replace("\0", "")

    def test_it_refuses_money_that_is_not_fen(self) -> None:
        with pytest.raises(TypeError, match="int fen"):
            written([{"name": "张三", "amount": 1.5}])

    def test_it_refuses_text_longer_than_a_cell(self) -> None:
        with pytest.raises(Refused, match="32767"):
            written([{"name": "x" * 32_768}])

    def test_it_leaves_nothing_behind_when_the_rows_break_off(self, tmp_path: Path) -> None:
        def broken() -> Iterator[dict[str, Any]]:
            yield ROWS[0]
            raise RuntimeError("the database went away")

        path = tmp_path / "out.xlsx"
        with pytest.raises(RuntimeError, match="went away"):
            write_workbook(path, "表", COLUMNS, broken())
        assert not path.exists()

    def test_it_writes_to_a_path(self, tmp_path: Path) -> None:
        path = tmp_path / "out.xlsx"
        write_workbook(path, "表/名*册", COLUMNS, ROWS)
        assert len(read_table(path, COLUMNS).rows) == 3


def _sheet_xml(buffer: io.BytesIO) -> bytes:
    import zipfile

    with zipfile.ZipFile(buffer) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


class TestWriteCsv:
    def lines(self, rows: list[dict[str, Any]], **more: Any) -> list[list[str]]:
        buffer = io.BytesIO()
        write_csv(buffer, COLUMNS, iter(rows), **more)
        assert buffer.getvalue().startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(buffer.getvalue().decode("utf-8-sig"), newline="")))

    def test_it_writes_a_fixed_layout(self) -> None:
        assert self.lines(ROWS, total={"amount": 5}) == [
            ["姓名", "银行账号", "金额", "批准时间", "折算服役年限"],
            ["张三", "6217000000000000001", "0.01", "2024-02-29", "3"],
            ["李四", "0070", "1234567890.12", "", "2.5"],
            ["王五", "", "-1000.50", "1949-10-01", "1.5"],
            ["合计", "", "0.05", "", ""],
        ]

    def test_it_leaves_the_file_open(self) -> None:
        buffer = io.BytesIO()
        assert write_csv(buffer, COLUMNS, ROWS) == 3
        assert buffer.getvalue().endswith(b"\r\n")

    @pytest.mark.parametrize("prefix", [*PREFIXES, "'", "'="])
    def test_it_neutralises_text_that_begins_like_a_formula(self, prefix: str, tmp_path: Path) -> None:
        text = prefix + PAYLOAD
        line = self.lines([{"name": text, "account": "1"}])[1]
        assert line[0] == "'" + text if prefix != "\0" else line[0] == PAYLOAD
        path = tmp_path / "out.csv"
        with path.open("wb") as opened_file:
            write_csv(opened_file, COLUMNS, [{"name": text, "account": "1"}])
        assert str(read_table(path, COLUMNS).rows[0].cells["name"]) == text.replace("\0", "")


class TestTemplate:
    CHOICES = Sheet(
        "choices",
        "优抚对象",
        "x",
        (
            *COLUMNS,
            Column("town", "户籍镇街道", same, choices=("乌镇镇", "濮院镇")),
            Column(
                "village",
                "户籍村社区",
                same,
                choices=tuple(f"某某某某某某第{n}村民委员会" for n in range(200)),
            ),
        ),
    )

    def made(self) -> io.BytesIO:
        buffer = io.BytesIO()
        template(self.CHOICES, buffer)
        buffer.seek(0)
        return buffer

    def test_it_can_be_filled_in_and_read_again(self) -> None:
        blank = openpyxl.load_workbook(self.made())
        page = blank["优抚对象"]
        for place, value in enumerate(("张三", "6217000000000000001"), start=1):
            page.cell(4, place, value)
        filled = io.BytesIO()
        blank.save(filled)
        filled.seek(0)
        table = read_table(filled, self.CHOICES.columns)
        assert (table.header_row, table.rows[0].cells["account"]) == (3, "6217000000000000001")

    def test_it_passes_the_guard_itself(self) -> None:
        inspect(self.made())

    def test_it_offers_choices_and_notes(self) -> None:
        page = openpyxl.load_workbook(self.made())["优抚对象"]
        lists = {str(one.sqref).split(":")[0]: one.formula1 for one in page.data_validations.dataValidation}
        assert lists["F4"] == '"乌镇镇,濮院镇"'
        assert lists["G4"] == "='选项'!$G$1:$G$200" or lists["G4"] == "'选项'!$G$1:$G$200"
        assert page["A3"].comment is not None
        assert "必填" in page["A3"].comment.text

    def test_it_keeps_what_is_typed_into_identifier_columns_as_text(self) -> None:
        page = openpyxl.load_workbook(self.made())["优抚对象"]
        assert page.column_dimensions["B"].number_format == "@"


class TestRefusedWorkbook:
    def source(self) -> io.BytesIO:
        made = openpyxl.Workbook()
        page = made.active
        assert isinstance(page, Worksheet)
        for line in (
            ["名册"],
            ["序号", "姓名", "银行账号", "批准时间", "备注"],
            [1, "张三", "6217000000000000001", datetime.date(2024, 2, 29), "好"],
            [2, None, 6217000000000000001, "2019-02-30", "坏"],
            [3, "=1+1", "0070", datetime.date(2024, 3, 1), None],
        ):
            page.append(line)
        buffer = io.BytesIO()
        made.save(buffer)
        buffer.seek(0)
        return buffer

    def returned(self) -> io.BytesIO:
        table = read_table(self.source(), COLUMNS)
        _rows, problems = check_cells(SHEET, table)
        buffer = io.BytesIO()
        assert refused_workbook(table, problems, buffer) == 2
        buffer.seek(0)
        return buffer

    def test_it_returns_only_refused_rows_as_they_were_typed(self) -> None:
        page = opened(self.returned())
        assert [cell.value for cell in page[2]] == [
            "退回原因",
            "序号",
            "姓名",
            "银行账号",
            "批准时间",
            "备注",
        ]
        assert [cell.value for cell in page[3]][1:] == [2, None, 6.217e18, "2019-02-30", "坏"]
        assert [cell.value for cell in page[4]][1:3] == [3, "=1+1"]
        assert page["C4"].data_type == "s"
        assert page["E4"].value == datetime.datetime(2024, 3, 1)

    def test_it_gives_all_reasons_of_a_row(self) -> None:
        reason = str(opened(self.returned())["A3"].value)
        assert reason.startswith("原第 4 行：1. “姓名”不能为空")
        assert "2. “银行账号”被存成了数字" in reason

    def test_it_is_refused_again_until_it_is_corrected(self) -> None:
        table = read_table(self.returned(), COLUMNS)
        assert [row.number for row in table.rows] == [3, 4]
        assert table.rows[1].cells["name"] == Formula("=1+1")
        assert [problem.code for problem in check_cells(SHEET, table)[1]] == ["empty", "numeric", "formula"]

    def test_it_is_understood_when_it_is_corrected(self) -> None:
        book = openpyxl.load_workbook(self.returned())
        page = book.active
        assert isinstance(page, Worksheet)
        page["C3"], page["D3"], page["C4"] = "李四", "6217000000000000002", "王五"
        assert page["D3"].number_format == "@"
        corrected = io.BytesIO()
        book.save(corrected)
        corrected.seek(0)
        rows, problems = check_cells(SHEET, read_table(corrected, COLUMNS))
        assert problems == []
        assert [row.values["name"] for row in rows] == ["李四", "王五"]

    def test_it_does_not_pile_up_reason_columns(self) -> None:
        table = read_table(self.returned(), COLUMNS)
        buffer = io.BytesIO()
        refused_workbook(table, [Problem(3, "姓名", "empty", "请填写。")], buffer)
        buffer.seek(0)
        assert [cell.value for cell in opened(buffer)[2]].count("退回原因") == 1
