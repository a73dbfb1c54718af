"""Checking and filing as background work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from openpyxl import load_workbook

from youfu.kit import jobs
from youfu.kit.models import JobRun
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.recognition.jobs import upload_path
from youfu.modules.recognition.tests.books import book, row
from youfu.rules.periods import parse_month


@pytest.fixture
def upload(settings: Any, tmp_path: Path) -> str:
    """A workbook with one good and one bad row, waiting where uploads wait."""
    settings.FILES = tmp_path / "files"
    upload_path("x").parent.mkdir(parents=True)
    book(tmp_path, row(), row(3, 伤残等级="十一级")).rename(upload_path("abc.xlsx"))
    return "abc.xlsx"


def queued(code: str, county: Region, by: Any, **given: Any) -> JobRun:
    return jobs.enqueue(code, {"county": county.pk} | given, by=by, path=county.path)


def filing(upload: str, accept_valid: bool = True) -> dict[str, Any]:
    months = {"opening_from": parse_month("2026-01"), "paid_through": parse_month("2026-10")}
    return {"upload": upload, "accept_valid": accept_valid} | months


class TestCheckJob:
    def test_it_gives_the_preview_and_the_refused_rows(self, county: Region, cast: Any, upload: str) -> None:
        run = jobs.execute(queued("recipients.check", county, cast.clerk, upload=upload).pk)
        assert (run.state, run.result["accepted"], run.result["filed"]) == ("done", 1, 0)
        assert [p["row"] for p in run.result["refused"]] == [4]
        returned = load_workbook(upload_path(run.result["refused_file"])).active
        assert "伤残等级" in str([[c.value for c in r] for r in returned.iter_rows()])
        assert not Person.objects.exists()

    def test_it_says_what_is_wrong_with_the_file(self, county: Region, cast: Any, upload: str) -> None:
        upload_path(upload).write_bytes(b"PK\x03\x04 not a workbook")
        run = jobs.execute(queued("recipients.check", county, cast.clerk, upload=upload).pk)
        assert run.state == "failed"
        assert run.message


class TestFileJob:
    def test_it_files_once_however_often_it_runs(self, county: Region, cast: Any, upload: str) -> None:
        first = jobs.execute(queued("recipients.file", county, cast.clerk, **filing(upload)).pk)
        again = jobs.execute(queued("recipients.file", county, cast.clerk, **filing(upload)).pk)
        assert (first.result["filed"], again.result["filed"], again.result["unchanged"]) == (1, 0, 1)
        assert Person.objects.count() == 1

    def test_it_files_nothing_beside_a_refused_row_unless_told_to(
        self, county: Region, cast: Any, upload: str
    ) -> None:
        run = jobs.execute(queued("recipients.file", county, cast.clerk, **filing(upload, False)).pk)
        assert (run.state, run.result["filed"], run.result["refused_rows"]) == ("done", 0, 1)
        assert not Person.objects.exists()

    @pytest.mark.parametrize(
        ("who", "error"),
        [("stranger", Http404), ("reviewer", PermissionDenied), ("records", PermissionDenied)],
    )
    @pytest.mark.parametrize("code", ["recipients.check", "recipients.file"])
    def test_it_refuses_a_stranger_and_whoever_may_not(
        self, county: Region, cast: Any, upload: str, code: str, who: str, error: type[Exception]
    ) -> None:
        run = queued(code, county, getattr(cast, who), **filing(upload))
        with pytest.raises(error):
            jobs.execute(run.pk)
        run.refresh_from_db()
        assert run.state == "failed"
        assert not Person.objects.exists()


class TestUploadPath:
    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../passwd"])
    def test_it_never_leaves_its_folder(self, settings: Any, tmp_path: Path, name: str) -> None:
        settings.FILES = tmp_path
        assert upload_path(name) == tmp_path / "uploads" / "passwd"
