"""`@action`: permission and region before the body, one transaction around it, the trail after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from youfu.kit.access import Permission, System
from youfu.kit.actions import ACTIONS, REACTIONS, Event, action, react
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent
from youfu.kit.scope import current


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    """Forget what a test declares."""
    actions, reactions = dict(ACTIONS), {code: list(answers) for code, answers in REACTIONS.items()}
    yield
    ACTIONS.clear()
    ACTIONS.update(actions)
    REACTIONS.clear()
    REACTIONS.update(reactions)


@pytest.fixture
def rename() -> Callable[..., Any]:
    """An action on a person that records two of its three keywords."""

    @action("test.rename", "改名", Permission.PEOPLE_EDIT, record=("name", "on"))
    def run(person: Any, *, name: str, on: date | None = None, secret: str = "", by: Any) -> Any:
        person.name = name
        person.save()
        if name == "不行":
            raise Refused("不能叫这个名字。")
        return person

    return run


class TestAction:
    def test_it_does_and_records(self, cast: Any, make_person: Callable[..., Any], rename: Any) -> None:
        person = make_person()
        assert (
            rename(person, name="王红军", on=date(2026, 11, 1), secret="330499", by=cast.clerk).name
            == "王红军"
        )
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.actor, event.actor_id) == ("test.rename", cast.clerk.label, cast.clerk.pk)
        assert (event.target_type, event.target_id) == ("people.person", str(person.pk))
        assert event.path == person.region_path
        assert event.changes == {"name": "王红军", "on": "2026-11-01"}

    def test_it_acts_on_the_row_as_it_is_now(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        stale = make_person()
        type(stale).objects.filter(pk=stale.pk).update(remarks="别人写的")
        rename(stale, name="王红军", by=cast.clerk)
        stale.refresh_from_db()
        assert (stale.name, stale.remarks) == ("王红军", "别人写的")

    def test_it_says_that_a_row_is_gone(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        person = make_person(account=False)
        copy = type(person).objects.get(pk=person.pk)
        person.delete()
        with pytest.raises(Stale, match="已不存在"):
            rename(copy, name="王红军", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "town"])
    def test_it_asks_for_the_permission_in_the_region_before_anything_is_done(
        self, cast: Any, make_person: Callable[..., Any], rename: Any, who: str
    ) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            rename(person, name="王红军", by=getattr(cast, who))
        person.refresh_from_db()
        assert person.name == "陈建国"
        assert not AuditEvent.objects.filter(action="test.rename").exists()

    def test_it_undoes_everything_when_refused(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        person = make_person()
        with pytest.raises(Refused):
            rename(person, name="不行", by=cast.clerk)
        person.refresh_from_db()
        assert person.name == "陈建国"
        assert not AuditEvent.objects.filter(action="test.rename").exists()

    def test_it_is_undone_when_it_cannot_be_recorded(
        self, cast: Any, make_person: Callable[..., Any], rename: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = make_person()

        def broken(*_: Any, **__: Any) -> None:
            raise RuntimeError("no trail")

        monkeypatch.setattr("youfu.kit.audit.record", broken)
        with pytest.raises(RuntimeError):
            rename(person, name="王红军", by=cast.clerk)
        person.refresh_from_db()
        assert person.name == "陈建国"

    def test_it_is_declared_once(self, rename: Any) -> None:
        with pytest.raises(ValueError, match="declared twice"):
            action("test.rename", "改名", Permission.PEOPLE_EDIT)

    def test_it_cannot_be_declared_without_a_permission(self) -> None:
        with pytest.raises(ValueError, match="not a valid Permission"):
            action("test.careless", "随便", "")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            action("test.careless", "随便")  # type: ignore[call-arg]
        assert "test.careless" not in ACTIONS

    def test_it_records_what_it_made_when_it_began_with_nothing(self, cast: Any) -> None:
        @action("test.make", "新建", Permission.PEOPLE_EDIT)
        def make(thing: None, *, by: Any) -> Any:
            return cast.village

        make(by=cast.clerk)
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.target_id) == ("test.make", str(cast.village.pk))

    def test_it_shares_the_request_number_with_what_it_calls(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        @action("test.twice", "两次", Permission.PEOPLE_EDIT)
        def twice(person: Any, *, by: Any) -> None:
            rename(person, name="王一", by=by)
            rename(person, name="王二", by=by)

        twice(make_person(), by=cast.clerk)
        events = AuditEvent.objects.order_by("-id")[:3]
        assert [e.action for e in events] == ["test.twice", "test.rename", "test.rename"]
        assert len({e.request_id for e in events}) == 1
        assert events[0].request_id


class TestReact:
    def test_it_answers_in_the_same_transaction_as_the_system(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        told: list[tuple[Event, Any]] = []

        @react("test.rename")
        def note(event: Event, *, by: Any) -> None:
            told.append((event, by))

        person = make_person()
        rename(person, name="王红军", by=cast.clerk)
        ((event, by),) = told
        assert (event.code, event.thing.pk, event.given["name"]) == ("test.rename", person.pk, "王红军")
        assert event.result == person
        assert isinstance(by, System)
        assert cast.clerk.label in by.label

    def test_it_undoes_the_action_when_it_refuses(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        @react("test.rename")
        def refuse(event: Event, *, by: Any) -> None:
            raise Refused("上面的模块不同意。")

        person = make_person()
        with pytest.raises(Refused, match="不同意"):
            rename(person, name="王红军", by=cast.clerk)
        person.refresh_from_db()
        assert person.name == "陈建国"

    def test_it_gives_the_database_back_to_whoever_acted(
        self, cast: Any, make_person: Callable[..., Any], rename: Any
    ) -> None:
        acted: list[str] = []

        def in_database() -> str:
            with connection.cursor() as cursor:
                cursor.execute("select current_setting('youfu.actor')")
                return str(cursor.fetchone()[0])

        @react("test.outer")
        def answer(event: Event, *, by: Any) -> None:
            rename(event.thing, name="王红军", by=by)
            acted.append(in_database())

        @action("test.outer", "外", Permission.PEOPLE_EDIT)
        def outer(person: Any, *, by: Any) -> None:
            acted.append(in_database())

        outer(make_person(), by=cast.clerk)
        assert acted == [cast.clerk.label, cast.clerk.label]
        assert current() is None
