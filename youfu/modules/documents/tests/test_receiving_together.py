"""Registering under several hands: nobody waits while files are read, and one paper is registered once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.scope import acting
from youfu.kit.tests.papers import Upload, pdf
from youfu.modules.documents.actions import archiving, door, receiving
from youfu.modules.documents.actions.duplicates import Duplicate
from youfu.modules.documents.actions.files import attach, detach
from youfu.modules.documents.actions.numbering import set_series
from youfu.modules.documents.actions.receiving import Incoming
from youfu.modules.documents.models import OfficialDocument

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def entry(**given: Any) -> Incoming:
    return Incoming(
        "关于开展走访的通知", "嘉兴市民政局", clock.today(), sender_number="嘉民发〔2026〕3号", **given
    )


def elsewhere(act: Any) -> Any:
    """Do something on a connection of its own, which waits for no lock."""

    def run() -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = '2s'")
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(60)


def test_it_holds_up_nobody(cast: Any, county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the other registrar while a file is read, nor whoever makes a row of the county until the end."""
    examine = door.examine

    def draft() -> Any:
        return OfficialDocument.objects.create(
            direction="out", state="draft", region=county, title="草稿", made_by=cast.clerk
        )

    def slow(file: Any) -> Any:
        other = Incoming("另一份文件", "嘉兴市民政局", clock.today())
        assert elsewhere(lambda: receiving.register(county, incoming=other, by=cast.office))
        return examine(file)

    monkeypatch.setattr(door, "examine", slow)
    with acting(cast.office):
        document = receiving.register(county, incoming=entry(files=[Upload(pdf(), "a.pdf")]), by=cast.office)
        assert elsewhere(draft)
    assert document.attachments.count() == 1


def test_a_file_waits_for_what_happens_to_its_document(cast: Any, county: Any) -> None:
    """Whoever takes one out while the document is being filed away finds it filed."""
    document = receiving.register(county, incoming=entry(), by=cast.office)
    row = attach(document, file=Upload(pdf(), "a.pdf"), by=cast.office)
    document = receiving.finish(document, text="阅存", by=cast.office)
    with acting(cast.office):
        archiving.file_away(document, retention="10", by=cast.office)
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere(lambda: detach(row, why="传错了", by=cast.office))
    with pytest.raises(Refused, match="已经归档"):
        detach(row, why="传错了", by=cast.office)


def test_it_enters_a_paper_once_whatever_the_series(cast: Any, county: Any) -> None:
    series = [
        None,
        set_series(county, purpose="in", code="信访", template="{code}{year}-{serial}", by=cast.office),
    ]
    gate = threading.Barrier(2)

    def one(chosen: Any) -> str:
        try:
            gate.wait(60)
            receiving.register(county, incoming=entry(series=chosen), by=cast.office)
        except Duplicate:
            return "there already"
        finally:
            connections.close_all()
        return "entered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, series)) == ["entered", "there already"]
    assert OfficialDocument.objects.received().count() == 1
