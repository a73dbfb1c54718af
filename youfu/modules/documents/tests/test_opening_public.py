"""What everybody reads: only what is open, in whatever form; and what they may send."""

from __future__ import annotations

import io
from typing import Any
from xml.parsers import expat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from youfu.kit import clock
from youfu.kit.crypto import Sealed
from youfu.modules.documents.actions import disclosing, files
from youfu.modules.documents.models import InformationRequest
from youfu.modules.documents.pages.opening import public_requests
from youfu.modules.documents.tests.opening import VALUES, make_item, open_item


def picture() -> bytes:
    """A white picture: a file no text can be read from."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, "PNG")
    return target.getvalue()


PIXEL = picture()


def read(client: Client, url: str, **given: Any) -> str:
    return str(client.get(url, given).content.decode())


def elements(data: bytes) -> list[tuple[str, str]]:
    """Names and texts of a document, read by a parser that is told of no entity and no file."""
    found: list[tuple[str, str]] = []
    parser = expat.ParserCreate()

    def refuse(*_given: Any) -> None:
        raise AssertionError("a DTD")

    def start(name: str, _attributes: Any) -> None:
        found.append((name, ""))

    def text(piece: str) -> None:
        found[-1] = (found[-1][0], found[-1][1] + piece)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(data, True)
    return found


class TestHome:
    def test_it_shows_only_what_is_open(self, county: Any, cast: Any) -> None:
        shown = open_item(county, cast, title="公开的一条")
        make_item(county, cast.office, title="还在编制")
        disclosing.submit(make_item(county, cast.office, title="等待审查"), by=cast.office)
        kept = make_item(
            county, cast.office, title="不予公开的", mode="none", ground="政府信息公开条例第十六条"
        )
        disclosing.release(disclosing.submit(kept, by=cast.office), by=cast.leader)
        asked = make_item(county, cast.office, title="依申请的", mode="request")
        disclosing.release(disclosing.submit(asked, by=cast.office), by=cast.leader)
        disclosing.withdraw(open_item(county, cast, title="撤下的"), why="过期", by=cast.office)
        page = Client().get("/open")
        assert [row.pk for row in page.context["lines"]] == [shown.pk]
        for hidden in ("还在编制", "等待审查", "不予公开的", "依申请的", "撤下的"):
            assert hidden not in page.content.decode()
            assert hidden not in read(Client(), "/open/rss.xml")
        assert "public" in page["Cache-Control"]
        assert not page.cookies

    def test_it_is_searched_by_two_characters(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        for words in ("年度确认", "优抚对象。", "12号", str(item.number)):
            assert len(Client().get("/open", {"q": words}).context["lines"]) == 1, words
        assert Client().get("/open", {"q": "没有的"}).context["lines"] == []
        assert "至少输入两个字" in read(Client(), "/open", q="年")

    @pytest.mark.parametrize(
        "given",
        [{"q": "\x00"}, {"q": "x" * 500}, {"after": "x"}, {"year": "99"}, {"year": "²"}, {"category": "x"}],
    )
    def test_it_bears_nonsense(self, county: Any, cast: Any, given: dict[str, str]) -> None:
        assert Client().get("/open", given).status_code == 200

    def test_it_narrows_and_goes_on(self, county: Any, cast: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("youfu.modules.documents.pages.opening.public.SIZE", 2)
        rows = [
            open_item(county, cast, title=f"第{n}条", category="plan" if n else "policy") for n in range(3)
        ]
        first = Client().get("/open")
        assert [row.pk for row in first.context["lines"]] == [rows[2].pk, rows[1].pk]
        rest = Client().get("/open", {"after": first.context["after"]})
        assert [row.pk for row in rest.context["lines"]] == [rows[0].pk]
        assert [r.pk for r in Client().get("/open", {"category": "policy"}).context["lines"]] == [rows[0].pk]
        assert len(Client().get("/open", {"year": clock.today().year}).context["lines"]) == 2

    def test_it_only_reads(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        for url in (
            "/open",
            f"/open/{item.number}",
            "/open/rss.xml",
            "/sitemap.xml",
            "/robots.txt",
            "/open/display",
        ):
            assert Client().post(url).status_code == 405, url

    def test_it_is_found_from_the_doors(self, county: Any, cast: Any) -> None:
        for url in ("/sign-in", "/notices"):
            assert 'href="/open"' in read(Client(), url), url
        assert 'href="/notices"' in read(Client(), "/open")


class TestItem:
    def test_it_shows_text_and_metadata(self, county: Any, cast: Any) -> None:
        item = open_item(
            county, cast, summary="一句话", body="一、范围\n| 镇 | 人数 |\n| 甲镇 | 3 |\n<b>不是标记</b>"
        )
        page = Client().get(f"/open/{item.number}")
        text = page.content.decode()
        for said in (
            VALUES["title"],
            str(item.number),
            VALUES["issuer"],
            "一句话",
            "<td>甲镇</td>",
            "&lt;b&gt;",
        ):
            assert said in text
        assert not page.cookies
        assert cast.office.name not in text  # who prepared it is nobody's business

    def test_it_stays_where_it_was_after_a_correction(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        disclosing.correct(item, values={"title": "改过的名称"}, why="名称有误", by=cast.office)
        assert "改过的名称" not in read(Client(), f"/open/{item.number}")
        disclosing.release_correction(item, by=cast.leader)
        text = read(Client(), f"/open/{item.number}")
        assert "改过的名称" in text
        assert "名称有误" in text

    def test_it_leaves_a_stone(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast, title="很特别的名称", body="很特别的正文")
        disclosing.withdraw(item, why="内容过期", by=cast.office)
        page = Client().get(f"/open/{item.number}")
        assert page.status_code == 410
        assert "内容过期" in page.content.decode()
        assert "很特别" not in page.content.decode()

    def test_it_tells_nobody_of_what_never_was_open(self, county: Any, cast: Any) -> None:
        for number in ("330483/2026-999999", "x", "330483/", "%00"):
            assert Client().get(f"/open/{number}").status_code == 404, number


class TestFile:
    def test_it_gives_only_what_was_released(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        first = files.attach(item, file=SimpleUploadedFile("图.png", PIXEL), by=cast.office)
        assert Client().get(f"/open/files/{first.pk}").status_code == 404
        item = disclosing.release(disclosing.submit(item, by=cast.office), looked=True, by=cast.leader)
        answer = Client().get(f"/open/files/{first.pk}")
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"".join(answer)  # the client closes what was read to its end
        assert f"/open/files/{first.pk}" in read(Client(), f"/open/{item.number}")

    def test_it_keeps_a_later_file_until_a_correction_is_released(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        later = files.attach(item, file=SimpleUploadedFile("图.png", PIXEL), by=cast.office)
        assert Client().get(f"/open/files/{later.pk}").status_code == 404
        assert "附件" not in read(Client(), f"/open/{item.number}")
        disclosing.correct(item, values={}, why="补附件", by=cast.office)
        disclosing.release_correction(item, looked=True, by=cast.leader)
        answer = Client().get(f"/open/files/{later.pk}")
        assert answer.status_code == 200
        assert b"".join(answer)
        files.detach(later, why="传错了", by=cast.office)
        assert Client().get(f"/open/files/{later.pk}").status_code == 404

    def test_it_goes_with_the_item(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        held = files.attach(item, file=SimpleUploadedFile("图.png", PIXEL), by=cast.office)
        item = disclosing.release(disclosing.submit(item, by=cast.office), looked=True, by=cast.leader)
        disclosing.withdraw(item, why="过期", by=cast.office)
        assert Client().get(f"/open/files/{held.pk}").status_code == 404


class TestFeeds:
    def test_it_is_valid_rss(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast, title="甲 < 乙 & 丙\x0b")
        answer = Client().get("/open/rss.xml")
        assert answer["Content-Type"].startswith("application/rss+xml")
        found = elements(answer.content)
        assert found[0][0] == "rss"
        names = [name for name, _text in found]
        for name in ("channel", "title", "link", "description", "item", "guid", "pubDate", "atom:link"):
            assert name in names
        texts = dict(found)
        assert (texts["title"], texts["guid"]) == ("甲 < 乙 & 丙", str(item.number))
        assert texts["link"] == f"http://testserver/open/{item.number}"

    def test_it_lists_where_things_are(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        places = [text for name, text in elements(Client().get("/sitemap.xml").content) if name == "loc"]
        assert places[0] == "http://testserver/open"
        assert f"http://testserver/open/{item.number}" in places
        assert "http://testserver/open/request" not in places  # robots.txt keeps search engines away from it
        robots = read(Client(), "/robots.txt")
        assert "Disallow: /\n" in robots
        assert "Sitemap: http://testserver/sitemap.xml" in robots

    def test_it_may_be_shown_large_and_framed_in_english(self, county: Any, cast: Any) -> None:
        client = Client()
        page = client.get("/open/display", {"next": "/open"})
        assert 'value="/open"' in page.content.decode()
        assert 'value="/open"' in read(client, "/open/display", next="https://elsewhere.example/")
        client.post(reverse("size"), {"size": "large", "next": "/open"})
        client.post(reverse("language"), {"language": "en", "next": "/open"})
        text = read(client, "/open")
        assert 'data-size="large"' in text
        assert 'lang="en"' in text


GIVEN = {
    "applicant_kind": "citizen", "applicant": "王小明", "contact": "0573-88880000 桐乡市某路1号", "form": "电子邮件",
    "wanted": "2025年优抚资金使用情况", "website": "",
}  # fmt: skip


def sent(client: Client, **changes: Any) -> Any:
    """The public form, opened and sent."""
    token = client.get("/open/request").context["form"].initial["once"]
    return client.post("/open/request", {**GIVEN, "once": token, **changes})


class TestAsk:
    def test_it_becomes_a_request_with_sealed_fields(self, county: Any, cast: Any) -> None:
        client = Client()
        page = sent(client)
        assert page.status_code == 200
        row = InformationRequest.objects.get()
        assert (row.way, row.state, row.made_by, row.received_on) == ("web", "received", None, clock.today())
        assert isinstance(row.applicant, Sealed)
        assert row.applicant.reveal() == "王小明"
        code = page.context["code"]
        bare = code.replace("-", "")
        assert len(bare) == public_requests.CODE_LETTERS
        assert bare.casefold() not in str(InformationRequest.objects.values().get()).casefold()
        assert "王小明" not in page.content.decode()
        assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
        found = client.post("/open/request/status", {"code": code.lower()})
        assert str(row.number) in found.content.decode()
        assert "王小明" not in found.content.decode()

    def test_it_counts_once_however_often_it_is_sent(self, county: Any, cast: Any) -> None:
        client = Client()
        token = client.get("/open/request").context["form"].initial["once"]
        codes = {client.post("/open/request", {**GIVEN, "once": token}).context["code"] for _n in range(8)}
        assert len(codes) == 1
        assert InformationRequest.objects.count() == 1

    def test_it_loses_no_second_request_from_the_same_form(self, county: Any, cast: Any) -> None:
        client = Client()
        token = client.get("/open/request").context["form"].initial["once"]
        assert client.post("/open/request", {**GIVEN, "once": token}).status_code == 200
        other = {**GIVEN, "wanted": "2024年优抚资金使用情况"}
        refused = client.post("/open/request", {**other, "once": token})
        assert refused.status_code == 422
        assert "已经提交过一次" in refused.content.decode()
        assert other["wanted"] in refused.content.decode()
        again = client.post("/open/request", {**other, "once": refused.context["form"].data["once"]})
        assert again.status_code == 200
        assert InformationRequest.objects.count() == 2

    def test_it_comes_back_when_something_filled_in_the_hidden_field(self, county: Any, cast: Any) -> None:
        page = sent(Client(), website="https://elsewhere.example/")
        data = page.context["form"].data
        assert (data["wanted"], data["website"]) == (GIVEN["wanted"], "")
        assert Client().post("/open/request", data.dict()).status_code == 200

    def test_it_takes_a_few_an_hour_from_one_address(self, county: Any, cast: Any, monkeypatch: Any) -> None:
        client = Client()
        for _n in range(public_requests.PER_ADDRESS):
            assert sent(client).status_code == 200
        refused = sent(client)
        assert refused.status_code == 429
        for said in ("一小时后再试", GIVEN["applicant"], GIVEN["contact"], GIVEN["wanted"]):
            assert said in refused.content.decode()  # nothing of what was filled in is lost
        assert sent(Client(REMOTE_ADDR="192.0.2.7")).status_code == 200
        monkeypatch.setattr(public_requests, "PER_HOUR", 1)
        assert sent(Client(REMOTE_ADDR="192.0.2.8")).status_code == 429

    def test_it_believes_the_proxy_only_when_there_is_one(self, db: None, rf: Any, settings: Any) -> None:
        request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="198.51.100.9, 203.0.113.5")
        direct = public_requests.origin_of(request)
        settings.HTTPS = True
        behind = public_requests.origin_of(request)
        assert direct == public_requests.origin_of(rf.get("/", REMOTE_ADDR="192.0.2.1"))
        assert behind != direct
        assert "192.0.2.1" not in direct

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"website": "spam"}, 422), ({"applicant": ""}, 422), ({"wanted": "x" * 1001}, 422), ({"once": "x"}, 422),
            ({"wanted": "x" * 30_000}, 413), ({"wanted": "我的电话 13800001234"}, 422), ({"applicant_kind": "x"}, 422),
        ],
    )  # fmt: skip
    def test_it_refuses_what_is_no_request(self, county: Any, cast: Any, changes: Any, status: int) -> None:
        assert sent(Client(), **changes).status_code == status
        assert not InformationRequest.objects.exists()

    def test_it_goes_on_with_a_new_token_when_the_page_was_open_too_long(
        self, county: Any, cast: Any, monkeypatch: Any
    ) -> None:
        client = Client()
        monkeypatch.setattr(public_requests, "AGE", -1)
        page = sent(client)
        assert "打开太久" in page.content.decode()
        monkeypatch.undo()
        again = client.post("/open/request", {**GIVEN, "once": page.context["form"].data["once"]})
        assert again.status_code == 200

    def test_it_demands_its_token(self, county: Any, cast: Any) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post("/open/request", GIVEN).status_code == 403


class TestStatus:
    def test_it_knows_no_wrong_code(self, county: Any, cast: Any) -> None:
        sent(Client())
        for code in ("", "AAAA-AAAA-AAAA-AAAA", "'", "x" * 500):
            page = Client().post("/open/request/status", {"code": code})
            assert page.context["row"] is None
        assert Client().get("/open/request/status", {"code": "x"}).context["row"] is None

    def test_it_shows_the_answer_when_it_was_given(self, county: Any, cast: Any) -> None:
        from youfu.modules.documents.actions import requesting

        client = Client()
        code = sent(client).context["code"]
        row = InformationRequest.objects.get()
        answer = requesting.Answer("given", "见附件所列数据。")
        requesting.draft(row, answer=answer, by=cast.office)
        assert "见附件" not in client.post("/open/request/status", {"code": code}).content.decode()
        requesting.answer(row, by=cast.leader)
        assert "见附件" in client.post("/open/request/status", {"code": code}).content.decode()
