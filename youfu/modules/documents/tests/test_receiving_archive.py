"""Pages of the archive: what is due, what was filed, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client

from youfu.modules.documents.actions import archiving
from youfu.modules.documents.models import OfficialDocument

Received = Callable[..., OfficialDocument]
Signed = Callable[[Any], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestArchive:
    def test_it_lists_what_is_due_and_files_it(
        self, signed: Signed, received: Received, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2026, 3, 1))
        old = [received(f"去年{n}", state="done", ended_on=date(2025, 6, n)) for n in (2, 1)]
        received("今年的", state="done", ended_on=date(2026, 2, 1))
        client = signed(cast.office)
        due = text(client.get("/documents/archive?view=due"))
        assert "去年1" in due
        assert "今年的" not in due
        assert "有 2 件往年办结" in due
        assert "不删除文件" in due
        chosen = {"once": "a", "documents": [d.pk for d in old], "retention": "30"}
        assert client.post("/documents/archive/many", chosen).status_code == 302
        numbers = dict(
            OfficialDocument.objects.exclude(archived_on=None).values_list("title", "archive_number__text")
        )
        assert numbers == {"去年1": "D30-2025-0001", "去年2": "D30-2025-0002"}
        page = text(client.get("/documents/archive?year=2025&retention=30"))
        assert page.index("去年1") < page.index("去年2")
        assert "嘉兴市退役军人事务局" in page
        assert client.get("/documents/archive?format=xlsx").status_code == 200

    def test_it_files_one_from_its_page(self, signed: Signed, received: Received, cast: Any) -> None:
        document, client = received(state="done"), signed(cast.office)
        assert f"/documents/{document.pk}/file" in text(client.get(f"/documents/{document.pk}"))
        assert client.get(f"/documents/{document.pk}/file").status_code == 200
        assert (
            client.post(f"/documents/{document.pk}/file", {"once": "a", "retention": "all"}).status_code
            == 302
        )
        assert "Y-2026-0001" in text(client.get(f"/documents/{document.pk}"))

    def test_it_files_nothing_for_others(
        self, signed: Signed, received: Received, cast: Any, stranger_office: Any
    ) -> None:
        document = received(state="done")
        other, given = signed(stranger_office), {"once": "a", "retention": "10", "documents": document.pk}
        assert other.get(f"/documents/{document.pk}/file").status_code == 404
        assert other.post(f"/documents/{document.pk}/file", given).status_code == 404
        assert other.post("/documents/archive/many", given).status_code == 422
        document.refresh_from_db()
        assert document.archived_on is None
        assert (
            signed(cast.clerk).post(f"/documents/{document.pk}/file", {"retention": "10"}).status_code == 403
        )
        assert (
            signed(cast.stranger).post("/documents/archive/many", {"documents": document.pk}).status_code
            == 403
        )

    def test_it_says_that_an_outgoing_one_is_the_bureaus(
        self, signed: Signed, county: Any, cast: Any, received: Received
    ) -> None:
        from youfu.modules.documents.actions.numbering import give, series_of

        number = give(series_of(county, "out", "桐退役军人发"), by=cast.office)
        document = OfficialDocument.objects.create(
            direction="out", state="issued", region=county, title="本局的发文", made_by=cast.clerk, number=number,
            dated=date(2026, 1, 5), ended_on=date(2026, 1, 6),
        )  # fmt: skip
        archiving.file_away(document, retention="all", by=cast.office)
        page = text(signed(cast.records).get("/documents/archive"))
        assert "桐乡市退役军人事务局" in page
        assert "20260105" in page
