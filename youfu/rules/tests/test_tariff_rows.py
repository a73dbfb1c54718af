"""Reading the published layout of standards, and everything the shipped packs say in it."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from youfu.rules.tariff_rows import COLUMNS, NATIONAL, ParameterRow, RateRow, RowProblem, read_row, read_rows

POLICIES = Path(__file__).parents[2] / "policies"
ZHEJIANG = "330000000000"
PACKS = ("national", "zhejiang", "tongxiang")

PLAIN = dict.fromkeys(COLUMNS, "") | {
    "region": "national",
    "category": "定期生活补助",
    "subcategory": "带病回乡退役军人",
    "unit": "yuan_per_month",
    "amount": "844",
    "effective_from": "2025-08-01",
    "document_number": "退役军人部发〔2025〕42号",
    "confidence": "medium",
}


def rows(pack: str) -> list[dict[str, str]]:
    with (POLICIES / f"{pack}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rates(**cells: str) -> list[RateRow]:
    return [entry for entry in read_row(PLAIN | cells) if isinstance(entry, RateRow)]


def keys(**cells: str) -> list[tuple[str, dict[str, int | str]]]:
    return [(rate.programme, rate.dims) for rate in rates(**cells)]


def parameter(**cells: str) -> ParameterRow:
    (entry,) = read_row(PLAIN | cells)
    assert isinstance(entry, ParameterRow)
    return entry


class TestReadRow:
    def test_it_keeps_every_field(self) -> None:
        assert rates(effective_to="2026-07-31", source="a page") == [
            RateRow(
                region=NATIONAL,
                unit="yuan_per_month",
                effective_from=date(2025, 8, 1),
                effective_to=date(2026, 7, 31),
                document_title="",
                document_number="退役军人部发〔2025〕42号",
                source="a page",
                confidence="medium",
                label="带病回乡退役军人",
                programme="illness_veteran_allowance",
                dims={},
                amount=Decimal(844),
            )
        ]

    def test_it_reads_grade_and_cause_of_a_disability_pension(self) -> None:
        cells = {"category": "残疾抚恤金", "subcategory": "残疾军人(含伤残人民警察)", "unit": "yuan_per_year"}
        assert keys(**cells, grade="10", cause="因公") == [
            ("disability_pension", {"grade": 10, "cause": "duty"})
        ]

    @pytest.mark.parametrize(("word", "employment"), [("在乡", "unemployed"), ("在职", "employed")])
    def test_it_reads_local_disability_pensions_by_employment(self, word: str, employment: str) -> None:
        cells = {
            "category": "残疾抚恤金",
            "subcategory": f"残疾军人-{word}",
            "unit": "yuan_per_year",
            "region": "桐乡市",
        }
        assert keys(**cells, grade="5", cause="因战") == [
            ("disability_pension", {"grade": 5, "cause": "war", "employment": employment})
        ]

    @pytest.mark.parametrize(
        ("grade", "cause", "expected"),
        [
            ("1-2", "因战/因公", [(1, "war"), (1, "duty"), (2, "war"), (2, "duty")]),
            ("1-4", "因病", [(1, "illness"), (2, "illness"), (3, "illness"), (4, "illness")]),
            ("5-6", "因精神障碍", [(5, "mental"), (6, "mental")]),
        ],
    )
    def test_it_spreads_a_nursing_allowance_over_its_grades(
        self, grade: str, cause: str, expected: list[tuple[int, str]]
    ) -> None:
        """军人抚恤优待条例 2024, article 34."""
        found = rates(
            category="护理费", subcategory="base", unit="ratio", amount="0.50", grade=grade, cause=cause
        )
        assert [(rate.dims["grade"], rate.dims["cause"]) for rate in found] == expected
        assert {rate.programme for rate in found} == {"nursing_allowance"}
        assert {rate.amount for rate in found} == {Decimal("0.5")}

    @pytest.mark.parametrize(
        "subcategory",
        ["参战参试退役人员", "参战和参加核试验人员(含铀矿开采)-农村及城镇无工作单位且生活困难", "参战参试"],
    )
    def test_it_gives_combat_and_nuclear_test_veterans_the_same_amount(self, subcategory: str) -> None:
        assert keys(subcategory=subcategory) == [("combat_allowance", {}), ("nuclear_test_allowance", {})]

    @pytest.mark.parametrize(
        ("category", "subcategory", "programme", "dims"),
        [
            ("定期抚恤金(三属)", "烈士遗属(城乡统一)", "survivor_pension", {"kind": "martyr"}),
            (
                "定期抚恤金（三属）",
                "因公牺牲军人遗属（城乡统一）",
                "survivor_pension",
                {"kind": "duty_death"},
            ),
            ("定期抚恤金(三属)", "病故军人遗属", "survivor_pension", {"kind": "deceased"}),
            (
                "定期抚恤金(三属)",
                "烈士遗属-城镇",
                "survivor_pension",
                {"kind": "martyr", "residence": "urban"},
            ),
            (
                "定期抚恤金(三属)",
                "烈士遗属-农村",
                "survivor_pension",
                {"kind": "martyr", "residence": "rural"},
            ),
            ("定期生活补助(三红)", "在乡退伍红军老战士", "red_army_allowance", {"kind": "red_army"}),
            ("定期生活补助(三红)", "在乡西路军红军老战士", "red_army_allowance", {"kind": "west_route"}),
            ("定期生活补助(三红)", "红军失散人员", "red_army_allowance", {"kind": "scattered"}),
            ("定期生活补助", "烈士老年子女(含错杀后平反人员子女)", "martyr_child_allowance", {}),
            ("定期生活补助", "参战退役人员", "combat_allowance", {}),
            ("定期生活补助", "参试退役人员", "nuclear_test_allowance", {}),
            ("老年生活补助", "60周岁以上农村籍退役士兵", "rural_veteran_allowance", {}),
            (
                "在乡复员军人",
                "中央财政补助标准-抗日战争时期入伍",
                "demobilised_allowance",
                {"period": "resistance_war"},
            ),
            ("在乡复员军人", "其他时期入伍", "demobilised_allowance", {"period": "other"}),
            ("在乡复员军人", "", "demobilised_allowance", {}),
        ],
    )
    def test_it_understands_categories(
        self, category: str, subcategory: str, programme: str, dims: dict[str, int | str]
    ) -> None:
        assert keys(category=category, subcategory=subcategory) == [(programme, dims)]

    @pytest.mark.parametrize(
        ("region", "code"),
        [
            ("national", NATIONAL),
            ("全国", NATIONAL),
            ("Zhejiang", ZHEJIANG),
            ("浙江省", ZHEJIANG),
            ("Inner Mongolia", "150000000000"),
            ("新疆维吾尔自治区", "650000000000"),
            ("330483000000", "330483000000"),
            ("桐乡市", "桐乡市"),
        ],
    )
    def test_it_reads_regions(self, region: str, code: str) -> None:
        assert [rate.region for rate in rates(region=region)] == [code]

    def test_it_reads_the_income_of_each_year_as_one_parameter(self) -> None:
        entry = parameter(
            category="parameter",
            subcategory="全国城镇居民人均可支配收入 2024年 (used for deaths in 2025)",
            unit="yuan_per_year",
            amount="54188",
        )
        assert (entry.code, entry.kind, entry.value) == ("national_urban_income", "parameter", Decimal(54188))
        assert entry.title == "上一年度全国城镇居民人均可支配收入"
        assert entry.label == "全国城镇居民人均可支配收入 2024年 (used for deaths in 2025)"

    def test_it_reads_the_local_wage_nursing_allowances_are_a_share_of(self) -> None:
        entry = parameter(
            region="桐乡市", category="parameter", subcategory="城镇单位就业人员月平均工资", amount="9000.5"
        )
        assert (entry.code, entry.region) == ("average_wage", "桐乡市")

    def test_it_keeps_increments_apart(self) -> None:
        entry = parameter(
            region="Zhejiang",
            category="年度提标增量(加在当地上年标准上)",
            subcategory="在乡老复员军人",
            amount="1440",
        )
        assert (entry.code, entry.kind) == ("increment_demobilised_allowance", "increment")

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({"category": "优待金"}, "类别“优待金”无法识别"),
            ({"subcategory": "优秀村民"}, "类别“定期生活补助”里没有“优秀村民”"),
            ({"category": "定期抚恤金(三属)", "subcategory": "烈士遗属-乡下"}, "里没有“烈士遗属-乡下”"),
            ({"region": "Tongxiang"}, "region“Tongxiang”无法识别"),
            ({"region": ""}, "region“”无法识别"),
            ({"region": "3304"}, "region“3304”无法识别"),
            ({"unit": "ratio"}, "单位“ratio”不适用"),
            ({"unit": "yuan"}, "单位“yuan”不适用"),
            ({"amount": "0"}, "不是大于 0 的数"),
            ({"amount": "-5"}, "不是大于 0 的数"),
            ({"amount": "NaN"}, "不是大于 0 的数"),
            ({"amount": "1e12"}, "不是大于 0 的数"),
            ({"amount": "八百"}, "不是大于 0 的数"),
            ({"amount": ""}, "不是大于 0 的数"),
            ({"amount": "57.333"}, "超过 2 位小数"),
            ({"effective_from": "2025-02-30"}, "effective_from“2025-02-30”不是日期"),
            ({"effective_from": ""}, "effective_from“”不是日期"),
            ({"effective_to": "20260731"}, "effective_to“20260731”不是日期"),
            ({"effective_to": "2025-07-31"}, "早于 effective_from"),
            ({"confidence": "sure"}, "confidence 请写成"),
            ({"grade": "5"}, "不分等级和性质"),
            ({"category": "残疾抚恤金", "grade": "11", "cause": "因战"}, "等级“11”无法识别"),
            ({"category": "残疾抚恤金", "grade": "4-1", "cause": "因战"}, "等级“4-1”无法识别"),
            ({"category": "残疾抚恤金", "grade": "", "cause": "因战"}, "等级“”无法识别"),
            ({"category": "残疾抚恤金", "grade": "5", "cause": "因伤"}, "性质“因伤”无法识别"),
            (
                {"category": "护理费", "grade": "1", "cause": "因战", "unit": "ratio", "amount": "0.12345"},
                "超过 4 位小数",
            ),
            (
                {"category": "parameter", "subcategory": "月最低工资标准", "unit": "yuan_a_day"},
                "单位“yuan_a_day”无法识别",
            ),
            ({"category": "parameter", "subcategory": "月最低工资标准", "grade": "1"}, "参数不分等级"),
        ],
    )
    def test_it_refuses_what_it_cannot_understand(self, cells: dict[str, str], reason: str) -> None:
        with pytest.raises(RowProblem) as refused:
            read_row(PLAIN | cells, 7)
        assert reason in str(refused.value)
        assert str(refused.value).startswith("第 7 行：")
        assert str(refused.value).endswith("。")
        assert refused.value.line == 7

    def test_it_refuses_a_file_of_another_layout(self) -> None:
        with pytest.raises(RowProblem, match="列数不对，应有 13 列：region、category"):
            read_row({"region": "national"})


class TestReadRows:
    def test_it_names_the_line_in_the_file(self) -> None:
        with pytest.raises(RowProblem) as refused:
            read_rows([PLAIN, PLAIN, PLAIN | {"category": "?"}])
        assert refused.value.line == 4


class TestShippedPacks:
    def test_it_holds_all_455_rows(self) -> None:
        assert {pack: len(rows(pack)) for pack in PACKS} == {"national": 439, "zhejiang": 16, "tongxiang": 0}

    def test_it_has_one_layout(self) -> None:
        headers = {(POLICIES / f"{pack}.csv").read_text(encoding="utf-8").splitlines()[0] for pack in PACKS}
        assert headers == {",".join(COLUMNS)}

    def test_it_keeps_to_one_region_a_pack(self) -> None:
        assert {entry.region for entry in read_rows(rows("national"))} == {NATIONAL}
        assert {entry.region for entry in read_rows(rows("zhejiang"))} == {ZHEJIANG}

    def test_it_says_rates_or_one_parameter_in_every_row(self) -> None:
        read = [read_row(row, line) for pack in PACKS for line, row in enumerate(rows(pack), start=2)]
        kinds = [{type(entry) for entry in entries} for entries in read]
        assert Counter(map(str, kinds)) == {str({RateRow}): 384, str({ParameterRow}): 71}
        assert all(len(entries) == 1 for entries in read if isinstance(entries[0], ParameterRow))

    def test_it_holds_so_many_rates_of_each_programme(self) -> None:
        entries = [entry for pack in PACKS for entry in read_rows(rows(pack))]
        assert Counter(entry.programme for entry in entries if isinstance(entry, RateRow)) == {
            "disability_pension": 264,
            "survivor_pension": 31,
            "red_army_allowance": 26,
            "nursing_allowance": 26,
            "combat_allowance": 14,
            "nuclear_test_allowance": 14,
            "illness_veteran_allowance": 12,
            "martyr_child_allowance": 11,
            "rural_veteran_allowance": 11,
            "demobilised_allowance": 8,
        }
        assert Counter(entry.kind for entry in entries if isinstance(entry, ParameterRow)) == {
            "parameter": 52,
            "increment": 19,
        }

    def test_it_says_nothing_twice_from_the_same_day(self) -> None:
        seen: Counter[tuple[object, ...]] = Counter()
        for pack in PACKS:
            for entry in read_rows(rows(pack)):
                if isinstance(entry, RateRow):
                    what: tuple[object, ...] = (entry.programme, *sorted(entry.dims.items()))
                else:
                    what = (entry.code,)
                seen[(entry.region, entry.effective_from, *what)] += 1
        assert [key for key, times in seen.items() if times > 1] == []

    def test_it_gives_a_code_one_title(self) -> None:
        titles: dict[str, set[str]] = {}
        for pack in PACKS:
            for entry in read_rows(rows(pack)):
                if isinstance(entry, ParameterRow):
                    titles.setdefault(entry.code, set()).add(entry.title)
        assert [code for code, found in titles.items() if len(found) > 1] == []
        assert len({title for found in titles.values() for title in found}) == len(titles)

    def test_it_has_the_amounts_as_published(self) -> None:
        """Three cells checked by hand against the notices."""
        found = {
            (entry.programme, entry.dims.get("grade"), entry.dims.get("cause"), entry.effective_from): entry
            for entry in read_rows(rows("national"))
            if isinstance(entry, RateRow)
        }
        first = found["disability_pension", 1, "war", date(2024, 8, 1)]
        assert (first.amount, first.confidence) == (Decimal(131880), "high")
        assert found["disability_pension", 10, "duty", date(2025, 8, 1)].amount == Decimal(12324)
        assert found["rural_veteran_allowance", None, None, date(2023, 8, 1)].amount == Decimal("57.33")
