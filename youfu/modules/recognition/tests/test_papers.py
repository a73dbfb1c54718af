"""The pages of papers, letters and the archive: what they show, who may change what, and what a browser is allowed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from python_calamine import CalamineWorkbook

from youfu.kit.crypto import sm3
from youfu.kit.models import Application, AuditEvent, EvidenceFile, Letter
from youfu.kit.pages.panels import shown
from youfu.kit.tests.papers import Upload, from_a_phone, pdf, picture
from youfu.kit.workflow import TYPES, actions, evidence, files, letters
from youfu.modules.organisations.actions import update_locality

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    return tmp_path


@pytest.fixture
def application(make_person: Callable[..., Any], cast: Any, limits: None, on_day: Any) -> Application:
    on_day(date(2026, 11, 2))
    person = make_person("马有田", born=date(1966, 10, 9))
    person.household_region = cast.village.organisation.region
    person.save()
    person.refresh_from_db()
    return actions.draft(person, kind="rural_veteran", given=GIVEN, by=cast.village)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(data: bytes, name: str = "IMG_1.JPG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def panel(place: str, application: Application, user: Any, query: str = "") -> str:
    """A panel as it stands on the application's page."""
    request: HttpRequest = RequestFactory().get(f"{reverse('application', args=[application.pk])}?{query}")
    request.user = user
    return "".join(
        render_to_string(one.template, {"given": one.given}, request=request)
        for one in shown("application", place, application, request)
    )


