"""What a reviewer looks for in a roll: how it differs from the month before, and what is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from youfu.modules.payments.models import Kind, Payout, Roll, RollLine
from youfu.modules.people.models import Person
from youfu.modules.people.queries import PersonQuerySet
from youfu.modules.standards.models import Programme

JUMP_PERCENT = 30

# This month's money of two rolls, person by person and programme by programme.
STEPS = f"""
    with a as (select person_id, programme_id, amount_fen from payments_rollline
               where roll_id = any(%(before)s) and kind = {Kind.CURRENT}),
         b as (select person_id, programme_id, amount_fen from payments_rollline
               where roll_id = %(roll)s and kind = {Kind.CURRENT})
    select count(*) filter (where a.person_id is null),
           coalesce(sum(b.amount_fen) filter (where a.person_id is null), 0)::bigint,
           count(*) filter (where b.person_id is null),
           coalesce(-sum(a.amount_fen) filter (where b.person_id is null), 0)::bigint,
           count(*) filter (where a.amount_fen <> b.amount_fen),
           coalesce(sum(b.amount_fen - a.amount_fen) filter (where a.amount_fen <> b.amount_fen), 0)::bigint,
           coalesce(sum(a.amount_fen), 0)::bigint
    from a full join b using (person_id, programme_id)
"""
JUMPED = f"""
    select b.person_id, b.programme_id from payments_rollline b join payments_rollline a using (person_id, programme_id)
    where a.roll_id = any(%(before)s) and b.roll_id = %(roll)s and a.kind = {Kind.CURRENT} and b.kind = {Kind.CURRENT}
      and abs(b.amount_fen - a.amount_fen) * 100 > {JUMP_PERCENT} * a.amount_fen
"""
CHANGED = f"""
    select b.person_id, b.programme_id from payments_rollline b join payments_rollline a using (person_id, programme_id)
    where a.roll_id = any(%(before)s) and b.roll_id = %(roll)s and a.kind = {Kind.CURRENT} and b.kind = {Kind.CURRENT}
      and a.amount_fen <> b.amount_fen
"""
STOPPED = f"""
    select person_id, programme_id from payments_rollline a
    where roll_id = any(%(before)s) and kind = {Kind.CURRENT} and not exists (
        select from payments_rollline b where b.roll_id = %(roll)s and a.person_id = b.person_id
        and a.programme_id = b.programme_id and b.kind = {Kind.CURRENT})
"""
ADDED = f"""
    select person_id, programme_id from payments_rollline b where roll_id = %(roll)s and kind = {Kind.CURRENT} and not exists (
        select from payments_rollline a where a.roll_id = any(%(before)s) and a.person_id = b.person_id
        and a.programme_id = b.programme_id and a.kind = {Kind.CURRENT})
"""
COMPARED = {"jump": JUMPED, "changed": CHANGED, "stopped": STOPPED, "added": ADDED}
SHARED = """
    select person_id from people_bankaccount where valid @> %s::date and number_index in (
        select number_index from people_bankaccount where valid @> %s::date group by number_index having count(*) > 1)
"""


@dataclass(frozen=True)
class Steps:
    """From last month's money to this month's: people and fen of each step."""

    before: int
    added: tuple[int, int]
    stopped: tuple[int, int]
    changed: tuple[int, int]


def rolls_before(roll: Roll) -> QuerySet[Roll]:
    """The approved rolls of the month before; none for a month's second roll, which only adds to its first."""
    rows = Roll._default_manager.filter(county_id=roll.county_id, month=roll.month - 1)
    return rows.exclude(state=Roll.State.DRAFT) if roll.number == 1 else rows.none()


def steps(roll: Roll, before: list[int]) -> Steps | None:
    """None when the month before was not rolled here."""
    if not before:
        return None
    with connection.cursor() as cursor:
        cursor.execute(STEPS, {"roll": roll.pk, "before": before})
        n_new, f_new, n_end, f_end, n_change, f_change, total = cursor.fetchone()
    return Steps(total, (n_new, f_new), (n_end, f_end), (n_change, f_change))


