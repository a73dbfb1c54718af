"""Why a person gets what they get in a month: every line with its rate, unit, quantity, document and article, and with the
recognition 认定 that the right to it rests on (the number of the application, or the document)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from youfu.modules.entitlements.models import Entitlement, OneOff
from youfu.modules.organisations.models import Region
from youfu.modules.payments.models import Kind, Roll, RollLine
from youfu.modules.people.models import Person
from youfu.modules.standards.queries import tariff
from youfu.rules import periods
from youfu.rules.pricing import Unpriceable

KINDS = {Kind.CURRENT: "current", Kind.ARREARS: "arrears", Kind.RECOVERY: "recovery"}


@dataclass(frozen=True)
class Explanation:
    """What a person is paid in a month (fen). `roll` is the roll it comes from; without one it is what would be due.

    `once` are one-off benefits posted in the month, beside the total of the regular ones.
    """

    person: Person
    month: int
    total_fen: int
    lines: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    roll: Roll | None = None
    problem: str = ""
    once: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "person": self.person.name,
            "month": periods.month_text(self.month),
            "total_fen": self.total_fen,
            "lines": self.lines,
            "excluded": self.excluded,
            **({"problem": self.problem} if self.problem else {}),
            **({"once": list(self.once)} if self.once else {}),
        }


def explain(person: Person, month: int, county: Region) -> Explanation:
    """The explanation from the month's rolls, or priced now when no roll of that month names the person."""
    return replace(_regular(person, month, county), once=tuple(_once(person, month)))


def _bases(person: Person) -> Callable[[str, int], str]:
    """What the right to a programme in a month rests on; for a month taken back, what it rested on and what ended it."""
    rows = list(Entitlement.objects.filter(person=person).select_related("programme").order_by("pk"))

    def basis(programme: str, month: int) -> str:
        own = [row for row in rows if row.programme.code == programme]
        running = [row for row in own if month in row.months]
        if running or not own:
            return running[-1].basis if running else ""
        return "；".join(filter(None, (own[-1].basis, own[-1].ended_basis)))

    return basis


def _once(person: Person, month: int) -> Iterator[dict[str, Any]]:
    for row in OneOff.objects.filter(person=person).of_month(month).order_by("id"):
        yield {
            "programme": row.programme.code, "amount_fen": row.amount_fen, "basis": row.basis,
            "article": row.programme.article, "application": row.application,
            "payee": row.payee.name if row.payee_id != row.person_id else "",
        }  # fmt: skip


def _regular(person: Person, month: int, county: Region) -> Explanation:
    rows = list(
        RollLine.objects.filter(person=person, roll__month=month, roll__county=county)
        .select_related("roll", "programme", "price")
        .order_by("-for_month", "programme")
    )
    if not rows:
        return _as_known_now(person, month, county)
    basis = _bases(person)
    lines = [_line(row, basis(row.programme.code, row.for_month)) for row in rows]
    own = next((row.price for row in rows if row.for_month == month and row.price), None)
    excluded = [_excluded(e) for e in own.price["excluded"]] if own else []
    return Explanation(
        person, month, sum(line["amount_fen"] for line in lines), lines, excluded, rows[0].roll
    )


def _as_known_now(person: Person, month: int, county: Region) -> Explanation:
    held = Entitlement.objects.filter(person=person, county=county).in_force(month)
    profile = tuple(e.terms.priced(e.programme.code) for e in held.select_related("terms", "programme"))
    if not profile:
        return Explanation(person, month, 0, [], [])
    try:
        price = tariff(county).price(profile, month).to_json()
    except Unpriceable as problem:
        return Explanation(person, month, 0, [], [], problem=str(problem))
    basis = _bases(person)
    lines = [
        _shape("current", month, {**line, "basis": basis(line["programme"], month)}, line["amount_fen"])
        for line in price["lines"]
    ]
    return Explanation(
        person,
        month,
        sum(line["amount_fen"] for line in lines),
        lines,
        [_excluded(e) for e in price["excluded"]],
    )


def _line(row: RollLine, basis: str) -> dict[str, Any]:
    code = row.programme.code
    priced: dict[str, Any] = (
        next((x for x in row.price.price["lines"] if x["programme"] == code), {}) if row.price else {}
    )
    line = {"programme": code, **priced, "basis": basis}
    return _shape(KINDS[Kind(row.kind)], row.for_month, line, row.amount_fen)


def _shape(kind: str, for_month: int, priced: dict[str, Any], fen: int) -> dict[str, Any]:
    """One line of the answer. A recovery of something no longer due has no rate: those keys are null."""
    return {
        "kind": kind,
        "programme": priced["programme"],
        "for_month": periods.month_text(for_month),
        "amount_fen": fen,
        **{
            key: priced.get(key)
            for key in (
                "rate",
                "unit",
                "quantity",
                "document_title",
                "document_number",
                "article",
                "verified",
                "note",
                "rate_id",
                "basis",
            )
        },
        "due_fen": priced.get("amount_fen", 0),
    }


def _excluded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) for key in ("programme", "amount_fen", "reason", "basis", "in_favour_of")}
