"""Loading standards: a later row closes an earlier one, a correction supersedes, gaps stay gaps, twice is once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.standards.actions import end_rate, load
from youfu.modules.standards.models import Exclusion, Parameter, Rate

Row = dict[str, str]
HERE = "330483000000"


def row(amount: str, start: str, end: str = "", **more: str) -> Row:
    """The county's own rate of 带病回乡, yuan a month."""
    return {
        "region": HERE, "category": "定期生活补助", "subcategory": "带病回乡退役军人", "grade": "", "cause": "",
        "unit": "yuan_per_month", "amount": amount, "effective_from": start, "effective_to": end,
        "document_title": "桐乡标准", "document_number": "桐退〔2026〕1号", "source": "测试", "confidence": "high",
    } | more  # fmt: skip


def standing() -> list[tuple[str, str, int | None]]:
    """(first day, day after the last, fen) of the county's own rows, oldest first."""
    rows = Rate.objects.standing().filter(region=HERE).order_by("valid")
    return [(str(r.valid.lower), str(r.valid.upper or ""), r.amount_fen) for r in rows]


@pytest.fixture
def loaded(cast: Any) -> Callable[..., tuple[int, int, int, int]]:
    def run(*rows: Row) -> tuple[int, int, int, int]:
        """(added, closed, corrected, unchanged)"""
        result = load(rows, origin="测试.csv", by=cast.clerk)
        return result.added, result.closed, result.corrected, result.unchanged

    return run


Loader = Callable[..., tuple[int, int, int, int]]


