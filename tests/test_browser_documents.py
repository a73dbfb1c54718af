"""The road of a document in a real browser: drafted, passed, numbered, delivered, forwarded, answered, chased, open to all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from docx.shared import Mm

from tests.browsing import Desk, owed, sideways
from youfu.modules.documents.actions import answering
from youfu.modules.documents.models import Delivery, Disclosure, OfficialDocument
from youfu.modules.documents.tests.sending import series
from youfu.modules.organisations.models import Grant, Organisation, User

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = 390
DAY, LATER, LATEST = date(2026, 11, 23), date(2026, 12, 2), date(2026, 12, 4)  # the last day is 30 November
TITLE = "关于做好冬季走访慰问工作的通知"
BODY = """为做好冬季走访慰问工作，现将有关事项通知如下。
一、走访对象
生活困难的优抚对象、烈属、因公牺牲军人遗属。
二、时间安排
（一）各镇（街道）于期限前填报回执。
（二）走访工作于年底前完成。
| 环节 | 责任单位 |
| 上门走访 | 村（社区）服务站 |"""
SILENT = ("崇福镇", "濮院镇")
Sit = Callable[..., Desk]


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def sit(
    request: Any, chromium: Any, live_server: Any, cast: Any, settings: Any, tmp_path: Path, on_day: Any
) -> Iterator[Sit]:
    """A maker of desks for the people of the cast, and for somebody who is not signed in."""
    settings.FILES = tmp_path / "files"
    on_day(DAY)
    series(cast)
    desks: list[Desk] = []

    def make(name: str, width: int = 1440) -> Desk:
        desks.append(Desk(chromium, live_server.url, javascript=request.param, width=width))
        return desks[-1].sign_in(name) if name else desks[-1]

    yield make
    for desk in desks:
        desk.close()


def somebody_at(town: Organisation) -> User:
    """A worker of a town's station, with an account."""
    user = User.objects.create(
        username=f"at{town.region_id}", name=f"{town.region.name}专干", organisation=town
    )
    Grant.objects.create(user=user, role="town_reviewer", region=town.region, valid=(date(2020, 1, 1), None))
    return user


