from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.identifiers import (
    AccountProblem,
    IdInfo,
    IdProblem,
    PhoneProblem,
    check_account,
    check_digit,
    check_id,
    check_phone,
    mask_account,
    mask_id,
    mask_phone,
)

TODAY = date(2026, 11, 1)


class TestCheckId:
    def test_it_reads_birth_and_sex(self) -> None:
        assert check_id("33049919560318499X", TODAY) == IdInfo(
            "33049919560318499X", date(1956, 3, 18), "male"
        )
        assert check_id(" 330499194807187346 ").sex == "female"

    def test_it_takes_a_small_x(self) -> None:
        assert check_id("33049919560318499x").number == "33049919560318499X"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "id_length"),
            ("33049919750911536", "id_length"),
            ("330499480718734", "id_length"),
            ("3304991948071873460", "id_length"),
            ("33049919480718734A", "id_letters"),
            ("3304991948O7187346", "id_letters"),
            ("X30499194807187346", "id_letters"),
            ("33049919480718734\u0663", "id_letters"),
            ("330499194813187346", "id_birth"),
            ("330499194802307346", "id_birth"),
            ("330499203007187346", "id_birth"),
            ("330499194807187347", "id_checksum"),
            ("330499194807187364", "id_checksum"),
        ],
    )
    def test_it_says_what_is_wrong(self, text: str, code: str) -> None:
        with pytest.raises(IdProblem) as problem:
            check_id(text, TODAY)
        assert problem.value.code == code
        assert "请" in problem.value.reason

    def test_it_only_calls_a_birth_future_when_told_the_day(self) -> None:
        number = "33049920300718734"
        assert check_id(number + check_digit(number)).birth.year == 2030

    @given(st.dates(date(1900, 1, 1), date(2026, 10, 31)), st.integers(0, 999), st.integers(110000, 659999))
    def test_it_accepts_every_number_that_can_be_issued(
        self, birth: date, sequence: int, region: int
    ) -> None:
        body = f"{region}{birth:%Y%m%d}{sequence:03d}"
        info = check_id(body + check_digit(body), TODAY)
        assert (info.birth, info.sex) == (birth, "male" if sequence % 2 else "female")

    @given(st.integers(0, 16), st.integers(1, 9))
    def test_it_notices_any_one_wrong_digit(self, place: int, by: int) -> None:
        good = "330499194807187346"
        wrong = good[:place] + str((int(good[place]) + by) % 10) + good[place + 1 :]
        with pytest.raises(IdProblem):
            check_id(wrong, TODAY)


class TestCheckAccount:
    def test_it_takes_a_passbook_without_a_luhn_digit(self) -> None:
        assert check_account("6286263208853780608") == "6286263208853780608"
        assert check_account("12345678") == "12345678"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("62ABC93219014117353", "bank_letters"),
            ("", "bank_length"),
            ("1234567", "bank_length"),
            ("1" * 31, "bank_length"),
        ],
    )
    def test_it_says_what_is_wrong(self, text: str, code: str) -> None:
        with pytest.raises(AccountProblem) as problem:
            check_account(text)
        assert problem.value.code == code


class TestCheckPhone:
    @pytest.mark.parametrize(
        ("text", "digits"),
        [
            ("13800002716", "13800002716"),
            ("+86 138-0000-2716", "13800002716"),
            ("(0573)88881234", "057388881234"),
            ("8888123", "8888123"),
        ],
    )
    def test_it_keeps_the_digits(self, text: str, digits: str) -> None:
        assert check_phone(text) == digits

    @pytest.mark.parametrize(
        ("text", "code"),
        [("1380000271O", "phone_letters"), ("138", "phone_length"), ("1" * 13, "phone_length")],
    )
    def test_it_says_what_is_wrong(self, text: str, code: str) -> None:
        with pytest.raises(PhoneProblem) as problem:
            check_phone(text)
        assert problem.value.code == code


class TestMasks:
    def test_it_shows_what_staff_need_to_recognise(self) -> None:
        assert mask_id("330499194807182417") == "330499********2417"
        assert mask_phone("13800002716") == "138****2716"
        assert mask_account("6286263208853780608") == "6286***********0608"

    def test_it_shows_less_of_a_short_number_and_nothing_of_a_very_short_one(self) -> None:
        assert [mask_account("12345678"), mask_account("1234567"), mask_phone("")] == [
            "****5678",
            "*******",
            "",
        ]

    @given(st.text("0123456789X", max_size=40))
    def test_it_never_shows_more_than_ten_characters_nor_hides_fewer_than_four(self, number: str) -> None:
        for mask in (mask_id, mask_phone, mask_account):
            shown = mask(number)
            assert len(shown) == len(number)
            assert shown.count("*") >= min(len(number), 4)
