"""Letters: what they say, when they may be made and by whom, and that they stay as issued."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from docx.shared import Mm

from youfu.kit.crypto import sm3
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, Letter
from youfu.kit.workflow import TYPES, actions, deciding, letters
from youfu.kit.workflow.deciding import Verdict
from youfu.kit.workflow.wordfile import word_file
from youfu.modules.organisations.actions import update_locality
from youfu.modules.people.actions import Rating, issue_certificate, rate_disability
from youfu.modules.recognition.actions.letters import _count

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True
}  # fmt: skip
KNOWN = {
    "name": "桐乡市退役军人事务局", "phone": "0573-1", "address": "一号路", "prefix": "桐退役优",
    "review_body": "桐乡市人民政府", "court": "桐乡市人民法院", "hospital": "第一医院", "postcode": "314500",
}  # fmt: skip


@pytest.fixture
def person(make_person: Callable[..., Any], cast: Any) -> Any:
    found = make_person("马有田", born=date(1966, 10, 9))
    found.household_region = cast.village.organisation.region
    found.save()
    found.refresh_from_db()
    return found


@pytest.fixture
def drafted(person: Any, cast: Any, limits: None, on_day: Any) -> Application:
    on_day(date(2026, 11, 2))
    return actions.draft(person, kind="rural_veteran", given=GIVEN, by=cast.village)


@pytest.fixture
def submitted(drafted: Application, hand_in: Any, cast: Any) -> Application:
    hand_in(drafted)
    return actions.submit(drafted, by=cast.village)


@pytest.fixture
def told(county: Any, cast: Any) -> None:
    """What letters say of the county was laid down."""
    update_locality(county, values=KNOWN, by=cast.sysadmin)


def decide(application: Application, choice: Any, by: Any, **more: Any) -> Application:
    application.refresh_from_db()
    seen = (application.position, application.round)
    deciding.decide(application, verdict=Verdict(choice, seen, more.pop("opinion", "同意"), **more), by=by)
    application.refresh_from_db()
    return application


class TestAcceptance:
    def test_it_says_what_came_in_and_how_long_it_takes(
        self, submitted: Application, told: None, cast: Any
    ) -> None:
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        assert (row.number, row.title) == ("桐退役优〔2026〕1号", "受理通知书")
        assert "身份证1份1页" in row.text
        assert "镇街道初审10个工作日" in row.text
        assert "2026年11月2日" in row.text
        assert "待填" not in row.text

    def test_it_leaves_a_place_for_what_nobody_laid_down(self, submitted: Application, cast: Any) -> None:
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        assert row.number == ""
        for what in ("文号", "联系电话", "办公地址"):
            assert f"〔待填：{what}〕" in row.text

    def test_it_keeps_no_id_number_in_the_open(self, submitted: Application, person: Any, cast: Any) -> None:
        number = person.id_number.reveal()
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        assert number not in row.text
        assert letters.holds_secret(row.text)
        assert number in letters.opened(row.text, full=True)
        masked = letters.opened(row.text, full=False)
        assert number not in masked
        assert person.masked_id in masked

    def test_it_waits_for_the_application(self, drafted: Application, cast: Any) -> None:
        with pytest.raises(Stale, match="办理中"):
            letters.make(drafted, kind="acceptance", by=cast.village)

    def test_it_refuses_strangers_and_those_who_only_look(self, submitted: Application, cast: Any) -> None:
        for user in (cast.stranger, cast.records, cast.finance):
            with pytest.raises(PermissionDenied):
                letters.make(submitted, kind="acceptance", by=user)


class TestCorrection:
    def test_it_tells_everything_at_once(self, person: Any, cast: Any, limits: None, on_day: Any) -> None:
        on_day(date(2026, 9, 1))
        late = GIVEN | {"rural": False}
        application = actions.draft(person, kind="rural_veteran", given=late, by=cast.village)
        text = letters.make(application, kind="correction", by=cast.village).text
        assert "（一）补交申请审批表（本人签名）。" in text
        assert "补交身份证" in text
        assert "年满 60 周岁" in text
        assert len(re.findall("补交", text)) == 4

    def test_it_repeats_what_a_step_asked_for(self, submitted: Application, cast: Any) -> None:
        decide(submitted, "return", cast.town, opinion="退役证缺\n# 第二页 | x")
        text = letters.make(submitted, kind="correction", by=cast.village).text
        assert "（一）镇街道初审提出：退役证缺 # 第二页 ｜ x。" in text
        assert [line.style for line in letters.lines(text)].count("title") == 1

    def test_it_needs_a_reason(self, drafted: Application, hand_in: Any, cast: Any) -> None:
        hand_in(drafted)
        with pytest.raises(Stale, match="没有需要补正"):
            letters.make(drafted, kind="correction", by=cast.village)

    def test_it_counts_in_chinese(self) -> None:
        assert [_count(n) for n in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]


class TestPublicity:
    def test_it_is_for_everybody_to_read(
        self, submitted: Application, person: Any, told: None, cast: Any
    ) -> None:
        with pytest.raises(Stale, match="还没有公示"):
            letters.make(submitted, kind="publicity", by=cast.town)
        decide(submitted, "approve", cast.town)
        text = letters.opened(letters.make(submitted, kind="publicity", by=cast.town).text, full=True)
        assert "2026年11月2日起至2026年11月5日止" in text
        assert ("row", ("折算服役年限", "4")) in [(line.style, line.cells) for line in letters.lines(text)]
        assert person.id_number.reveal() not in text
        assert not re.search(r"\d{8}", text)


class TestDecisions:
    def test_it_tells_what_was_decided(
        self, submitted: Application, told: None, decide_all: Any, cast: Any
    ) -> None:
        done = decide_all(submitted)
        text = letters.make(done, kind="decision", by=cast.clerk).text
        assert done.outcome.rstrip("。") in text
        assert "军人抚恤优待条例（2024）第六十二条" in text
        assert "60日内" in text
        with pytest.raises(PermissionDenied):
            letters.make(done, kind="decision", by=cast.village)

    def test_it_refuses_with_ground_clause_and_appeal(
        self, submitted: Application, told: None, cast: Any
    ) -> None:
        ground = submitted.declared["grounds"][0]
        decide(submitted, "reject", cast.town, ground=ground["code"], opinion="入伍时间不在规定区间")
        text = letters.make(submitted, kind="refusal", by=cast.clerk).text
        for said in (
            ground["title"], ground["clause"], "入伍时间不在规定区间", "60日内", "桐乡市人民政府申请行政复议",
            "6个月内", "桐乡市人民法院提起行政诉讼", "行政复议法》第二十条", "行政诉讼法》第四十六条",
        ):  # fmt: skip
            assert said in text
        with pytest.raises(Stale, match="已批准"):
            letters.make(submitted, kind="decision", by=cast.clerk)

    def test_it_never_changes(self, submitted: Application, cast: Any) -> None:
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Letter.objects.filter(pk=row.pk).update(text="别的")

    def test_it_keeps_the_version_of_its_template(self, submitted: Application, cast: Any) -> None:
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        folder = files("youfu.modules.recognition") / "templates" / "recognition" / "letters"
        assert row.template == sm3((folder / "acceptance.txt").read_bytes())

    def test_it_numbers_them_by_year(
        self, submitted: Application, told: None, cast: Any, on_day: Any
    ) -> None:
        numbers = [letters.make(submitted, kind="acceptance", by=cast.clerk).number for _ in range(11)]
        assert numbers[-1] == "桐退役优〔2026〕11号"
        on_day(date(2027, 1, 4))
        assert letters.make(submitted, kind="acceptance", by=cast.clerk).number == "桐退役优〔2027〕1号"

    def test_it_refuses_a_letter_of_other_types(self, submitted: Application, cast: Any) -> None:
        with pytest.raises(Refused, match="不用这种文书"):
            letters.make(submitted, kind="transfer", by=cast.clerk)


class TestOfCertainTypes:
    def test_it_sends_to_the_hospital(
        self, submitted: Application, told: None, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(TYPES, "rural_veteran", _with(TYPES["rural_veteran"], ("referral",)))
        text = letters.make(submitted, kind="referral", by=cast.clerk).text
        assert letters.lines(text)[3] == letters.Line("to", ("第一医院：",))

    def test_it_says_until_when_this_county_pays(
        self,
        make_entitled: Callable[..., Any],
        apply_for: Any,
        told: None,
        decide_all: Any,
        cast: Any,
        on_day: Any,
    ) -> None:
        on_day(date(2026, 11, 20))
        person = make_entitled("combat_allowance", "2026-01", name="马有田")
        given = {
            "to_place": "某省某县退役军人事务局", "to_phone": "", "moved_on": date(2026, 11, 3), "reason": ""
        }  # fmt: skip
        application = apply_for(person, "departure", given)
        with pytest.raises(Stale, match="没有迁出"):
            letters.make(application, kind="transfer", by=cast.clerk)
        done = decide_all(application)
        text = letters.make(done, kind="transfer", by=cast.clerk).text
        assert letters.Line("to", ("某省某县退役军人事务局：",)) in letters.lines(text)
        assert "我地发至2026年12月，自次月起请由你地发放" in text
        assert "〔待填：迁入地联系电话〕" in text
        rows = [line.cells for line in letters.lines(text) if line.style == "row"]
        assert [row[2] for row in rows] == ["我地发至", "2026年12月"]

    def test_it_lists_what_a_certificate_shows(
        self, submitted: Application, decide_all: Any, person: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(TYPES, "rural_veteran", _with(TYPES["rural_veteran"], ("certificate",)))
        done = decide_all(submitted)
        day = date(2026, 11, 2)
        rate_disability(
            person, rating=Rating(7, "war", "unemployed", basis="浙示〔2026〕1号"), on=day, by=cast.clerk
        )
        issue_certificate(person, kind="残疾军人证", number="浙军F000001", on=day, by=cast.clerk)
        row = letters.make(done, kind="certificate", by=cast.clerk)
        assert row.number == ""
        cells: dict[str, str] = {
            line.cells[0]: line.cells[1]
            for line in letters.lines(letters.opened(row.text, full=True))
            if line.style == "row"
        }
        assert cells["身份证号"] == person.id_number.reveal()
        assert cells["人员类别"] == "60周岁以上农村籍退役士兵"
        assert (cells["残疾等级"], cells["残疾性质"]) == ("七级", "因战")
        assert cells["证件名称和编号"] == "残疾军人证 浙军F000001"
        assert cells["批准依据"] == "浙示〔2026〕1号"


class TestWordFile:
    def test_it_opens_and_reads_as_issued(self, submitted: Application, told: None, cast: Any) -> None:
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        text = letters.opened(row.text, full=False)
        document = docx.Document(io.BytesIO(word_file(letters.lines(text), title=row.title)))
        assert [p.text for p in document.paragraphs] == [line.cells[0] for line in letters.lines(text)]
        section = document.sections[0]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [one and round(one / Mm(1)) for one in margins] == [37, 35, 28, 26]
        body = document.paragraphs[4]
        size, indent = body.runs[0].font.size, body.paragraph_format.first_line_indent
        assert size is not None
        assert indent is not None
        assert (size.pt, indent.pt) == (16, 32)

    def test_it_makes_one_table_of_rows(self) -> None:
        lines = letters.lines("# 表\n| 甲 | 乙 |\n| 一 | 二 |\n说明")
        document = docx.Document(io.BytesIO(word_file(lines, title="表")))
        (table,) = document.tables
        assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", "乙"], ["一", "二"]]


class TestEveryKind:
    def test_types_use_letters_that_exist(self) -> None:
        used = {code for declared in TYPES.values() for code in declared.letters}
        assert used <= set(letters.LETTERS)
        assert len(letters.LETTERS) == 8

    def test_it_refuses_a_second_declaration(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            letters.declare(letters.LETTERS["decision"])


def _with(declared: Any, wanted: tuple[str, ...]) -> Any:
    from dataclasses import replace

    return replace(declared, letters=wanted)
