"""Delivering: to bodies, people and groups, once each; forwarding; taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from youfu.kit import clock
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent
from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.delivering import Recipients, deliver, forward, set_reply_form, withdraw
from youfu.modules.documents.actions.grouping import delete_group, edit_group, make_group
from youfu.modules.documents.models import Delivery, OfficialDocument, RecipientGroup
from youfu.modules.documents.tests.delivering import FORM, issued, send, villages_of
from youfu.modules.organisations.models import Organisation
from youfu.rules.reply_form import declare


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


class TestDeliver:
    def test_it_goes_to_bodies_and_to_people(self, document: Any, cast: Any) -> None:
        day = clock.today() + timedelta(days=7)
        rows = send(document, cast, cast.town.organisation, cast.finance, wants="reply", due_on=day)
        assert [(r.organisation, r.user, r.wants, r.due_on) for r in rows] == [
            (cast.town.organisation, None, "reply", day),
            (cast.finance.organisation, cast.finance, "reply", day),
        ]

    def test_it_reaches_every_body_of_the_county_in_one_event(
        self, document: Any, county: Any, cast: Any
    ) -> None:
        stations = list(Organisation.objects.filter(kind="station", region__path__startswith=county.path))
        assert len(stations) == 232
        before = AuditEvent.objects.count()
        assert deliver(document, to=Recipients(stations), by=cast.office) == 232
        assert AuditEvent.objects.count() == before + 1
        assert "232" in AuditEvent.objects.latest("pk").changes["to"]

    def test_it_delivers_once_however_often_it_is_asked(self, document: Any, cast: Any) -> None:
        send(document, cast, cast.town.organisation)
        to = Recipients([cast.town.organisation, cast.village.organisation, cast.village.organisation])
        assert deliver(document, to=to, by=cast.office) == 1
        assert document.deliveries.count() == 2

    @pytest.mark.parametrize("state", ["issue", "withdrawn"])
    def test_it_waits_until_it_is_issued(self, county: Any, cast: Any, state: str) -> None:
        ended = date(2026, 11, 20) if state == "withdrawn" else None
        early = issued(county, cast, state=state, ended_on=ended)
        with pytest.raises(Refused, match="印发后"):
            deliver(early, to=Recipients([cast.town.organisation]), by=cast.office)

    @pytest.mark.parametrize(
        ("state", "may"), [("propose", False), ("instruct", False), ("handle", True), ("done", True)]
    )
    def test_it_passes_on_what_came_in_once_the_leader_said_so(
        self, received: Callable[..., Any], cast: Any, state: str, may: bool
    ) -> None:
        document = received(state=state)
        to = Recipients([cast.town.organisation])
        if may:
            assert deliver(document, to=to, by=cast.office) == 1
        else:
            with pytest.raises(Refused):
                deliver(document, to=to, by=cast.office)

    def test_it_refuses_nobody_yesterday_and_outside(self, document: Any, cast: Any) -> None:
        yesterday = clock.today() - timedelta(days=1)
        wrong = (
            (Recipients(), "至少选择"),
            (Recipients([cast.town.organisation], due_on=yesterday), "已经过去"),
            (Recipients([cast.town.organisation], wants="read"), "请选择要求"),
            (Recipients([cast.stranger.organisation]), "不在本辖区"),
            (Recipients((), [cast.stranger]), "不能签收"),
            (Recipients((), [cast.sysadmin]), "不能签收"),
        )
        for to, sentence in wrong:
            with pytest.raises(Refused, match=sentence):
                deliver(document, to=to, by=cast.office)
        assert not document.deliveries.exists()

    @pytest.mark.parametrize("who", ["clerk", "leader", "town", "village", "auditor", "stranger"])
    def test_it_is_the_offices(self, document: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            deliver(document, to=Recipients([cast.town.organisation]), by=getattr(cast, who))


class TestReplyForm:
    def test_it_is_declared_with_the_document(self, document: Any, cast: Any) -> None:
        made = set_reply_form(document, form=declare(FORM), by=cast.office)
        assert [c["title"] for c in made.reply_form["columns"]] == ["慰问人数", "慰问金", "方式"]
        assert set_reply_form(document, form=None, by=cast.office).reply_form == []

    def test_it_stays_once_somebody_answered(self, document: Any, cast: Any) -> None:
        (row,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply")
        reply(row, rows=[{"c1": "3"}], by=cast.town)
        with pytest.raises(Refused, match="不能再改"):
            set_reply_form(document, form=None, by=cast.office)
        document.refresh_from_db()
        assert set_reply_form(document, form=declare(FORM), by=cast.office)

    def test_it_is_the_offices(self, document: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            set_reply_form(document, form=None, by=cast.stranger)


class TestForward:
    @pytest.fixture
    def row(self, document: Any, cast: Any) -> Delivery:
        due = clock.today() + timedelta(days=10)
        (made,) = send(document, cast, cast.town.organisation, wants="reply", due_on=due)
        done: Delivery = sign_for(made, by=cast.town)
        return done

    def test_it_reaches_the_villages_no_later_than_the_town(self, row: Delivery, cast: Any) -> None:
        below = villages_of(cast.town)
        assert forward(row, to=below, words="请于周五前办结", by=cast.town) == len(below)
        made = Delivery.objects.filter(parent=row)
        assert {(d.wants, d.due_on, d.words, d.delivered_by) for d in made} == {
            ("reply", row.due_on, "请于周五前办结", cast.town)
        }
        assert forward(row, to=below[:3], by=cast.town) == 0
        assert made.count() == len(below)

    def test_it_may_be_due_earlier(self, row: Delivery, cast: Any) -> None:
        assert row.due_on
        forward(row, to=villages_of(cast.town)[:1], due_on=row.due_on - timedelta(days=3), by=cast.town)
        assert Delivery.objects.get(parent=row).due_on == row.due_on - timedelta(days=3)

    def test_it_refuses_later_days_and_other_bodies(self, row: Delivery, cast: Any) -> None:
        assert row.due_on
        village = villages_of(cast.town)[:1]
        with pytest.raises(Refused, match="不能晚于"):
            forward(row, to=village, due_on=row.due_on + timedelta(days=1), by=cast.town)
        with pytest.raises(Refused, match="已经过去"):
            forward(row, to=village, due_on=clock.today() - timedelta(days=1), by=cast.town)
        with pytest.raises(Refused, match="下级"):
            forward(row, to=[cast.finance.organisation], by=cast.town)
        with pytest.raises(Refused, match="下级"):
            forward(row, to=[], by=cast.town)

    def test_it_asks_to_sign_first(self, county: Any, cast: Any) -> None:
        (row,) = send(issued(county, cast, "另一份"), cast, cast.town.organisation)
        with pytest.raises(Refused, match="先签收"):
            forward(row, to=villages_of(cast.town), by=cast.town)

    def test_it_is_the_towns_own(self, row: Delivery, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="只能由收文的单位"):
            forward(row, to=villages_of(cast.town), by=cast.office)
        with pytest.raises(PermissionDenied):
            forward(row, to=villages_of(cast.town), by=cast.stranger)
        (named,) = send(issued(county, cast, "另一份"), cast, cast.town)
        with pytest.raises(Refused, match="送给个人"):
            forward(sign_for(named, by=cast.town), to=villages_of(cast.town), by=cast.town)


class TestWithdraw:
    def test_it_takes_back_from_everybody_and_keeps_the_times(self, document: Any, cast: Any) -> None:
        town, finance = send(document, cast, cast.town.organisation, cast.finance)
        forward(sign_for(town, by=cast.town), to=villages_of(cast.town), by=cast.town)
        withdraw(document, why="附件金额有误", by=cast.office)
        document.refresh_from_db()
        assert document.state == "withdrawn"
        assert not document.deliveries.filter(withdrawn_at=None).exists()
        town.refresh_from_db()
        assert town.signed_at is not None
        assert document.opinions.get(verb="withdraw").text == "附件金额有误"
        for late in (
            lambda: sign_for(finance, by=cast.finance),
            lambda: reply(town, text="好", by=cast.town),
        ):
            with pytest.raises(Refused, match="撤回"):
                late()
        with pytest.raises(Stale):
            withdraw(document, why="再一次", by=cast.office)

    def test_it_names_what_takes_its_place(self, document: Any, county: Any, cast: Any) -> None:
        new = issued(county, cast, "重新印发")
        withdraw(document, why="数字有误", replacement=new, by=cast.office)
        new.refresh_from_db()
        assert new.replaces == document

    def test_it_refuses_without_a_reason_or_with_a_wrong_replacement(
        self, document: Any, county: Any, cast: Any
    ) -> None:
        with pytest.raises(Refused, match="原因"):
            withdraw(document, why="  ", by=cast.office)
        gone = issued(county, cast, "已撤", state="withdrawn")
        other = issued(county, cast, "别的", replaces=gone)
        for wrong in (document, gone, other):
            with pytest.raises(Refused), transaction.atomic():
                withdraw(document, why="有误", replacement=wrong, by=cast.office)
        document.refresh_from_db()
        assert document.state == "issued"

    def test_it_takes_back_what_came_in_and_was_passed_on(
        self, received: Callable[..., Any], cast: Any
    ) -> None:
        document = received(state="handle")
        with pytest.raises(Refused, match="没有传达"):
            withdraw(document, why="错传", by=cast.office)
        (row,) = send(document, cast, cast.town.organisation)
        withdraw(document, why="错传", by=cast.office)
        row.refresh_from_db()
        assert row.withdrawn_at is not None
        assert OfficialDocument.objects.get(pk=document.pk).state == "handle"

    @pytest.mark.parametrize("who", ["clerk", "town", "stranger"])
    def test_it_is_the_offices(self, document: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            withdraw(document, why="有误", by=getattr(cast, who))


class TestGroups:
    def test_it_is_made_changed_and_taken_away(self, county: Any, cast: Any) -> None:
        two = [cast.town.organisation, cast.village.organisation]
        group = make_group(county, name=" 试点 ", organisations=two, by=cast.office)
        assert (group.name, set(group.organisations.all())) == ("试点", set(two))
        edit_group(group, name="试点镇", organisations=two[:1], by=cast.office)
        assert list(group.organisations.all()) == two[:1]
        delete_group(group, by=cast.office)
        assert not RecipientGroup.objects.exists()

    def test_it_refuses_a_second_of_the_name_an_empty_one_and_strangers(self, county: Any, cast: Any) -> None:
        make_group(county, name="试点", organisations=[cast.town.organisation], by=cast.office)
        for name, bodies in (
            ("试点", [cast.town.organisation]), ("空", []), (" ", [cast.town.organisation]),
            ("外县", [cast.stranger.organisation]),
        ):  # fmt: skip
            with pytest.raises(Refused):
                make_group(county, name=name, organisations=bodies, by=cast.office)

    def test_it_is_the_offices(self, county: Any, cast: Any) -> None:
        group = make_group(county, name="试点", organisations=[cast.town.organisation], by=cast.office)
        for attempt in (
            lambda by: make_group(county, name="x", organisations=[cast.town.organisation], by=by),
            lambda by: edit_group(group, name="x", organisations=[cast.town.organisation], by=by),
            lambda by: delete_group(group, by=by),
        ):
            for who in (cast.stranger, cast.town):
                with pytest.raises(PermissionDenied):
                    attempt(who)


class TestTable:
    """What the database refuses, whatever the program does."""

    @pytest.fixture
    def row(self, document: Any, cast: Any) -> Delivery:
        (made,) = send(document, cast, cast.town.organisation)
        return sign_for(made, by=cast.town)

    def test_it_sets_each_time_once(self, document: Any, cast: Any) -> None:
        """Each value would be in order; only that there is one already forbids it."""
        (row,) = send(document, cast, cast.town.organisation, wants="reply")
        reply(row, text="已办", by=cast.town)
        chosen = Delivery.objects.filter(pk=row.pk)
        chosen.update(escalated_at=clock.now())
        row.refresh_from_db()
        for values in (
            {"opened_at": row.delivered_at}, {"opened_by": cast.office}, {"signed_at": clock.now(), "replied_at": clock.now()},
            {"signed_by": cast.office}, {"replied_at": clock.now()}, {"replied_at": None}, {"escalated_at": clock.now()},
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                chosen.update(**values)

    def test_it_keeps_the_order_of_times(self, row: Delivery, cast: Any, county: Any) -> None:
        (other,) = send(issued(county, cast, "另一份"), cast, cast.town.organisation)
        early = other.delivered_at - timedelta(days=1)
        for values in (
            {"signed_at": clock.now(), "signed_by": cast.town},
            {"replied_at": clock.now()},
            {"opened_at": early, "opened_by": cast.town},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Delivery.objects.filter(pk=other.pk).update(**values)

    def test_it_is_never_deleted_and_stays_whose_it_is(self, row: Delivery, cast: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(organisation=cast.village.organisation)
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(
                document=row.document, organisation=row.organisation, delivered_by=cast.office
            )
