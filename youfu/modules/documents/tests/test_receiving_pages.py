"""Pages of receiving: the register and its form, the steps, the book, the archive; each for those it is for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from youfu.kit import clock
from youfu.kit.pages.todo import todos
from youfu.kit.tests.papers import Upload, pdf, picture
from youfu.modules.documents.actions import receiving
from youfu.modules.documents.actions.files import attach
from youfu.modules.documents.models import OfficialDocument, Opinion
from youfu.modules.documents.tests import office as make
from youfu.modules.organisations.models import Organisation

Received = Callable[..., OfficialDocument]


Signed = Callable[[Any], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def filled(**given: Any) -> dict[str, Any]:
    return {
        "title": "关于开展走访慰问的通知", "sender": "浙江省退役军人事务厅", "sender_number": "浙退役军人厅发〔2026〕12号",
        "kind": "notice", "received_on": clock.today().isoformat(), "urgency": "urgent", "copies": "2", "secrecy": "",
        "once": "a",
    } | given  # fmt: skip


class TestRegister:
    def test_it_enters_a_paper_with_its_pages(self, signed: Signed, cast: Any) -> None:
        files = {
            "scans": [
                SimpleUploadedFile("1.jpg", picture()),
                SimpleUploadedFile("2.jpg", picture(size=(50, 50))),
            ],
            "papers": [SimpleUploadedFile("附件.docx", make.docx("慰问金标准"))],
        }
        answer = signed(cast.office).post("/documents/incoming/register", filled() | files)
        document = OfficialDocument.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"/documents/{document.pk}"
        assert [a.scan for a in document.attachments.all()] == [True, True, False]
        assert "慰问金标准" in document.search.text

    def test_it_leads_to_the_earlier_one(self, signed: Signed, received: Received, cast: Any) -> None:
        earlier = received("先到的", sender_number="浙退役军人厅发〔2026〕12号")
        client = signed(cast.office)
        answer = client.post("/documents/incoming/register", filled())
        assert answer.status_code == 422
        assert "重新选择" not in text(answer)
        assert "已登记为" in text(answer)
        assert f'href="/documents/{earlier.pk}"' in text(answer)
        again = client.post("/documents/incoming/register", filled(once="b", other_because="更正后重发"))
        assert again.status_code == 302

    def test_it_asks_again_for_the_files_of_a_form_that_came_back(
        self, signed: Signed, received: Received, cast: Any
    ) -> None:
        """No browser keeps them; without a word the paper would be registered without its scans."""
        received("先到的", sender_number="浙退役军人厅发〔2026〕12号")
        client, address = signed(cast.office), "/documents/incoming/register"
        scans = {"scans": [SimpleUploadedFile("1.jpg", picture())]}
        answer = client.post(address, filled() | scans)
        assert "浏览器不保留选过的文件，请重新选择" in text(answer)
        assert '<input type="hidden" name="lost" value="on"' in text(answer)
        again = filled(once="b", other_because="更正后重发", lost="on")
        answer = client.post(address, again)
        assert answer.status_code == 422
        assert "请重新选择文件" in text(answer)
        assert OfficialDocument.objects.count() == 1
        assert (
            client.post(address, again | {"scans": [SimpleUploadedFile("1.jpg", picture())]}).status_code
            == 302
        )
        assert OfficialDocument.objects.latest("pk").attachments.count() == 1
        assert client.post(address, again | {"once": "c", "without": "on"}).status_code == 302

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"secrecy": "secret"}, "不得进入本系统"),
            ({"title": "<script>alert(1)</script>", "copies": "0"}, "&lt;script&gt;"),
            ({"papers": [SimpleUploadedFile("a.pdf", b"MZ\0\0")]}, "只接受"),
            ({"papers": [SimpleUploadedFile("a.pdf", b"")]}, "0 字节"),
        ],
    )
    def test_it_says_what_is_wrong(
        self, signed: Signed, cast: Any, given: dict[str, Any], words: str
    ) -> None:
        answer = signed(cast.office).post("/documents/incoming/register", filled(**given))
        assert answer.status_code == 422
        assert words in text(answer)
        assert "<script>alert" not in text(answer)
        assert not OfficialDocument.objects.exists()

    def test_it_is_no_matter_of_the_next_county(
        self, signed: Signed, cast: Any, stranger_office: Any
    ) -> None:
        assert signed(stranger_office).post("/documents/incoming/register", filled()).status_code == 403
        assert not OfficialDocument.objects.exists()

    def test_it_suggests_who_wrote_before(self, signed: Signed, received: Received, cast: Any) -> None:
        received(sender="嘉兴市民政局")
        assert '<option value="嘉兴市民政局">' in text(
            signed(cast.office).get("/documents/incoming/register")
        )


class TestList:
    def test_it_stands_under_received_papers_on_the_rail(
        self, signed: Signed, received: Received, cast: Any
    ) -> None:
        page = text(signed(cast.leader).get(f"/documents/{received('甲文件').pk}"))
        assert '<a href="/documents/incoming" aria-current="page"' in page
        assert '<a href="/documents" aria-current="page"' not in page

    def test_it_is_late_on_the_day_off_after_the_last_one(
        self, signed: Signed, received: Received, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        """As with applications: red from the next day, counted in days from the next working day."""
        on_day(date(2026, 11, 21))  # a Saturday
        received("甲文件", state="handle", handler=cast.clerk.organisation, due_on=date(2026, 11, 20))
        assert '<span class="mark" data-state="stop">已超期' in text(
            signed(cast.leader).get("/documents/incoming")
        )

    def test_it_shows_what_waits_and_what_is_late(
        self, signed: Signed, received: Received, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2026, 11, 20))
        received("甲文件", state="handle", handler=cast.clerk.organisation, due_on=date(2026, 11, 18))
        received("乙文件", due_on=date(2026, 11, 24), urgency="extra")
        client = signed(cast.leader)
        page = text(client.get("/documents/incoming"))
        assert "超期 2 天" in page
        assert "剩 2 天" in page
        assert "特急" in page
        assert '<span class="mark" data-state="stop">超期 2 天' in page
        late = text(client.get("/documents/incoming?view=late"))
        assert "甲文件" in late
        assert "乙文件" not in late
        assert "乙文件" in text(client.get("/documents/incoming?view=propose"))
        assert "乙文件" not in text(client.get("/documents/incoming?q=甲"))
        assert "甲文件" in text(client.get(f"/documents/incoming?handler={cast.clerk.organisation_id}"))
        assert "甲文件" not in text(client.get("/documents/incoming?from=2026-11-10"))

    def test_it_shows_each_section_its_own(self, signed: Signed, received: Received, cast: Any) -> None:
        received("本科室的", state="handle", handler=cast.clerk.organisation)
        received("别科室的", state="handle", handler=cast.finance.organisation)
        page = text(signed(cast.clerk).get("/documents/incoming?view=mine"))
        assert "本科室的" in page
        assert "别科室的" not in page

    def test_it_is_taken_away_as_the_register(self, signed: Signed, received: Received, cast: Any) -> None:
        receiving.finish(received("阅知的文件"), text="阅存", by=cast.office)
        answer = signed(cast.office).get("/documents/incoming?format=xlsx")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
        for word in (
            "收文号",
            "来文单位",
            "密级",
            "份数",
            "拟办意见",
            "批办意见",
            "办结日期",
            "阅知的文件",
            "阅存",
        ):
            assert word in sheet
        assert signed(cast.clerk).get("/documents/incoming?format=xlsx").status_code == 403

    def test_it_is_printed_as_the_book_of_a_year(self, signed: Signed, received: Received, cast: Any) -> None:
        received("今年的")
        client = signed(cast.records)
        assert "今年的" in text(client.get("/documents/incoming/book"))
        assert "今年的" not in text(client.get("/documents/incoming/book?year=2001"))

    def test_it_says_the_day_of_the_bureaus_calendar(
        self, signed: Signed, received: Received, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was said before eight in the morning was said on that day, not on the one before as in Greenwich."""
        early = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
        document = received(state="instruct")
        Opinion.objects.create(
            document=document, step="instruct", round=1, verb="instruct", text="请办", by=cast.leader, author="局领导",
            at=early,
        )  # fmt: skip
        assert "请办（局领导 2026-11-02）" in text(signed(cast.office).get("/documents/incoming/book"))

    @pytest.mark.parametrize("address", ["incoming", "incoming/book", "archive"])
    def test_it_is_the_bureaus_own(self, signed: Signed, received: Received, cast: Any, address: str) -> None:
        received("不给外人看")
        for who in (cast.town, cast.village, cast.counter, cast.sysadmin):
            assert signed(who).get(f"/documents/{address}").status_code == 403
        stranger = signed(cast.stranger).get(f"/documents/{address}")
        assert "不给外人看" not in text(stranger)


