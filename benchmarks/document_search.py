"""Search among 100,000 documents of some 600 characters: what stands in all of them, in some, in one, in none.

Texts are sentences of 6,000 invented words, frequent and rare as words are (Zipf), between phrases that stand in every document.
The pages are asked as a browser does; a village reads the 2,000 documents that were delivered to it.
"""

from __future__ import annotations

import random
import time
from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client

from youfu.modules.documents.actions.numbering import series_of
from youfu.modules.organisations.models import Region
from youfu.rules.search_terms import grams, plain

if TYPE_CHECKING:
    from benchmarks.steps import Answer

DOCUMENTS, WORDS, LENGTH, QUERIES, DELIVERED = 100_000, 6_000, 600, 100, 2_000
PHRASES = ("退役军人事务局", "各镇人民政府", "现将有关事项通知如下", "请结合实际认真贯彻落实")
TOPICS = (
    "走访慰问",
    "光荣牌",
    "优待证",
    "年审",
    "抚恤补助",
    "烈士陵园",
    "就业创业",
    "移交安置",
    "双拥",
    "医疗补助",
)
KINDS = ("notice", "notice", "notice", "letter", "report", "opinion", "bulletin")


def vocabulary(dice: random.Random) -> list[str]:
    """Words of two to four of the 3,755 usual characters (GB 2312, level 1); those of a topic come first."""
    usual = [
        character
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (character := bytes((high, low)).decode("gb2312", errors="ignore"))
    ]
    return [*TOPICS, *("".join(dice.choices(usual, k=dice.choice((2, 2, 2, 3, 4)))) for _ in range(WORDS))]


class Writer:
    """Writes texts in which the nth word is as frequent as 1/n."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.words = dice, vocabulary(dice)
        self.sums = list(accumulate(1 / (n + 5) for n in range(len(self.words))))

    def word(self) -> str:
        return self.words[bisect(self.sums, self.dice.random() * self.sums[-1])]

    def text(self) -> str:
        pieces, length = [], 0
        while length < LENGTH:
            sentence = "".join(self.word() for _ in range(self.dice.randrange(4, 10)))
            if self.dice.random() < 0.08:
                sentence += self.dice.choice(PHRASES)
            pieces.append(sentence)
            length += len(sentence)
        return "，".join([PHRASES[0], *pieces, PHRASES[2]])


def measure(answer: Answer, county: Region, users: dict[str, Any]) -> None:
    """Fill, then ask."""
    dice = random.Random(330483)
    writer = Writer(dice)
    with answer.timed("Library of 100,000 documents: written and indexed"):
        _fill(county, users, writer)
    for kind, queries in _queries(writer).items():
        _browse(answer, f"Document search: {kind}", users["clerk"], queries)
    _browse(
        answer,
        "Document search: a village, its own 2,000",
        users["village"],
        _queries(writer)["a usual word"],
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size('documents_searchtext') / 1024 / 1024")
        answer.note("Document search: an absent phrase of frequent pairs", table_mb=cursor.fetchone()[0])


NUMBERS = """
    insert into documents_number (id, series_id, year, serial, text, given_by_id, given_at, void_why)
    select n, %(series)s, 2017 + n * 10 / (%(n)s + 1), n, n || '收', %(office)s, now(), '' from generate_series(1, %(n)s) n
"""
PAPERS = """
    insert into documents_officialdocument (id, direction, state, round, region_id, kind, urgency, title, body, main_to,
        copy_to, note, number_id, signer, copies, sender, sender_number, received_on, reply_form, retention, made_by_id,
        made_at, ended_on)
    select id, 'in', 'done', 1, %(county)s, (%(kinds)s::text[])[1 + id %% 7], 'normal', title, body, '', '', '', id, '', 1,
        '浙江省退役军人事务厅', '浙退役军人厅发〔' || (2017 + id * 10 / (%(n)s + 1)) || '〕' || id || '号',
        date '2017-01-01' + id / 28, '[]', '', %(office)s, now(), date '2017-02-01' + id / 28
    from written
"""
DELIVERIES = """
    insert into documents_delivery (document_id, organisation_id, wants, words, delivered_by_id, delivered_at, reminded,
        withdrawn_why)
    select n * %(n)s / %(delivered)s, %(village)s, 'sign', '', %(office)s, now(), 0, ''
    from generate_series(1, %(delivered)s) n
