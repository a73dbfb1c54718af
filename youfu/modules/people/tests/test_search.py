"""Finding people: what a clerk may type, and where the search may look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection

from youfu.kit.access import Permission
from youfu.modules.people.models import Person
from youfu.modules.people.pages.people import GROUPS, in_category

Maker = Callable[..., Person]


def plan_of(rows: Any, *without: str) -> str:
    """How PostgreSQL would read these rows. A small table is sorted and read whole for nothing: only without such means does
    the planner show whether an index could."""
    sql, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        for means in ("seqscan", "bitmapscan", *without):
            cursor.execute(f"set local enable_{means} = off")
        cursor.execute(f"explain {sql}", given)
        return " ".join(line for (line,) in cursor.fetchall())


def named(rows: Iterable[Person]) -> set[str]:
    return {person.name for person in rows}


@pytest.fixture
def people(make_person: Maker) -> None:
    for name in ("王建国", "王爱民", "万长根", "汪加福", "吴安娜", "单建国", "欧阳建军"):
        make_person(name)
    make_person("王建军", village="330483101")


@pytest.mark.usefixtures("people")
class TestMatching:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("wj", {"王建国", "王建军", "汪加福"}),
            ("wjg", {"王建国"}),
            ("WA", {"王建国", "王建军", "王爱民", "万长根", "汪加福", "吴安娜"}),  # pinyin wa…, and the initials w a
            ("wang jian", {"王建国", "王建军"}),
            ("sjg", {"单建国"}),  # a surname is read Shan, not Dan
            ("dan", set()),
            ("oyj", {"欧阳建军"}),
            ("王", {"王建国", "王建军", "王爱民"}),
            ("王 建", {"王建国", "王建军"}),
            ("建国", set()),  # the beginning of a name, not its middle
            ("w%", set()),
        ],
    )  # fmt: skip
    def test_it_understands_what_a_clerk_types(self, text: str, found: set[str]) -> None:
        assert named(Person.objects.matching(text)) == found

    def test_it_finds_one_by_the_whole_number_only(self) -> None:
        person = Person.objects.get(name="汪加福")
        number = person.id_number.reveal()
        assert list(Person.objects.matching(number)) == [person]
        assert not Person.objects.matching(number[:17])

    def test_it_gives_the_order_of_the_list_from_an_index(self) -> None:
        """Whatever the locale of the server: without it a page of a million people is a sort of a million rows."""
        plan = plan_of(Person.objects.matching("w").order_by("pinyin", "id").values("pk"), "sort")
        assert "Index Only Scan using person_pinyin" in plan
        assert "Sort" not in plan

    @pytest.mark.parametrize("group", GROUPS)
    def test_it_tells_from_an_index_alone_who_holds_a_category(self, group: str) -> None:
        """A town of 90,000 is asked one by one; with the rows of the table to read it would take three times as long."""
        with connection.cursor() as cursor:  # a small table is read by any index: leave one
            cursor.execute("drop index identity_category")
            cursor.execute("alter table people_identity drop constraint identity_once_at_a_time")
        person = Person.objects.order_by().filter(pk=Person.objects.get(name="汪加福").pk)
        plan = plan_of(in_category(person, group).values("pk"))
        assert "Index Only Scan using identity_person" in plan


@pytest.mark.usefixtures("people")
class TestUnder:
    def test_it_selects_nobody_without_a_region(self) -> None:
        assert not Person.objects.within(())

    def test_it_selects_everybody_under_the_nation(self) -> None:
        assert Person.objects.within(["/"]).count() == 8

    def test_it_shows_each_their_own_region_and_a_stranger_nobody(self, cast: Any) -> None:
        def seen(actor: Any) -> set[str]:
            return named(Person.objects.visible_to(actor, Permission.PEOPLE_VIEW))

        assert "王建军" in seen(cast.clerk)
        assert "王建军" not in seen(cast.town)
        assert seen(cast.stranger) == set()

    def test_it_selects_nobody_in_a_division_that_does_not_exist(self) -> None:
        assert named(Person.objects.in_region("330483101000")) == {"王建军"}
        assert not Person.objects.in_region("999999999999")
