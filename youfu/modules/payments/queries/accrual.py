"""Price the distinct, join the many; accrue the difference (architecture §2).

For one month: SQL groups the entitlements in force into profiles, `rules` prices each profile once, SQL joins the prices back and
subtracts what was already posted. Temporary tables carry it, all dropped with the transaction:

    accrual_person   (person_id, key, several)   one row a person; key = programme and terms of the only entitlement
    accrual_several  (person_id, codes)          people with more than one, and all their programmes and terms
    accrual_set      (codes, key, people)        the distinct ones of those, with a negative key
    accrual_price    (key, programme_id, fen, price_id)
    accrual_stopped  (key)                       profiles without a price: their people are left untouched
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from youfu.modules.entitlements.models import Entitlement, Terms
from youfu.modules.standards.models import Programme
from youfu.rules.pricing import Price, Tariff, Unpriceable
from youfu.rules.pricing import Terms as PricedTerms

Profile = tuple[PricedTerms, ...]
Keep = Callable[[int, list[Price]], list[int | None]]

IN_FORCE = """
    from entitlements_entitlement e
    where e.county_id = %(county)s and e.months @> %(month)s::int
      and (e.closed_before is null or e.closed_before <= %(month)s)
"""
# In a month that was settled elsewhere for one benefit of a person, but not for another: both say who excludes whom.
IN_FORCE_CLOSED_TOO = f"""
    from entitlements_entitlement e
    where e.county_id = %(county)s and e.months @> %(month)s::int and e.person_id in (select e.person_id {IN_FORCE})
"""
CLOSED = """
    select person_id, programme_id from entitlements_entitlement
    where closed_before > %(month)s and months @> %(month)s::int
"""
CODE = "(e.programme_id::bigint << 32 | e.terms_id)"
# Debit 1 is EXPENSE: what was accrued for people, whoever paid it. What is paid once is no roll's to compare or take back.
REGULAR = "debit = 1 and subject not in (select number from standards_programme where not regular)"
POSTED = f"""
    select party, subject, sum(amount_fen)::bigint fen from kit_entry
    where for_month = %(month)s and {REGULAR} %(among)s group by party, subject
"""
DUE = """
    select p.person_id, m.programme_id, m.fen, m.price_id
    from accrual_person p join accrual_price m using (key) where not p.several
    union all
    select v.person_id, m.programme_id, m.fen, m.price_id
    from accrual_several v join accrual_set s using (codes) join accrual_price m on m.key = s.key
"""
STOPPED = """
    select p.person_id from accrual_person p join accrual_stopped using (key) where not p.several
    union all
    select v.person_id from accrual_several v join accrual_set s using (codes) join accrual_stopped x on x.key = s.key
