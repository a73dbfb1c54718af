"""Reading tables as staff lay them out."""

from __future__ import annotations

import datetime
import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from youfu.kit.errors import Refused
from youfu.kit.sheets.declare import Column
from youfu.kit.sheets.reading import read_table
from youfu.kit.sheets.table import Formula
from youfu.kit.tests.hostile import text_row, workbook, worksheet


def same(value: Any) -> Any:
    return value


NAME = Column("name", "姓名", same, required=True, aliases=("对象姓名",))
IDENTITY = Column("identity", "身份证号", same, required=True, aliases=("身份证号码", "公民身份号码"))
START = Column("start", "起发年月", same, text=False)
YEARS = Column("years", "折算服役年限", same, text=False)
COLUMNS = (NAME, IDENTITY, START, YEARS)


def book(rows: Sequence[Sequence[Any]], title: str = "名册", **more: Sequence[Sequence[Any]]) -> io.BytesIO:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in ({title: rows} | more).items():
        page = made.create_sheet(name)
        for line in lines:
            page.append(list(line))
    buffer = io.BytesIO()
    made.save(buffer)
    buffer.seek(0)
    return buffer


HEADER = ("姓名", "身份证号", "起发年月", "折算服役年限")
ZHANG = ("张三", "330499194608070016", "2024-01", 3)


class TestFindingTheHeader:
    def test_it_finds_the_header_under_titles(self) -> None:
        table = read_table(
            book(
                [
                    ("桐乡市优抚对象采集表",),
                    ("填报单位：桐乡", None, "填报日期：2026年10月31日"),
                    HEADER,
                    ZHANG,
                ]
            ),
            COLUMNS,
        )
        assert table.header_row == 3
        assert [(row.number, row.cells["name"]) for row in table.rows] == [(4, "张三")]

    def test_it_takes_columns_in_any_order_under_other_names(self) -> None:
        table = read_table(book([("备注", "公民身份号码", "对象姓名"), ("x", "3304", "张三")]), COLUMNS)
        assert table.rows[0].cells == {"identity": "3304", "name": "张三"}
        assert table.rows[0].typed == ("x", "3304", "张三")

    @pytest.mark.parametrize("written", ["姓 名", "姓\n名", "*姓名", "姓名*", "姓名（必填）", " 姓名 "])
    def test_it_understands_a_title_as_it_is_decorated(self, written: str) -> None:
        table = read_table(book([(written, "身份证号(18位)"), ("张三", "3304")]), COLUMNS)
        assert table.rows[0].cells["name"] == "张三"

    def test_it_finds_titles_merged_over_two_rows(self) -> None:
        rows = [
            ("名册",),
            ("姓名", "身份证号", "待遇", None),
            (None, None, "起发年月", "折算服役年限"),
            ZHANG,
        ]
        table = read_table(book(rows), COLUMNS)
        assert table.header_row == 3
        assert table.titles == HEADER
        assert table.rows[0].cells["years"] == 3

    def test_it_prefers_the_title_itself_to_another_name(self) -> None:
        table = read_table(book([("对象姓名", "姓名", "身份证号"), ("甲", "乙", "3304")]), COLUMNS)
        assert table.rows[0].cells["name"] == "乙"

    def test_it_chooses_the_sheet_with_the_best_header(self) -> None:
        made = book([("填写说明",), ("姓名", "必填")], "说明", 名册=[HEADER, ZHANG])
        assert read_table(made, COLUMNS).sheet == "名册"

    def test_it_reads_the_sheet_that_is_asked_for(self) -> None:
        made = book([HEADER, ZHANG], "甲", 乙=[HEADER[:2], ("李四", "3305")])
        assert read_table(made, COLUMNS, sheet="乙").rows[0].cells["name"] == "李四"

    def test_it_finds_chinese_titles_whatever_the_language_of_the_page(self) -> None:
        with override("en"):
            assert len(read_table(book([HEADER, ZHANG]), COLUMNS).rows) == 1

    def test_it_starts_where_the_cells_start(self) -> None:
        lines: list[Sequence[Any]] = [(), (), (None, None, *HEADER), (None, None, *ZHANG)]
        table = read_table(book(lines), COLUMNS)
        assert (table.header_row, table.rows[0].number, table.rows[0].cells["name"]) == (3, 4, "张三")

    def test_it_refuses_a_sheet_without_a_header(self) -> None:
        with pytest.raises(Refused, match=r"没有找到表头.*姓名"):
            read_table(book([("a", "b"), ("张三", "3304")]), COLUMNS)

    def test_it_refuses_missing_required_columns_by_name(self) -> None:
        with pytest.raises(Refused, match=r"第 2 行.*缺少必填列“身份证号”"):
            read_table(book([("名册",), ("姓名", "起发年月"), ("张三", "2024-01")]), COLUMNS)

    def test_it_refuses_a_title_that_stands_twice(self) -> None:
        with pytest.raises(Refused, match="“姓名”出现了两次"):
            read_table(book([("姓名", "姓名", "身份证号"), ("甲", "乙", "3304")]), COLUMNS)

    def test_it_refuses_a_sheet_that_is_not_there(self) -> None:
        with pytest.raises(Refused, match="没有名为“丙”的工作表，现有：名册"):
            read_table(book([HEADER]), COLUMNS, sheet="丙")


