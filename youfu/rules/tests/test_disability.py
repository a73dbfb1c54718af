"""Runs the cases of disability ratings, certificates and transfers (`cases/eligibility`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from youfu.rules import transfers
from youfu.rules.eligibility import certificates, disability
from youfu.rules.eligibility import transfers as moves
from youfu.rules.findings import Finding
from youfu.rules.periods import month_text, parse_month
from youfu.rules.tests.library import load

CASES = load("eligibility/disability")
RULES: dict[str, tuple[Any, Any]] = {
    "check_rating": (disability.check_rating, disability.RatingFacts),
    "check_rerating": (disability.check_rerating, disability.ReratingFacts),
    "check": (certificates.check, certificates.Facts),
    "check_from_forces": (moves.check_from_forces, moves.ForcesFacts),
    "check_arrival": (moves.check_arrival, moves.ArrivalFacts),
    "check_departure": (moves.check_departure, moves.DepartureFacts),
}


def cases(rows: Any) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: f"it {case['it']} [{case['article']}]")


def titles(found: list[Finding], state: str) -> list[str]:
    return [one.title for one in found if one.state == state]


class TestEligibility:
    @cases(CASES["cases"])
    def test_it_finds_what_the_case_says(self, case: dict[str, Any]) -> None:
        check, facts = RULES[case["rule"]]
        changed = dict(case.get("facts", {}))
        if "opinions" in changed:
            changed["opinions"] = [disability.Opinion(*opinion) for opinion in changed["opinions"]]
        found = check(replace(facts(**CASES["bases"][case["rule"]]), **changed))
        assert titles(found, "fail") == case.get("fail", [])
        assert titles(found, "look") == case.get("look", [])
        if "says" in case:
            assert case["says"] in [one.detail for one in found]


class TestTransfers:
    @cases(load("eligibility/transfers"))
    def test_it_hands_over_in_the_right_month(self, case: dict[str, Any]) -> None:
        paid = [parse_month(case["paid_through"])] if "paid_through" in case else []
        handover = getattr(transfers, case["of"])(case["moved"], *paid)
        assert month_text(handover.left_pays_through) == case["left"]
        assert month_text(handover.received_pays_from) == case["received"]
        if "first_due" in case:
            first = transfers.first_due(handover, case["approved"], own_fault=case.get("own_fault", False))
            assert month_text(first) == case["first_due"]


class TestNursing:
    @cases(CASES["nursing"])
    def test_it_goes_with_the_rating(self, case: dict[str, Any]) -> None:
        more = {name: case[name] for name in ("mental", "in_hospital") if name in case}
        cause = disability.nursing_cause(case["grade"], case["cause"], **more)
        assert cause == case["pays_by"]
        if cause:
            first = disability.nursing_from(parse_month(case["first"]), cause)
            assert month_text(first) == case["from"]


class TestGrades:
    @pytest.mark.parametrize(
        ("grade", "cause", "real"),
        [
            (1, "war", True),
            (10, "duty", True),
            (6, "illness", True),
            (7, "illness", False),
            (0, "war", False),
            (11, "war", False),
            (3, "mental", False),
        ],
    )
    def test_it_knows_which_exist(self, grade: int, cause: str, real: bool) -> None:
        assert disability.exists(grade, cause) is real
