"""Finding people: by ID number, by the beginning of a name, by pinyin initials; and the list as the browser gets it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from benchmarks.crowd import sample_number
from youfu.kit.access import Permission
from youfu.kit.pages import keyset
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.people.pages import People

if TYPE_CHECKING:
    from benchmarks.steps import Answer

QUERIES = 200
PAGE = 25


def measure(answer: Answer, county: Region, clerk: Any) -> None:
    """200 random queries of each kind, the first page of each; a warm cache, as on a working day."""
    dice = random.Random(330483)
    chosen = dice.sample(range(1, Person.objects.count()), QUERIES)
    names = list(Person.objects.filter(pk__in=chosen).values_list("name", "pinyin", "initials"))
    dice.shuffle(names)
    kinds: dict[str, list[str]] = {
        "ID number": [sample_number(n) for n in dice.sample(range(1000), QUERIES)],
        "whole name": [name for name, _, _ in names],
        "beginning of a name": [name[: dice.choice((1, 2))] for name, _, _ in names],
        "pinyin initials": [initials[: dice.choice((1, 2, 3))] for _, _, initials in names],
        "beginning of pinyin": [pinyin[: dice.choice((3, 4, 6))] for _, pinyin, _ in names],
    }
    for kind, texts in kinds.items():
        _search(answer, kind, texts, clerk)
    browser = Client()
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    for kind, texts in kinds.items():
        _browse(
            answer, f"People list, search by {kind}", browser, ({"q": text, "view": "all"} for text in texts)
        )
    _browse(
        answer,
        "People list, pages anywhere",
        browser,
        ({"after": str(dice.randrange(1, 10**6))} for _ in range(QUERIES)),
    )
    towns = list(
        Region.objects.current().under(county).filter(level=Region.Level.TOWN).values_list("code", flat=True)
    )
    filters = (
        {"town": dice.choice(towns), "category": dice.choice(("", "disabled", "rural"))}
        for _ in range(QUERIES)
    )
    _browse(answer, "People list, by town and category", browser, filters)


def _search(answer: Answer, kind: str, texts: list[str], clerk: Any) -> None:
    """What the list asks the database, without the page."""
    title = f"Search by {kind}"

    def once(text: str) -> None:
        rows = Person.objects.visible_to(clerk, Permission.PEOPLE_VIEW).matching(text)
        if not keyset.slice_of(rows, People.order, PAGE).rows:
            raise SystemExit(f"{text} finds nobody")

    answer.samples[title] = list(times(once, texts))


def _browse(answer: Answer, title: str, browser: Client, queries: Iterable[dict[str, str]]) -> None:
    """The whole answer, from the request to the last byte of the page."""

    def once(query: dict[str, str]) -> None:
        if browser.get(reverse("people"), query).status_code != 200:
            raise SystemExit(f"{title}: {query} failed")

    answer.samples[title] = list(times(once, list(queries)))


def times(once: Callable[[Any], None], given: list[Any]) -> Iterable[float]:
    """Seconds of each, after three to warm up."""
    for value in given[:3]:
        once(value)
    for value in given:
        begun = time.perf_counter()
        once(value)
        yield time.perf_counter() - begun
