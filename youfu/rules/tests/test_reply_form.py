from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.reply_form import (
    KINDS,
    LARGEST,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    BadForm,
    ReplyForm,
    declare,
    from_json,
    read,
    text_of,
    to_json,
    total,
)

PEOPLE = {"title": "慰问人数", "kind": "number", "required": True, "summed": True}
MONEY = {"title": "慰问金", "kind": "yuan", "summed": True}
DONE = {"title": "完成日期", "kind": "day"}
HOW = {"title": "方式", "kind": "choice", "choices": ["上门", "电话"]}
NOTE = {"title": "说明", "kind": "text"}
ALL = (PEOPLE, MONEY, DONE, HOW, NOTE)


def form(*columns: dict[str, Any], several: bool = False) -> ReplyForm:
    return declare(columns or ALL, several=several)


class TestDeclare:
    def test_it_gives_each_column_a_code(self) -> None:
        assert [(c.code, c.title, c.kind) for c in form().columns][:2] == [
            ("c1", "慰问人数", "number"), ("c2", "慰问金", "yuan"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("columns", "line", "reason"),
        [
            ([], 0, "empty"),
            ([PEOPLE, PEOPLE], 1, "twice"),
            ([PEOPLE, {**MONEY, "title": " 　"}], 1, "untitled"),
            ([{**PEOPLE, "title": "长" * 31}], 0, "long"),
            ([{**PEOPLE, "kind": "float"}], 0, "kind"),
            ([{**HOW, "choices": ["上门"]}], 0, "choices"),
            ([{**HOW, "choices": ["上门", " 上门 "]}], 0, "choices"),
            ([{**NOTE, "choices": ["上门", "电话"]}], 0, "choices"),
            ([{**NOTE, "summed": True}], 0, "summed"),
            ([{**DONE, "summed": True}], 0, "summed"),
            ([{**NOTE, "title": str(n)} for n in range(MOST_COLUMNS + 1)], MOST_COLUMNS, "many"),
        ],
    )
    def test_it_refuses_what_makes_no_form(self, columns: list[Any], line: int, reason: str) -> None:
        with pytest.raises(BadForm) as wrong:
            declare(columns)
        assert (wrong.value.line, wrong.value.reason) == (line, reason)

    def test_it_is_kept_and_found_again(self) -> None:
        for made in (form(), form(several=True), form(HOW)):
            assert from_json(to_json(made)) == made
        assert from_json(to_json(None)) is None
        assert from_json({}) is None

    @pytest.mark.parametrize("kept", [[1], {"columns": 3}, {"columns": []}, "x"])
    def test_it_refuses_what_never_was_a_form(self, kept: Any) -> None:
        with pytest.raises(BadForm):
            from_json(kept)


class TestRead:
    def test_it_reads_what_staff_type(self) -> None:
        rows = [
            {"c1": "１，２０３", "c2": "1,234.5 元", "c3": "2026年11月3日", "c4": "上门", "c5": " 已送 达 "}
        ]
        assert read(form(), rows) == (
            [{"c1": 1203, "c2": 123450, "c3": "2026-11-03", "c4": "上门", "c5": "已送达"}],
            [],
        )

    def test_it_drops_blank_rows_and_leaves_empty_cells_open(self) -> None:
        rows, problems = read(form(several=True), [{}, {"c1": "3"}, {"c1": " "}, {"c1": "4", "c2": "0"}])
        assert problems == []
        assert [(r["c1"], r["c2"]) for r in rows] == [(3, None), (4, 0)]

    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            ({"c2": "5"}, "c1", "missing"),
            ({}, "c1", "missing"),
            ({"c1": "3.5"}, "c1", "number"),
            ({"c1": "三"}, "c1", "number"),
            ({"c1": str(LARGEST + 1)}, "c1", "number"),
            ({"c1": "1e3"}, "c1", "number"),
            ({"c1": "1", "c2": "0.005"}, "c2", "yuan"),
            ({"c1": "1", "c2": "NaN"}, "c2", "yuan"),
            ({"c1": "1", "c2": "Infinity"}, "c2", "yuan"),
            ({"c1": "1", "c2": "9" * 20}, "c2", "yuan"),
            ({"c1": "1", "c3": "2026-02-30"}, "c3", "day"),
            ({"c1": "1", "c3": "明天"}, "c3", "day"),
            ({"c1": "1", "c4": "微信"}, "c4", "choice"),
            ({"c1": "1", "c5": "长" * (LONGEST_TEXT + 1)}, "c5", "long"),
        ],
    )
    def test_it_names_what_is_wrong(self, row: dict[str, str], column: str, reason: str) -> None:
        rows, problems = read(form(), [row])
        assert rows == []
        assert [(p.row, p.column and p.column.code, p.reason) for p in problems] == [(0, column, reason)]

    def test_it_takes_one_row_unless_several_are_asked_for(self) -> None:
        two = [{"c1": "1"}, {"c1": "2"}]
        assert [p.reason for p in read(form(), two)[1]] == ["rows"]
        assert read(form(several=True), two)[1] == []
        many = [{"c1": "1"}] * (MOST_ROWS + 1)
        assert [p.reason for p in read(form(several=True), many)[1]] == ["rows"]

    @given(st.dictionaries(st.sampled_from(["c1", "c2", "c3", "c4", "c5", "x"]), st.text(max_size=40)))
    def test_it_never_breaks_and_keeps_nothing_that_is_wrong(self, row: dict[str, str]) -> None:
        rows, problems = read(form(), [row])
        assert bool(rows) != bool(problems)

    @given(
        st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST), st.dates().map(str), st.sampled_from(["上门", "电话"])
    )  # fmt: skip
    def test_it_reads_back_what_it_wrote(self, number: int, fen: int, day: str, how: str) -> None:
        made = form()
        values = {"c1": number, "c2": fen, "c3": day, "c4": how, "c5": None}
        typed = {c.code: text_of(c, values[c.code]) for c in made.columns}
        assert read(made, [typed]) == ([values], [])


class TestTotal:
    @given(st.lists(st.tuples(st.integers(-LARGEST, LARGEST), st.none() | st.integers(0, LARGEST))))
    def test_it_adds_up_exactly(self, given_rows: list[tuple[int, int | None]]) -> None:
        sums = total(form(), ({"c1": a, "c2": b, "c5": "x"} for a, b in given_rows))
        assert sums == {"c1": sum(a for a, _ in given_rows), "c2": sum(b or 0 for _, b in given_rows)}

    def test_it_knows_every_kind(self) -> None:
        assert {c.kind for c in form().columns} == set(KINDS)