STEPS = {
    "propose": ("propose", "office", {"text": "请优抚科办"}, "instruct"),
    "note": ("propose", "office", {"text": "阅存"}, "done"),
    "send-back": ("propose", "office", {"text": "不属我局"}, "returned"),
    "instruct": ("instruct", "leader", {"text": "同意"}, "done"),
    "report": ("handle", "clerk", {"text": "在办"}, "handle"),
    "reassign": ("handle", "leader", {"text": "改派", "handler": "finance"}, "handle"),
    "finish": ("handle", "clerk", {"text": "办好了"}, "done"),
    "reopen": ("done", "office", {"text": "补报", "handler": "own"}, "handle"),
}


class TestSteps:
    @pytest.mark.parametrize("step", STEPS)
    def test_it_is_done_by_whom_it_belongs_to(
        self, signed: Signed, received: Received, cast: Any, stranger_office: Any, step: str
    ) -> None:
        before, who, given, after = STEPS[step]
        section = cast.clerk.organisation
        document = received(state=before, handler=section)
        sections = {"own": section.pk, "finance": cast.finance.organisation_id}
        given = {k: sections.get(v, v) for k, v in given.items()}
        address = f"/documents/{document.pk}/{step}"
        other = signed(stranger_office)
        assert other.get(address).status_code == other.post(address, {"once": "x"} | given).status_code == 404
        document.refresh_from_db()
        assert document.state == before
        assert signed(cast.town).get(address).status_code == 403
        client = signed(getattr(cast, who))
        assert client.get(address).status_code == 200
        empty = client.post(address, {"once": "x"})
        assert empty.status_code == 422
        assert client.post(address, {"once": "y"} | given).status_code == 302
        document.refresh_from_db()
        assert document.state == after

    def test_it_offers_what_comes_next(self, signed: Signed, received: Received, cast: Any) -> None:
        document = received(due_on=clock.today() + timedelta(days=1))
        page = text(signed(cast.office).get(f"/documents/{document.pk}"))
        assert f"/documents/{document.pk}/propose" in page
        assert f"/documents/{document.pk}/propose" not in text(
            signed(cast.leader).get(f"/documents/{document.pk}")
        )

    def test_it_is_reassigned_by_the_office_and_the_leader_only(
        self, signed: Signed, received: Received, cast: Any
    ) -> None:
        address = f"/documents/{received(state='handle').pk}/reassign"
        assert (
            signed(cast.office).get(address).status_code
            == signed(cast.leader).get(address).status_code
            == 200
        )
        for who in (cast.clerk, cast.auditor):
            given = {"once": "a", "text": "x", "handler": cast.finance.organisation_id}
            assert signed(who).get(address).status_code == signed(who).post(address, given).status_code == 403

    def test_it_offers_each_what_is_theirs(self, signed: Signed, received: Received, cast: Any) -> None:
        """At each state, to the office, the leader and the handling section."""
        section = cast.clerk.organisation
        expected = {
            "propose": {"office": ["propose", "note", "send-back"]}, "instruct": {"leader": ["instruct"]},
            "handle": {"clerk": ["finish", "report"], "office": ["reassign"], "leader": ["reassign"]},
            "done": {"office": ["reopen"]}, "returned": {},
        }  # fmt: skip
        for state, offers in expected.items():
            document = received(state=state, handler=section)
            for who in ("office", "leader", "clerk", "finance"):
                page = text(signed(getattr(cast, who)).get(f"/documents/{document.pk}"))
                seen = [step for step in STEPS if f'href="/documents/{document.pk}/{step}"' in page]
                assert sorted(seen) == sorted(offers.get(who, [])), (state, who)

    def test_it_offers_no_section_without_people_and_no_day_that_is_over(
        self, signed: Signed, received: Received, county: Any, cast: Any
    ) -> None:
        Organisation.objects.create(kind="section", name="没有人的科室", region=county)
        document = received(state="done", handler=cast.clerk.organisation, due_on=date(2026, 11, 3))
        page = text(signed(cast.office).get(f"/documents/{document.pk}/reopen"))
        assert "财务科" in page
        assert "没有人的科室" not in page
        assert 'value="2026-11-03"' not in page

    def test_it_names_whose_turn_it_is(
        self, received: Received, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2026, 11, 20))
        received()
        received(state="instruct", due_on=date(2026, 11, 3))
        received(state="handle", handler=cast.clerk.organisation)

        def waits(who: Any) -> list[tuple[str, str]]:
            return [(str(t.title), t.state) for t in todos(who) if "收文" in str(t.title)]

        assert waits(cast.office) == [("收文待拟办", "look")]
        assert waits(cast.leader) == [("收文待批办", "stop")]
        assert waits(cast.clerk) == [("收文待本科室办理", "look")]
        assert waits(cast.finance) == waits(cast.town) == waits(cast.stranger) == []


