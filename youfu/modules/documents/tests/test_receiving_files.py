"""Files of documents: put in, looked at, taken away, taken out; seen by those who see what they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.kit.tests.papers import Upload, pdf, picture
from youfu.kit.workflow import files as kept
from youfu.modules.documents.actions.files import attach, detach
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import Attachment, OfficialDocument, Reply
from youfu.modules.documents.tests import office as make

Received = Callable[..., OfficialDocument]


@pytest.fixture
def paper(received: Received, cast: Any) -> Attachment:
    return attach(received(), file=Upload(pdf(3), "通知.pdf"), title="走访通知", by=cast.office)


def look(client: Client, who: Any, row: Attachment, more: str = "") -> Any:
    client.force_login(who)
    answer: Any = client.get(f"/documents/files/{row.pk}{more}")
    answer.data = (
        b"".join(answer) if answer.streaming else answer.content
    )  # the client closes what was read to its end
    return answer


class TestAttach:
    def test_it_keeps_a_file_under_its_digest(self, paper: Attachment) -> None:
        assert (paper.name, paper.kind, paper.pages, paper.title) == (
            "通知.pdf",
            "application/pdf",
            3,
            "走访通知",
        )
        assert kept.read(paper.digest) == pdf(3)
        assert AuditEvent.objects.filter(action="document.file.add").count() == 1

    def test_it_lets_search_find_its_words(self, received: Received, cast: Any) -> None:
        document = received()
        attach(document, file=Upload(make.docx("悬挂光荣牌的规定"), "a.docx"), by=cast.office)
        assert "悬挂光荣牌" in OfficialDocument.objects.get(pk=document.pk).search.text

    def test_it_refuses_the_same_file_twice(self, paper: Attachment, cast: Any) -> None:
        with pytest.raises(Refused, match="已经在附件里"):
            attach(paper.owner, file=Upload(pdf(3), "b.pdf"), by=cast.office)

    def test_it_refuses_a_secret_title(self, received: Received, cast: Any) -> None:
        with pytest.raises(Refused, match=r"附件名称有密级标志“机密★1年”.*不得存储"):
            attach(received(), file=Upload(pdf(), "a.pdf"), title="机密★1年", by=cast.office)

    @pytest.mark.parametrize("state", ["done", "returned"])
    def test_it_refuses_when_the_document_is_finished(
        self, received: Received, cast: Any, state: str
    ) -> None:
        with pytest.raises(Refused, match="已经办结"):
            attach(received(state=state), file=Upload(pdf(), "a.pdf"), by=cast.office)

    def test_it_belongs_to_the_office_and_the_handling_section(self, received: Received, cast: Any) -> None:
        document = received(state="handle", handler=cast.clerk.organisation)
        assert attach(document, file=Upload(pdf(), "a.pdf"), by=cast.clerk)
        with pytest.raises(Refused, match="办公室和承办科室"):
            attach(document, file=Upload(pdf(2), "b.pdf"), by=cast.finance)

    def test_it_belongs_to_the_drafter_until_the_text_is_passed(
        self, drafted: OfficialDocument, cast: Any
    ) -> None:
        assert attach(drafted, file=Upload(make.xlsx("表"), "a.xlsx"), by=cast.clerk)
        with pytest.raises(Refused, match="拟稿人和办公室"):
            attach(drafted, file=Upload(pdf(), "b.pdf"), by=cast.finance)
        OfficialDocument.objects.filter(pk=drafted.pk).update(state="check")
        OfficialDocument.objects.filter(pk=drafted.pk).update(state="sign")
        with pytest.raises(Refused, match="已送审"):
            attach(drafted, file=Upload(pdf(), "b.pdf"), by=cast.clerk)

    def test_it_belongs_to_the_checker_while_the_text_is_checked(
        self, drafted: OfficialDocument, cast: Any
    ) -> None:
        row = attach(drafted, file=Upload(make.xlsx("表"), "a.xlsx"), title="名单", by=cast.clerk)
        OfficialDocument.objects.filter(pk=drafted.pk).update(state="check")
        drafted.refresh_from_db()
        with pytest.raises(Refused, match="正在核稿"):
            attach(drafted, file=Upload(pdf(), "b.pdf"), by=cast.clerk)
        with pytest.raises(Refused, match="正在核稿"):
            detach(row, why="换一份", by=cast.clerk)
        detach(row, why="不是这一份", by=cast.office)
        attach(drafted, file=Upload(pdf(), "b.pdf"), title="名单", by=cast.office)
        said = drafted.opinions.values_list("verb", "step", "text", "by")
        assert list(said) == [
            ("edit", "check", "撤下附件《名单》", cast.office.pk),
            ("edit", "check", "上传附件《名单》", cast.office.pk),
        ]

    def test_it_is_not_for_a_station_or_a_stranger(self, received: Received, cast: Any) -> None:
        for who in (cast.town, cast.stranger):
            with pytest.raises(PermissionDenied):
                attach(received(), file=Upload(pdf(), "a.pdf"), by=who)

    def test_it_takes_the_files_of_a_reply(
        self, received: Received, handed_down: Callable[..., Any], cast: Any
    ) -> None:
        delivery = handed_down(received(state="handle"), cast.village)
        reply = Reply.objects.create(delivery=delivery, order=1, text="已办", by=cast.village)
        row = attach(reply, file=Upload(picture(), "现场.jpg"), by=cast.village)
        assert row.owner == reply
        with pytest.raises(Refused, match="回复人"):
            attach(reply, file=Upload(pdf(), "a.pdf"), by=cast.town)


class TestDetach:
    def test_it_takes_out_and_keeps(self, paper: Attachment, cast: Any) -> None:
        detach(paper, why="传错了", by=cast.office)
        paper.refresh_from_db()
        assert (paper.removed_why, kept.read(paper.digest)) == ("传错了", pdf(3))
        with pytest.raises(Refused, match="已经撤下"):
            detach(paper, why="再来", by=cast.office)
        assert attach(paper.owner, file=Upload(pdf(3), "再传.pdf"), by=cast.office)

    def test_it_wants_a_reason_and_the_right(self, paper: Attachment, cast: Any) -> None:
        with pytest.raises(Refused, match="原因"):
            detach(paper, why=" ", by=cast.office)
        with pytest.raises(PermissionDenied):
            detach(paper, why="传错了", by=cast.stranger)

    def test_the_database_keeps_it(self, paper: Attachment) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            paper.delete()
        paper.digest = "0" * 64
        with pytest.raises(DatabaseError), transaction.atomic():
            paper.save()

    def test_the_database_keeps_when_and_why_it_went(self, paper: Attachment, cast: Any) -> None:
        rows = Attachment.objects.filter(pk=paper.pk)
        with pytest.raises(DatabaseError, match="attachment_removed_has_reason"), transaction.atomic():
            rows.update(removed_at=clock.now())
        detach(paper, why="传错了", by=cast.office)
        for change in ({"removed_at": None, "removed_why": ""}, {"removed_why": "别的"}):
            with pytest.raises(DatabaseError, match="removed_once"), transaction.atomic():
                rows.update(**change)


class TestPanel:
    def test_it_offers_to_take_out_what_may_go(
        self, client: Client, drafted: OfficialDocument, county: Any, cast: Any
    ) -> None:
        """A wrong scan of the stamped paper; not the files that were passed with the text."""
        file = attach(drafted, file=Upload(pdf(), "a.pdf"), by=cast.clerk)
        number = give(series_of(county, "out", "桐退役军人发"), by=cast.office)
        for state in ("check", "sign", "number", "issue", "issued"):
            OfficialDocument.objects.filter(pk=drafted.pk).update(
                state=state, number=number if state in ("issue", "issued") else None,
                dated=clock.today() if state in ("issue", "issued") else None,
                ended_on=clock.today() if state == "issued" else None,
            )  # fmt: skip
        drafted.refresh_from_db()
        scan = attach(drafted, file=Upload(pdf(3), "b.pdf"), scan=True, by=cast.office)
        client.force_login(cast.office)
        page = client.get(f"/documents/{drafted.pk}").content.decode()
        assert f"/documents/files/{scan.pk}/remove" in page
        assert f"/documents/files/{file.pk}/remove" not in page
        client.force_login(cast.auditor)
        assert (
            f"/documents/files/{scan.pk}/remove"
            not in client.get(f"/documents/{drafted.pk}").content.decode()
        )


class TestLook:
    def test_it_shows_a_pdf_and_nothing_of_it_runs(
        self, client: Client, paper: Attachment, cast: Any
    ) -> None:
        answer = look(client, cast.finance, paper)
        assert answer.data == pdf(3)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert AuditEvent.objects.get(action="viewed").reason == "在线查看附件"

    def test_it_hands_it_over_to_be_saved(self, client: Client, paper: Attachment, cast: Any) -> None:
        answer = look(client, cast.finance, paper, "?save=1")
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert AuditEvent.objects.get(action="viewed").reason == "下载附件"

    def test_it_never_shows_what_a_browser_cannot(
        self, client: Client, received: Received, cast: Any
    ) -> None:
        row = attach(received(), file=Upload(make.docx(), "a.docx"), by=cast.office)
        answer = look(client, cast.office, row)
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_it_does_not_exist_for_a_stranger(self, client: Client, paper: Attachment, cast: Any) -> None:
        assert look(client, cast.stranger, paper).status_code == 404
        assert not AuditEvent.objects.filter(action="viewed").exists()

    def test_it_is_seen_where_the_document_was_delivered(
        self, client: Client, paper: Attachment, handed_down: Callable[..., Any], cast: Any
    ) -> None:
        assert look(client, cast.village, paper).status_code == 404
        delivery = handed_down(paper.document, cast.village)
        assert look(client, cast.village, paper).status_code == 200
        delivery.withdrawn_at, delivery.withdrawn_why = clock.now(), "有误"
        delivery.save()
        assert look(client, cast.village, paper).status_code == 404

    def test_it_shows_what_was_taken_out_to_the_bureau_alone(
        self, client: Client, paper: Attachment, handed_down: Callable[..., Any], cast: Any
    ) -> None:
        handed_down(paper.document, cast.village)
        detach(paper, why="传错了", by=cast.office)
        assert look(client, cast.village, paper).status_code == 404
        assert look(client, cast.auditor, paper).status_code == 200

    def test_it_says_when_the_file_was_changed(self, client: Client, paper: Attachment, cast: Any) -> None:
        kept.place(paper.digest).write_bytes(b"%PDF-")
        answer = look(client, cast.office, paper)
        assert answer.status_code == 422
        assert "摘要不符" in answer.content.decode()
