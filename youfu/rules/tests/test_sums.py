"""Runs the cases of sums that are paid once: each says what it does and by which article."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from youfu.rules import conscripts, lump_sums, medical
from youfu.rules.figures import LOCAL, Book, Computed, percent, plain
from youfu.rules.findings import Finding
from youfu.rules.money import yuan_to_fen
from youfu.rules.tariff_rows import ParameterRow, read_rows
from youfu.rules.tests.library import CASES, load


def cases(name: str) -> Any:
    return pytest.mark.parametrize(
        "case", load(f"sums/{name}")["cases"], ids=lambda case: f"it {case['it']} [{case['article']}]"
    )


def book(name: str, case: dict[str, Any]) -> Book:
    return Book(
        {
            code: Decimal(str(value))
            for code, value in load(f"sums/{name}")["figures"][case["figures"]].items()
        }
    )


def holds(case: dict[str, Any], result: Computed, findings: list[Finding]) -> None:
    assert list(result.lacking) == case.get("lacks", [])
    assert result.fen == case.get("fen")
    said = result.findings("合计", case["article"])
    assert (
        all("待确认" in found.title and found.state == "fail" for found in said) == bool(result.lacking)
        or not said
    )
    if "says" in case:
        assert any(case["says"] in part.title for part in result.parts)
    for state, key in (("look", "looks"), ("fail", "fails")):
        titles = "".join(found.title for found in findings if found.state == state)
        assert case.get(key, "") in titles


class TestTheCases:
    def test_they_are_all_run(self) -> None:
        assert {path.stem for path in (CASES / "sums").glob("*.yaml")} == {
            "conscripts",
            "lump_sums",
            "medical",
        }


class TestLumpSums:
    @cases("lump_sums")
    def test_it_comes_to(self, case: dict[str, Any]) -> None:
        known = book("lump_sums", case)
        if case["sum"] == "award":
            return holds(case, lump_sums.martyr_award(known), [])
        if case["sum"] == "gratuity":
            death = lump_sums.Death(
                case["kind"], case["died"], yuan_to_fen(case["pay"]), case.get("honours", ())
            )
            return holds(case, lump_sums.gratuity(death, known), lump_sums.honour_findings(death))
        drawn = [lump_sums.Drawn(code, yuan_to_fen(yuan)) for code, yuan in case["drawn"].items()]
        result = lump_sums.funeral(drawn, case["died"], case["cause"], known)
        return holds(case, result, lump_sums.funeral_findings(drawn, case["died"], case["cause"], result))

    def test_it_names_every_honour(self) -> None:
        assert set(lump_sums.SINCE) | set(lump_sums.BEFORE) == set(lump_sums.HONOURS)


class TestConscripts:
    @cases("conscripts")
    def test_it_comes_to(self, case: dict[str, Any]) -> None:
        served = conscripts.Conscript(
            case["months"], case.get("area", ""), case.get("college", False), case.get("merit", "")
        )
        holds(case, conscripts.payment(served, book("conscripts", case)), [])

    @pytest.mark.parametrize("months", [0, 13])
    def test_it_refuses_a_year_of_other_length(self, months: int) -> None:
        with pytest.raises(ValueError, match="1 to 12"):
            conscripts.Conscript(months)


class TestMedical:
    @cases("medical")
    def test_it_comes_to(self, case: dict[str, Any]) -> None:
        bill = medical.Bill(**{f"{name}_fen": yuan_to_fen(yuan) for name, yuan in case["bill"].items()})
        known = book("medical", {"figures": "sample"})
        paid = yuan_to_fen(case.get("paid", "0"))
        holds(
            case,
            medical.subsidy(case["who"], case["insurance"], bill, paid, known),
            medical.check(bill),
        )


class TestFigures:
    @pytest.mark.parametrize(("ratio", "said"), [("0.4000", "40%"), ("0.125", "12.5%"), ("1", "100%")])
    def test_it_says_a_share_in_percent(self, ratio: str, said: str) -> None:
        assert percent(Decimal(ratio)) == said

    def test_it_says_a_number_without_zeros(self) -> None:
        assert [plain(Decimal(n)) for n in ("2.5000", "30.0000", "0")] == ["2.5", "30", "0"]

    @pytest.mark.parametrize("code", LOCAL)
    def test_it_can_be_entered_under_its_name(self, code: str) -> None:
        row = {
            "region": "330483000000", "category": "地方参数", "subcategory": LOCAL[code], "grade": "", "cause": "",
            "unit": "ratio", "amount": "0.5", "effective_from": "2026-01-01", "effective_to": "",
            "document_title": "测试", "document_number": "", "source": "", "confidence": "sample",
        }  # fmt: skip
        (read,) = read_rows([row])
        assert isinstance(read, ParameterRow)
        assert read.code == code
