from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.numbering import LONGEST, BadTemplate, check, fits, names_agency, tidy, write

ISSUED, INDEX = "{code}〔{year}〕{serial}号", "{division}/{year}-{serial:06d}"


def test_it_writes_the_number_of_a_document() -> None:
    """GB/T 9704-2012, 7.2.5."""
    assert (
        write(ISSUED, code="桐退役军人发", division="330483", year=2026, serial=12)
        == "桐退役军人发〔2026〕12号"
    )


def test_it_writes_an_index_number() -> None:
    assert write(INDEX, code="", division="330483", year=2024, serial=123331) == "330483/2024-123331"
    assert write(INDEX, code="", division="330483", year=2024, serial=7) == "330483/2024-000007"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{year}{serial", "broken"), ("{year}{serial!r}", "broken"), ("{year:5d}{serial}", "broken"),
        ("{year}{serial:>9}", "broken"),
        ("{year}{serial}{name}", "unknown"), ("{year}{serial}{code.upper}", "unknown"), ("{year}号", "missing"),
        ("{serial}号", "missing"), ("{year}{serial:099d}", "broken"),
        ("{year}{serial:00d}", "broken"), ("", "missing"), ("{0}{year}{serial}", "unknown"),
    ],
)  # fmt: skip
def test_it_refuses_a_template_that_would_share_numbers(template: str, reason: str) -> None:
    with pytest.raises(BadTemplate) as wrong:
        check(template)
    assert wrong.value.reason == reason


def test_it_refuses_what_would_outgrow_its_column() -> None:
    fits("{code}〔{year}〕{serial}号", code="字" * (LONGEST - 13))
    with pytest.raises(BadTemplate) as wrong:
        fits("{code}{code}{code}{year}{serial}", code="字" * 30)
    assert wrong.value.reason == "long"


def test_it_leaves_room_for_a_number_to_come() -> None:
    template = "{code}〔{year}〕{serial:04d}号"
    assert write(template, code="甲发", division="330483", year=2026, serial=None) == "甲发〔2026〕　号"


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_it_never_writes_two_serials_alike(one: int, other: int) -> None:
    numbers = {write(INDEX, code="", division="330483", year=2026, serial=serial) for serial in (one, other)}
    assert len(numbers) == len({one, other})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("浙退役军人发[2026]第012号", "浙退役军人发〔2026〕12号"),
        ("浙退役军人发（2026） 12 号", "浙退役军人发〔2026〕12号"),
        ("民发【2011】110", "民发〔2011〕110号"),
        ("民发２０１１年第１１０号", "民发〔2011〕110号"),
        ("民发〔2011〕110号附件", "民发〔2011〕110号附件"),
        ("国务院令 第788号", "国务院令第788号"),
        ("", ""),
    ],
)
def test_it_takes_two_ways_of_typing_a_number_for_one(typed: str, number: str) -> None:
    assert tidy(typed) == number
    assert tidy(number) == number


@pytest.mark.parametrize(
    ("number", "alone"),
    [("民发〔2011〕110号", True), ("〔2026〕12号", False), ("12号", False), ("2026〔2026〕1号", False)],
)
def test_it_stands_alone_only_with_the_name_of_its_agency(number: str, alone: bool) -> None:
    assert names_agency(number) is alone
