from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import celltext
from youfu.rules.celltext import CellProblem, chinese_number, clean, is_formula
from youfu.rules.periods import month_text

anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.decimals()
)
READERS: list[Callable[[object], object]] = [
    celltext.read_date,
    celltext.read_month,
    celltext.read_grade,
    celltext.read_int_years,
    celltext.read_cause,
    celltext.read_employment,
    celltext.read_sex,
    celltext.read_yes_no,
    celltext.read_name,
    celltext.read_text,
    celltext.as_identifier,
    celltext.as_phone,
]


def problem(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(CellProblem) as caught:
        read(value)
    assert caught.value.reason
    return caught.value.code


class TestEveryReader:
    @pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
    @given(value=anything)
    def test_it_reads_or_refuses_and_never_crashes(
        self, read: Callable[[object], object], value: object
    ) -> None:
        try:
            read(value)
        except CellProblem as refusal:
            assert refusal.code  # noqa: PT017  any other exception is the failure


class TestClean:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, ""),
            ("  ", ""),
            ("３３０４９９Ｘ", "330499X"),
            ("乌镇　镇", "乌镇镇"),
            ("John  Smith", "John Smith"),
            ("河山镇 八泉村 6组", "河山镇八泉村6组"),
            ("\ufeff梧桐\u200b街道\n", "梧桐街道"),
            ("\u202e甲", "甲"),
            (585.0, "585"),
            (787.5, "787.5"),
            (12, "12"),
            (date(2026, 11, 1), "2026-11-01"),
            (datetime(2026, 11, 1, 8, 30), "2026-11-01 08:30:00"),
        ],
    )
    def test_it_tidies(self, value: object, text: str) -> None:
        assert clean(value) == text

    @given(st.text())
    def test_it_changes_nothing_the_second_time(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)


class TestFormula:
    @pytest.mark.parametrize(
        "text",
        ['=HYPERLINK("http://127.0.0.1/x","点我")', "＝1+1", " =A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-A1"],
    )
    def test_it_is_one(self, text: str) -> None:
        assert is_formula(text)
        assert problem(celltext.read_text, text) == "formula"

    @pytest.mark.parametrize("text", ["-3", "+86 138-0000-2716", "-", "", "张三=李四", "a@b.cn"])
    def test_it_is_not_one(self, text: str) -> None:
        assert not is_formula(text)
        assert celltext.read_text(text) == clean(text)


class TestReadName:
    @pytest.mark.parametrize(
        ("value", "name"),
        [
            ("秦援朝", "秦援朝"),
            ("宋　伟", "宋伟"),
            (" 苏 勇\u200b", "苏勇"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("买买提・吐尔逊", "买买提·吐尔逊"),
            ("𠮷田", "𠮷田"),
            ("王\ue000", "王\ue000"),
        ],
    )
    def test_it_is_written_without_spaces(self, value: str, name: str) -> None:
        assert celltext.read_name(value) == name

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (None, "name_empty"),
            ("  ", "name_empty"),
            ("　", "name_empty"),
            ("=1", "formula"),
            ("585人", "name_letters"),
            ("Smith", "name_letters"),
            (12, "name_letters"),
        ],
    )
    def test_it_is_refused(self, value: object, code: str) -> None:
        assert problem(celltext.read_name, value) == code


class TestReadDate:
    @pytest.mark.parametrize(
        "value",
        [
            date(1979, 2, 1),
            datetime(1979, 2, 1, 12, 30),
            28887,
            28887.0,
            28887.5,
            "1979-02-01",
            "1979-2-1",
            "1979/2/1",
            "1979.02.01",
            "1979.02",
            1979.02,
            "1979年2月1日",
            "1979年02月1号",
            "1979年2月",
            "1979 年 2 月",
            "19790201",
            19790201,
            "197902",
            197902,
            "１９７９．０２．０１",
            "1979—02—01",
            "1979。02。01",
            "1979-02-01 00:00:00",
            "1979-02-01T08:30",
            " 1979-02-01. ",
        ],
    )
    def test_it_is_the_first_of_february_1979(self, value: object) -> None:
        assert celltext.read_date(value) == date(1979, 2, 1)

    @pytest.mark.parametrize(
        "value",
        [
            "2013-02-30",
            "2013-13-01",
            "20130230",
            "2013-00-01",
            "2013年2月31日",
            "9999-01-01",
            10000101,
            datetime(9999, 12, 31),
            date(1700, 1, 1),
            2012.13,
        ],
    )
    def test_it_is_no_day_at_all(self, value: object) -> None:
        assert problem(celltext.read_date, value) == "date_impossible"

    @pytest.mark.parametrize(
        "value",
        [
            None,
            "",
            "去年",
            "1979",
            1979,
            1979.0,
            "79.2.1",
            "45000",
            12,
            -5,
            99999,
            100000.5,
            float("inf"),
            float("nan"),
            True,
            "2月1日",
            "1979.1.1.1",
            1979.123,
        ],
    )
    def test_it_cannot_be_read(self, value: object) -> None:
        assert problem(celltext.read_date, value) == "date_unreadable"

    def test_it_does_not_guess_between_january_and_october(self) -> None:
        assert problem(celltext.read_date, 2012.1) == "date_unreadable"
        assert celltext.read_date("2012.10") == date(2012, 10, 1)
        assert celltext.read_date(2012.11) == date(2012, 11, 1)

    @given(st.dates(date(1900, 3, 1), date(2150, 12, 31)))
    def test_it_reads_every_day_in_every_dress(self, day: date) -> None:
        serial = (day - date(1899, 12, 30)).days
        dresses: list[Any] = [
            day.isoformat(),
            f"{day:%Y%m%d}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            int(f"{day:%Y%m%d}"),
        ]
        if not 1900 <= serial <= 2100:
            dresses.append(serial)
        assert {celltext.read_date(dress) for dress in dresses} == {day}


