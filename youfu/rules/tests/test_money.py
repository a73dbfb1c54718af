from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.money import capital, fen_to_yuan, month_share, plain_yuan, share, yuan_to_fen

amounts = st.integers(-(10**15), 10**15)


class TestYuanToFen:
    @pytest.mark.parametrize(
        ("yuan", "fen"),
        [
            ("787.5", 78750),
            ("57.33", 5733),
            (12480, 1248000),
            (Decimal("0.01"), 1),
            ("1,234.50", 123450),
            ("-3.10", -310),
            ("0", 0),
        ],
    )
    def test_it_is_exact(self, yuan: Any, fen: int) -> None:
        assert yuan_to_fen(yuan) == fen

    @pytest.mark.parametrize(
        "yuan",
        [
            "0.001",
            Decimal("1.005"),
            "1.00000000000000000000000000000000001",
            "abc",
            "",
            "NaN",
            "Infinity",
            "1E999999",
            57.33,
            True,
        ],
    )
    def test_it_refuses_what_is_not_fen(self, yuan: Any) -> None:
        with pytest.raises(ValueError):
            yuan_to_fen(yuan)

    @given(amounts)
    def test_it_undoes_what_is_written(self, fen: int) -> None:
        assert yuan_to_fen(plain_yuan(fen)) == fen
        assert yuan_to_fen(fen_to_yuan(fen).replace("−", "-")) == fen


class TestWriting:
    def test_it_groups_thousands_for_people(self) -> None:
        assert [fen_to_yuan(123450), fen_to_yuan(-5), fen_to_yuan(0)] == ["1,234.50", "−0.05", "0.00"]

    def test_it_writes_plainly_for_machines(self) -> None:
        assert [plain_yuan(1248000), plain_yuan(-5)] == ["12480.00", "-0.05"]


class TestMonthShare:
    def test_it_gives_the_odd_fen_to_every_third_month(self) -> None:
        assert [month_share(5236000, k) for k in (10, 11, 12)] == [436333, 436333, 436334]

    @given(amounts)
    def test_it_makes_twelve_months_exactly_a_year(self, annual: int) -> None:
        months = [month_share(annual, k) for k in range(1, 13)]
        assert sum(months) == annual
        assert max(months) - min(months) <= 1

    @given(amounts, st.integers(1, 12), st.integers(1, 12))
    def test_it_makes_any_run_of_months_what_should_have_been_paid(
        self, annual: int, first: int, last: int
    ) -> None:
        run = sum(month_share(annual, k) for k in range(first, last + 1))
        assert run == (annual * last // 12 - annual * (first - 1) // 12 if first <= last else 0)

    @pytest.mark.parametrize("k", [0, 13])
    def test_it_refuses_a_thirteenth_month(self, k: int) -> None:
        with pytest.raises(ValueError):
            month_share(1200, k)


class TestShare:
    @pytest.mark.parametrize(
        ("fen", "ratio", "part"),
        [(823153, "0.50", 411577), (1, "0.5", 1), (1, "0.4", 0), (-1, "0.5", -1), (823153, "0.4", 329261)],
    )
    def test_it_rounds_half_a_fen_up(self, fen: int, ratio: str, part: int) -> None:
        assert share(fen, Decimal(ratio)) == part


class TestCapital:
    @pytest.mark.parametrize(
        ("fen", "words"),
        [
            (140950, "壹仟肆佰零玖元伍角整"),
            (600714, "陆仟零柒元壹角肆分"),
            (168032, "壹仟陆佰捌拾元叁角贰分"),
            (10700053, "壹拾万柒仟元伍角叁分"),
            (1640902, "壹万陆仟肆佰零玖元零贰分"),
            (32504, "叁佰贰拾伍元零肆分"),
            (100000000, "壹佰万元整"),
            (1000100000, "壹仟万壹仟元整"),
            (10000000100, "壹亿零壹元整"),
            (10000000000000000, "壹佰万亿元整"),
            (1000, "壹拾元整"),
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (-12345, "负壹佰贰拾叁元肆角伍分"),
        ],
    )
    def test_it_writes_as_cheques_do(self, fen: int, words: str) -> None:
        assert capital(fen) == words

    @given(amounts)
    def test_it_can_be_read_back(self, fen: int) -> None:
        assert read_capital(capital(fen)) == fen


DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
SCALES = {"拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}


def read_capital(words: str) -> int:
    """The other way round, by another method: a stack of digits and scales, read from the left."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    whole, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    fen = read_whole(whole) * 100
    for digit, unit in zip(rest.removeprefix("零")[::2], rest.removeprefix("零")[1::2], strict=True):
        fen += DIGITS[digit] * {"角": 10, "分": 1}[unit]
    return sign * fen


def read_whole(words: str) -> int:
    for scale in ("亿", "万"):
        if scale in words:
            head, _, tail = words.rpartition(scale)
            return read_whole(head) * SCALES[scale] + read_whole(tail)
    total = digit = 0
    for character in words:
        if character in SCALES:
            total += digit * SCALES[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit
