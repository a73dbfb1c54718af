"""The editor of a document: drafted, changed, previewed; what was typed is never lost, and nobody overwrites what they have not
seen. Its versions side by side."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.urls import reverse

from youfu.kit.tests.papers import Upload, pdf
from youfu.modules.documents.actions import sending
from youfu.modules.documents.actions.files import attach
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.tests.sending import BODY, TITLE, client_of, drafted, page, paper, walked

pytestmark = pytest.mark.django_db


def typed(**given: Any) -> dict[str, Any]:
    return {
        "title": TITLE, "body": BODY, "kind": "notice", "urgency": "normal", "copies": "1", "main_to": "各镇", "copy_to": "",
        "note": "", "series": "",
    } | given  # fmt: skip


class TestEditor:
    def test_it_makes_a_draft(self, cast: Any) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed())
        document = OfficialDocument.objects.get()
        assert answer["Location"] == reverse("document", args=[document.pk])
        assert (document.title, document.office) == (TITLE, cast.clerk.organisation)

    def test_it_numbers_anew_and_previews_without_a_script_and_saves_nothing(self, cast: Any) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(body="一、甲\n三、乙", tidy="1"))
        assert "一、甲\n二、乙" in answer.content.decode()
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(body="一、甲\n三、乙", look="1"))
        assert "第 2 行编号是“三、”，按顺序应为“二、”" in answer.content.decode()
        assert not OfficialDocument.objects.exists()

    def test_it_previews_a_piece_for_those_who_draft(self, cast: Any) -> None:
        url = reverse("document-preview")
        text = client_of(cast.clerk).post(url, typed(title="<b>", copies="x", kind="report")).content.decode()
        assert "&lt;b&gt;" in text
        assert "签发人" in text
        assert "<html" not in text
        assert client_of(cast.clerk).get(url).status_code == 405
        assert client_of(cast.town).post(url, typed()).status_code == 403

    @pytest.mark.parametrize("kind", ["notice", "letter", "request", "report"])
    def test_it_begins_with_a_sample(self, cast: Any, kind: str) -> None:
        text = page(cast.clerk, "document-new", sample=kind)
        assert "〔事项〕" in text
        assert "处请看一眼" not in text

    @pytest.mark.parametrize(
        ("given", "says"),
        [({"title": ""}, "有 1 处需要改正"), ({"copies": "0"}, "有 1 处需要改正"), ({"kind": "x"}, "有 1 处需要改正"),
         ({"body": "机密★1年\n甲"}, "不得存储、处理涉密文件"), ({"body": "字" * 60_001}, "有 1 处需要改正")],
    )  # fmt: skip
    def test_it_shows_a_refusal_on_the_form(self, cast: Any, given: dict[str, str], says: str) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(**given))
        assert answer.status_code == 422
        assert says in answer.content.decode()

    def test_it_begins_a_replacement_with_the_text_of_the_old_one(self, cast: Any) -> None:
        old = walked(cast)
        url = f"{reverse('document-new')}?replaces={old.pk}"
        assert "年审范围" in client_of(cast.clerk).get(url).content.decode()
        client_of(cast.clerk).post(url, typed())
        assert OfficialDocument.objects.get(replaces=old).state == "draft"
        for wrong in ("0", "x", str(drafted(cast).pk)):
            assert client_of(cast.clerk).get(f"{reverse('document-new')}?replaces={wrong}").status_code == 404
        assert client_of(cast.stranger).get(url).status_code == 404

    def test_it_changes_a_draft_and_what_is_being_checked(self, cast: Any) -> None:
        document = drafted(cast)
        url = reverse("document-edit", args=[document.pk])
        assert "年审范围" in client_of(cast.clerk).get(url).content.decode()
        assert client_of(cast.clerk).post(url, typed(body="改了", seen=1)).status_code == 302
        assert client_of(cast.office).get(url).status_code == 422
        sending.submit(document, by=cast.clerk)
        assert client_of(cast.clerk).get(url).status_code == 422
        assert client_of(cast.office).post(url, typed(body="又改了", seen=2)).status_code == 302
        sending.check(document, by=cast.office)
        assert client_of(cast.office).get(url).status_code == 409

    def test_it_gives_back_what_was_typed_when_it_cannot_be_saved(self, cast: Any) -> None:
        document = drafted(cast)
        url = reverse("document-edit", args=[document.pk])
        assert 'name="seen" value="1"' in client_of(cast.clerk).get(url).content.decode()
        sending.revise(document, paper=paper(body="别处改的"), by=cast.clerk)
        answer = client_of(cast.clerk).post(url, typed(body="写了二十分钟的正文", seen=1))
        assert answer.status_code == 409
        assert "刚改过这份文件，现为第 2 稿" in answer.content.decode()
        assert "写了二十分钟的正文</textarea>" in answer.content.decode()
        sending.submit(document, by=cast.clerk)
        answer = client_of(cast.clerk).post(url, typed(body="写了二十分钟的正文", seen=2))
        assert answer.status_code == 422
        assert "写了二十分钟的正文</textarea>" in answer.content.decode()
        sending.check(document, by=cast.office)
        answer = client_of(cast.office).post(url, typed(body="写了二十分钟的正文", seen=2))
        assert answer.status_code == 409
        assert "写了二十分钟的正文</textarea>" in answer.content.decode()

    def test_it_is_not_offered_to_a_checker_who_drafted(self, cast: Any) -> None:
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        sending.submit(document, by=cast.office)
        url = reverse("document-edit", args=[document.pk])
        assert url not in page(cast.office, "document", document.pk)
        assert client_of(cast.office).get(url).status_code == 422

    @pytest.mark.parametrize("key", ["²", "9" * 19, "1" * 5_000])
    def test_it_has_no_document_and_no_series_of_an_odd_key(self, cast: Any, key: str) -> None:
        answer = client_of(cast.clerk).get(reverse("document-new"), {"replaces": key})
        assert answer.status_code == 404
        assert client_of(cast.clerk).post(reverse("document-preview"), typed(series=key)).status_code == 200
        url = f"{reverse('document-preview')}?of={key}"
        assert client_of(cast.clerk).post(url, typed()).status_code == 200

    def test_it_previews_no_more_than_a_field_may_hold(self, cast: Any) -> None:
        begun = time.process_time()
        hungry = typed(title="关于" * 30_000, body="|" * 30_000 + "\n" + "||\n" * 10_000)
        answer = client_of(cast.clerk).post(reverse("document-preview"), hungry)
        assert answer.status_code == 200
        assert "已按段落排" in answer.content.decode()
        assert time.process_time() - begun < 10

    def test_it_previews_the_attachments_of_the_document(self, cast: Any, store: Any) -> None:
        document = drafted(cast)
        attach(document, file=Upload(pdf(), "名单.pdf"), title="补助名单", by=cast.clerk)
        url = reverse("document-edit", args=[document.pk])
        assert "补助名单" in client_of(cast.clerk).get(url).content.decode()
        url = f"{reverse('document-preview')}?of={document.pk}"
        assert "补助名单" in client_of(cast.clerk).post(url, typed()).content.decode()
        assert "补助名单" not in client_of(cast.stranger).post(url, typed()).content.decode()

    @pytest.mark.parametrize("who", ["town", "auditor", "sysadmin"])
    def test_it_is_for_those_who_draft(self, cast: Any, who: str) -> None:
        assert client_of(getattr(cast, who)).get(reverse("document-new")).status_code == 403


class TestVersions:
    def test_it_marks_what_was_changed(self, cast: Any) -> None:
        document = drafted(cast, body="应于11月底前报送。")
        assert "只有一稿" in page(cast.clerk, "document-versions", document.pk)
        sending.revise(
            document, paper=paper(body="应于12月底前报送。", kind="letter", title="<b>"), by=cast.clerk
        )
        text = page(cast.auditor, "document-versions", document.pk)
        assert "<del>1</del>" in text
        assert "<ins>2</ins>" in text
        assert "&lt;b&gt;" in text

    def test_it_compares_any_two(self, cast: Any) -> None:
        document = drafted(cast, body="甲乙丙丁戊")
        for body in ("甲乙丙丁己", "甲乙丙丁庚"):
            sending.revise(document, paper=paper(body=body), by=cast.clerk)
        text = page(cast.clerk, "document-versions", document.pk, a="1", b="3")
        assert "<del>戊</del>" in text
        assert "<ins>庚</ins>" in text
        assert "<del>己</del>" in page(cast.clerk, "document-versions", document.pk, a="x", b="9")
