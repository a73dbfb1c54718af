"""Which documents a text cites."""

from __future__ import annotations

import pytest

from youfu.rules.citing import Known, cited

NOTICE = "关于调整部分优抚对象等人员抚恤和生活补助标准的通知"
LIBRARY = [
    Known(1, "军人抚恤优待条例(2004年公布,2011/2019修订)", "国务院、中央军委令第413号", True),
    Known(2, "军人抚恤优待条例(2024年修订)", "国务院、中央军委令第788号", True),
    Known(3, "烈士褒扬条例", "国务院令第601号", True),
    Known(4, NOTICE, "民发〔2017〕154号", True),
    Known(5, NOTICE, "退役军人部发〔2025〕42号", True),
    Known(6, NOTICE, "", True),
    Known(7, "", "", True),
    Known(8, "", "示例〔2026〕7", False),
    Known(9, "  ", "  ", True),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("军人抚恤优待条例（2024）第六十二条", {2}),
        ("依据《军人抚恤优待条例》（2019）第五十三条", {1}),
        ("军人抚恤优待条例（1988）第一条", set()),
        ("军人抚恤优待条例第六十二条", {2}),
        ("国务院、中央军委令第413号", {1}),
        ("烈士褒扬条例（2024）第二十一条；军人抚恤优待条例（2024）", {2, 3}),
        ("浙江省烈士褒扬条例第三条", set()),
        ("烈士褒扬条例实施办法", set()),
        ("民发[2017] 154号", {4}),
        ("依据民发〔2017〕154号", {4}),
        ("见民发【2017】154号和示例［2026］7", {4, 8}),
        ("浙民发〔2017〕154号", set()),
        ("依据浙民发〔2017〕154号", set()),
        ("示例〔2026〕71号", set()),
        (f"《{NOTICE}》（民发〔2017〕154号）", {4}),
        (f"《{NOTICE}》（民发〔2016〕154号）", set()),
        (f"{NOTICE}", {5}),
        ("依据有关规定", set()),
        ("", set()),
    ],
)
def test_it_finds_what_a_text_cites(text: str, found: set[int]) -> None:
    assert cited(text, LIBRARY) == found


def test_it_takes_the_edition_in_force_where_no_year_is_said() -> None:
    old, new = Known(1, "安置条例(2011)", "", True), Known(2, "安置条例(2024)", "", False)
    assert cited("安置条例第一条", [old, new]) == {1}
    assert cited("安置条例（2024）第一条", [old, new]) == {2}
