"""Accounts, identities, veteran cards and proofs of life: cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.rules.eligibility import confirmation, person_data
from youfu.rules.findings import Finding
from youfu.rules.identifiers import check_digit
from youfu.rules.tests.library import load

TODAY = date(2026, 11, 16)
HEAD = "33049919680301731"
NUMBER = HEAD + check_digit(HEAD)


def account(case: dict[str, Any]) -> list[Finding]:
    return person_data.check_new_account(
        person_data.Account(
            case.get("number", "6228480012345678901"), case.get("holder", "陈建国"), "陈建国", date(2026, 12, 1),
            case.get("since"), case.get("others", []), case.get("alive", True),
        )
    )  # fmt: skip


def correction(case: dict[str, Any]) -> list[Finding]:
    number = HEAD + ("0" if NUMBER[-1] != "0" else "1") if case.get("spoil") else NUMBER
    facts = person_data.Correction(
        number, case.get("sex", "male"), case.get("born", date(1968, 3, 1)), date(1966, 10, 9), case.get("taken", ""),
        case.get("drawn", []), TODAY,
    )  # fmt: skip
    return person_data.check_correction(facts)


def card(case: dict[str, Any]) -> list[Finding]:
    facts = person_data.Card(
        case.get("kind", "veteran"), case.get("served", True), False, case.get("expelled", False), case.get("barred", False),
        case.get("suspended", False), case.get("held", ""), case.get("reissue", False), case.get("alive", True),
    )  # fmt: skip
    return person_data.check_card(facts)


def proof(case: dict[str, Any]) -> list[Finding]:
    return confirmation.check(
        confirmation.Facts(
            case.get("alive", True), case.get("due", True), date(2026, 3, 1), case.get("proof", date(2026, 4, 10)),
            case.get("abroad", False), TODAY,
        )
    )  # fmt: skip


CHECKS: dict[str, Callable[[dict[str, Any]], list[Finding]]] = {
    "account": account, "correction": correction, "card": card, "confirmation": proof,
}  # fmt: skip


class TestCases:
    @pytest.mark.parametrize(
        "case", load("eligibility/person_data"), ids=lambda case: f"it {case['it']} [{case['article']}]"
    )
    def test_it_finds_what_the_case_says(self, case: dict[str, Any]) -> None:
        found = CHECKS[case["of"]](case)
        assert [f.title for f in found if f.state == "fail"] == case.get("fails", [])
        assert [f.title for f in found if f.state == "look"] == case.get("looks", [])
        assert all(f.ground for f in found)
