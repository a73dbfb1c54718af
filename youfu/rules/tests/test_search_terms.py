from __future__ import annotations

from youfu.rules.search_terms import grams, phrases, plain


def test_it_compares_what_people_mean() -> None:
    assert plain("桐退役军人发〔２０２６〕12号 ABC") == "桐退役军人发202612号abc"


def test_it_looks_for_words_between_spaces() -> None:
    assert phrases(" 资格年审  通知 的 〔2026〕12号 ") == ["资格年审", "通知", "202612号"]
    assert phrases("年") == []


def test_it_takes_every_pair_once() -> None:
    assert grams("年审年审") == ["审年", "年审"]
    assert grams("年") == []
