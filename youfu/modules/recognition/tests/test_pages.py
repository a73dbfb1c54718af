"""The import as pages, and the verbs of an entitlement."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from youfu.kit import jobs
from youfu.kit.models import AuditEvent, JobRun
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.models import Person
from youfu.modules.recognition.jobs import upload_path

Maker = Callable[..., Person]
MESSY = Path(__file__).parents[4] / "tests" / "data" / "recipients-messy.xlsx"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES = tmp_path
    return tmp_path


def upload(client: Client, data: bytes, name: str = "花名册.xlsx") -> Any:
    return client.post("/import", {"file": SimpleUploadedFile(name, data)})


class TestImport:
    def test_it_checks_previews_and_files(self, cast: Any, files: Path) -> None:
        client = client_of(cast.clerk)
        assert upload(client, MESSY.read_bytes())["Location"].startswith("/import/")
        check = JobRun.objects.get()
        waiting = client.get(f"/import/{check.pk}")
        assert 'http-equiv="refresh"' in waiting.content.decode()
        poll = client.get(f"/import/{check.pk}", headers={"HX-Request": "true"})
        assert 'id="progress"' in poll.content.decode()
        assert jobs.execute(check.pk).state == JobRun.State.DONE
        assert client.get(f"/import/{check.pk}", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        assert not Person.objects.exists()

        preview = client.get(f"/import/{check.pk}")
        assert preview.context["result"]["accepted"] == 487
        assert preview.context["refused_rows"] == 98
        given = {
            "opening_from": "2026-01",
            "paid_through": "2026-10",
            "accept_valid": "on",
            "once": preview.context["once"],
        }
        first, second = client.post(f"/import/{check.pk}", given), client.post(f"/import/{check.pk}", given)
        assert first["Location"] == second["Location"]
        filing = JobRun.objects.get(kind="recipients.file")
        jobs.execute(filing.pk)
        assert "487 行已建档" in client.get(f"/import/{filing.pk}").content.decode()
        assert Person.objects.count() > 480

        returned: Any = client.get(f"/import/{filing.pk}/refused")
        sheet = load_workbook(io.BytesIO(b"".join(returned.streaming_content))).active
        assert sheet.max_row >= 99
        assert AuditEvent.objects.filter(action="import.refused_rows").count() == 1

    def test_it_keeps_uploads_to_itself(self, cast: Any, files: Path) -> None:
        upload(client_of(cast.clerk), MESSY.read_bytes(), "../../evil.exe")
        kept = upload_path(JobRun.objects.get().given["upload"])
        assert kept.parent == files / "uploads"
        assert kept.suffix == ".xlsx"
        assert kept.stat().st_mode & 0o077 == 0

    def test_it_says_why_a_file_cannot_be_used(self, cast: Any, files: Path) -> None:
        client = client_of(cast.clerk)
        upload(client, b"MZ not a workbook")
        run = jobs.execute(JobRun.objects.get().pk)
        text = client.get(f"/import/{run.pk}").content.decode()
        assert run.state == JobRun.State.FAILED
        assert run.message in text
        assert "档案未变" in text

    def test_it_is_not_confirmed_before_it_was_checked(self, cast: Any, files: Path) -> None:
        client = client_of(cast.clerk)
        upload(client, MESSY.read_bytes())
        given = {"opening_from": "2026-01", "paid_through": "2026-10"}
        response = client.post(f"/import/{JobRun.objects.get().pk}", given)
        assert response.status_code == 422
        assert JobRun.objects.count() == 1

    def test_it_does_not_exist_next_door(self, cast: Any, files: Path) -> None:
        upload(client_of(cast.clerk), MESSY.read_bytes())
        run = JobRun.objects.get()
        assert client_of(cast.stranger).get(f"/import/{run.pk}").status_code == 404
        assert client_of(cast.stranger).get(f"/import/{run.pk}/refused").status_code == 404

    def test_it_is_closed_to_the_reviewer(self, cast: Any, files: Path) -> None:
        assert upload(client_of(cast.reviewer), MESSY.read_bytes()).status_code == 403

    def test_it_gives_a_blank_sheet(self, cast: Any) -> None:
        response = client_of(cast.clerk).get("/import/template")
        titles = [
            cell.value
            for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()
            for cell in row
        ]
        assert any("身份证号" in str(title) for title in titles)


class TestEntitlements:
    GIVEN = {
        "programme": "disability_pension", "grade": "7", "cause": "war", "employment": "unemployed",
        "first_month": "2026-11", "approved_on": "2026-10-20", "basis": "测试〔2026〕1号",
    }  # fmt: skip

    def test_it_is_granted_under_the_terms_of_its_programme(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        response = client_of(cast.clerk).post(
            f"/people/{person.pk}/grant", self.GIVEN | {"service_years": "5"}
        )
        assert response.status_code == 302
        terms = Entitlement.objects.get(person=person).terms
        assert (terms.grade, terms.cause, terms.employment, terms.service_years) == (
            7,
            "war",
            "unemployed",
            None,
        )

    @pytest.mark.parametrize("missing", ["grade", "cause", "basis", "first_month"])
    def test_it_is_not_granted_without_what_it_depends_on(
        self, cast: Any, make_person: Maker, missing: str
    ) -> None:
        person = make_person()
        response = client_of(cast.clerk).post(f"/people/{person.pk}/grant", self.GIVEN | {missing: ""})
        assert response.status_code == 422
        assert not Entitlement.objects.exists()

    def test_it_is_not_granted_twice(self, cast: Any, make_person: Maker) -> None:
        person, client = make_person(), client_of(cast.clerk)
        client.post(f"/people/{person.pk}/grant", self.GIVEN)
        assert client.post(f"/people/{person.pk}/grant", self.GIVEN).status_code == 422
        assert Entitlement.objects.count() == 1

    def test_it_is_suspended_and_resumed(self, cast: Any, make_entitled: Maker) -> None:
        person, client = make_entitled("combat_allowance", "2026-01"), client_of(cast.clerk)
        row = person.entitlements.get()
        given = {"from_month": "2026-11", "basis": "判决书"}
        assert client.post(f"/entitlements/{row.pk}/suspend", given).status_code == 302
        assert "中止中" in client.get(f"/people/{person.pk}").content.decode()
        assert client.post(f"/entitlements/{row.pk}/suspend", given).status_code == 409
        assert (
            client.post(f"/entitlements/{row.pk}/resume", given | {"from_month": "2026-12"}).status_code
            == 302
        )
        assert [e.first_month for e in person.entitlements.order_by("months")] == ["2026-01", "2026-12"]

    def test_it_is_ended(self, cast: Any, make_entitled: Maker) -> None:
        row = make_entitled("combat_allowance", "2026-01").entitlements.get()
        given = {"last_month": "2026-11", "reason": "cancelled", "basis": "决定书"}
        assert client_of(cast.clerk).post(f"/entitlements/{row.pk}/end", given).status_code == 302
        assert Entitlement.objects.get().last_month == "2026-11"
