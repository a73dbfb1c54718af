"""Search: finds what is written anywhere in a document, and only for those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from youfu.kit import clock
from youfu.kit.tests.papers import Upload
from youfu.modules.documents.actions.files import attach, detach
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.queries import searching
from youfu.modules.documents.queries.searching import Wanted, search
from youfu.modules.documents.tests import office as make
from youfu.rules.search_terms import excerpt, phrases

Received = Callable[..., OfficialDocument]


def titles(actor: Any, query: str, size: int = 50, **more: Any) -> list[str]:
    keys = search(actor, Wanted(phrases(query), **more), size)
    held = OfficialDocument.objects.in_bulk(keys)
    return [held[key].title for key in keys]


@pytest.fixture(params=["newest", "index"])
def way(request: Any, monkeypatch: Any) -> str:
    """Both ways to find something: among the newest, and by the index."""
    if request.param == "index":
        monkeypatch.setattr(searching, "PROBED", 1)
        monkeypatch.setattr(searching, "CHUNK", 2)
    return str(request.param)


@pytest.mark.usefixtures("way")
class TestSearch:
    def test_it_looks_at_title_number_sender_and_text(self, received: Received, cast: Any) -> None:
        received("关于悬挂光荣牌的通知", sender_number="浙退役军人厅发〔2026〕12号")
        received("别的", body="请做好走访慰问工作", sender="浙江省民政厅")
        received("无关的")
        for query, found in (
            ("光荣牌", ["关于悬挂光荣牌的通知"]), ("厅发〔2026〕12号", ["关于悬挂光荣牌的通知"]), ("走访慰问", ["别的"]),
            ("省民政厅", ["别的"]),
            ("收0001", ["关于悬挂光荣牌的通知"]), ("走访 民政", ["别的"]), ("走访 光荣", []), ("找不到的词", []),
        ):  # fmt: skip
            assert titles(cast.clerk, query) == found

    def test_it_looks_at_the_words_of_files(self, received: Received, cast: Any) -> None:
        document = received("有附件的")
        row = attach(document, file=Upload(make.docx("烈士纪念设施修缮"), "a.docx"), by=cast.office)
        assert titles(cast.clerk, "纪念设施") == ["有附件的"]
        detach(row, why="传错了", by=cast.office)
        assert titles(cast.clerk, "纪念设施") == []

    def test_it_shows_the_newest_first_and_goes_on(self, received: Received, cast: Any) -> None:
        made = [received(f"通知第{n}号文件") for n in range(7)]
        found = titles(cast.clerk, "号文件", 4)
        assert found == [f"通知第{n}号文件" for n in (6, 5, 4, 3)]
        assert titles(cast.clerk, "号文件", 4, before=made[3].pk) == [f"通知第{n}号文件" for n in (2, 1, 0)]

    def test_it_narrows(self, received: Received, drafted: OfficialDocument, cast: Any) -> None:
        from youfu.modules.documents.actions.searching import index

        index(drafted)
        received("年审工作的函", kind="letter")
        assert len(titles(cast.clerk, "年审工作")) == 2
        assert titles(cast.clerk, "年审工作", direction="in") == ["年审工作的函"]
        assert titles(cast.clerk, "年审工作", kind="letter") == ["年审工作的函"]
        assert titles(cast.clerk, "年审工作", year=clock.today().year) == ["年审工作的函"]
        assert titles(cast.clerk, "年审工作", year=2001) == []

    def test_it_does_not_mistake_pairs_for_a_phrase(self, received: Received, cast: Any) -> None:
        received("光荣退役，军人荣誉")  # every pair of 光荣荣誉 … but not together
        assert titles(cast.clerk, "荣军") == []
        received("甲乙丙丁乙丙")
        assert titles(cast.clerk, "丙丁乙丙") == ["甲乙丙丁乙丙"]
        assert titles(cast.clerk, "乙丙乙") == []

    def test_it_takes_every_sign_as_a_sign(self, received: Received, cast: Any) -> None:
        received("完成率100%_指标")
        assert titles(cast.clerk, "100%") == ["完成率100%_指标"]
        assert titles(cast.clerk, "%%%") == []
        assert titles(cast.clerk, "'; drop table x; --") == []

    def test_it_is_not_for_the_stranger(self, received: Received, cast: Any) -> None:
        received("本县的文件")
        assert titles(cast.stranger, "本县的文件") == []

    def test_a_village_finds_only_what_was_delivered_to_it(
        self, received: Received, handed_down: Callable[..., Any], cast: Any
    ) -> None:
        for n in range(6):
            received(f"内部文件{n}")
        own = handed_down(received("送到本村的文件"), cast.village)
        handed_down(received("送到镇里的文件"), cast.town)
        assert titles(cast.village, "文件") == ["送到本村的文件"]
        assert titles(cast.village, "内部文件") == []
        assert "送到镇里的文件" in titles(cast.town, "文件")
        own.withdrawn_at, own.withdrawn_why = clock.now(), "有误"
        own.save()
        assert titles(cast.village, "文件") == []


class TestPage:
    def look(self, client: Client, who: Any, query: str) -> str:
        client.force_login(who)
        return str(client.get("/documents/search", {"q": query}).content.decode())

    def test_it_marks_the_words_and_runs_nothing(self, client: Client, received: Received, cast: Any) -> None:
        received("关于<b>光荣牌</b>的通知", body="各镇<script>alert(1)</script>做好光荣牌，悬挂工作")
        page = self.look(client, cast.clerk, "光荣牌")
        assert "<mark>光荣牌</mark>" in page
        assert "&lt;b&gt;" in page
        assert "<script>alert" not in page

    def test_it_names_the_file(self, client: Client, received: Received, cast: Any) -> None:
        attach(received("有附件"), file=Upload(make.docx("修缮烈士陵园"), "方案.docx"), by=cast.office)
        page = self.look(client, cast.clerk, "烈士陵园")
        assert "附件：方案" in page
        assert "<mark>烈士陵园</mark>" in page

    def test_it_asks_for_two_characters(self, client: Client, cast: Any) -> None:
        assert "请至少输入两个字" in self.look(client, cast.clerk, "光")
        assert "“镇”只有一个字，没有用来查找。" in self.look(client, cast.clerk, "光荣牌 镇")
        assert "没有用来查找" not in self.look(client, cast.clerk, "光荣牌")
        assert "没有找到" in self.look(client, cast.clerk, "光荣牌")
        assert "输入要找的字词" in self.look(client, cast.clerk, "")

    def test_it_leads_a_village_to_its_delivery(
        self, client: Client, received: Received, handed_down: Callable[..., Any], cast: Any
    ) -> None:
        delivery = handed_down(received("送到本村的文件"), cast.village)
        received("内部的文件")
        page = self.look(client, cast.village, "文件")
        assert f'href="/deliveries/{delivery.pk}"' in page
        assert "内部的" not in page

    def test_it_turns_the_page(self, client: Client, received: Received, cast: Any) -> None:
        made = [received(f"通知第{n}号文件") for n in range(22)]
        assert f"before={made[2].pk}" in self.look(client, cast.clerk, "号文件")
        client.force_login(cast.clerk)
        second = client.get(f"/documents/search?q=号文件&before={made[2].pk}").content.decode()
        assert "本页 2 件" in second

    @pytest.mark.parametrize(
        "more", ["before=x", "year=20266", "kind=none", "direction=up", "before=99999999999999999"]
    )
    def test_it_survives_any_address(self, client: Client, cast: Any, more: str) -> None:
        client.force_login(cast.clerk)
        assert client.get(f"/documents/search?q=文件&{more}").status_code == 200


class TestExcerpt:
    def test_it_finds_a_phrase_across_punctuation(self) -> None:
        assert excerpt("做好悬挂、\n光荣牌工作", ["悬挂光荣牌"]) == [
            ("做好", False),
            ("悬挂、 光荣牌", True),
            ("工作", False),
        ]

    def test_it_cuts_far_around(self) -> None:
        pieces = excerpt("前" * 100 + "光荣牌" + "后" * 200, ["光荣牌"], around=5)
        assert "".join(p for p, _m in pieces) == "…" + "前" * 5 + "光荣牌" + "后" * 10 + "…"

    def test_it_finds_full_width_and_capital_letters(self) -> None:
        assert ("ＡＢ１２" in dict(excerpt("编号ＡＢ１２", ["ab12"]))) or ("AB12", True) in excerpt(
            "编号ＡＢ１２", ["ab12"]
        )

    def test_it_is_empty_where_nothing_stands(self) -> None:
        assert excerpt("别的", ["光荣"]) == []
        assert excerpt("别的", []) == []