class TestTakingTheRows:
    @pytest.mark.parametrize(
        "line",
        [
            ("合计", "585人"),
            ("总计：", 3),
            (None, "小 计", 5),
            ("本页合计", None),
            ("合计：3人",),
            (12, "共计"),
        ],
    )
    def test_it_leaves_out_total_rows(self, line: tuple[Any, ...]) -> None:
        table = read_table(book([HEADER, ZHANG, line]), COLUMNS)
        assert [row.number for row in table.rows] == [2]
        assert table.ignored == [(3, "total")]

    def test_it_leaves_out_blank_rows_and_rows_with_only_a_number(self) -> None:
        lines = [("序号", *HEADER), (1, *ZHANG), (None, " ", "　"), (3,), (4, *ZHANG)]
        assert [row.number for row in read_table(book(lines), COLUMNS).rows] == [2, 5]

    def test_it_leaves_out_signatures_and_repeated_headers(self) -> None:
        table = read_table(book([HEADER, ZHANG, HEADER, ZHANG, ("制表人：李", "审核人：王")]), COLUMNS)
        assert [row.number for row in table.rows] == [2, 4]
        assert table.ignored == [(3, "header"), (5, "note")]

    def test_it_keeps_a_row_that_only_looks_like_a_total(self) -> None:
        assert len(read_table(book([HEADER, ("合计生", "330499")]), COLUMNS).rows) == 1


class TestTakingTheCells:
    def test_it_tells_kinds_apart(self) -> None:
        line = ("　张 三 ", 330499194608070016, datetime.datetime(2024, 1, 1), 2.5)
        cells = read_table(book([HEADER, line]), COLUMNS).rows[0].cells
        assert cells["name"] == "　张 三 "
        assert isinstance(cells["identity"], int)
        assert cells["identity"] > 10**15
        assert cells["start"] == datetime.date(2024, 1, 1)
        assert type(cells["start"]) is datetime.date
        assert cells["years"] == 2.5

    def test_it_sees_a_formula_and_not_its_value(self) -> None:
        sheet = worksheet(
            text_row(1, "姓名", "身份证号", "折算服役年限")
            + '<row r="2"><c r="A2" t="str"><f>"张"&amp;"三"</f><v>张三</v></c><c r="B2"><v>1</v></c>'
            '<c r="C2"><f>1+1</f><v>2</v></c></row>'
            '<row r="5"><c r="A5" t="str"><f>A2</f></c></row>'
        )
        table = read_table(io.BytesIO(workbook(sheet)), COLUMNS)
        assert table.rows[0].cells["name"] == Formula('="张"&"三"')
        assert table.rows[0].cells["years"] == Formula("=1+1")
        assert (table.rows[1].number, table.rows[1].cells["name"]) == (5, Formula("=A2"))

    @pytest.mark.parametrize("text", ['=HYPERLINK("http://127.0.0.1/x","点我")', " =1+1", "＝1+1"])
    def test_it_sees_text_that_begins_like_a_formula(self, text: str) -> None:
        escaped = text.replace('"', "&quot;")
        sheet = worksheet(text_row(1, "姓名", "身份证号") + text_row(2, escaped, "3304"))
        assert read_table(io.BytesIO(workbook(sheet)), COLUMNS).rows[0].cells["name"] == Formula(text.strip())

    def test_it_sees_error_values(self) -> None:
        sheet = worksheet(
            text_row(1, "姓名", "身份证号")
            + '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>1</v></c></row>'
        )
        assert read_table(io.BytesIO(workbook(sheet)), COLUMNS).rows[0].cells["name"] == "#N/A"


class TestReadingCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_it_reads_csv_as_excel_and_wps_save_it(
        self, tmp_path: Path, encoding: str, delimiter: str
    ) -> None:
        path = tmp_path / "名册.csv"
        lines = [
            ("名册", "", ""),
            ("姓名", "身份证号", "起发年月"),
            ("䶮三", "330499194608070016", "2024-01"),
        ]
        path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
        table = read_table(path, COLUMNS)
        assert table.rows[0].cells["name"] == "䶮三"
        assert table.rows[0].cells["identity"] == "330499194608070016"

    def test_it_refuses_too_many_columns(self, tmp_path: Path) -> None:
        path = tmp_path / "wide.csv"
        path.write_text("姓名,身份证号\n" + "," * 500)
        with pytest.raises(Refused, match="第 2 行超过 200 列"):
            read_table(path, COLUMNS)

    def test_it_refuses_a_field_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "quote.csv"
        path.write_text('姓名,身份证号\n"' + "x" * 200_000)
        with pytest.raises(Refused, match="第 2 行的引号"):
            read_table(path, COLUMNS)


class TestSpeed:
    def test_it_reads_5400_rows_of_25_columns_at_once(self) -> None:
        titles = [*HEADER, *(f"列{n}" for n in range(21))]
        sheet = worksheet(
            text_row(1, *titles)
            + "".join(text_row(n, *(f"桐乡市{n * 7}" for _ in titles)) for n in range(2, 5402))
        )
        data = io.BytesIO(workbook(sheet))
        started = time.process_time()
        assert len(read_table(data, COLUMNS).rows) == 5400
        assert time.process_time() - started < 2  # 0.4 s where it was written; the bound is for slow machines
