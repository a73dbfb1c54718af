"""Differences: both texts can be read back from them, and only what differs is marked."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import differences
from youfu.rules.differences import Row, compare

LINES = st.lists(st.text(st.sampled_from("甲乙丙丁，。"), max_size=6), max_size=8).map("\n".join)


def side(rows: list[Row], name: str) -> list[str]:
    return ["".join(text for text, _only in getattr(row, name)) for row in rows if getattr(row, name)]


class TestCompare:
    @given(LINES, LINES)
    def test_it_holds_both_texts_whole(self, old: str, new: str) -> None:
        rows = compare(old, new)
        assert side(rows, "old") == old.splitlines()
        assert side(rows, "new") == new.splitlines()

    @given(LINES)
    def test_it_finds_nothing_between_equals(self, text: str) -> None:
        assert {row.kind for row in compare(text, text)} <= {"same"}

    def test_it_marks_the_characters_that_differ(self) -> None:
        (row,) = compare("应于11月底前报送。", "应于12月底前报送。")
        assert row.kind == "changed"
        assert [text for text, only in row.old if only] == ["1"]
        assert [text for text, only in row.new if only] == ["2"]

    def test_it_takes_lines_with_nothing_in_common_apart(self) -> None:
        assert [row.kind for row in compare("甲甲甲甲", "丁丁丁丁")] == ["removed", "added"]

    def test_it_shows_added_and_removed_lines(self) -> None:
        assert [row.kind for row in compare("甲\n乙", "甲")] == ["same", "removed"]
        assert [row.kind for row in compare("甲", "甲\n乙")] == ["same", "added"]

    def test_it_looks_at_endless_lines_from_their_ends(self) -> None:
        ends = "丙" * 2_000
        (row,) = compare(ends + "甲乙" * 300 + ends, ends + "乙甲甲" * 200 + ends)
        assert [(text[0], only) for text, only in row.new] == [("丙", False), ("乙", True), ("丙", False)]

    @pytest.mark.parametrize(
        ("old", "new"),
        [("a\n" * 30_000, "a\n" * 29_999 + "b"), ("b\n" + "a\n" * 29_000, "a\n" * 29_000 + "c"),
         ("a\nb\n" * 1_000, "b\na\na\n" * 700), ("ab" * 1_000, "baa" * 700),
         (("ab" * 249 + "\n") * 120, ("baa" * 166 + "\n") * 120)],
    )  # fmt: skip
    def test_it_gives_up_before_it_takes_long(
        self, old: str, new: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked = []

        def matcher(junk: None, a: str, b: str, autojunk: bool) -> Any:
            looked.append(len(a) * len(b))
            return SequenceMatcher(junk, a, b, autojunk)

        monkeypatch.setattr(differences, "SequenceMatcher", matcher)
        rows = compare(old, new)
        assert max(looked, default=0) <= differences.MOST
        assert sum(looked) <= differences.MOST + differences.ROOM
        assert side(rows, "old") == old.splitlines()
        assert side(rows, "new") == new.splitlines()
