from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.naming import AmbiguousName, Names, UnknownName, find, forms, same, stem

TOWNS = ["梧桐街道", "凤鸣街道", "乌镇镇", "濮院镇", "石门镇"]
VILLAGES = [
    "店街塘村村委会",
    "民合村村委会",
    "振东社区居委会",
    "金家村村委会",
    "金家社区居委会",
    "晚村村村委会",
    "大新村社区居委会",
]


class TestStem:
    @pytest.mark.parametrize(
        ("text", "bare"),
        [
            ("乌镇镇", "乌镇"),
            ("乌镇", "乌镇"),
            ("梧桐街道办事处", "梧桐"),
            ("石门镇人民政府", "石门"),
            ("店街塘村村委会", "店街塘"),
            ("店街塘村委会", "店街塘"),
            ("店街塘村村民委员会", "店街塘"),
            ("振东社区居民委员会", "振东"),
            ("振东居委会", "振东"),
            ("晚村村村委会", "晚村"),
            ("晚村", "晚村"),
            ("景宁民族乡", "景宁"),
            ("村委会", "村委会"),
            ("　濮 院 镇 ", "濮院"),
            ("", ""),
        ],
    )
    def test_it_is_the_bare_name(self, text: str, bare: str) -> None:
        assert stem(text) == bare


class TestFind:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("乌镇镇", "乌镇镇"),
            ("乌镇", "乌镇镇"),
            ("濮院", "濮院镇"),
            ("濮　院", "濮院镇"),
            ("梧桐", "梧桐街道"),
            ("梧桐街道办事处", "梧桐街道"),
        ],
    )
    def test_it_knows_a_town(self, text: str, found: str) -> None:
        assert find(text, TOWNS) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("民合村", "民合村村委会"),
            ("民合", "民合村村委会"),
            ("民合村委会", "民合村村委会"),
            ("店街塘村村民委员会", "店街塘村村委会"),
            ("振东社区", "振东社区居委会"),
            ("金家村", "金家村村委会"),
            ("金家社区", "金家社区居委会"),
            ("晚村", "晚村村村委会"),
            ("晚村村", "晚村村村委会"),
            ("大新村", "大新村社区居委会"),
        ],
    )
    def test_it_knows_a_village(self, text: str, found: str) -> None:
        assert find(text, VILLAGES) == found

    def test_it_does_not_choose_between_a_village_and_a_community(self) -> None:
        with pytest.raises(AmbiguousName) as refusal:
            find("金家", VILLAGES)
        assert refusal.value.names == ("金家村村委会", "金家社区居委会")

    @pytest.mark.parametrize("text", ["民合社区", "乌镇街道", "西塘镇", "大新村村委会", "民", ""])
    def test_it_does_not_know_a_name_of_another_kind_or_none(self, text: str) -> None:
        with pytest.raises(UnknownName):
            find(text, [*VILLAGES, *TOWNS])

    def test_it_prefers_the_fuller_match(self) -> None:
        assert find("大新村", [*VILLAGES, "大新村村委会"]) == "大新村村委会"

    def test_it_finds_things_by_their_name(self) -> None:
        names = Names([(1, "乌镇镇"), (2, "濮院镇")], lambda town: town[1])
        assert names.find("濮院") == (2, "濮院镇")

    @given(st.text(max_size=12))
    def test_it_finds_a_name_or_says_that_it_does_not(self, text: str) -> None:
        try:
            assert find(text, VILLAGES) in VILLAGES
        except (UnknownName, AmbiguousName):
            assert text not in VILLAGES

    @given(st.text(max_size=12))
    def test_it_always_finds_what_is_there_as_written(self, text: str) -> None:
        if forms(text).written:
            assert find(text, [text]) == text


class TestSame:
    @pytest.mark.parametrize(
        ("one", "other"), [("乌镇", "乌镇镇"), ("民合村", "民合村村委会"), ("濮院", "濮院镇")]
    )
    def test_it_is_one_place(self, one: str, other: str) -> None:
        assert same(one, other)
        assert same(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("金家村村委会", "金家社区居委会"), ("乌镇镇", "濮院镇"), ("大新村社区", "大新村村委会")],
    )
    def test_it_is_not_one_place(self, one: str, other: str) -> None:
        assert not same(one, other)
        assert not same(other, one)