class TestLoad:
    def test_it_adds_a_rate_that_runs_on(self, cast: Any, loaded: Loader) -> None:
        assert loaded(row("900", "2026-01-01")) == (1, 0, 0, 0)
        assert standing() == [("2026-01-01", "", 90000)]
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.actor_id, event.changes) == (
            "standards.load", cast.clerk.pk, {"origin": "测试.csv"},
        )  # fmt: skip

    def test_it_changes_nothing_the_second_time(self, loaded: Loader) -> None:
        rows = [row("900", "2026-01-01", "2026-06-30"), row("950", "2026-07-01")]
        loaded(*rows)
        before = standing(), Rate.objects.all().latest_revision()
        assert loaded(*rows) == (0, 0, 0, 2)
        assert (standing(), Rate.objects.all().latest_revision()) == before

    def test_it_closes_the_row_before(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"))
        assert loaded(row("950", "2026-07-01")) == (1, 1, 0, 0)
        assert standing() == [("2026-01-01", "2026-07-01", 90000), ("2026-07-01", "", 95000)]

    def test_it_closes_a_row_whose_own_end_lies_after_the_next_beginning(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01", "2026-12-31"))
        assert loaded(row("950", "2026-07-01")) == (1, 1, 0, 0)
        assert standing() == [("2026-01-01", "2026-07-01", 90000), ("2026-07-01", "", 95000)]

    def test_it_puts_an_earlier_row_before_a_later_one(self, loaded: Loader) -> None:
        loaded(row("950", "2026-07-01"))
        assert loaded(row("900", "2026-01-01")) == (1, 0, 0, 0)
        assert standing() == [("2026-01-01", "2026-07-01", 90000), ("2026-07-01", "", 95000)]

    def test_it_puts_a_row_between_two(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"), row("950", "2026-07-01"))
        assert loaded(row("920", "2026-04-01")) == (1, 1, 0, 0)
        assert standing() == [
            ("2026-01-01", "2026-04-01", 90000), ("2026-04-01", "2026-07-01", 92000), ("2026-07-01", "", 95000),
        ]  # fmt: skip

    @pytest.mark.parametrize("backwards", [False, True])
    def test_it_continues_until_the_next_row_whatever_end_is_given(
        self, loaded: Loader, backwards: bool
    ) -> None:
        rows = [row("900", "2025-01-01", "2025-12-31"), row("950", "2026-07-01")]
        for one in reversed(rows) if backwards else rows:
            loaded(one)
        assert standing() == [("2025-01-01", "2026-07-01", 90000), ("2026-07-01", "", 95000)]

    def test_it_continues_when_nothing_follows(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01", "2026-06-30"))
        assert standing() == [("2026-01-01", "", 90000)]

    def test_it_ends_what_a_wider_row_takes_over(self, db: None) -> None:
        urban = Rate.objects.filter(programme__code="survivor_pension", residence="urban", kind="martyr")
        assert urban.latest("valid").valid.upper == date(2016, 10, 1)  # 城乡统一 since

    def test_it_supersedes_a_corrected_row_and_keeps_it(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"), row("950", "2026-07-01"))
        assert loaded(row("910", "2026-01-01")) == (0, 0, 1, 0)
        assert standing() == [("2026-01-01", "2026-07-01", 91000), ("2026-07-01", "", 95000)]
        old = Rate.objects.get(region=HERE, superseded_at__isnull=False)
        assert (old.amount_fen, old.changes_from) == (90000, date(2026, 1, 1))

    def test_it_takes_the_same_amount_of_another_document_for_a_correction(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"))
        assert loaded(row("900", "2026-01-01", document_number="桐退〔2026〕2号")) == (0, 0, 1, 0)

    def test_it_does_not_revive_a_row_that_was_ended(self, cast: Any, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"))
        end_rate(Rate.objects.get(region=HERE), last_day=date(2026, 6, 30), by=cast.clerk)
        for again in (row("900", "2026-01-01"), row("900", "2026-01-01", "2026-12-31")):
            assert loaded(again) == (0, 0, 0, 1)
        assert standing() == [("2026-01-01", "2026-07-01", 90000)]

    def test_it_keeps_rates_of_different_dimensions_apart(self, loaded: Loader) -> None:
        pension = {
            "category": "残疾抚恤金",
            "unit": "yuan_per_year",
            "cause": "因战",
            "subcategory": "残疾军人",
        }
        rows = [row("90000", "2026-01-01", grade=str(grade), **pension) for grade in (7, 8)]
        assert loaded(*rows)[0] == 2
        assert [r.grade for r in Rate.objects.filter(region=HERE).order_by("grade")] == [7, 8]

    def test_it_finds_where_each_change_makes_a_difference(self, loaded: Loader) -> None:
        before = Rate.objects.all().latest_revision()
        assert Rate.objects.all().first_change(before) is None
        loaded(row("900", "2026-03-01"))
        loaded(row("950", "2026-07-01"))
        assert Rate.objects.all().first_change(before) == date(2026, 3, 1)
        between = Rate.objects.all().latest_revision()
        loaded(row("960", "2026-07-01"))
        assert Rate.objects.all().first_change(between) == date(2026, 7, 1)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"amount": "0"}, "大于 0"), ({"amount": "9.001"}, "小数"), ({"amount": "九百"}, "大于 0"),
            ({"effective_from": "2026-13-01"}, "不是日期"), ({"effective_to": "2025-12-31"}, "早于"),
            ({"region": "330482000001"}, "无法识别"), ({"region": "没有的县"}, "无法识别"), ({"region": ""}, "无法识别"),
            ({"category": "别的补助"}, "无法识别"), ({"unit": "yuan"}, "单位"), ({"confidence": "sure"}, "confidence"),
            ({"grade": "7"}, "留空"),
        ],
    )  # fmt: skip
    def test_it_refuses_a_bad_row_and_with_it_the_file(
        self, loaded: Loader, change: Row, sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            loaded(row("900", "2026-01-01"), row("950", "2026-07-01") | change)
        assert standing() == []

    def test_it_refuses_two_rows_that_contradict_each_other(self, loaded: Loader) -> None:
        with pytest.raises(Refused, match="同一起始日期"):
            loaded(row("900", "2026-01-01"), row("901", "2026-01-01"))
        assert loaded(row("900", "2026-01-01"), row("900", "2026-01-01")) == (1, 0, 0, 1)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "town", "auditor", "secadmin"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            load([row("900", "2026-01-01")], origin="测试.csv", by=getattr(cast, who))
        assert standing() == []


class TestParameter:
    def test_it_continues_closes_and_corrects_like_a_rate(self, loaded: Loader) -> None:
        wage = {
            "category": "parameter",
            "subcategory": "城镇单位就业人员月平均工资",
            "unit": "yuan_per_month",
        }
        known = Parameter.objects.filter(region=HERE).count()
        loaded(row("9000", "2025-01-01", **wage), row("9300", "2026-01-01", **wage))
        loaded(row("9310", "2026-01-01", **wage))
        rows = Parameter.objects.standing().filter(region=HERE, value__in=[9000, 9310]).order_by("valid")
        assert [(int(r.value), r.valid.upper) for r in rows] == [(9000, date(2026, 1, 1)), (9310, None)]
        assert Parameter.objects.filter(region=HERE).count() == known + 3


class TestDatabase:
    """What no code path may get around."""

    def test_it_refuses_two_standing_rows_of_one_key_on_one_day(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"))
        twin = Rate.objects.get(region=HERE)
        twin.pk, twin.valid = None, DateRange(date(2026, 6, 1), None)
        with pytest.raises(IntegrityError, match="rate_one_at_a_time"), transaction.atomic():
            twin.save()

    def test_it_refuses_two_exclusions_of_one_pair_on_one_day(self, db: None) -> None:
        twin = Exclusion.objects.all()[0]
        twin.pk = None
        with pytest.raises(IntegrityError, match="exclusion_one_at_a_time"), transaction.atomic():
            twin.save()

    def test_it_refuses_a_rate_of_nothing(self, loaded: Loader) -> None:
        loaded(row("900", "2026-01-01"))
        with pytest.raises(IntegrityError, match="rate_is_amount_or_ratio"), transaction.atomic():
            Rate.objects.filter(region=HERE).update(amount_fen=0)

    @pytest.mark.parametrize("register", [Rate, Parameter, Exclusion])
    def test_it_deletes_no_standard(self, db: None, register: Any) -> None:
        some = register.objects.order_by("pk")[:1].values("pk")
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            register.objects.filter(pk__in=some).delete()
