"""Checking a recipients' workbook: what staff really type is understood, the rest is refused cell by cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import check_recipients
from youfu.modules.recognition.sheets import CATEGORIES, terms_of
from youfu.modules.recognition.tests.books import book, number_of, row
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

RURAL = {"对象类别": "农村籍退役士兵", "伤残等级": None, "伤残性质": None, "折算服役年限": 3}
OTHER: dict[str, Any] = {"伤残等级": None, "伤残性质": None, "属别": None}


def refused(county: Region, folder: Path, *rows: dict[str, Any]) -> set[tuple[int, str, str]]:
    """(line, column, code) of every problem."""
    checked = check_recipients(county, book(folder, *rows))
    assert all(problem.reason for problem in checked.problems)
    return {(p.row, p.column_title, p.code) for p in checked.problems}


class TestUnderstood:
    @pytest.mark.parametrize(
        ("given", "column", "meant"),
        [
            ({"姓名": "蒋 跃　进"}, "name", "蒋跃进"),
            ({"身份证号": "３３０４９９ 19590629 " + number_of(1)[14:]}, "id_number", number_of(1)),
            ({"身份证号": "'" + number_of(1)}, "id_number", number_of(1)),
            ({"入伍时间": "1978.03"}, "enlisted_on", date(1978, 3, 1)),
            ({"入伍时间": "1978年3月1日"}, "enlisted_on", date(1978, 3, 1)),
            ({"入伍时间": "19780301"}, "enlisted_on", date(1978, 3, 1)),
            ({"入伍时间": datetime(1978, 3, 1)}, "enlisted_on", date(1978, 3, 1)),
            ({"入伍时间": "1978/3/1"}, "enlisted_on", date(1978, 3, 1)),
            ({"伤残等级": "7级"}, "grade", 7), ({"伤残等级": 7}, "grade", 7), ({"伤残等级": "７"}, "grade", 7),
            ({"起发年月": "2020年4月"}, "first_month", parse_month("2020-04")),
            ({"起发年月": datetime(2020, 4, 1)}, "first_month", parse_month("2020-04")),
            ({"起发年月": "2020.04"}, "first_month", parse_month("2020-04")),
            ({"银行账号": "6290 0400 6103 4000 001"}, "account", "6290040061034000001"),
            ({"联系电话": "186-0000-8561"}, "phone", "18600008561"),
            ({"是否孤老": "是"}, "living_alone", True), ({"是否孤老": None}, "living_alone", None),
        ],
    )  # fmt: skip
    def test_it_reads_a_cell_as_staff_type_it(
        self, county: Region, tmp_path: Path, given: dict[str, Any], column: str, meant: Any
    ) -> None:
        checked = check_recipients(county, book(tmp_path, row(**given)))
        assert checked.problems == []
        value = checked.new[0].values[column]
        assert getattr(value, "number", value) == meant

    def test_it_takes_a_lower_case_x(self, county: Region, tmp_path: Path) -> None:
        serial = next(n for n in range(1, 999, 2) if number_of(n).endswith("X"))
        checked = check_recipients(county, book(tmp_path, row(serial, 身份证号=number_of(serial).lower())))
        assert [r.values["id_number"].number for r in checked.new] == [number_of(serial)]

    @pytest.mark.parametrize(("town", "village"), [
        ("乌镇", "民合"), ("乌镇镇", "民合村"), ("乌镇", "民合村民委员会"), ("　乌镇 镇", "民 合 村"),
    ])  # fmt: skip
    def test_it_finds_the_village_without_its_suffix(
        self, county: Region, tmp_path: Path, town: str, village: str
    ) -> None:
        checked = check_recipients(county, book(tmp_path, row(户籍镇街道=town, 户籍村社区=village)))
        assert checked.problems == []
        assert checked.new[0].values["region"].name.startswith("民合")

    @pytest.mark.parametrize("category", sorted(CATEGORIES))
    def test_it_knows_every_category_and_its_short_names(
        self, county: Region, tmp_path: Path, category: str
    ) -> None:
        given: dict[str, Any] = {"对象类别": category}
        if CATEGORIES[category].programme != "disability_pension":
            given |= OTHER | {"折算服役年限": 3}
        if CATEGORIES[category].programme == "demobilised_allowance":
            given |= {
                "身份证号": number_of(1, "19290629"),
                "入伍时间": "1946-01-01",
                "退役时间": "1950-01-01",
            }
        checked = check_recipients(county, book(tmp_path, row(**given)))
        assert checked.problems == []
        assert terms_of(checked.new[0].values).programme == CATEGORIES[category].programme

    @pytest.mark.parametrize(
        ("enlisted", "period"), [("1945-09-03", "resistance_war"), ("1945-09-04", "other")]
    )
    def test_it_tells_the_war_of_resistance_by_its_last_day(
        self, county: Region, tmp_path: Path, enlisted: str, period: str
    ) -> None:
        given = OTHER | {
            "对象类别": "在乡复员军人", "身份证号": number_of(1, "19290629"), "入伍时间": enlisted, "退役时间": "1950-01-01",
        }  # fmt: skip
        checked = check_recipients(county, book(tmp_path, row(**given)))
        assert terms_of(checked.new[0].values) == Terms("demobilised_allowance", period=period)

    def test_it_passes_over_titles_blank_lines_and_totals(self, county: Region, tmp_path: Path) -> None:
        total = {"序号": "合计", "姓名": "2人"}
        checked = check_recipients(county, book(tmp_path, row(1), {}, row(3), {}, total, titles=4))
        assert (len(checked.table.rows), len(checked.new)) == (2, 2)


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "column", "code"),
        [
            ({"姓名": None}, "姓名", "empty"),
            ({"姓名": "=A1"}, "姓名", "formula"),
            ({"身份证号": number_of(1)[:-1]}, "身份证号", ""),
            ({"身份证号": number_of(1)[:-1] + ("1" if number_of(1)[-1] != "1" else "2")}, "身份证号", ""),
            ({"身份证号": 330499195906290000}, "身份证号", ""),
            ({"身份证号": "330499590629001"}, "身份证号", ""),
            ({"身份证号": number_of(1, "19590231")}, "身份证号", ""),
            ({"性别": "女"}, "性别", "sex_mismatch"),
            ({"户籍镇街道": "没有镇"}, "户籍镇街道", "town_unknown"),
            ({"户籍村社区": "没有村"}, "户籍村社区", "village_not_in_town"),
            ({"户籍镇街道": "濮院镇"}, "户籍村社区", "village_not_in_town"),
            ({"户籍类别": "海外"}, "户籍类别", "household_unknown"),
            ({"对象类别": "老兵"}, "对象类别", "category_unknown"),
            ({"伤残等级": "十一级"}, "伤残等级", ""),
            ({"伤残等级": None}, "伤残等级", "grade_missing"),
            ({"伤残性质": None}, "伤残性质", "cause_missing"),
            ({"伤残性质": "因病"}, "伤残性质", "illness_grade"),
            ({"对象类别": "参战退役人员"}, "伤残等级", "grade_unexpected"),
            (RURAL | {"折算服役年限": None}, "折算服役年限", "years_missing"),
            (RURAL | {"起发年月": "2019-05"}, "起发年月", "under_60"),
            (OTHER | {"对象类别": "在乡复员军人", "入伍时间": None}, "入伍时间", "enlisted_missing"),
            ({"入伍时间": "1978-02-30"}, "入伍时间", ""),
            ({"入伍时间": "1970-01-01"}, "入伍时间", "enlisted_too_young"),
            ({"退役时间": "1978-03-01"}, "退役时间", "dates_reversed"),
            ({"起发年月": None}, "起发年月", "empty"),
            ({"状态": "停发"}, "状态", "status_not_paid"),
            ({"银行账号": "62900400O1034054773"}, "银行账号", ""),
            ({"银行账号": 6290040061034054773}, "银行账号", ""),
            ({"银行账号": "6.29004E+18"}, "银行账号", ""),
            ({"开户银行": None}, "开户银行", "bank_missing"),
            ({"联系电话": "123"}, "联系电话", ""),
            ({"是否孤老": "不详"}, "是否孤老", ""),
            ({"证书编号": "=1+1"}, "证书编号", "formula"),
        ],
    )  # fmt: skip
    def test_it_names_line_and_column(
        self, county: Region, tmp_path: Path, given: dict[str, Any], column: str, code: str
    ) -> None:
        problems = refused(county, tmp_path, row(3), row(**given))
        assert {(line, title) for line, title, _ in problems} == {(4, column)}
        assert not code or {c for *_, c in problems} == {code}

    def test_it_names_every_bad_cell_of_a_row(self, county: Region, tmp_path: Path) -> None:
        problems = refused(county, tmp_path, row(姓名=None, 性别="女", 伤残等级="十一级"))
        assert {title for _, title, _ in problems} == {"姓名", "性别", "伤残等级"}

    def test_it_takes_the_second_row_of_a_person_and_benefit_for_the_duplicate(
        self, county: Region, tmp_path: Path
    ) -> None:
        police = row(对象类别="伤残人民警察")  # the same pension
        both = row(**OTHER, 对象类别="参战")  # another benefit: no duplicate
        assert refused(county, tmp_path, row(), row(3), police, both, row()) == {
            (5, "身份证号", "duplicate_in_file"), (7, "身份证号", "duplicate_in_file"),
        }  # fmt: skip

    def test_it_gives_the_village_when_it_lies_in_another_town(self, county: Region, tmp_path: Path) -> None:
        checked = check_recipients(county, book(tmp_path, row(户籍镇街道="濮院镇")))
        assert "它属于乌镇镇" in checked.problems[0].reason

    def test_it_judges_no_cell_twice(self, county: Region, tmp_path: Path) -> None:
        bad = row(身份证号="330499", 入伍时间="1970-01-01")
        assert {title for _, title, _ in refused(county, tmp_path, bad)} == {"身份证号"}

    def test_it_refuses_a_file_without_a_header(self, county: Region, tmp_path: Path) -> None:
        (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        with pytest.raises(Refused):
            check_recipients(county, tmp_path / "x.csv")

    def test_it_changes_nothing(self, county: Region, tmp_path: Path) -> None:
        check_recipients(county, book(tmp_path, row()))
        assert not Person.objects.exists()