class TestFiles:
    def test_it_puts_in_and_takes_out(self, signed: Signed, received: Received, cast: Any) -> None:
        document, client = received(), signed(cast.office)
        address = f"/documents/{document.pk}/attach"
        assert "不得上传涉密文件" in text(client.get(address))
        assert (
            client.post(address, {"once": "a", "file": SimpleUploadedFile("a.pdf", pdf())}).status_code == 302
        )
        row = document.attachments.get()
        page = text(client.get(f"/documents/{document.pk}"))
        assert f"/documents/files/{row.pk}?save=1" in page
        assert (
            client.post(f"/documents/files/{row.pk}/remove", {"once": "b", "why": "传错了"}).status_code
            == 302
        )
        assert "已撤下 1 份" in text(client.get(f"/documents/{document.pk}"))

    def test_it_says_that_nothing_came(self, signed: Signed, received: Received, cast: Any) -> None:
        answer = signed(cast.office).post(f"/documents/{received().pk}/attach", {"once": "a"})
        assert answer.status_code == 422
        assert "50 MB" in text(answer)

    def test_it_does_not_exist_for_a_stranger(
        self, signed: Signed, received: Received, cast: Any, stranger_office: Any
    ) -> None:
        document = received()
        row = attach(document, file=Upload(pdf(), "a.pdf"), by=cast.office)
        other = signed(stranger_office)
        for address in (f"/documents/{document.pk}/attach", f"/documents/files/{row.pk}/remove"):
            assert other.get(address).status_code == 404
            assert other.post(address, {"once": "a", "why": "x"}).status_code == 404
        row.refresh_from_db()
        assert row.removed_at is None
        assert signed(cast.town).get(f"/documents/{document.pk}/attach").status_code == 403