@dataclass(frozen=True)
class Wanted:
    """What of a roll is looked at: everybody (only=""), lines of one kind, or what a reviewer should look at; of one programme
    where one is named. `before` are the rolls of the month before."""

    roll: Roll
    before: list[int]
    only: str = ""
    programme: Programme | None = None

    @property
    def compared(self) -> bool:
        return self.only in COMPARED and bool(self.before)

    def lines(self) -> QuerySet[RollLine]:
        """Lines among which it is; of who was stopped, what they had a month ago."""
        gone = self.compared and self.only == "stopped"
        rows = RollLine._default_manager.filter(roll__in=self.before if gone else [self.roll.pk])
        rows = rows.filter(programme=self.programme) if self.programme else rows
        if self.only in ("current", "arrears", "recovery"):
            return rows.filter(kind=Kind[self.only.upper()])
        return rows.filter(kind=Kind.CURRENT) if self.compared else rows

    def pairs(self) -> set[tuple[int, int]]:
        """(person, programme) of what differs from the month before."""
        found = _rows(COMPARED[self.only], {"roll": self.roll.pk, "before": self.before})
        return {(who, what) for who, what in found if self.programme is None or what == self.programme.pk}


def people_of(wanted: Wanted) -> PersonQuerySet:
    """The people of what is looked at."""
    people, only = PersonQuerySet(Person), wanted.only
    day = timezone.localdate(wanted.roll.computed_at)
    if wanted.compared:
        return people.filter(pk__in={person for person, _programme in wanted.pairs()})
    if only in COMPARED and only != "added":
        return people.none()
    found = people.filter(pk__in=wanted.lines().values("person"))
    if only == "noaccount":
        return found.exclude(bankaccounts__valid__contains=day)
    if only == "shared":
        return found.filter(pk__in=[pk for (pk,) in _rows(SHARED, [day, day])])
    if only == "unpaid":
        return found.exclude(
            pk__in=Payout._default_manager.filter(bank_file__roll=wanted.roll).values("person")
        )
    return found


def lines_to_take(wanted: Wanted, people: PersonQuerySet) -> Iterator[RollLine]:
    """The lines looked at of some people, with whom they are for, read in pieces."""
    rows = wanted.lines().filter(person__in=people.values("pk"))
    rows = rows.select_related("person__household_region__parent", "programme", "roll")
    taken = rows.order_by("person_id", "programme_id", "-for_month").iterator(chunk_size=2000)
    if not wanted.compared:
        return taken
    pairs = wanted.pairs()
    return (line for line in taken if (line.person_id, line.programme_id) in pairs)


def _rows(sql: str, given: Any) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def unverified_rates(roll: Roll) -> dict[int, str]:
    """Rate id → document, of every unverified standard the roll uses."""
    return {
        line["rate_id"]: line["document_number"] or line["document_title"]
        for price in roll.prices.values_list("price", flat=True)
        for line in price["lines"]
        if not line["verified"] and line["rate_id"]
    }


def sums(people: list[Any], rolls: list[int]) -> dict[int, int]:
    """Person id → fen of this month's money in some rolls."""
    rows = RollLine._default_manager.filter(roll__in=rolls, person__in=people, kind=Kind.CURRENT)
    return dict(
        rows.values("person_id").annotate(fen=Sum("amount_fen")).values_list("person_id", "fen").order_by()
    )


def lines_of(people: list[Any], roll: Roll) -> Iterator[RollLine]:
    """Lines of some people with programme and price, the newest month first."""
    rows = RollLine._default_manager.filter(roll=roll, person__in=people)
    return iter(rows.select_related("programme", "price").order_by("person_id", "-for_month", "programme_id"))


def history(person: Person) -> list[dict[str, Any]]:
    """What each roll held for a person, newest first: roll and fen."""
    rows = (
        RollLine._default_manager.filter(person=person)
        .values("roll_id")
        .annotate(fen=Sum("amount_fen"))
        .order_by()
    )
    found = {row["roll_id"]: row["fen"] for row in rows}
    rolls = (
        Roll._default_manager.filter(pk__in=found).select_related("bank_file").order_by("-month", "-number")
    )
    return [{"roll": roll, "fen": found[roll.pk]} for roll in rolls]
