from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.search_terms import grams, phrases, plain


def test_it_compares_what_people_mean() -> None:
    assert plain("桐退役军人发〔２０２６〕12号 ABC") == "桐退役军人发202612号abc"


def test_it_looks_for_words_between_spaces() -> None:
    assert phrases(" 资格年审  通知 的 〔2026〕12号 ") == ["资格年审", "通知", "202612号"]
    assert phrases("年") == []


def test_it_takes_every_pair_once() -> None:
    assert grams("年审年审") == ["审年", "年审"]
    assert grams("年") == []


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=2, max_size=8))
def test_it_finds_whatever_stands_in_a_text(before: str, after: str, wanted: str) -> None:
    text = plain(before + wanted + after)
    for phrase in phrases(wanted):
        assert set(grams(phrase)) <= set(grams(plain(wanted)))
        if phrase in text:
            assert set(grams(phrase)) <= set(grams(text))
