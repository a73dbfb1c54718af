"""The light markup of official documents: levels, tables, numbers in order; never a word lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import official_text as rules
from youfu.rules.official_text import blocks, clean, doubts, numeral, parts, renumber, title_lines, width

SAMPLE = "现通知如下。\n一、年审范围。凡领取定期抚恤补助的，均须参加。\n（一）在乡。\n1.残疾军人\n（1）一级\n二、时间安排"

# Lines as people and others type them: marks of every level, right and wrong, rows, HTML, digits, odd white space.
MARKS = st.sampled_from(
    [
        "一、", "三、", "（一）", "(二)", "1.", "12．", "1、", "（3）", "(1)", "十、", "百、", "\\", "|", "1.5", "2026.", "",
        "　　", "<b>",
    ]
)  # fmt: skip
WORDS = st.text(
    st.characters(codec="utf-8") | st.sampled_from(list("一二三十（）()、.．123|\\ \n\t　<>&的。")),
    max_size=12,
)
# Words of titles, those that stay whole among them, and single characters.
TITLE_WORDS = st.sampled_from(rules.WHOLE.pattern.split("|")) | st.sampled_from(
    list("关于和及2026的《》（试行）、办法A1")
)
TEXTS = st.lists(st.builds(lambda *p: "".join(p), MARKS, MARKS, WORDS), max_size=12).map("\n".join)


def words(text: str) -> list[tuple[int, str, tuple[str, ...]]]:
    """Everything but the numbers."""
    return [(block.level, block.text, block.cells) for block in blocks(text)]


class TestLevels:
    def test_it_knows_the_four_levels_and_paragraphs(self) -> None:
        assert [(b.level, b.number) for b in blocks(SAMPLE)] == [
            (0, 0),
            (1, 1),
            (2, 1),
            (3, 1),
            (4, 1),
            (1, 2),
        ]

    @pytest.mark.parametrize(
        "line", ["1.5万元已到账", "2026.11", "一二三、", "百、", "\\一、二级残疾军人", "（某）", "十分重视"]
    )
    def test_it_leaves_alone_what_only_looks_like_a_number(self, line: str) -> None:
        (block,) = blocks(line)
        assert (block.level, block.text) == (0, line.removeprefix("\\"))

    @pytest.mark.parametrize(
        ("line", "head", "rest"),
        [
            ("一、年审范围。凡在本县的，均须参加。", "年审范围。", "凡在本县的，均须参加。"),
            ("一、年审范围", "年审范围", ""),
            ("一、各镇应于月底前报送。", "", "各镇应于月底前报送。"),
            ("1.年审范围。凡在本县的", "", "年审范围。凡在本县的"),
        ],
    )
    def test_it_tells_a_heading_from_a_sentence(self, line: str, head: str, rest: str) -> None:
        (block,) = blocks(line)
        assert (block.head, block.rest) == (head, rest)

    @pytest.mark.parametrize(
        ("number", "text"),
        [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"), (110, "一百一十")],
    )  # fmt: skip
    def test_it_counts_in_chinese(self, number: int, text: str) -> None:
        assert numeral(number) == text


class TestTables:
    def test_it_puts_rows_together_and_leaves_the_line_of_dashes_out(self) -> None:
        text = "如下：\n| 镇 | 人数 |\n|---|---|\n| 乌镇 | 12 |\n| 濮院 |\n完。"
        (_before, table, after) = parts(text)
        assert table.rows == (("镇", "人数"), ("乌镇", "12"), ("濮院", ""))
        assert after.block.text == "完。"

    def test_it_says_which_row_has_another_number_of_cells(self) -> None:
        assert [(d.line, d.code) for d in doubts("| a | b |\n| c |")] == [(2, "cells")]

    def test_it_sets_no_more_columns_than_a_page_holds(self) -> None:
        wide = "|" * (rules.MOST_COLUMNS + 2)
        assert [part.rows for part in parts(wide)] == [()]
        assert [(d.code, d.found) for d in doubts(wide)] == [("wide", str(rules.MOST_COLUMNS + 1))]
        assert len(next(parts("|" * (rules.MOST_COLUMNS + 1))).rows[0]) == rules.MOST_COLUMNS

    def test_it_sets_no_more_cells_than_a_document_holds(self) -> None:
        text = "| 甲 | 乙 |\n完\n" + "|" * 64 + "\n" + "||\n" * 100
        found = list(parts(text))
        assert found[0].rows == (("甲", "乙"),)
        assert not any(part.rows for part in found[1:])
        assert len(found) == 103
        assert "large" in [d.code for d in doubts(text)]

    @pytest.mark.parametrize("cell", ["-" * 59_000 + "a", " -" * 29_000 + "x", "：" * 59_000])
    def test_it_tells_a_line_of_dashes_at_once(self, cell: str) -> None:
        # Ten seconds and more, were it read from each of its characters anew.
        assert len(list(parts(f"| {cell} |"))) == 1


class TestRenumber:
    def test_it_begins_a_level_anew_under_the_one_above(self) -> None:
        typed = "一、甲\n(三)乙\n（一）丙\n三、丁\n(一)戊\n5、己\n5.5万"
        assert renumber(typed) == "一、甲\n（一）乙\n（二）丙\n二、丁\n（一）戊\n1.己\n5.5万"

    @given(TEXTS)
    def test_it_changes_nothing_the_second_time(self, text: str) -> None:
        once = renumber(text)
        assert renumber(once) == once

    @given(TEXTS)
    def test_it_never_loses_a_word_or_a_level(self, text: str) -> None:
        assert words(renumber(text)) == words(text)

    @given(TEXTS)
    def test_it_leaves_no_number_to_doubt(self, text: str) -> None:
        assert not [d for d in doubts(renumber(text)) if d.code in ("skip", "form")]


class TestDoubts:
    def test_it_has_none_about_a_good_text(self) -> None:
        assert doubts(SAMPLE) == []

    def test_it_names_the_line_the_number_and_the_one_expected(self) -> None:
        (doubt,) = doubts("一、甲\n三、乙")
        assert (doubt.line, doubt.code, doubt.found, doubt.wanted) == (2, "skip", "三、", "二、")

    def test_it_sees_a_mark_written_another_way(self) -> None:
        assert [(d.code, d.wanted) for d in doubts("一、甲\n1、乙")] == [("form", "1.")]

    def test_it_sees_a_level_without_the_one_above(self) -> None:
        assert [d.code for d in doubts("（一）甲")] == ["level"]
        assert doubts("一、甲\n1.乙") == []  # 一、 may be followed by 1.


class TestClean:
    @given(st.text())
    def test_it_is_done_once(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)

    def test_it_takes_out_what_cannot_be_printed(self) -> None:
        assert clean("a\x00b\x0bc\ufffe\u202ed\r\n\n\n e　") == "ab\ncd\n\ne"

    def test_it_leaves_html_as_text(self) -> None:
        assert [b.text for b in blocks("<script>alert(1)</script>")] == ["<script>alert(1)</script>"]


class TestTitleLines:
    def test_it_breaks_a_long_title_in_two_of_about_the_same_length(self) -> None:
        title = "关于做好2025年度优抚对象资格年审工作的通知"
        lines = title_lines(title)
        assert "".join(lines) == title
        assert len(lines) == 2
        assert abs(width(lines[0]) - width(lines[1])) <= 3

    @given(st.lists(TITLE_WORDS, min_size=1, max_size=40).map("".join))
    def test_it_keeps_every_character_and_the_width(self, title: str) -> None:
        lines = rules.title_lines(title)
        assert "".join(lines) == title
        assert max(map(width, lines)) <= 19

    def test_it_takes_a_line_more_rather_than_tear_a_word(self) -> None:
        title = "关于做好2026年度优抚对象抚恤补助标准调整和困难帮扶援助资金发放有关问题的通知"
        lines = title_lines(title)
        assert "".join(lines) == title
        assert [width(line) <= 19 for line in lines] == [True] * 3
        joined = "|".join(lines)
        assert all(word in joined for word in rules.WHOLE.findall(title))

    def test_it_is_quick_with_what_is_no_title(self) -> None:
        # Seconds, were each place to break measured from the beginning.
        assert "".join(title_lines("关于" * 1_000)) == "关于" * 1_000
