"""Whoever does whatever in whatever order: nothing is issued that was not checked, signed and numbered, by different people."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from youfu.kit.errors import Refused
from youfu.modules.documents.actions import issuing, sending
from youfu.modules.documents.models import OfficialDocument, Opinion
from youfu.modules.documents.tests.sending import drafted, paper, section, series

WHO = ("clerk", "reviewer", "office", "leader", "finance", "stranger")
ACTS: dict[str, Any] = {
    "revise": lambda d, by: sending.revise(d, paper=paper(body=f"稿 {by.username}"), by=by),
    "submit": lambda d, by: sending.submit(d, by=by),
    "check": lambda d, by: sending.check(d, by=by),
    "ask": lambda d, by: sending.check(d, ask=[section("财务科")], by=by),
    "countersign": lambda d, by: sending.countersign(d, by=by),
    "sign": lambda d, by: sending.sign(d, by=by),
    "return": lambda d, by: sending.give_back(d, why="请改", by=by),
    "number": lambda d, by: issuing.number(d, by=by),
    "issue": lambda d, by: issuing.issue(d, by=by),
    "cancel": lambda d, by: sending.cancel(d, why="不发", by=by),
}
# Mostly the right thing by the right one, so that long ways are walked; otherwise anything by anybody.
RIGHT = (
    ("submit", "clerk"), ("check", "office"), ("ask", "office"), ("countersign", "finance"), ("sign", "leader"),
    ("number", "office"), ("issue", "office"), ("return", "leader"),
)  # fmt: skip
STEP = st.one_of(
    st.sampled_from(RIGHT),
    st.sampled_from(RIGHT),
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(WHO)),
)


@pytest.fixture
def world(cast: Any) -> Any:
    return cast, series(cast)


class Undo(Exception):
    """Ends one example with nothing kept."""


@pytest.mark.django_db
class TestAnyOrder:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @example([*RIGHT[:1], *RIGHT[2:7]])
    @example([RIGHT[0], RIGHT[1], RIGHT[7], RIGHT[0], RIGHT[1], RIGHT[4], RIGHT[5], ("cancel", "office")])
    @given(st.lists(STEP, min_size=4, max_size=18))
    def test_it_never_leaves_a_step_out(self, world: Any, steps: list[tuple[str, str]]) -> None:
        cast, own = world
        try:
            with transaction.atomic():
                walk(cast, drafted(cast, series=own), steps)
                raise Undo
        except Undo:
            pass

    def test_it_can_be_walked_to_the_end(self, world: Any) -> None:
        cast, own = world
        walk(cast, document := drafted(cast, series=own), [*RIGHT[:1], *RIGHT[2:7]])
        document.refresh_from_db()
        assert document.state == "issued"


def walk(cast: Any, document: OfficialDocument, steps: Sequence[tuple[str, str]]) -> None:
    """Try each step; a refusal changes nothing."""
    for verb, who in steps:
        with contextlib.suppress(Refused, PermissionDenied), transaction.atomic():
            ACTS[verb](document, getattr(cast, who))
        holds(document)


def holds(document: OfficialDocument) -> None:
    """What is true of a document at every moment."""
    document = OfficialDocument.objects.get(pk=document.pk)
    said = list(Opinion.objects.filter(document=document))
    done = {(o.step, o.verb) for o in said if o.round == document.round}
    if document.state in ("issued", "withdrawn"):
        assert {
            ("draft", "submit"),
            ("check", "pass"),
            ("sign", "sign"),
            ("number", "number"),
            ("issue", "issue"),
        } <= done
        assert None not in (document.number, document.dated, document.printed_on)
        assert document.signer
        asked = set(document.consultations.filter(round=document.round).values_list("answered_at", flat=True))
        assert None not in asked
    acted: dict[Any, set[str]] = {document.made_by_id: {"draft"}}
    for opinion in said:
        if opinion.counts:
            acted.setdefault(opinion.by_id, set()).add(opinion.step)
    assert all(len(at) == 1 for at in acted.values())
    if document.number and document.state == "cancelled":
        assert document.number.void_why
    assert document.versions.last().text["body"] == document.body  # type: ignore[union-attr]
