"""Answering: whoever is on duty opens, signs and replies, each once; nobody else does."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.documents.actions.answering import note_opening, reply, sign_for
from youfu.modules.documents.actions.delivering import withdraw
from youfu.modules.documents.models import Delivery, Reply
from youfu.modules.documents.tests.delivering import FORM, issued, send
from youfu.modules.organisations.models import User


@pytest.fixture
def row(county: Any, cast: Any) -> Delivery:
    made: list[Delivery] = send(issued(county, cast), cast, cast.town.organisation, form=FORM, wants="reply")
    return made[0]


class TestOpenAndSign:
    def test_it_keeps_who_was_first(self, row: Delivery, cast: Any) -> None:
        colleague = User.objects.create(username="town2", name="接班人", organisation=cast.town.organisation)
        colleague.grants.create(
            role="town_reviewer", region=cast.town.organisation.region, valid=("2020-01-01", None)
        )
        opened = note_opening(row, by=cast.town)
        again = note_opening(row, by=colleague)
        assert (again.opened_at, again.opened_by) == (opened.opened_at, cast.town)
        signed = sign_for(row, by=colleague)
        again = sign_for(row, by=cast.town)
        assert (again.signed_at, again.signed_by) == (signed.signed_at, colleague)

    def test_it_signs_what_was_not_opened_yet(self, row: Delivery, cast: Any) -> None:
        done = sign_for(row, by=cast.town)
        assert done.opened_by == done.signed_by == cast.town

    def test_it_is_for_the_offices_own_people(self, row: Delivery, cast: Any) -> None:
        for act in (note_opening, sign_for, lambda r, by: reply(r, text="好", rows=[{"c1": "1"}], by=by)):
            for other in (cast.office, cast.clerk, cast.leader):
                with pytest.raises(Refused, match="只能由收文的单位或本人"):
                    act(row, by=other)
            for other in (cast.village, cast.stranger):
                with pytest.raises(PermissionDenied):
                    act(row, by=other)
        row.refresh_from_db()
        assert row.opened_at is None

    def test_it_is_for_the_person_when_sent_by_name(self, county: Any, cast: Any) -> None:
        (row,) = send(issued(county, cast, "送本人"), cast, cast.clerk)
        for colleague in (cast.reviewer, cast.records):
            with pytest.raises(Refused, match="陈雨婷"):
                sign_for(row, by=colleague)
        assert sign_for(row, by=cast.clerk).signed_by == cast.clerk


class TestReply:
    def test_it_keeps_values_and_signs(self, row: Delivery, cast: Any) -> None:
        made = reply(row, text=" 已办 ", rows=[{"c1": "12", "c2": "600.5", "c3": "上门"}], by=cast.town)
        assert (made.text, made.rows) == ("已办", [{"c1": 12, "c2": 60050, "c3": "上门"}])
        row.refresh_from_db()
        assert row.finished
        assert row.replied_at is not None
        assert row.signed_at is not None
        assert row.replied_at >= row.signed_at

    def test_it_is_one_answer_however_often_it_is_sent(self, row: Delivery, cast: Any) -> None:
        first = reply(row, rows=[{"c1": "12"}], by=cast.town)
        assert reply(row, rows=[{"c1": "12"}], by=cast.town) == first
        row.refresh_from_db()
        when = row.replied_at
        second = reply(row, rows=[{"c1": "13"}], by=cast.town)
        row.refresh_from_db()
        assert (second.order, Reply.objects.count(), row.replied_at) == (2, 2, when)

    @pytest.mark.parametrize(
        ("given_", "sentence"),
        [
            ({"rows": [{"c1": "三个"}]}, "“慰问人数”要填整数"),
            ({"rows": [{}]}, "要填写"),
            ({"rows": [{"c1": "1", "c2": "1.234"}]}, "最多两位小数"),
            ({"rows": [{"c1": "1", "c3": "微信"}]}, "选择"),
            ({"rows": [{"c1": "1"}, {"c1": "2"}]}, "行数"),
            ({"rows": [{"c1": "1"}], "text": "长" * 2001}, "最多 2000 字"),
            ({"rows": [{"c1": "1"}], "text": "机密★1年"}, "涉密"),
        ],
    )
    def test_it_says_what_to_correct(
        self, row: Delivery, cast: Any, given_: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            reply(row, **given_, by=cast.town)
        assert not Reply.objects.exists()

    def test_it_needs_something_and_to_be_asked(self, county: Any, cast: Any) -> None:
        only_sign, asked = (
            send(issued(county, cast, wants), cast, cast.town.organisation, wants=wants)[0]
            for wants in ("sign", "reply")
        )
        with pytest.raises(Refused, match="只要求签收"):
            reply(only_sign, text="好", by=cast.town)
        with pytest.raises(Refused, match="请填写"):
            reply(asked, text="  ", by=cast.town)

    def test_it_takes_a_file_through_the_door(self, row: Delivery, cast: Any) -> None:
        picture = pytest.importorskip("youfu.kit.tests.papers")
        file = io.BytesIO(picture.picture())
        file.name = "回执.jpg"
        made = reply(row, rows=[{"c1": "1"}], file=file, by=cast.town)
        assert made.attachments.get().name == "回执.jpg"
        bad = io.BytesIO(b"MZ\x90\x00")
        bad.name = "回执.exe"
        with pytest.raises(Refused):
            reply(row, rows=[{"c1": "2"}], file=bad, by=cast.town)
        assert Reply.objects.count() == AuditEvent.objects.filter(action="documents.reply").count() == 1


VERBS: dict[str, Callable[..., Any]] = {
    "open": lambda row, cast: note_opening(row, by=cast.town),
    "sign": lambda row, cast: sign_for(row, by=cast.town),
    "reply": lambda row, cast: reply(row, text="好", rows=[{"c1": "1"}], by=cast.town),
    "correct": lambda row, cast: reply(row, text="改", rows=[{"c1": "2"}], by=cast.town),
    "stranger": lambda row, cast: sign_for(row, by=cast.office),
    "withdraw": lambda row, cast: withdraw(row.document, why="有误", by=cast.office),
}
TIMES = ("delivered_at", "opened_at", "signed_at", "replied_at")


class TestAnyOrder:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(verbs=st.lists(st.sampled_from(sorted(VERBS)), max_size=8))
    def test_it_keeps_times_in_order_and_sets_each_once(
        self, county: Any, cast: Any, verbs: list[str]
    ) -> None:
        document = issued(county, cast)
        (row,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply")
        gone, before = False, {name: getattr(row, name) for name in (*TIMES, "withdrawn_at")}
        for verb in verbs:
            try:
                VERBS[verb](row, cast)
                refused = False
            except Refused:
                refused = True
            assert refused == (gone or verb == "stranger")
            gone = gone or verb == "withdraw"
            row.refresh_from_db()
            now = {name: getattr(row, name) for name in before}
            assert all(now[name] == value for name, value in before.items() if value is not None)
            set_ = [now[name] for name in TIMES]
            assert None not in set_[: sum(t is not None for t in set_)]
            assert [t for t in set_ if t] == sorted(t for t in set_ if t)
            before = now
        assert row.delivered_at <= clock.now() + timedelta(seconds=1)
