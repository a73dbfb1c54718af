"""The pages' own mechanics: what a declaration must name, paging by position, submitting twice, amounts as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from youfu.kit.access import Permission
from youfu.kit.errors import Refused, Stale
from youfu.kit.pages import Column, FormPage, ListPage, Nav, Page, back_to, keyset
from youfu.kit.pages.keyset import count_up_to, slice_of, total
from youfu.kit.pages.nav import entries
from youfu.kit.pages.refusals import refusal_page
from youfu.kit.pages.workbook import PIECE, workbook
from youfu.kit.templatetags import kit as tags


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestPage:
    @pytest.mark.parametrize("kind", [Page, ListPage, FormPage])
    def test_it_does_not_import_without_a_permission(self, kind: type[Page]) -> None:
        with pytest.raises(TypeError, match="names no permission"):
            type("Careless", (kind,), {})

    def test_it_is_no_form_without_an_action(self) -> None:
        with pytest.raises(TypeError, match="names no action"):
            type("Idle", (FormPage,), {"permission": Permission.SITE_USE})

    def test_it_does_not_stand_on_the_rail_without_an_address(self) -> None:
        with pytest.raises(TypeError, match="names no route"):
            type("Lost", (Page,), {"permission": Permission.SITE_USE, "nav": Nav("daily", "x", "home", 1)})

    def test_it_stands_in_a_group_that_exists(self) -> None:
        with pytest.raises(TypeError, match="no navigation group"):
            type(
                "Odd",
                (Page,),
                {"permission": Permission.SITE_USE, "route": "odd", "nav": Nav("odd", "x", "home", 1)},
            )
        assert "odd" not in entries()

    def test_it_is_kept_out_of_shared_caches(self, cast: Any) -> None:
        response = client_of(cast.clerk).get("/people")
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


class TestWorkbook:
    def test_it_reads_at_once_what_belongs_to_many_rows(self) -> None:
        asked: list[int] = []

        def known(rows: Sequence[Any]) -> dict[int, str]:
            asked.append(len(rows))
            return {row: f"第{row}行" for row in rows}

        said = Column(
            "说明", lambda row, found: found[row], plain=lambda row, found: found[row], gather=known
        )
        columns = [Column("序号", str, plain=str), said]
        data, number = workbook("清单", columns, iter(range(PIECE + 5)), note="由张三导出")
        lines = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, values_only=True))
        assert (number, asked) == (PIECE + 5, [PIECE, 5])
        assert lines[PIECE + 5] == (str(PIECE + 4), f"第{PIECE + 4}行")


class TestRail:
    def test_it_shows_only_what_somebody_may_open(self, cast: Any) -> None:
        shown = client_of(cast.secadmin).get("/").content.decode()
        assert "/users" in shown
        assert 'href="/people"' not in shown
        assert '<form role="search"' not in shown


class TestKeyset:
    ORDER = ("level", "-code")

    @pytest.fixture
    def rows(self, county: Any) -> Any:
        return type(county).objects.under(county)

    def test_it_walks_there_and_back(self, rows: Any) -> None:
        expected = [r.pk for r in rows.order_by(*self.ORDER)]
        seen: list[str] = []
        after, pages = "", []
        while True:
            part = slice_of(rows, self.ORDER, 50, after=after)
            seen += [r.pk for r in part.rows]
            pages.append(part)
            if not part.after:
                break
            after = part.after
        assert seen == expected
        back = slice_of(rows, self.ORDER, 50, before=pages[-1].before)
        assert [r.pk for r in back.rows] == expected[-50 - len(pages[-1].rows) : -len(pages[-1].rows)]
        assert pages[0].before == ""

    @pytest.mark.parametrize("key", ["x", "999999999999", "' or 1=1", "٣", "²", "9" * 5000])
    def test_it_begins_at_the_beginning_for_an_unknown_key(self, rows: Any, key: str) -> None:
        assert slice_of(rows, self.ORDER, 3, after=key).rows == list(rows.order_by(*self.ORDER)[:3])

    def test_it_counts_no_further_than_it_must(self, rows: Any) -> None:
        assert count_up_to(rows, 10) == "10+"
        assert count_up_to(rows.filter(level="county"), 10) == "1"

    @pytest.mark.parametrize(
        ("cost", "expected", "text"),
        [
            (1.0, 5_000, "200+"),  # cheap: to the bound
            (1.1, 5_000, "5+"),
            (9.9, 5, "200+"),  # dear, but so few are expected that counting less far is no less work
        ],
    )
    def test_it_counts_less_far_where_that_is_dear(
        self, rows: Any, monkeypatch: pytest.MonkeyPatch, cost: float, expected: int, text: str
    ) -> None:
        monkeypatch.setattr(keyset, "NEAR", 5)
        monkeypatch.setattr(keyset, "_reckoned", lambda rows: (keyset.DEAR * cost, expected))
        assert count_up_to(rows, 200) == text
        assert count_up_to(rows, 200, narrowed=False) == "200+"
        assert count_up_to(rows.filter(level="county"), 200) == "1"  # few are exact, however dear

    def test_it_has_the_database_say_what_is_dear(
        self, rows: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
    ) -> None:
        number = rows.count()
        with django_assert_num_queries(2):
            assert count_up_to(rows, 9_000) == str(number)
        monkeypatch.setattr(keyset, "DEAR", 0)
        monkeypatch.setattr(keyset, "NEAR", 5)
        assert count_up_to(rows, 9_000) == "5+"

    def test_it_counts_no_list_of_one_page(self, rows: Any, django_assert_num_queries: Any) -> None:
        whole = slice_of(rows.filter(level="town"), self.ORDER, 50)
        first = slice_of(rows, self.ORDER, 50)
        last = slice_of(rows, self.ORDER, 50, after=str(rows.order_by(*self.ORDER)[rows.count() - 3].pk))
        with django_assert_num_queries(0):
            assert total(rows.filter(level="town"), whole) == str(len(whole.rows))
            assert total(rows.none(), slice_of(rows.none(), self.ORDER, 50)) == "0"
        assert len(last.rows) == 2
        assert total(rows, first) == total(rows, last) == str(rows.count())


class TestBackTo:
    @pytest.mark.parametrize("url", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
    def test_it_stays_on_this_site(self, url: str) -> None:
        assert back_to(RequestFactory().post("/size", {"next": url}), "/") == "/"

    def test_it_returns_to_the_page(self) -> None:
        assert back_to(RequestFactory().post("/size", {"next": "/people?q=x"}), "/") == "/people?q=x"


class TestRefusalPage:
    @pytest.mark.parametrize(("error", "status"), [(Refused("请核对。"), 422), (Stale("已变。"), 409)])
    def test_it_says_the_sentence_and_the_way_back(self, error: Refused, status: int, db: None) -> None:
        response = refusal_page(RequestFactory().get("/people"), error)
        assert response.status_code == status
        assert str(error) in response.content.decode()


class TestAmounts:
    @pytest.mark.parametrize(
        ("fen", "text"),
        [(123450, "1,234.50"), (-5, "−0.05"), (0, "0.00"), (None, "—"), (100000000, "1,000,000.00")],
    )
    def test_it_writes_fen_as_yuan(self, fen: int | None, text: str) -> None:
        assert tags.money(fen) == text

    @pytest.mark.parametrize(("fen", "text"), [(1200, "+12.00"), (-350, "−3.50"), (0, "0.00")])
    def test_it_signs_differences(self, fen: int, text: str) -> None:
        assert tags.signed(fen) == text

    @pytest.mark.parametrize(("fen", "text"), [(386421850, "386.42"), (0, "0.00"), (-1000000, "−1.00")])
    def test_it_writes_large_sums_in_ten_thousands(self, fen: int, text: str) -> None:
        assert tags.wan(fen) == text

    def test_it_writes_months_and_places(self) -> None:
        assert tags.month(24322) == "2026-11"
        assert tags.place_name("店街塘村村委会") == "店街塘村"


class TestBroken:
    """What is shown when the program, or the database below it, fails."""

    @pytest.fixture
    def fail(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
        """The answer of a page while every query fails with this error of the driver."""

        def get(error: Exception, path: str = "/people") -> Any:
            client = client_of(cast.clerk)
            client.raise_request_exception = False

            def refuse(*_given: Any, **_named: Any) -> None:
                raise error

            with monkeypatch.context() as broken:
                broken.setattr("django.db.backends.postgresql.base.DatabaseWrapper.create_cursor", refuse)
                return client.get(path)

        return get

    @pytest.mark.parametrize("path", ["/", "/people", "/healthz"])
    def test_it_says_that_the_database_is_away(self, fail: Callable[..., Any], path: str) -> None:
        response = fail(psycopg.OperationalError("server closed the connection"), path)
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "数据库暂时无法连接，数据未变" in response.content.decode()

    @pytest.mark.parametrize(
        ("error", "status", "sentence"),
        [
            (psycopg.errors.AdminShutdown("stopping"), 503, "数据库暂时无法连接"),
            (psycopg.errors.TooManyConnections("too many"), 503, "数据库暂时无法连接"),
            (psycopg.errors.DiskFull("no space left"), 503, "磁盘或内存已满"),
            (psycopg.InterfaceError("connection is closed"), 503, "数据库暂时无法连接"),
            (psycopg.errors.DeadlockDetected("deadlock"), 500, "系统出了差错"),
            (psycopg.errors.UndefinedTable("no such table"), 500, "系统出了差错"),
            (RuntimeError("a defect"), 500, "系统出了差错"),
        ],
    )
    def test_it_tells_what_passes_from_what_does_not(
        self, fail: Callable[..., Any], error: Exception, status: int, sentence: str
    ) -> None:
        response = fail(error)
        assert response.status_code == status
        assert sentence in response.content.decode()
        assert "Traceback" not in response.content.decode()