"""


@dataclass(frozen=True)
class Stopped:
    """A profile that could not be priced: how many people wait, for which month, and the sentence that says why."""

    month: int
    programme: str
    people: int
    reason: str


@dataclass
class Accrual:
    """The pricing of one county, month after month. `keep` stores prices and gives their ids (or None)."""

    county: str
    tariff: Tariff
    keep: Keep
    stopped: list[Stopped] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._codes = dict(Programme.objects.values_list("number", "code"))
        self._numbers = {code: number for number, code in self._codes.items()}
        self._terms = {t.pk: t for t in Terms.objects.all()}
        self._closed_before = Entitlement.objects.aggregate(month=Max("closed_before"))["month"] or 0

    def difference(self, month: int, only: str | None = None) -> str:
        """Prepare a month (index) and return the SELECT of its differences.

        `only` is a SELECT of person ids; without it everybody. Columns: person_id, programme_id, amount_fen, due_fen, price_id.
        """
        closed = month < self._closed_before
        self._group(month, only, IN_FORCE_CLOSED_TOO if closed else IN_FORCE)
        self._price(month)
        due = DUE
        if closed:  # what was settled elsewhere is not ours to pay
            due = f"select * from ({DUE}) a where (person_id, programme_id) not in ({CLOSED % {'month': month}})"
        if only is None and not self._posted(month):
            return (
                f"select person_id, programme_id, fen as amount_fen, fen as due_fen, price_id from ({due}) d"
            )
        among = f"and party in ({only})" if only else ""
        return f"""
            select coalesce(d.person_id, b.party) person_id, coalesce(d.programme_id, b.subject) programme_id,
                   coalesce(d.fen, 0) - coalesce(b.fen, 0) amount_fen, coalesce(d.fen, 0) due_fen, d.price_id
            from ({due}) d
            full join ({POSTED % {"month": month, "among": among}}) b on b.party = d.person_id and b.subject = d.programme_id
            where coalesce(d.fen, 0) <> coalesce(b.fen, 0)
              and coalesce(d.person_id, b.party) not in ({STOPPED})
        """

    def _posted(self, month: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select exists (select from kit_entry where for_month = %s and {REGULAR})", [month]
            )
            return bool(cursor.fetchone()[0])

    def _group(self, month: int, only: str | None, in_force: str) -> None:
        """One row a person; those with several entitlements again with a (negative) key for the whole set."""
        given: dict[str, str | int] = {"county": self.county, "month": month}
        force = in_force + (f" and e.person_id in ({only})" if only else "")
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists accrual_person, accrual_several, accrual_set")
            cursor.execute(
                f"create temp table accrual_person on commit drop as"
                f" select e.person_id, min{CODE} as key, count(*) > 1 as several {force} group by e.person_id",
                given,
            )
            cursor.execute("analyze accrual_person")
            cursor.execute(
                f"create temp table accrual_several on commit drop as"
                f" select e.person_id, array_agg({CODE} order by {CODE}) codes {force}"
                " and e.person_id in (select person_id from accrual_person where several) group by e.person_id",
                given,
            )
            cursor.execute(
                "create temp table accrual_set on commit drop as"
                " select codes, -row_number() over (order by codes) as key, count(*) people from accrual_several group by codes"
            )
            cursor.execute("analyze accrual_several; analyze accrual_set")

    def _price(self, month: int) -> None:
        """Price each distinct profile once and lay the prices out for the join."""
        priced: list[tuple[int, Price]] = []
        halted: list[int] = []
        for key, codes, people in self._distinct():
            profile = tuple(self._term(code) for code in codes)
            try:
                priced.append((key, self.tariff.price(profile, month)))
            except Unpriceable as problem:
                halted.append(key)
                self.stopped.append(Stopped(month, problem.programme, people, str(problem)))
        kept = self.keep(month, [price for _, price in priced])
        self._lay_out(zip(priced, kept, strict=True), halted)

    def _distinct(self) -> list[tuple[int, list[int], int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select key, array[key], count(*) from accrual_person where not several group by key"
                " union all select key, codes, people from accrual_set order by 1"
            )
            return cursor.fetchall()

    def _term(self, code: int) -> PricedTerms:
        return self._terms[code & 0xFFFFFFFF].priced(self._codes[code >> 32])

    def _lay_out(self, rows: Iterable[tuple[tuple[int, Price], int | None]], halted: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists accrual_price, accrual_stopped")
            cursor.execute(
                "create temp table accrual_price (key bigint, programme_id smallint, fen bigint, price_id bigint)"
                " on commit drop"
            )
            cursor.execute("create temp table accrual_stopped (key bigint) on commit drop")
            cursor.executemany(
                "insert into accrual_price values (%s, %s, %s, %s)",
                [
                    (key, self._numbers[programme], fen, kept)
                    for (key, price), kept in rows
                    for programme, fen in price.by_programme.items()
                    if fen
                ],
            )
            cursor.executemany("insert into accrual_stopped values (%s)", [(key,) for key in halted])
            cursor.execute("analyze accrual_price; analyze accrual_stopped")
