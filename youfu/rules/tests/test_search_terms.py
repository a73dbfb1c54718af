from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.search_terms import excerpt, grams, phrases, plain


def test_it_compares_what_people_mean() -> None:
    assert plain("桐退役军人发〔２０２６〕12号 ABC") == "桐退役军人发202612号abc"


def test_it_looks_for_words_between_spaces() -> None:
    assert phrases(" 资格年审  通知 的 〔2026〕12号 ") == ["资格年审", "通知", "202612号"]
    assert phrases("年") == []


def test_it_takes_every_pair_once() -> None:
    assert grams("年审年审") == ["审年", "年审"]
    assert grams("年") == []


class TestExcerpt:
    def test_it_marks_each_phrase_with_what_stands_around_it(self) -> None:
        text = "各镇街道：\n请做好资格年审。资格年审于六月开始。"
        assert excerpt(text, ["资格年审", "六月"]) == [
            ("各镇街道： 请做好", False), ("资格年审", True), ("。", False), ("资格年审", True), ("于", False), ("六月", True),
            ("开始。", False),
        ]  # fmt: skip

    def test_it_says_where_the_text_goes_on(self) -> None:
        pieces = excerpt("前" * 9 + "年审" + "后" * 9, ["年审"], around=3)
        assert pieces == [("…", False), ("前前前", False), ("年审", True), ("后" * 6, False), ("…", False)]

    def test_it_finds_a_phrase_through_punctuation_and_line_breaks(self) -> None:
        assert excerpt("资格、\n年审", ["资格年审"]) == [("资格、 年审", True)]

    def test_it_reads_full_width_as_half_width(self) -> None:
        assert excerpt("见ＡＢ号", ["ab"]) == [("见", False), ("AB", True), ("号", False)]

    @pytest.mark.parametrize(("text", "wanted"), [("年审", []), ("年审", ["通知"]), ("plain", ["ab"])])
    def test_it_is_empty_when_none_stands_there(self, text: str, wanted: list[str]) -> None:
        assert excerpt(text, wanted) == []

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_it_gives_back_the_text_when_it_is_short(self, before: str, after: str) -> None:
        text = f"{before}年审{after}"
        pieces = excerpt(text, ["年审"], around=200)
        assert "".join(piece for piece, _marked in pieces) == re.sub(r"\s+", " ", text)
        assert ("年审", True) in pieces
