"""Programmes and the exclusions between them: made known once, by whoever loads standards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.modules.standards.actions import load_exclusions, load_programmes
from youfu.modules.standards.models import Exclusion, Programme

RULE = {
    "yields": "illness_veteran_allowance", "to": "survivor_pension", "mode": "yields", "basis": "测试条款",
    "document_title": "测试文件", "document_number": "测试〔2026〕2号", "confidence": "medium",
    "effective_from": "2026-10-01", "effective_to": "",
}  # fmt: skip
BENEFIT = {
    "number": "90", "code": "trial_allowance", "title": "试行补助", "article": "测试", "dimensions": "grade cause",
    "regular": "yes",
}  # fmt: skip


class TestLoadExclusions:
    def test_it_files_a_rule_once_and_says_from_when_it_counts(self, cast: Any) -> None:
        before = Exclusion.objects.all().latest_revision()
        assert load_exclusions([RULE], by=cast.clerk) == 1
        assert load_exclusions([RULE], by=cast.clerk) == 0
        assert Exclusion.objects.all().first_change(before) == date(2026, 10, 1)
        filed = Exclusion.objects.get(basis="测试条款")
        assert (filed.verified, filed.document.number) == (False, "测试〔2026〕2号")

    def test_it_takes_a_star_for_any_other_programme(self, cast: Any) -> None:
        assert load_exclusions([RULE | {"to": "*"}], by=cast.clerk) == 1
        assert Exclusion.objects.get(basis="测试条款").to is None

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            load_exclusions([RULE], by=getattr(cast, who))
        assert not Exclusion.objects.filter(basis="测试条款").exists()


class TestLoadProgrammes:
    def test_it_makes_a_programme_known_once(self, cast: Any) -> None:
        assert load_programmes([BENEFIT], by=cast.clerk) == 1
        assert load_programmes([BENEFIT], by=cast.clerk) == 0
        assert Programme.objects.get(code="trial_allowance").dimensions == ["grade", "cause"]

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            load_programmes([BENEFIT], by=getattr(cast, who))
        assert not Programme.objects.filter(code="trial_allowance").exists()
