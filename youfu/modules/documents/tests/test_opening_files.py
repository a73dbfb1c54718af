"""The files of an open item and of a request: when they may be put in and taken out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import disclosing, files, requesting
from youfu.modules.documents.models import Attachment, Disclosure, InformationRequest
from youfu.modules.documents.tests.opening import client_of, file_of, make_item, open_item
from youfu.modules.documents.tests.test_opening_public import PIXEL

ASKED = {"applicant_kind": "citizen", "applicant": "王小明", "contact": "x", "form": "", "wanted": "资金"}


def put(owner: Any, by: Any) -> Attachment:
    return files.attach(owner, file=SimpleUploadedFile("图.png", PIXEL), by=by)


@pytest.fixture
def asked(county: Any, cast: Any) -> InformationRequest:
    row: InformationRequest = requesting.register(
        county, asked=ASKED, way="letter", received_on=clock.today(), by=cast.office
    )
    return row


def answered(row: InformationRequest, cast: Any) -> InformationRequest:
    requesting.draft(row, answer=requesting.Answer("given", "见附件。"), by=cast.office)
    given: InformationRequest = requesting.answer(row, by=cast.leader)
    return given


class TestItem:
    def test_it_stays_as_the_reviewer_reads_it(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        held = put(item, cast.office)
        item = disclosing.submit(item, by=cast.office)
        for change in (lambda: put(item, cast.office), lambda: files.detach(held, why="x", by=cast.office)):
            with pytest.raises(Refused, match="请先退回"):
                change()
        with pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.create(disclosure=item, **file_of("扫描件", "7", whole=False))
        with pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.filter(pk=held.pk).update(removed_at=clock.now())
        page = client_of(cast.office).get(f"/disclosures/{item.pk}").content.decode()
        for name, pk in (("disclosure-detach", held.pk), ("disclosure-file", item.pk)):
            assert reverse(name, args=[pk]) not in page
        item = disclosing.send_back(item, why="缺附件", by=cast.leader)
        assert files.detach(held, why="传错", by=cast.office).removed_at

    def test_it_gets_none_while_a_correction_waits(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        held = put(item, cast.office)
        item = disclosing.correct(item, values={"title": "甲"}, why="x", by=cast.office)
        with pytest.raises(Refused, match="先办完更正"):
            files.attach(item, file=SimpleUploadedFile("b.png", PIXEL), by=cast.office)
        with pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.create(disclosure=item, **file_of("扫描件", "7", whole=False))
        assert files.detach(held, why="不该公开", by=cast.office).removed_at  # out is always possible

    def test_it_never_loses_all_there_is_to_read(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office, body="")
        held = put(item, cast.office)
        item = disclosing.release(disclosing.submit(item, by=cast.office), looked=True, by=cast.leader)
        with pytest.raises(Refused, match="撤下整条信息"):
            files.detach(held, why="x", by=cast.office)
        item = disclosing.correct(item, values={"body": "改为正文。"}, why="x", by=cast.office)
        item = disclosing.release_correction(item, looked=True, by=cast.leader)
        assert files.detach(held, why="x", by=cast.office).removed_at

    def test_its_correction_cannot_leave_nothing_to_read(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        held = put(item, cast.office)
        item = disclosing.correct(item, values={"body": ""}, why="改为附件", by=cast.office)
        files.detach(held, why="x", by=cast.office)
        with pytest.raises(Refused, match="正文或附件"):
            disclosing.release_correction(item, looked=True, by=cast.leader)

    @pytest.mark.parametrize("end", ["kept", "withdrawn"])
    def test_it_is_closed_when_the_item_is(self, county: Any, cast: Any, end: str) -> None:
        item = make_item(county, cast.office, mode="request" if end == "kept" else "active")
        held = put(item, cast.office)
        item = disclosing.release(disclosing.submit(item, by=cast.office), looked=True, by=cast.leader)
        if end == "withdrawn":
            item = disclosing.withdraw(item, why="过期", by=cast.office)
        for change in (lambda: put(item, cast.office), lambda: files.detach(held, why="x", by=cast.office)):
            with pytest.raises(Refused, match="不能再变动"):
                change()

    def test_it_is_not_the_next_countys(self, county: Any, cast: Any, stranger_office: Any) -> None:
        item = make_item(county, cast.office)
        held = put(item, cast.office)
        with pytest.raises(PermissionDenied):
            put(Disclosure.objects.get(pk=item.pk), stranger_office)
        with pytest.raises(PermissionDenied):
            files.detach(held, why="x", by=stranger_office)
        client = client_of(stranger_office)
        for name, pk in (("disclosure-detach", held.pk), ("disclosure-file", item.pk)):
            assert client.get(reverse(name, args=[pk])).status_code == 404


class TestRequest:
    def test_it_takes_files_while_it_runs(self, asked: InformationRequest, cast: Any) -> None:
        held = put(asked, cast.office)
        row = answered(asked, cast)
        for change in (lambda: put(row, cast.office), lambda: files.detach(held, why="x", by=cast.office)):
            with pytest.raises(Refused, match="已经办结"):
                change()
        with pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.create(request=row, **file_of("材料", "7"))

    def test_a_wrong_file_is_taken_out_again(
        self, asked: InformationRequest, cast: Any, stranger_office: Any
    ) -> None:
        held = put(asked, cast.office)
        url = reverse("information-request-detach", args=[held.pk])
        office = client_of(cast.office)
        assert url in office.get(reverse("information-request", args=[asked.pk])).content.decode()
        assert client_of(stranger_office).get(url).status_code == 404
        assert client_of(cast.clerk).get(url).status_code == 403
        assert office.post(url, {"why": "第三方的材料"}).status_code == 302
        held.refresh_from_db()
        assert held.removed_why == "第三方的材料"
        assert office.get(reverse("disclosure-detach", args=[held.pk])).status_code == 404

    def test_it_takes_none_after_it_was_withdrawn(self, asked: InformationRequest, cast: Any) -> None:
        row = requesting.withdraw(asked, why="来电", by=cast.office)
        with pytest.raises(Refused, match="已经办结"):
            put(row, cast.office)
