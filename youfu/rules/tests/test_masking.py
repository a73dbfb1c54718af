"""What a public notice may say of a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import masking


class TestName:
    @pytest.mark.parametrize(
        ("full", "shown"),
        [
            ("王建明", "王*明"),
            ("王明", "王*"),
            ("欧阳建国", "欧**国"),
            ("买买提·艾力", "买**·*力"),
            ("王", "*"),
            ("", ""),
            (" 王建明 ", "王*明"),
        ],
    )
    def test_it_keeps_the_first_and_the_last_character(self, full: str, shown: str) -> None:
        assert masking.name(full) == shown

    @given(st.text(alphabet="王李张建国明·", min_size=2, max_size=12))
    def test_it_never_shows_a_whole_name(self, full: str) -> None:
        shown = masking.name(full)
        assert "*" in shown or not full.strip("·")[1:-1].strip("·")
        assert len(shown) == len(full)


class TestText:
    @pytest.mark.parametrize(
        "line",
        [
            "330499195005011234",
            "证号33049919500501123X，已核",
            "账号 6230 5800 0012 3456",
            "电话13800000000",
            "330499-19500501-1234",
        ],
    )
    def test_it_strikes_out_long_numbers(self, line: str) -> None:
        assert not any(c.isdigit() for c in masking.text(line))

    @pytest.mark.parametrize(
        "line", ["1986-11 入伍", "2026-11-23 至 2026-11-26", "折算 4 年", "民办发〔2011〕11号", "1,234.50 元"]
    )
    def test_it_leaves_days_years_and_amounts(self, line: str) -> None:
        assert masking.text(line) == line