"""
INDEX = "create index document_grams on documents_searchtext using gin (grams) with (fastupdate = off)"


def _fill(county: Region, users: dict[str, Any], writer: Writer) -> None:
    given = {
        "n": DOCUMENTS, "series": series_of(county, "in").pk, "office": users["office"].pk, "county": county.pk,
        "kinds": list(KINDS), "village": users["village"].organisation_id, "delivered": DELIVERED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("alter table documents_number disable trigger user")
        cursor.execute(NUMBERS, given)
        cursor.execute("alter table documents_number enable trigger user")
        cursor.execute("create temporary table written (id int, title text, body text)")
        with cursor.copy("copy written from stdin") as copy:
            for n, (title, body) in enumerate(_texts(writer), 1):
                copy.write_row((n, title, body))
        cursor.execute(PAPERS, given)
        cursor.execute("select id, title, body, sender_number, sender from documents_officialdocument")
        rows = cursor.fetchall()
        cursor.execute("drop index document_grams")  # faster made at once when all is there
        with cursor.copy("copy documents_searchtext (document_id, text, grams) from stdin") as copy:
            copy.set_types(("int8", "text", "varchar[]"))
            for key, title, body, number, sender in rows:
                text = "\n".join(plain(part) for part in (title, number, sender, body))
                copy.write_row((key, text, grams(text)))
        cursor.execute("set maintenance_work_mem = '256MB'")
        cursor.execute(INDEX)
        cursor.execute(DELIVERIES, given)
        cursor.execute("analyze")


def _texts(writer: Writer) -> Iterator[tuple[str, str]]:
    for _n in range(DOCUMENTS):
        yield f"关于做好{writer.word()}{writer.word()}工作的通知", writer.text()


def _queries(writer: Writer) -> dict[str, list[dict[str, Any]]]:
    """What people look for, and what is hardest to look for."""
    dice, words = writer.dice, writer.words
    pairs = sorted({a + b for word in words[:200] for a, b in pairwise(word)})
    kinds: dict[str, list[str]] = {
        "a phrase in all documents": [p[:n] for p in ("退役军人事务局", "有关事项通知如下") for n in (2, 3, 4, 7) * 12],
        "a usual word": dice.choices(words[:300], k=QUERIES),
        "a rare word": dice.choices(words[-2000:], k=QUERIES),
        "two words": [" ".join(dice.choices(words[:1500], k=2)) for _ in range(QUERIES)],
        "a document number": [f"发〔{2017 + n % 10}〕{dice.randrange(DOCUMENTS)}号" for n in range(QUERIES)],
        "an absent phrase of frequent pairs": [
            "".join(dice.choices(pairs, k=3)) for _ in range(QUERIES)
        ],
        "words and their reverse": [word[::-1] for word in dice.choices(words[:300], k=QUERIES)],
    }  # fmt: skip
    asked = {kind: [{"q": text} for text in texts] for kind, texts in kinds.items()}
    narrow = ({"year": 2019}, {"kind": "bulletin"}, {"year": 2024, "kind": "letter"}, {"direction": "out"})
    asked["with conditions"] = [
        {"q": dice.choice(words[:2000])} | dice.choice(narrow) for _ in range(QUERIES)
    ]
    asked["pages far back"] = [
        {"q": dice.choice(words[:300]), "before": dice.randrange(DOCUMENTS)} for _ in range(QUERIES)
    ]
    return asked


def _browse(answer: Answer, title: str, who: Any, addresses: Iterable[dict[str, Any]]) -> None:
    browser = Client()
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    browser.get("/documents/search")  # what is loaded once is not what is measured
    slowest = (0.0, "")
    for address in addresses:
        begun = time.perf_counter()
        page = browser.get("/documents/search", address)
        seconds = time.perf_counter() - begun
        if page.status_code != 200:
            raise SystemExit(f"{address}: {page.status_code}")
        slowest = max(slowest, (seconds, str(address)))
        answer.samples.setdefault(title, []).append(seconds)
    answer.note(title, documents=DOCUMENTS, slowest=slowest[1])
