"""File the people of a workbook: person, identity, service, disability, certificate, account and entitlement, in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import bulk
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.crypto import blind_index
from youfu.kit.errors import Refused
from youfu.kit.pinyin import pinyin_of
from youfu.kit.sheets.declare import ParsedRow
from youfu.modules.entitlements.actions import interned
from youfu.modules.entitlements.models import SETTLED, Entitlement, Terms
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import BankAccount, Certificate, Disability, Identity, Person, Service
from youfu.modules.recognition.actions.checking import Checked, check_recipients
from youfu.modules.recognition.sheets import terms_of
from youfu.modules.standards.models import Programme
from youfu.rules import periods
from youfu.rules.pricing import Terms as PricedTerms

Progress = Callable[[int, int], None]
SEXES = {"male": Person.Sex.MALE, "female": Person.Sex.FEMALE}


@dataclass(frozen=True)
class Filed:
    """What filing did; reactions post the opening months of `filed`, pairs of person id and programme number."""

    checked: Checked
    opening_from: int
    paid_through: int
    filed: list[tuple[int, int]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return self.checked.to_json(filed=len(self.filed))


@action(
    "recipients.file", gettext_lazy("导入优抚对象"), Permission.RECIPIENTS_IMPORT,
    record=("opening_from", "paid_through", "accept_valid"),
)  # fmt: skip
def file_recipients(
    county: Region, *, path: Path, opening_from: int, paid_through: int, accept_valid: bool = False, by: Actor
) -> Filed:
    """Check a workbook and file its new rows; months (indexes) from `opening_from` to `paid_through` become opening entries.

    All or nothing unless `accept_valid`. The county's row is locked: two imports at once file each person once, and filing
    the same workbook again files nobody.
    """
    if opening_from > paid_through + 1:
        raise Refused(_("期初起始月份晚于已发至月份，请核对。"))
    checked = check_recipients(county, path)
    if not checked.new or (checked.problems and not accept_valid):
        return Filed(checked, opening_from, paid_through)
    people = _file_people(checked.new)
    _file_particulars(checked.new, people, periods.first_day(opening_from))
    made = _file_entitlements(county, checked.new, people, opening_from)
    return Filed(checked, opening_from, paid_through, [(e.person_id, e.programme_id) for e in made])


def _file_people(rows: list[ParsedRow]) -> dict[bytes, Person]:
    """The person of every row by blind index, made where there was none."""
    people: dict[bytes, Person] = {}
    indexes = [blind_index(row.values["id_number"].number) for row in rows]
    for person in Person.objects.filter(id_index__in=indexes):
        people[bytes(person.id_index)] = person
    new = {i: _person(row.values, i) for i, row in zip(indexes, rows, strict=True) if i not in people}
    bulk.insert(new.values())
    return people | new


def _person(values: dict[str, Any], index: bytes) -> Person:
    identity = values["id_number"]
    pinyin, initials = pinyin_of(values["name"])
    return Person(
        id_number=identity.number,
        id_index=index,
        name=values["name"],
        pinyin=pinyin,
        initials=initials,
        sex=SEXES[identity.sex],
        born_on=identity.birth,
        ethnicity=values["ethnicity"] or "",
        household=values["household"] or "",
        household_region=values["region"],
        address=values["address"] or "",
        phone=values["phone"],
        living_alone=bool(values["living_alone"]),
        remarks=values["remarks"] or "",
    )


def _file_particulars(rows: list[ParsedRow], people: dict[bytes, Person], opened: date) -> None:
    """What a row says of a person beside the entitlement; each kind of row in one insert, each fact once."""
    made: dict[type, dict[Any, Any]] = {
        Identity: {},
        Service: {},
        Disability: {},
        Certificate: {},
        BankAccount: {},
    }
    known = _known(people.values())
    for row in rows:
        values = row.values
        person = people[blind_index(values["id_number"].number)]
        for key, fact in _facts(person, values, opened):
            if (type(fact), key) not in known:
                made[type(fact)].setdefault(key, fact)
    for facts in made.values():
        bulk.insert(facts.values())


def _known(people: Iterable[Person]) -> set[tuple[type, Any]]:
    """Keys of facts that are on file already, for people who were there before."""
    ids = [person.pk for person in people]
    known: set[tuple[type, Any]] = {
        (Service, pk) for pk in Service.objects.filter(person__in=ids).values_list("person", flat=True)
    }
    known |= {
        (Disability, pk) for pk in Disability.objects.filter(person__in=ids).values_list("person", flat=True)
    }
    known |= {
        (BankAccount, pk)
        for pk in BankAccount.objects.filter(person__in=ids).values_list("person", flat=True)
    }
    known |= {
        (Identity, tuple(k))
        for k in Identity.objects.filter(person__in=ids).values_list("person", "category")
    }
    known |= {
        (Certificate, tuple(k))
        for k in Certificate.objects.filter(person__in=ids).values_list("person", "number")
    }
    return known


def _facts(person: Person, values: dict[str, Any], opened: date) -> Iterable[tuple[Any, Any]]:
    """(key, row) of each fact; the key says when two facts are the same. An account counts from the day the books open."""
    meaning = values["category"]
    since = DateRange(values["approved_on"] or periods.first_day(values["first_month"]), None)
    yield (person.pk, meaning.category), Identity(person=person, category=meaning.category, valid=since)
    if values["enlisted_on"] or values["discharged_on"] or values["service_years"]:
        yield person.pk, Service(
            person=person, enlisted_on=values["enlisted_on"], discharged_on=values["discharged_on"],
            folded_years=values["service_years"],
        )  # fmt: skip
    if values["grade"]:
        yield (
            person.pk,
            Disability(
                person=person,
                grade=values["grade"],
                cause=values["cause"],
                employment=values["employment"] or "",
                valid=since,
            ),
        )
    if values["certificate"]:
        yield (
            (person.pk, values["certificate"]),
            Certificate(
                person=person, kind=str(meaning.category.label), number=values["certificate"], valid=since
            ),
        )
    if values["account"]:
        yield person.pk, BankAccount(
            person=person, bank=values["bank"], number=values["account"], number_index=blind_index(values["account"]),
            holder=values["name"], valid=DateRange(opened, None),
        )  # fmt: skip


def _file_entitlements(
    county: Region, rows: list[ParsedRow], people: dict[bytes, Person], opening_from: int
) -> list[Entitlement]:
    """One entitlement a row; its months before the opening are closed, those after are settled by the opening entries.

    Who was entitled to something before is looked at again by the next roll: the two may exclude each other.
    """
    ids = [person.pk for person in people.values()]
    known = set(Entitlement.objects.filter(person__in=ids).values_list("person", flat=True))
    numbers = dict(Programme.objects.values_list("code", "number"))
    terms: dict[PricedTerms, Terms] = {}
    made = []
    for row in rows:
        priced = terms_of(row.values)
        person = people[blind_index(row.values["id_number"].number)]
        made.append(
            Entitlement(
                person=person,
                programme_id=numbers[priced.programme],
                terms=terms.get(priced) or terms.setdefault(priced, interned(priced)),
                county=county,
                months=NumericRange(row.values["first_month"], None),
                closed_before=opening_from,
                approved_on=row.values["approved_on"],
                basis=str(_("花名册导入")),
                revision=None if person.pk in known else SETTLED,
            )
        )
    bulk.insert(made)
    return made
