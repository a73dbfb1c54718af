"""Standards as pages: what is in force, what was, what is unverified, and the load of a table."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from youfu.kit.models import AuditEvent
from youfu.modules.standards.actions import load
from youfu.modules.standards.models import PolicyDocument, Rate


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rates(response: Any) -> list[Rate]:
    return [row for row, _cells in response.context["lines"]]


class TestStandards:
    def test_it_shows_what_is_in_force_on_a_day(self, cast: Any) -> None:
        for day in (date(2024, 9, 1), date(2019, 1, 1)):
            shown = rates(client_of(cast.village).get("/standards", {"on": day.isoformat()}))
            assert shown
            assert all(r.valid.lower <= day and (r.valid.upper is None or day < r.valid.upper) for r in shown)

    def test_it_names_the_programmes_without_an_amount(self, cast: Any) -> None:
        response = client_of(cast.clerk).get("/standards", {"on": "2004-01-01"})
        assert rates(response) == []
        assert len(response.context["missing"]) == 10
        assert "不编造" in response.content.decode()

    def test_it_gathers_the_unverified(self, cast: Any) -> None:
        shown = rates(client_of(cast.clerk).get("/standards", {"view": "unverified"}))
        assert shown
        assert not any(r.verified for r in shown)

    def test_it_finds_by_the_year_a_standard_began_even_after_another_closed_it(
        self, cast: Any, sample_rise: list[dict[str, str]]
    ) -> None:
        began = Rate.objects.standing().filter(valid__startswith__year=2025)
        before = began.count()
        load(sample_rise, origin="测试", by=cast.clerk)
        page = client_of(cast.clerk).get("/standards", {"view": "history", "year": "2025"})
        assert page.context["total"] == str(began.count()) == str(before)

    @pytest.mark.parametrize(
        "given", [{"on": "yesterday"}, {"year": "99"}, {"document": "x"}, {"programme": "x"}]
    )
    def test_it_bears_nonsense(self, cast: Any, given: dict[str, str]) -> None:
        assert client_of(cast.clerk).get("/standards", given).status_code == 200

    def test_it_finds_documents_with_their_standards(self, cast: Any) -> None:
        number = PolicyDocument.objects.exclude(number="")[0].number
        response = client_of(cast.clerk).get("/standards/documents", {"q": number})
        assert number in response.content.decode()
        document, _cells = response.context["lines"][0]
        listed = client_of(cast.clerk).get("/standards", {"view": "history", "document": document.pk})
        assert all(r.document_id == document.pk for r in rates(listed))


class TestStandard:
    def test_it_shows_the_history_of_one_key(self, cast: Any) -> None:
        rate = Rate.objects.standing().filter(programme__code="disability_pension", grade=8, cause="duty")[0]
        history = client_of(cast.clerk).get(f"/standards/{rate.pk}").context["history"]
        days = [line["row"].valid.lower for line in history]
        assert days == sorted(days, reverse=True)
        assert {(line["row"].grade, line["row"].cause) for line in history} == {(8, "duty")}
        assert len(history) > 5

    def test_it_does_not_exist_for_an_unknown_number(self, cast: Any) -> None:
        assert client_of(cast.clerk).get("/standards/99999999").status_code == 404


def upload(rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("rise.csv", out.getvalue().encode(encoding))


class TestLoad:
    def test_it_loads_once_and_says_what_happened(self, cast: Any, sample_rise: list[dict[str, str]]) -> None:
        client = client_of(cast.clerk)
        response = client.post("/standards/load", {"file": upload(sample_rise)}, follow=True)
        assert "新增 38 条" in response.content.decode()
        again = client.post("/standards/load", {"file": upload(sample_rise)}, follow=True)
        assert "新增 0 条" in again.content.decode()

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"\xff\xfe\x00", "UTF-8"),
            (b"", ""),
            (b"a,b\n1,2,3\n", "列数相同"),
            (b'a,b\n"1,2\n', "CSV"),
            (b"a\n1\n", ""),
        ],
    )
    def test_it_refuses_what_is_no_table(self, cast: Any, data: bytes, sentence: str) -> None:
        number = Rate.objects.count()
        response = client_of(cast.clerk).post("/standards/load", {"file": SimpleUploadedFile("x.csv", data)})
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert Rate.objects.count() == number

    def test_it_is_closed_to_who_may_only_look(self, cast: Any, sample_rise: list[dict[str, str]]) -> None:
        assert (
            client_of(cast.finance).post("/standards/load", {"file": upload(sample_rise)}).status_code == 403
        )


class TestEnd:
    GIVEN = {"last_day": "2026-12-31", "basis": "测试〔2026〕3号"}

    @pytest.fixture
    def rate(self) -> Rate:
        return Rate.objects.standing().filter(valid__endswith=None, valid__startswith__lt=date(2026, 1, 1))[0]

    def test_it_ends_a_standard_for_a_reason_that_is_kept(self, cast: Any, rate: Rate) -> None:
        client = client_of(cast.clerk)
        assert f"/standards/{rate.pk}/end" in client.get(f"/standards/{rate.pk}").content.decode()
        response = client.post(f"/standards/{rate.pk}/end", self.GIVEN, follow=True)
        assert "标准已终止" in response.content.decode()
        assert "2026-12-31" in response.content.decode()
        rate.refresh_from_db()
        assert rate.valid.upper == date(2027, 1, 1)
        assert AuditEvent.objects.get(action="standards.end_rate").changes == self.GIVEN

    @pytest.mark.parametrize(
        "wrong", [{"last_day": ""}, {"basis": ""}, {"last_day": "1950-01-01"}, {"last_day": "2026-02-30"}]
    )
    def test_it_refuses_a_day_outside_and_no_reason(
        self, cast: Any, rate: Rate, wrong: dict[str, str]
    ) -> None:
        response = client_of(cast.clerk).post(f"/standards/{rate.pk}/end", self.GIVEN | wrong)
        assert response.status_code == 422
        rate.refresh_from_db()
        assert rate.valid.upper is None

    def test_it_refuses_a_county_next_door_and_who_may_only_look(self, cast: Any, rate: Rate) -> None:
        for user in (cast.stranger, cast.reviewer):
            assert client_of(user).post(f"/standards/{rate.pk}/end", self.GIVEN).status_code == 403
        assert "/end" not in client_of(cast.reviewer).get(f"/standards/{rate.pk}").content.decode()
        rate.refresh_from_db()
        assert rate.valid.upper is None

    def test_it_does_not_exist_for_an_unknown_number(self, cast: Any) -> None:
        assert client_of(cast.clerk).get("/standards/99999999/end").status_code == 404
