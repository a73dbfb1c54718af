"""The demo county: its stories show what they say, its messy workbook is refused exactly where it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from youfu.config.demo.accounts import open_demo_accounts
from youfu.config.demo.invent import AREA
from youfu.config.demo.locality import SAMPLE, sample_locality
from youfu.config.demo.messy import FAULTS, PEOPLE, write_messy
from youfu.config.demo.seed import seed
from youfu.config.demo.stories import stories
from youfu.config.demo.volume import volume
from youfu.kit.errors import Refused
from youfu.kit.models import Application, ApplicationStep, EvidenceFile
from youfu.kit.workflow.calendar import step_clock, working_days
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region, User
from youfu.modules.payments import actions as payments
from youfu.modules.payments.models import Roll
from youfu.modules.payments.queries.explain import Explanation, explain
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Disability, Person
from youfu.modules.recognition.actions import check_recipients
from youfu.modules.recognition.sheets import RECIPIENTS
from youfu.modules.standards.models import Parameter, Programme
from youfu.rules import celltext, identifiers, periods

TODAY = date(2026, 11, 23)
PLACES = [("乌镇镇", "民合村村委会"), ("濮院镇", "永安社区居委会")]


class TestPeople:
    def test_they_are_the_same_every_time(self) -> None:
        assert list(volume(PLACES, 200)) == list(volume(PLACES, 200))
        assert stories(TODAY) == stories(TODAY)

    def test_they_are_invented(self) -> None:
        """Their numbers are valid, and begin with an area that was never given to any place."""
        numbers = {row["id_number"] for row in [*stories(TODAY), *volume(PLACES)]}
        assert all(identifiers.check_id(number, on=TODAY).number.startswith(AREA) for number in numbers)

    def test_nobody_of_the_sample_workbooks_is_among_them(self) -> None:
        """Whoever imports those into the demo county is refused no row for a stranger with the same number."""
        taken = {str(row["id_number"]) for row in [*stories(TODAY), *volume(PLACES)]}
        for name in ("recipients-clean.xlsx", "recipients-messy.xlsx"):
            rows = (
                CalamineWorkbook.from_path(Path(__file__).parent / "data" / name)
                .get_sheet_by_index(0)
                .to_python()
            )
            typed = {celltext.squeeze(cell).upper() for row in rows for cell in row if cell}
            assert len(typed) > 1_000
            assert not typed & taken

    def test_nobody_is_there_twice(self) -> None:
        everybody = [(row["id_number"], row["category"]) for row in [*stories(TODAY), *volume(PLACES)]]
        assert len(everybody) == len(set(everybody))
        around = [row["id_number"] for row in volume(PLACES)]
        assert len(around) == len(set(around))


class TestAccounts:
    def test_they_are_not_opened_where_a_bureau_works_under_some_of_their_names(self, county: Region) -> None:
        User.objects.filter(username="village").update(username="shen")
        with pytest.raises(Refused, match="不是试用数据"):
            open_demo_accounts(county)
        assert not User.objects.filter(username="village").exists()

    def test_they_are_left_alone_where_they_are_all_open(self, county: Region) -> None:
        assert open_demo_accounts(county) == 0


@pytest.mark.slow
class TestSeed:
    @pytest.mark.parametrize("day", [TODAY, date(2027, 1, 5)], ids=str)
    def test_it_pays_last_month_and_leaves_this_one_to_the_user(
        self, county: Region, day: date, on_day: Callable[[date], None]
    ) -> None:
        on_day(day)
        people = seed(county)
        roll = Roll.objects.get()
        assert roll.month == periods.month_of(day) - 1
        assert (roll.state, roll.problems) == (Roll.State.EXPORTED, [])
        assert 1500 < roll.people <= people == Person.objects.count()
        assert check() == []

    def test_it_shows_every_programme_and_every_difficulty(
        self, county: Region, on_day: Callable[[date], None]
    ) -> None:
        on_day(TODAY)
        seed(county)
        held = set(Entitlement.objects.values_list("programme__code", flat=True))
        assert held == set(Programme.objects.filter(regular=True).values_list("code", flat=True))
        month = periods.month_of(TODAY)
        roll = payments.compute(county, month=month, by=User.objects.get(username="clerk"))

        def why(name: str) -> Explanation:
            return explain(Person.objects.filter(name=name).order_by("id")[0], month, county)

        assert [(e["programme"], e["in_favour_of"]) for e in why("沈国良").excluded] == [
            ("combat_allowance", "disability_pension")
        ]
        assert [(e["programme"], e["in_favour_of"]) for e in why("陆阿毛").excluded] == [
            ("disability_pension", "combat_allowance")
        ]
        assert [e["programme"] for e in why("冯水林").excluded] == ["rural_veteran_allowance"]
        assert [line["kind"] for line in why("屠永福").lines] == ["current"] + ["arrears"] * 4
        raised = Disability.objects.filter(person__name="屠永福", valid__contains=TODAY)
        assert {row.grade for row in raised} == {7}
        assert {line["kind"] for line in why("钱阿大").lines} == {"recovery"}
        assert why("俞志明").lines == []
        assert [line["for_month"] for line in why("姚建国").lines] == ["2026-11"]
        assert "平均工资" in why("朱振华").problem
        assert [stopped["people"] for stopped in roll.problems] == [1]
        assert not Person.objects.get(name="周根宝").bankaccounts.exists()


@pytest.mark.slow
class TestApplications:
    def test_they_stand_at_every_stage_and_each_account_finds_work(
        self, county: Region, on_day: Callable[[date], None]
    ) -> None:
        on_day(TODAY)
        seed(county)
        stages = {
            a.person.name: (
                a.state,
                step.code if (step := a.steps.filter(state="open").first()) else "",
                a.paused,
            )
            for a in Application.objects.select_related("person")
        }
        assert stages == {
            "施阿根": ("draft", "", False), "何泉生": ("returned", "", False), "马有田": ("open", "town", False),
            "杨福根": ("open", "publicity", False), "曹荣林": ("open", "examine", False),
            "张明德": ("open", "examine", True), "许金水": ("open", "review", False), "徐美珍": ("open", "sign", False),
            "姚永坤": ("approved", "", False), "顾小毛": ("refused", "", False),
        }  # fmt: skip
        calendar = working_days()
        late = ApplicationStep.objects.get(application__person__name="许金水", state="open")
        assert step_clock(late, calendar).colour == "stop"
        assert {p.confidence for p in Parameter.objects.filter(code__startswith="limit.", region=county)} == {
            "sample"
        }
        month = periods.month_of(TODAY)
        payments.compute(county, month=month, by=User.objects.get(username="clerk"))
        paid = explain(Person.objects.get(name="姚永坤"), month, county)
        assert [line["for_month"] for line in paid.lines] == ["2026-11"]
        assert "农村籍退役士兵老年生活补助申请 13-2026-" in paid.lines[0]["basis"]
        assert EvidenceFile.objects.count() > 30


class TestMessy:
    def test_it_is_refused_exactly_where_it_says(self, county: Region, tmp_path: Path) -> None:
        write_messy(tmp_path / "messy.xlsx")
        checked = check_recipients(county, tmp_path / "messy.xlsx")
        titles = {column.code: column.heading for column in RECIPIENTS.columns}
        found = {(p.row, p.column_title, p.code) for p in checked.problems}
        assert {(row, titles[column], code) for row, column, code in FAULTS} <= found
        assert {row for row, _title, _code in found} == {row for row, _column, _code in FAULTS}
        assert len(checked.table.rows) == PEOPLE
        assert len(checked.new) == PEOPLE - len(FAULTS)


class TestLocality:
    def test_it_marks_what_it_says_as_a_sample(self, county: Region) -> None:
        assert sample_locality(county)
        assert not sample_locality(county)
        said = {name: text for name, text in SAMPLE.items() if text and name != "name"}
        assert all("示例" in text for text in said.values())
