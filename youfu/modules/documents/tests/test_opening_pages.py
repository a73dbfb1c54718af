"""The pages of opening, for staff: from an issued document to the open item, and to the policy library."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from youfu.kit import clock, indicators
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import disclosing, policies
from youfu.modules.documents.actions.delivering import withdraw
from youfu.modules.documents.models import Disclosure, OfficialDocument
from youfu.modules.documents.pages.opening.panels import opening_panel, originals
from youfu.modules.documents.tests.opening import VALUES, client_of, make_item, open_item
from youfu.modules.documents.tests.test_opening_public import PIXEL
from youfu.modules.standards.models import PolicyDocument


def as_read(client: Client, url: str) -> dict[str, str]:
    """What the form of a review says of the text that it shows."""
    return {"seen": client.get(url).context["form"].initial["seen"]}


class TestRoad:
    def test_it_walks_from_the_document_to_the_public_and_back(
        self, issued: OfficialDocument, cast: Any
    ) -> None:
        office, leader = client_of(cast.office), client_of(cast.leader)
        assert office.get(f"/documents/{issued.pk}/disclose").status_code == 200
        assert office.post(f"/documents/{issued.pk}/disclose").status_code == 302
        item = Disclosure.objects.get()
        url = f"/disclosures/{item.pk}"
        values = {
            **VALUES,
            "mode": "active",
            "ground": "",
            "made_on": clock.today().isoformat(),
            "body": "联系人 13800001234",
        }
        assert office.post(f"{url}/edit", values).status_code == 302
        assert "手机号" in office.get(url).content.decode()
        assert office.post(f"{url}/submit").status_code == 302
        assert "审查公开信息" in leader.get("/").content.decode()
        assert leader.post(f"{url}/release", as_read(leader, f"{url}/release")).status_code == 422
        assert leader.post(f"{url}/return", {"why": "删掉手机号"}).status_code == 302
        assert "删掉手机号" in office.get("/").content.decode()
        assert office.post(f"{url}/edit", values | {"body": "电话 0573-88888888"}).status_code == 302
        upload = {"file": SimpleUploadedFile("图.png", PIXEL), "title": "示意图"}
        assert office.post(f"{url}/files", upload).status_code == 302
        assert office.post(f"{url}/submit").status_code == 302
        read = as_read(leader, f"{url}/release")
        assert leader.post(f"{url}/release", read).status_code == 422  # the picture was not looked at
        assert leader.post(f"{url}/release", {"looked": "on", **read}).status_code == 302
        item.refresh_from_db()
        assert Client().get(f"/open/{item.number}").status_code == 200
        correction = {**values, "body": "电话 0573-88888889", "why": "电话有误"}
        assert office.post(f"{url}/correct", correction).status_code == 302
        assert "电话有误" in leader.get(f"{url}/correction").content.decode()
        read = as_read(leader, f"{url}/correction")
        assert leader.post(f"{url}/correction", {"looked": "on", **read}).status_code == 302
        assert office.post(f"{url}/withdraw", {"why": "内容过期"}).status_code == 302
        assert Client().get(f"/open/{item.number}").status_code == 410
        assert office.post(f"{url}/withdraw", {"why": "内容过期"}).status_code == 409

    def test_it_is_told_when_its_document_is_taken_back(self, issued: OfficialDocument, cast: Any) -> None:
        item = disclosing.submit(disclosing.make_from(issued, by=cast.office), by=cast.office)
        waiting = disclosing.release(item, by=cast.leader)
        withdraw(issued, why="数据有误", by=cast.office)
        office = client_of(cast.office)
        assert "来源公文已撤回" in office.get("/").content.decode()
        assert "来源公文已撤回" in office.get(f"/disclosures/{item.pk}").content.decode()
        disclosing.withdraw(waiting, why="来源已撤回", by=cast.office)
        assert "来源公文已撤回" not in office.get("/").content.decode()

    def test_it_is_not_opened_after_its_document_was_taken_back(
        self, issued: OfficialDocument, cast: Any
    ) -> None:
        item = disclosing.submit(disclosing.make_from(issued, by=cast.office), by=cast.office)
        withdraw(issued, why="数据有误", by=cast.office)
        with pytest.raises(Refused, match="已经撤回"):
            disclosing.release(item, by=cast.leader)

    def test_it_opens_only_what_was_read(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        office, leader, url = client_of(cast.office), client_of(cast.leader), f"/disclosures/{item.pk}"
        disclosing.correct(item, values={"body": "先前的更正"}, why="重写", by=cast.office)
        read = as_read(leader, f"{url}/correction")
        assert office.post(f"{url}/correction/drop", {"why": "再改"}).status_code == 302
        disclosing.correct(item, values={"body": "后来的更正"}, why="重写", by=cast.office)
        answer = leader.post(f"{url}/correction", read)
        assert (answer.status_code, "有变动" in answer.content.decode()) == (409, True)
        assert leader.post(f"{url}/correction").status_code == 409  # nothing says that it was read
        assert leader.post(f"{url}/correction", as_read(leader, f"{url}/correction")).status_code == 302
        item.refresh_from_db()
        assert item.body == "后来的更正"

    def test_it_shows_the_reviewer_all_of_a_correction(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        long = "".join(f"第{n}句。" for n in range(900))
        values = {"body": long, "category": "plan"}
        disclosing.correct(item, values=values, why="重写", by=cast.office)
        for url in (f"/disclosures/{item.pk}/correction", f"/disclosures/{item.pk}"):
            page = client_of(cast.leader).get(url)
            text = page.content.decode()
            assert [part.block.text for part in page.context["parts"]] == [long], url
            assert text.count("第899句。") == 2, url  # in the comparison and as it will read
            assert '<td data-label="更正前">政策文件</td><td data-label="更正后">计划总结</td>' in text, url

    def test_it_shows_where_a_file_can_be_taken_out(self, county: Any, cast: Any) -> None:
        from youfu.modules.documents.actions import files

        item = make_item(county, cast.office)
        held = files.attach(item, file=SimpleUploadedFile("图.png", PIXEL), by=cast.office)
        office = client_of(cast.office)
        assert (
            reverse("disclosure-detach", args=[held.pk])
            in office.get(f"/disclosures/{item.pk}").content.decode()
        )
        assert office.post(reverse("disclosure-detach", args=[held.pk]), {"why": "传错"}).status_code == 302
        assert client_of(cast.stranger).get(reverse("disclosure-detach", args=[held.pk])).status_code == 403

    def test_it_lists_by_condition_and_goes_away_as_a_workbook(
        self, county: Any, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 28))
        open_item(county, cast, title="甲项", made_on=date(2026, 1, 5))
        make_item(county, cast.office, title="乙项", made_on=date(2026, 3, 5))
        office = client_of(cast.office)
        for query, found in (
            ("", 2), ("view=draft", 1), ("view=open", 1), ("q=甲项", 1), ("mode=active", 2), ("category=policy", 2),
            ("time=overdue", 1), ("time=late", 1), ("time=in_time", 0), ("state=decided", 1), ("state=x", 0), ("mode=x", 0),
        ):  # fmt: skip
            assert len(office.get(f"/disclosures?{query}").context["lines"]) == found, query
        assert office.get("/disclosures?format=xlsx").status_code == 200
        assert client_of(cast.clerk).get("/disclosures?format=xlsx").status_code == 403

    def test_it_does_not_exist_for_the_next_county(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        for url in (f"/disclosures/{item.pk}", f"/disclosures/{item.pk}/correction/drop"):
            assert client_of(cast.stranger).get(url).status_code == 404
        assert client_of(cast.town).get("/disclosures").status_code == 403
        assert client_of(cast.clerk).get(f"/disclosures/{item.pk}/edit").status_code == 403

    def test_it_makes_one_from_nothing(self, county: Any, cast: Any) -> None:
        office = client_of(cast.office)
        values = {**VALUES, "made_on": "2026-01-05", "mode": "none", "ground": ""}
        assert office.post("/disclosures/new", values).status_code == 422
        values["ground"] = office.get("/disclosures/new").context["form"].fields["ground"].choices[1][0]
        assert office.post("/disclosures/new", values).status_code == 302
        assert Disclosure.objects.get().ground.startswith("政府信息公开条例第十四条")


class TestNumbers:
    def test_each_opens_its_rows(self, county: Any, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 28))
        open_item(county, cast, made_on=date(2026, 1, 5))
        make_item(county, cast.office, made_on=date(2026, 3, 5))
        client = client_of(cast.leader)
        for code, indicator in list(indicators.INDICATORS.items()):
            if code.startswith("documents.open") and code != "documents.open_in_time":
                page = client.get(indicator.url)
                assert len(page.context["lines"]) == indicator.compute(cast.leader), code
        assert indicators.INDICATORS["documents.open_in_time"].compute(cast.leader) == 0
        assert indicators.INDICATORS["documents.open_overdue"].compute(cast.leader) == 1
        assert indicators.INDICATORS["documents.open_year"].compute(cast.stranger) == 0


class TestAdopt:
    def test_it_makes_a_policy_document_once(self, issued: OfficialDocument, cast: Any) -> None:
        made = policies.adopt(issued, by=cast.clerk)
        assert (made.number, made.level, made.issued_on) == (str(issued.number), "county", issued.dated)
        assert policies.adopt(OfficialDocument.objects.get(pk=issued.pk), by=cast.clerk) == made

    def test_it_never_takes_our_receipt_for_a_number(self, received: Any, cast: Any) -> None:
        first, second = (received(state="done", dated=date(2026, 10, 9)) for _n in range(2))
        made = policies.adopt(first, by=cast.clerk)
        assert (made.number, made.title) == ("", first.title)
        assert policies.adopt(second, by=cast.clerk) == made  # the same paper, registered twice
        other = received(state="done", sender="浙江省退役军人事务厅")
        with pytest.raises(Refused, match="按来文字号重新登记"):
            policies.adopt(other, by=cast.clerk)

    def test_it_finds_the_one_with_that_number(self, issued: OfficialDocument, cast: Any) -> None:
        known = PolicyDocument.objects.create(
            title="已有的", number=str(issued.number).replace("〔", "[").replace("〕", "]")
        )
        assert policies.adopt(issued, by=cast.clerk) == known

    def test_it_is_for_finished_ones_and_whoever_keeps_the_standards(
        self, issued: OfficialDocument, county: Any, cast: Any
    ) -> None:
        draft = OfficialDocument.objects.create(
            direction="out", state="draft", region=county, title="稿", made_by=cast.clerk
        )
        with pytest.raises(Refused, match="印发"):
            policies.adopt(draft, by=cast.clerk)
        for who in ("stranger", "office", "leader"):
            with pytest.raises(PermissionDenied):
                policies.adopt(issued, by=getattr(cast, who))

    def test_it_is_offered_and_shown(self, issued: OfficialDocument, cast: Any, rf: Any) -> None:
        clerk = client_of(cast.clerk)
        assert clerk.get(f"/documents/{issued.pk}/adopt").status_code == 200
        assert clerk.post(f"/documents/{issued.pk}/adopt").status_code == 302
        policy = PolicyDocument.objects.get(number=str(issued.number))
        assert "原文" in clerk.get(f"/standards/documents/{policy.pk}").content.decode()
        request = rf.get("/")
        request.user = cast.clerk
        issued.refresh_from_db()
        given = opening_panel(issued, request)
        assert given is not None
        assert not given["may_adopt"]
        shown = originals(policy, request)
        assert shown is not None
        assert shown["rows"] == [issued]
        assert f"/standards/documents/{policy.pk}" in clerk.get(f"/documents/{issued.pk}").content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_twenty_at_once_share_and_skip_no_number(self, county: Any, cast: Any) -> None:
        waiting = [disclosing.submit(make_item(county, cast.office), by=cast.office) for _n in range(20)]
        wrong: list[BaseException] = []

        def release(item: Disclosure) -> None:
            try:
                disclosing.release(item, by=cast.leader)
            except BaseException as error:
                wrong.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=release, args=(item,)) for item in waiting]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        serials = sorted(Disclosure.objects.filter(state="open").values_list("number__serial", flat=True))
        assert serials == list(range(1, 21))