class TestRoad:
    def test_it_walks_from_a_draft_to_a_reader_in_public(
        self, sit: Sit, cast: Any, on_day: Any, tmp_path: Path
    ) -> None:
        office = sit("office")
        document = self.draft(sit("clerk"))
        self.check(office, document)
        self.pass_on(sit("finance"), document, "会签", "经费已安排，同意。")
        leader = sit("leader")
        self.pass_on(leader, document, "签发", "同意印发。")
        self.number_and_issue(office, document)
        self.take_the_word_file(office, document, tmp_path)
        self.deliver(office, document)
        town, village = sit("town"), sit("village", width=PHONE)
        self.answer_and_forward(town, document, cast)
        self.answer_on_a_phone(village, document, cast)
        self.others_answer(document)
        on_day(LATER)
        self.chase(office, document)
        self.read_the_sums(office, document)
        self.make_it_open(office, document)
        on_day(LATEST)
        self.release(leader, document)
        self.find_it(sit(""))

    def draft(self, clerk: Desk) -> OfficialDocument:
        clerk.open("/documents")
        clerk.follow("起草")
        page = clerk.page
        page.get_by_label("标题", exact=True).fill(TITLE)
        page.locator("[name=main_to]").fill("各镇（街道）退役军人服务站")
        page.locator("[name=body]").fill(BODY)
        page.locator("[name=series]").select_option(label="桐退役军人发")
        self.see_the_preview(clerk)
        assert owed(page) == []
        page.locator("#paper footer button.primary").click()
        clerk.heading(TITLE)
        document = OfficialDocument.objects.get()
        page.wait_for_url(f"**/documents/{document.pk}")
        page.locator("#step textarea").fill("请核稿。")
        page.locator("#step button.primary").click()
        page.get_by_text("已办理，转入“待核稿”。").wait_for()
        assert page.locator("#step").count() == 0
        return document

    def see_the_preview(self, clerk: Desk) -> None:
        """Beside the form as it is typed; without JavaScript at a button, which is not needed to save."""
        page, copy_to = clerk.page, clerk.page.locator("[name=copy_to]")
        copy_to.fill("市财政局")
        if page.evaluate("typeof htmx") == "undefined":
            return
        page.locator("#preview", has_text="抄送：市财政局").wait_for()
        with page.expect_response("**/documents/preview"):
            copy_to.press("Tab")

    def check(self, office: Desk, document: OfficialDocument) -> None:
        """Found on the workbench; the finance section is asked to countersign."""
        office.open("/")
        assert "1 份公文待核稿" in office.text
        office.open("/documents")
        office.follow(TITLE)
        office.heading(TITLE)
        office.page.locator("label[for=step_pass]").click()
        office.page.locator("#step label.chip", has_text="财务科").click()
        office.page.locator("#step textarea").fill("格式、内容已核。")
        office.page.locator("#step button.primary").click()
        office.page.get_by_text("已办理，转入“会签中”。").wait_for()
        document.refresh_from_db()
        assert document.state == "countersign"

    def pass_on(self, desk: Desk, document: OfficialDocument, step: str, words: str) -> None:
        """Whoever's turn it is finds it on the workbench, reads what others said, agrees."""
        desk.open("/")
        assert f"1 份公文待{step}" in desk.text
        desk.open(f"/documents/{document.pk}")
        assert "格式、内容已核。" in desk.text
        desk.page.locator("label[for=step_pass]").click()
        desk.page.locator("#step textarea").fill(words)
        desk.page.locator("#step button.primary").click()
        desk.page.get_by_text("已办理，转入").first.wait_for()
        assert words in desk.text

    def number_and_issue(self, office: Desk, document: OfficialDocument) -> None:
        office.open(f"/documents/{document.pk}")
        office.page.locator("label[for=step_pass]").click()
        office.page.locator("#step button.primary").click()
        office.page.get_by_text("已编号 桐退役军人发〔2026〕1号，待印发。").wait_for()
        office.page.locator("#step [name=copies]").fill("20")
        office.page.locator("#step button.primary").click()
        office.page.get_by_role("link", name="传达", exact=True).first.wait_for()
        document.refresh_from_db()
        assert (document.state, str(document.number)) == ("issued", "桐退役军人发〔2026〕1号")
        assert (document.signer, document.dated, document.printed_on) == ("徐卫东", DAY, DAY)
        assert "2026年11月23日" in office.page.locator(".sheet").first.inner_text()

    def take_the_word_file(self, office: Desk, document: OfficialDocument, folder: Path) -> None:
        office.take("link", "Word 文件").save_as(folder / "notice.docx")
        head = office.page.request.get(f"{office.base}/documents/{document.pk}/docx").headers
        assert unquote(head["content-disposition"]).endswith(f"桐退役军人发〔2026〕1号-{TITLE}.docx")
        opened = Document(str(folder / "notice.docx"))
        first = opened.sections[0]
        assert abs(first.top_margin - Mm(37)) < Mm(0.1)
        assert abs(first.left_margin - Mm(28)) < Mm(0.1)
        text = "".join(paragraph.text for paragraph in opened.paragraphs)
        assert TITLE in text
        assert "桐退役军人发〔2026〕1号" in text
        assert opened.tables[0].cell(1, 0).text == "上门走访"

    def deliver(self, office: Desk, document: OfficialDocument) -> None:
        """To the eleven towns, with a table of two columns that are added up, five working days."""
        office.open(f"/documents/{document.pk}/deliver")
        page = office.page
        page.locator("label.chip", has_text="全部 11 个镇街道").click()
        page.get_by_label("签收并回复").check()
        assert page.locator("[name=days]").input_value() == "5"
        for n, title in enumerate(("走访人数", "慰问金")):
            page.locator(f"[name=title-{n}]").fill(title)
            page.locator(f"[name=kind-{n}]").select_option("yuan" if n else "number")
            page.locator(f"[name=required-{n}]").check()
            page.locator(f"[name=summed-{n}]").check()
        assert owed(page) == []
        page.locator("form.panel footer button.primary").click()
        page.get_by_text("已送达 11 个单位和个人。").wait_for()
        assert "11 个收文单位和个人，0 个已回复，0 个已签收，11 个未读。" in office.text
        assert {row.due_on for row in document.deliveries.all()} == {date(2026, 11, 30)}

    def answer_and_forward(self, town: Desk, document: OfficialDocument, cast: Any) -> None:
        """The town opens it from its inbox, signs, passes it to two of its villages, then fills in its own figures."""
        row = document.deliveries.get(organisation=cast.town.organisation)
        town.open("/deliveries")
        town.follow(TITLE)
        town.heading(TITLE)
        town.press("先签收")
        town.page.locator("[name=words]").wait_for()
        row.refresh_from_db()
        assert (row.opened_by, row.signed_by) == (cast.town, cast.town)
        assert row.replied_at is None
        town.page.locator("summary", has_text="逐个选择").click()
        own = cast.village.organisation_id
        other = cast.town.organisation.children.exclude(pk=own).order_by("pk")[0]
        for key in (own, other.pk):
            town.page.locator(f"[name=to][value='{key}']").check()
        town.page.locator("[name=words]").fill("请本周内走访。")
        town.press("转发")
        town.page.get_by_text("已转发 2 个").first.wait_for()
        assert row.forwarded.count() == 2
        self.fill_in(town, "30", "15000.00")
        assert town.page.locator("table.slim tbody").inner_text().split() == ["30", "15000.00"]

    def answer_on_a_phone(self, village: Desk, document: OfficialDocument, cast: Any) -> None:
        village.open("/deliveries")
        assert sideways(village.page) == []
        village.follow(TITLE)
        village.heading(TITLE)
        assert "请本周内走访。" in village.text
        assert sideways(village.page) == []
        assert owed(village.page) == []
        self.fill_in(village, "3", "1500.50")
        row = document.deliveries.get(organisation=cast.village.organisation)
        assert (row.signed_by, row.parent.organisation) == (cast.village, cast.town.organisation)
        assert row.replied_at is not None
        assert sideways(village.page) == []

    def fill_in(self, desk: Desk, people: str, money: str) -> None:
        desk.page.get_by_label("走访人数").fill(people)
        desk.page.get_by_label("慰问金").fill(money)
        desk.page.locator("section, form").get_by_role("button", name="回复").first.click()
        desk.page.get_by_role("button", name="提交更正").wait_for()

    def others_answer(self, document: OfficialDocument) -> None:
        """Eight more towns; two do nothing."""
        rows = document.deliveries.filter(parent=None, signed_at=None).select_related("organisation__region")
        silent = [row for row in rows if row.organisation.region.name in SILENT]
        assert len(silent) == 2
        for n, row in enumerate(row for row in rows if row not in silent):
            cells = {"c1": str(10 + n), "c2": f"{1000 * (n + 1)}.10"}
            answering.reply(row, rows=[cells], by=somebody_at(row.organisation))
        assert document.deliveries.exclude(replied_at=None).count() == 10

    def chase(self, office: Desk, document: OfficialDocument) -> None:
        """The last day is over: the list shows who is late; the two towns are reminded, each at its line."""
        office.open("/deliveries/chasing")
        assert "共 3 条" in office.text
        late = office.page.locator("main tbody tr").all_inner_texts()
        assert {name for name in SILENT if any(name in line for line in late)} == set(SILENT)
        for number, name in enumerate(SILENT, 1):
            office.open("/deliveries/chasing")
            office.page.locator("main tbody tr", has_text=name).get_by_role("link", name="催办").click()
            office.page.locator("main [name=words]").fill("请今天报来。")
            office.press("催办")
            office.page.get_by_text("已催办 1 个单位。").wait_for()
            told = Delivery.objects.filter(document=document, reminded=1)
            assert told.count() == number
        office.open(f"/documents/{document.pk}/deliveries")
        assert "13 个收文单位和个人，10 个已回复，10 个已签收，3 个未读，3 个超期。" in office.text
        assert "请今天报来。" in office.text
        assert office.page.get_by_role("link", name="催办 3 个单位").count() == 1

    def read_the_sums(self, office: Desk, document: OfficialDocument) -> None:
        """The towns are added up; the village, whose figures its town gave already, is listed and not counted twice."""
        office.follow("回复汇总")
        office.page.locator("tfoot").wait_for()
        assert "要求 13 个单位和个人回复，10 个已回复。" in office.text
        rows = office.page.locator("main tbody tr").all_inner_texts()
        assert len(rows) == 10
        people = 30 + sum(10 + n for n in range(8))
        money = 15000 + sum(1000 * (n + 1) + 0.1 for n in range(8))
        assert office.page.locator("tfoot").inner_text().split() == ["合计", str(people), f"{money:.2f}"]
        assert all(
            name in office.page.get_by_text("3 个未回复").locator("..").inner_text() for name in SILENT
        )

    def make_it_open(self, office: Desk, document: OfficialDocument) -> None:
        office.open(f"/documents/{document.pk}")
        office.follow("转为公开信息")
        office.press("转为公开信息")
        office.page.get_by_text("已转为公开信息").first.wait_for()
        office.follow("送审")
        office.press("送审")
        office.page.get_by_text("已送审，由局领导审查后公开。").wait_for()
        item = Disclosure.objects.get()
        assert (item.state, item.document, item.number) == ("check", document, None)

    def release(self, leader: Desk, document: OfficialDocument) -> None:
        leader.open("/")
        assert f"审查公开信息：{TITLE}" in leader.text
        leader.open(f"/disclosures/{Disclosure.objects.get().pk}")
        leader.follow("审查")
        leader.page.locator("form.panel footer button.primary").click()
        leader.page.get_by_role("link", name="公开页面").wait_for()
        assert "330483/2026-000001" in leader.text

    def find_it(self, anybody: Desk) -> None:
        """Without signing in: by a word of its text, then its number and its words; nothing of who got it."""
        assert anybody.open("/documents") == 200
        assert "/sign-in" in anybody.page.url
        anybody.open("/open")
        anybody.page.locator("main [name=q]").fill("走访慰问")
        anybody.press("查询")
        anybody.page.get_by_role("link", name=TITLE).click()
        anybody.page.wait_for_url("**/open/330483/2026-000001")
        anybody.heading(TITLE)
        assert anybody.page.locator("dd", has_text="330483/2026-000001").count() >= 1
        assert "桐退役军人发〔2026〕1号" in anybody.text
        assert "生活困难的优抚对象、烈属、因公牺牲军人遗属。" in anybody.text
        assert "请今天报来。" not in anybody.text
        assert owed(anybody.page) == []