class TestReadMonth:
    @pytest.mark.parametrize(
        "value",
        [
            "2012-05",
            "2012年05月",
            "2012年5月",
            "2012.5",
            2012.5,
            "201205",
            201205,
            "2012/5",
            date(2012, 5, 31),
            datetime(2012, 5, 1),
            "2012-05-17",
        ],
    )
    def test_it_is_may_2012(self, value: object) -> None:
        assert month_text(celltext.read_month(value)) == "2012-05"


class TestReadGrade:
    @pytest.mark.parametrize(
        "value", ["五级", "5级", 5, 5.0, "伍级", "5.0", "５", "五", "伤残五级", "五等级", " 五 级 "]
    )
    def test_it_is_the_fifth(self, value: object) -> None:
        assert celltext.read_grade(value) == 5

    @pytest.mark.parametrize(("value", "grade"), [("十级", 10), ("拾级", 10), ("一级", 1), (10, 10)])
    def test_it_reaches_from_one_to_ten(self, value: object, grade: int) -> None:
        assert celltext.read_grade(value) == grade

    @pytest.mark.parametrize("value", ["十一级", 11, "0", "零级", -1, "二十级"])
    def test_it_is_no_grade(self, value: object) -> None:
        assert problem(celltext.read_grade, value) == "grade_range"

    @pytest.mark.parametrize("value", [None, "", "二等乙级", 5.5, "重残", True])
    def test_it_cannot_be_read(self, value: object) -> None:
        assert problem(celltext.read_grade, value) == "grade_unreadable"


class TestChineseNumber:
    @pytest.mark.parametrize(
        ("text", "number"),
        [("零", 0), ("两", 2), ("十", 10), ("十二", 12), ("三十", 30), ("贰拾叁", 23), ("九十九", 99)],
    )
    def test_it_is_read(self, text: str, number: int) -> None:
        assert chinese_number(text) == number

    @pytest.mark.parametrize("text", ["", "百", "甲", "甲十", "十甲", "二三"])
    def test_it_is_not_one(self, text: str) -> None:
        assert chinese_number(text) is None


class TestReadIntYears:
    @pytest.mark.parametrize("value", [3, 3.0, "3", "3年", "三年", "三", " 3 年"])
    def test_it_is_three(self, value: object) -> None:
        assert celltext.read_int_years(value) == 3

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (-3, "years_range"),
            (0, "years_range"),
            (61, "years_range"),
            (3.5, "years_unreadable"),
            (None, "years_unreadable"),
            ("多年", "years_unreadable"),
        ],
    )
    def test_it_is_refused(self, value: object, code: str) -> None:
        assert problem(celltext.read_int_years, value) == code


class TestWords:
    @pytest.mark.parametrize(
        ("read", "value", "code"),
        [
            (celltext.read_cause, "因战", "war"),
            (celltext.read_cause, "公", "duty"),
            (celltext.read_cause, " 因 病", "illness"),
            (celltext.read_cause, "因精神障碍", "mental"),
            (celltext.read_employment, "在职", "employed"),
            (celltext.read_employment, "在乡", "unemployed"),
            (celltext.read_sex, "男", "male"),
            (celltext.read_sex, "Ｆ", "female"),
            (celltext.read_sex, 2, "female"),
            (celltext.read_yes_no, "是", True),
            (celltext.read_yes_no, "√", True),
            (celltext.read_yes_no, True, True),
            (celltext.read_yes_no, "否", False),
            (celltext.read_yes_no, 0, False),
        ],
    )
    def test_it_stands_for_a_code(
        self, read: Callable[[object], object], value: object, code: object
    ) -> None:
        assert read(value) == code

    @pytest.mark.parametrize(
        ("read", "code"),
        [
            (celltext.read_cause, "cause_unknown"),
            (celltext.read_employment, "employment_unknown"),
            (celltext.read_sex, "sex_unknown"),
            (celltext.read_yes_no, "yes_no_unknown"),
        ],
    )
    def test_it_is_refused_when_nobody_knows_it(self, read: Callable[[object], object], code: str) -> None:
        assert problem(read, "也许") == code
        assert problem(read, None) == code


class TestIdentifiers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("330499 19520918 9290", "330499195209189290"),
            ("３３０４９９１９４６１１０１６１３１", "330499194611016131"),
            ("33049919560318499x", "33049919560318499X"),
            ("6222-0212 3456", "622202123456"),
            ("'330499194611016131", "330499194611016131"),
            ("优浙F257851", "优浙F257851"),
            (None, ""),
        ],
    )
    def test_it_is_text_without_spaces(self, value: object, text: str) -> None:
        assert celltext.as_identifier(value) == text

    @pytest.mark.parametrize(
        "value", [330499196106100400, 3.304991961061004e17, 12345678, Decimal(5), "3.30499E+17", "3E17"]
    )
    def test_it_is_refused_when_a_spreadsheet_made_it_a_number(self, value: object) -> None:
        assert problem(celltext.as_identifier, value) == "id_numeric"

    def test_it_is_refused_when_it_is_a_formula(self) -> None:
        assert problem(celltext.as_identifier, "=A1") == "formula"

    def test_it_takes_a_telephone_number_from_a_numeric_cell(self) -> None:
        assert celltext.as_phone(13800002716.0) == "13800002716"
        assert celltext.as_phone("138 0000 2716") == "13800002716"
