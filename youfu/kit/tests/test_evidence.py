"""Papers of an application: handed in, used again, taken out; numbered as the person's archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, AuditEvent, EvidenceFile
from youfu.kit.tests.papers import Upload, pdf, picture
from youfu.kit.workflow import actions, deciding, evidence
from youfu.kit.workflow.deciding import Verdict
from youfu.kit.workflow.evidence import Described

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    return tmp_path


@pytest.fixture
def drafted(make_person: Callable[..., Any], cast: Any, limits: None, on_day: Any) -> Application:
    on_day(date(2026, 11, 2))
    person = make_person("马有田", born=date(1966, 10, 9))
    person.household_region = cast.village.organisation.region
    person.save()
    return actions.draft(person, kind="rural_veteran", given=GIVEN, by=cast.village)


@pytest.fixture
def submitted(drafted: Application, hand_in: Any, cast: Any) -> Application:
    hand_in(drafted)
    return actions.submit(drafted, by=cast.village)


def shot(size: int = 60) -> Upload:
    return Upload(picture(size=(size, 40)), "C:\\照片\\IMG_1.jpeg")


class TestAdd:
    def test_it_fills_the_catalogue(self, drafted: Application, cast: Any) -> None:
        assert "身份证" in actions.missing(drafted)
        about = Described(responsible="桐乡市公安局", number="公字1号", dated=date(2016, 1, 1))
        row = evidence.add(drafted, paper="id_card", file=shot(), about=about, by=cast.village)
        assert "身份证" not in actions.missing(drafted)
        assert (row.item, row.title, row.name, row.kind, row.responsible) == (
            1, "身份证", "IMG_1.jpg", "image/jpeg", "桐乡市公安局",
        )  # fmt: skip
        event = AuditEvent.objects.get(action="evidence.add")
        assert event.changes == {"paper": "id_card"}

    def test_it_numbers_the_papers_of_a_person(self, drafted: Application, cast: Any) -> None:
        for size in (60, 62, 64):
            evidence.add(drafted, paper="id_card", file=shot(size), by=cast.village)
        evidence.add(drafted, paper="household", file=Upload(pdf(3)), by=cast.village)
        rows = EvidenceFile.objects.filter(person=drafted.person)
        assert [(row.item, row.pages) for row in rows] == [(1, 1), (2, 1), (3, 1), (4, 3)]

    def test_it_refuses_the_same_paper_twice(self, drafted: Application, cast: Any) -> None:
        evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        with pytest.raises(Refused, match="已经上传过"):
            evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)

    def test_it_refuses_what_the_catalogue_does_not_name(self, drafted: Application, cast: Any) -> None:
        with pytest.raises(Refused, match="材料目录"):
            evidence.add(drafted, paper="passport", file=shot(), by=cast.village)

    def test_it_refuses_what_is_no_paper(self, drafted: Application, cast: Any, folder: Path) -> None:
        with pytest.raises(Refused, match="Word"):
            evidence.add(
                drafted, paper="id_card", file=Upload(b"PK\x03\x04vbaProject.bin", "a.jpg"), by=cast.village
            )
        assert not EvidenceFile.objects.exists()
        assert not list(folder.iterdir())

    def test_it_is_for_whoever_handles_it_now(self, submitted: Application, cast: Any) -> None:
        for user in (cast.village, cast.clerk, cast.stranger, cast.finance):
            with pytest.raises(PermissionDenied):
                evidence.add(submitted, paper="other", file=shot(), by=user)
        row = evidence.add(submitted, paper="other", file=shot(), about=Described("村委会意见"), by=cast.town)
        assert row.title == "村委会意见"
        deciding.decide(
            submitted,
            verdict=Verdict("approve", (1, 1), "属实", paper_of="沈阿大", paper=row),
            by=cast.town,
        )

    def test_it_is_over_when_the_application_is(self, drafted: Application, cast: Any) -> None:
        row = evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        actions.withdraw(drafted, reason="本人要求", by=cast.village)
        with pytest.raises(Stale, match="已办结"):
            evidence.add(drafted, paper="household", file=shot(), by=cast.village)
        with pytest.raises(Stale, match="已办结"):
            evidence.remove(row, reason="传错", by=cast.village)


class TestReuse:
    def test_it_takes_over_an_earlier_paper(self, drafted: Application, cast: Any) -> None:
        row = evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        actions.withdraw(drafted, reason="重新申请", by=cast.village)
        again = actions.draft(drafted.person, kind="rural_veteran", given=GIVEN, by=cast.village)
        copy = evidence.reuse(again, earlier=row, paper="id_card", by=cast.village)
        assert (copy.item, copy.digest, copy.application) == (2, row.digest, again)

    def test_it_refuses_somebody_elses(
        self, drafted: Application, make_person: Callable[..., Any], cast: Any
    ) -> None:
        row = evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        other = actions.draft(make_person("李四"), kind="rural_veteran", given=GIVEN, by=cast.counter)
        with pytest.raises(Refused, match="同一人"):
            evidence.reuse(other, earlier=row, paper="id_card", by=cast.counter)


class TestRemove:
    def test_it_takes_out_and_deletes_nothing(self, drafted: Application, cast: Any, folder: Path) -> None:
        row = evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        evidence.remove(row, reason="拍糊了", by=cast.village)
        row.refresh_from_db()
        assert (row.removed_why, row.removed_at is None) == ("拍糊了", False)
        assert "身份证" in actions.missing(drafted)
        assert [path for path in folder.rglob("*") if path.is_file()]
        assert evidence.add(drafted, paper="id_card", file=shot(), by=cast.village).item == 2
        with pytest.raises(Stale, match="已撤下"):
            evidence.remove(row, reason="再撤", by=cast.village)
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            row.delete()

    def test_it_asks_why(self, drafted: Application, cast: Any) -> None:
        row = evidence.add(drafted, paper="id_card", file=shot(), by=cast.village)
        with pytest.raises(Refused, match="撤下原因"):
            evidence.remove(row, reason=" ", by=cast.village)

    def test_it_leaves_what_was_handed_in(self, submitted: Application, cast: Any) -> None:
        handed = submitted.files.get(paper="id_card")
        with pytest.raises(Refused, match="退回补正"):
            evidence.remove(handed, reason="不要", by=cast.town)
        with pytest.raises(PermissionDenied):
            evidence.remove(handed, reason="不要", by=cast.stranger)
        own = evidence.add(submitted, paper="other", file=shot(), by=cast.town)
        evidence.remove(own, reason="传错", by=cast.town)

    def test_it_leaves_the_original_of_an_opinion(
        self, submitted: Application, cast: Any, on_day: Any
    ) -> None:
        row = evidence.add(submitted, paper="other", file=shot(), by=cast.town)
        back = Verdict("return", (1, 1), "缺页", paper_of="沈阿大", paper=row)
        deciding.decide(submitted, verdict=back, by=cast.town)
        with pytest.raises(Refused, match="意见的原件"):
            evidence.remove(row, reason="不要", by=cast.village)