class TestHandingIn:
    def test_it_takes_a_photograph(self, application: Application, cast: Any) -> None:
        client = client_of(cast.village)
        url = reverse("evidence-add", args=[application.pk])
        assert 'type="file"' in client.get(url).content.decode()
        answer = client.post(url, {"paper": "id_card", "file": sent(from_a_phone())})
        row = EvidenceFile.objects.get()
        assert answer["Location"] == f"{reverse('application', args=[application.pk])}?file={row.pk}#evidence"
        assert (row.name, row.item) == ("IMG_1.jpg", 1)

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"file": sent(b"PK\x03\x04word/vbaProject.bin", "身份证.jpg")}, "Word"),
            ({"file": sent(b"<html><script>alert(1)</script>", "a.jpg")}, "只接受照片"),
            ({"file": sent(b"", "a.jpg")}, "空"),
            ({}, "请拍照"),
        ],
    )
    def test_it_says_what_is_wrong(
        self, application: Application, cast: Any, given: dict[str, Any], why: str
    ) -> None:
        url = reverse("evidence-add", args=[application.pk])
        answer = client_of(cast.village).post(url, {"paper": "id_card", **given})
        assert answer.status_code == 422
        assert why in answer.content.decode()
        assert not EvidenceFile.objects.exists()

    def test_it_is_not_for_those_who_only_look(self, application: Application, cast: Any) -> None:
        url = reverse("evidence-add", args=[application.pk])
        for user, status in ((cast.records, 403), (cast.stranger, 404), (cast.finance, 403)):
            answer = client_of(user).post(url, {"paper": "id_card", "file": sent(picture())})
            assert answer.status_code == status
        assert "现在不由您办理" in client_of(cast.records).get(url).content.decode()
        assert not EvidenceFile.objects.exists()

    def test_it_uses_an_earlier_paper_again(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        actions.withdraw(application, reason="重新申请", by=cast.village)
        again = actions.draft(application.person, kind="rural_veteran", given=GIVEN, by=cast.village)
        assert "沿用这份" in panel("evidence", again, cast.village, "paper=id_card")
        assert "沿用这份" not in panel("evidence", again, cast.village, "paper=household")
        url = reverse("evidence-add", args=[again.pk])
        client = client_of(cast.village)
        assert client.post(url, {"paper": "id_card", "earlier": row.pk}).status_code == 302
        assert again.files.get().digest == row.digest
        assert "沿用这份" not in panel("evidence", again, cast.village, "paper=id_card")


class TestTakingOut:
    def test_it_asks_why_and_keeps_the_file(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        url, client = reverse("evidence-remove", args=[row.pk]), client_of(cast.village)
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "拍糊了"}).status_code == 302
        assert client.get(reverse("evidence", args=[row.pk])).status_code == 200
        text = panel("evidence", application, cast.village, "paper=id_card")
        assert "已撤下 1 份" in text
        assert "拍糊了" in text

    def test_it_refuses_others(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        url = reverse("evidence-remove", args=[row.pk])
        assert client_of(cast.records).post(url, {"reason": "x"}).status_code == 403
        assert client_of(cast.stranger).post(url, {"reason": "x"}).status_code == 404
        row.refresh_from_db()
        assert row.removed_at is None


class TestLooking:
    def test_it_shows_a_picture_and_lets_it_do_nothing(self, application: Application, cast: Any) -> None:
        row = evidence.add(
            application, paper="id_card", file=Upload(picture(), "身份证.png"), by=cast.village
        )
        answer = client_of(cast.auditor).get(reverse("evidence", args=[row.pk]))
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer["Content-Security-Policy"].endswith("sandbox")
        assert answer["Content-Disposition"].startswith("inline")
        assert "no-store" in answer["Cache-Control"]
        assert sm3(answer.content) == row.digest

    def test_it_shows_a_pdf_as_a_pdf(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(pdf(), "x.html"), by=cast.village)
        answer = client_of(cast.village).get(reverse("evidence", args=[row.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "x.pdf" in answer["Content-Disposition"]

    def test_it_records_every_look(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        for _time in range(2):
            client_of(cast.records).get(reverse("evidence", args=[row.pk]))
        looks = AuditEvent.objects.filter(
            action="viewed", target_type="kit.evidencefile", target_id=str(row.pk)
        )
        assert [event.actor for event in looks] == [cast.records.label] * 2

    def test_it_does_not_exist_elsewhere(self, application: Application, cast: Any) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        assert client_of(cast.stranger).get(reverse("evidence", args=[row.pk])).status_code == 404
        assert client_of(cast.finance).get(reverse("evidence", args=[row.pk])).status_code == 403
        assert Client().get(reverse("evidence", args=[row.pk])).status_code == 302

    def test_it_says_that_the_file_is_away(self, application: Application, cast: Any, folder: Path) -> None:
        row = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        files.place(row.digest).unlink()
        answer = client_of(cast.village).get(reverse("evidence", args=[row.pk]))
        assert answer.status_code == 422
        assert "备份" in answer.content.decode()


class TestCatalogue:
    def test_it_says_in_words_what_is_missing(self, application: Application, cast: Any) -> None:
        evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        evidence.add(application, paper="household", file=Upload(pdf(3)), by=cast.village)
        text = panel("evidence", application, cast.village)
        assert "2 份 4 页" in text
        assert "还缺 申请审批表、退役证件或档案" in text
        assert 'capture="environment"' in text
        assert 'accept="image/*,application/pdf"' in text

    def test_it_shows_the_paper_in_the_address(self, application: Application, cast: Any) -> None:
        one = evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        two = evidence.add(application, paper="household", file=Upload(pdf(3)), by=cast.village)
        assert f'<img src="{reverse("evidence", args=[one.pk])}"' in panel(
            "evidence", application, cast.village
        )
        text = panel("evidence", application, cast.village, f"file={two.pk}")
        assert "打开 PDF（3 页）" in text
        assert "<img" not in text
        assert "还没有交" in panel("evidence", application, cast.village, "paper=form")

    def test_it_shows_what_was_handed_in_before(self, application: Application, cast: Any) -> None:
        evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        actions.withdraw(application, reason="重新申请", by=cast.village)
        again = actions.draft(application.person, kind="rural_veteran", given=GIVEN, by=cast.village)
        text = panel("evidence", again, cast.records, "paper=id_card")
        assert f"交于 {application.number}" in text
        assert "沿用这份" not in text

    def test_it_stands_for_every_type_however_little_was_filled_in(
        self, make_person: Callable[..., Any], cast: Any
    ) -> None:
        person = make_person("马有田")
        for number, code in enumerate(sorted(TYPES), 1):
            row = Application.objects.create(
                type=code, title=str(TYPES[code].title), number=f"x-{number}", person=person,
                region=person.household_region, made_by=cast.counter,
            )  # fmt: skip
            assert "申请材料" in panel("evidence", row, cast.counter), code
            text = panel("letters", row, cast.counter)
            if "correction" in TYPES[code].letters:
                assert 'value="correction"' in text, code
                assert "补交" in letters.make(row, kind="correction", by=cast.counter).text, code

    def test_it_offers_nothing_to_those_who_only_look(self, application: Application, cast: Any) -> None:
        evidence.add(application, paper="id_card", file=Upload(picture()), by=cast.village)
        text = panel("evidence", application, cast.records)
        assert "<form" not in text
        assert "撤下" not in text


class TestLetters:
    @pytest.fixture
    def submitted(self, application: Application, hand_in: Any, cast: Any) -> Application:
        hand_in(application)
        return actions.submit(application, by=cast.village)

    def test_it_makes_one_from_the_panel(self, submitted: Application, cast: Any) -> None:
        text = panel("letters", submitted, cast.village)
        assert re.findall(r'name="kind" value="(\w+)"', text) == ["acceptance"]
        url = reverse("letter-make", args=[submitted.pk])
        client = client_of(cast.village)
        assert client.get(url).status_code == 200
        answer = client.post(url, {"kind": "acceptance"})
        row = Letter.objects.get()
        assert answer["Location"] == reverse("letter", args=[row.pk])
        assert "受理通知书" in panel("letters", submitted, cast.village)
        assert client.post(url, {"kind": "correction"}).status_code == 409
        assert client.post(url, {"kind": "decision"}).status_code == 422

    def test_it_refuses_strangers(self, submitted: Application, cast: Any) -> None:
        url = reverse("letter-make", args=[submitted.pk])
        for user, status in ((cast.stranger, 404), (cast.finance, 403), (cast.records, 422)):
            assert client_of(user).post(url, {"kind": "acceptance"}).status_code == status
        assert not Letter.objects.exists()

    def test_it_masks_the_id_number_until_it_is_asked_for(self, submitted: Application, cast: Any) -> None:
        number = submitted.person.id_number.reveal()
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        url = reverse("letter", args=[row.pk])
        for user, full in ((cast.clerk, True), (cast.village, False)):
            plain = client_of(user).get(url).content.decode()
            assert number not in plain
            assert "马有田" in plain
            assert (number in client_of(user).get(f"{url}?full=1").content.decode()) is full
        said = AuditEvent.objects.filter(target_type="kit.letter").values_list("action", "reason")
        assert sorted(said).count(("revealed", "制发文书")) == 1
        assert sorted(said).count(("viewed", "")) == 3
        assert client_of(cast.stranger).get(url).status_code == 404

    def test_it_takes_a_word_file_away(self, submitted: Application, cast: Any) -> None:
        number = submitted.person.id_number.reveal()
        row = letters.make(submitted, kind="acceptance", by=cast.village)
        url = reverse("letter-docx", args=[row.pk])
        for user, full in ((cast.clerk, True), (cast.village, False)):
            answer = client_of(user).get(url)
            assert answer["Content-Disposition"].startswith("attachment")
            document = docx.Document(io.BytesIO(answer.content))
            assert (number in "".join(p.text for p in document.paragraphs)) is full
        assert AuditEvent.objects.filter(action="revealed", target_type="kit.letter").count() == 1
        assert client_of(cast.stranger).get(url).status_code == 404


class TestArchive:
    @pytest.fixture
    def filled(self, application: Application, county: Any, cast: Any) -> Application:
        update_locality(county, values={"fonds": "0123"}, by=cast.sysadmin)
        about = evidence.Described(responsible="桐乡市公安局", number="公1号", dated=date(2016, 1, 1))
        evidence.add(application, paper="id_card", file=Upload(picture()), about=about, by=cast.village)
        evidence.add(application, paper="household", file=Upload(pdf(3)), by=cast.village)
        gone = evidence.add(application, paper="form", file=Upload(picture("PNG")), by=cast.village)
        evidence.remove(gone, reason="拍糊了", by=cast.village)
        letters.make(application, kind="correction", by=cast.village)
        return application

    def test_it_orders_papers_by_volume(self, filled: Application, cast: Any) -> None:
        answer = client_of(cast.records).get(reverse("archive", args=[filled.person_id]))
        text = answer.content.decode()
        assert "1 卷 3 件 5 页" in text
        assert "0123" in text
        assert "缺：申请审批表、退役证件或档案" in text
        assert AuditEvent.objects.filter(action="viewed", target_type="people.person").count() == 1

    def test_it_prints_what_archivists_print(self, filled: Application, cast: Any) -> None:
        client, url = client_of(cast.records), reverse("archive", args=[filled.person_id])
        inside = client.get(url, {"part": "inside", "volume": str(filled.pk)}).content.decode()
        cells = re.findall(r"<td>(.*?)</td>", inside)
        assert cells[:8] == ["1", "1", "桐乡市公安局", "公1号", "身份证", "20160101", "1", ""]
        assert cells[16:21] == ["3", "", "桐乡市退役军人事务局", "", "补正材料通知书"]
        assert "20160101—2026" in client.get(url, {"part": "volumes"}).content.decode()
        assert "共 3 件 5 页" in client.get(url, {"part": "note"}).content.decode()

    def test_it_leaves_as_a_workbook_only_with_permission(self, filled: Application, cast: Any) -> None:
        url = reverse("archive", args=[filled.person_id])
        answer = client_of(cast.records).get(url, {"format": "xlsx"})
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert ["马有田", "13", filled.number] == [str(cell) for cell in rows[2][:3]]
        assert AuditEvent.objects.filter(action="archive.export").count() == 1
        assert client_of(cast.village).get(url, {"format": "xlsx"}).status_code == 403

    def test_it_shows_nobody_elses_volumes(self, filled: Application, cast: Any) -> None:
        url = reverse("archive", args=[filled.person_id])
        assert client_of(cast.stranger).get(url).status_code == 404
        assert client_of(cast.finance).get(url).status_code == 403
        assert "没有档案" in client_of(cast.records).get(url, {"volume": str(filled.pk + 1)}).content.decode()

    def test_it_is_linked_from_the_file(self, filled: Application, cast: Any) -> None:
        text = client_of(cast.records).get(reverse("person", args=[filled.person_id])).content.decode()
        assert reverse("archive", args=[filled.person_id]) in text
        assert "2 件 4 页" in text
