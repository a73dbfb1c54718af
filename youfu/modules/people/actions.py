"""Changing somebody's file. What has a date is closed and opened again, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import audit, clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import Event, action, react
from youfu.kit.crypto import Sealed, blind_index
from youfu.kit.errors import Refused, Stale
from youfu.kit.pinyin import pinyin_of
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import BankAccount, Certificate, Disability, Person, StatusChange
from youfu.rules import celltext, identifiers
from youfu.rules.periods import month_of

EDITABLE = (
    "name", "ethnicity", "household", "household_region", "residence_region", "address", "phone", "living_alone", "remarks"
)  # fmt: skip
REVEALABLE = ("id_number", "phone", "account")


@action("people.reveal", gettext_lazy("查看完整号码"), Permission.PEOPLE_REVEAL)
def reveal(person: Person, *, purpose: str, fields: tuple[str, ...], by: Actor) -> dict[str, str]:
    """Open sealed fields of a file for a stated purpose; what was seen, when and why is in the trail."""
    unknown = set(fields) - set(REVEALABLE)
    if not purpose.strip() or unknown:
        raise Refused(_("请写明查看事由。"))
    audit.viewed(by, person, purpose=purpose.strip()[:200], fields=fields)
    account = person.bankaccounts.filter(valid__contains=clock.today()).first()
    sealed: dict[str, Sealed | None] = {
        "id_number": person.id_number,
        "phone": person.phone,
        "account": account.number if account else None,
    }
    return {name: value.reveal() for name in fields if (value := sealed[name])}


@action("people.update", gettext_lazy("更正个人资料"), Permission.PEOPLE_EDIT)
def update_person(person: Person, *, changes: dict[str, Any], by: Actor) -> Person:
    """Correct what a clerk may correct. ID number, sex and birth date are not among it: they need an application."""
    refused = set(changes) - set(EDITABLE)
    if refused:
        raise Refused(_("这些内容不能直接更正：%(fields)s。") % {"fields": "、".join(sorted(refused))})
    for name, value in changes.items():
        setattr(person, name, value)
    if "name" in changes:
        person.pinyin, person.initials = pinyin_of(person.name)
    person.save()
    return person


@dataclass(frozen=True)
class IdentityFacts:
    """What a person is known by: the 18-character ID number, sex ("1" or "2") and birth date, which must agree."""

    id_number: str
    sex: str
    born_on: date


@action("people.correct_identity", gettext_lazy("更正身份信息"), Permission.PEOPLE_EDIT, record=("basis",))
def correct_identity(person: Person, *, facts: IdentityFacts, basis: str, by: Actor) -> Person:
    """Put ID number, sex and birth date right, after an application. What they were stays in the row's history; the person is
    found by the new number from then on, which nobody else may have."""
    try:
        info = identifiers.check_id(facts.id_number, clock.today())
    except identifiers.IdProblem as problem:
        raise Refused(problem.reason) from problem
    if info.birth != facts.born_on or (info.sex == "male") != (facts.sex == Person.Sex.MALE):
        raise Refused(_("身份证号与出生日期或性别不一致，请核对。"))
    person.id_number, person.id_index = info.number, blind_index(info.number)
    person.sex, person.born_on = facts.sex, facts.born_on
    try:
        with transaction.atomic():
            person.save(update_fields=["id_number", "id_index", "sex", "born_on"])
    except IntegrityError as error:
        raise Refused(_("这个身份证号已登记在另一份档案，请先核对是否为同一人。")) from error
    return person


@action("people.record_death", gettext_lazy("登记去世"), Permission.PEOPLE_EDIT, record=("on", "basis"))
def record_death(person: Person, *, on: date, basis: str, by: Actor) -> Person:
    """Record a death with its day and ground. Entitlements answer by a reaction; overpaid months become a balance."""
    if person.status == Person.Status.DEAD:
        raise Refused(_("%(name)s已登记去世。") % {"name": person.name})
    if on > clock.today() or on < person.born_on:
        raise Refused(_("去世日期应在出生之后、今天之前，请核对。"))
    StatusChange.objects.create(person=person, status=Person.Status.DEAD, on=on, basis=basis)
    person.status = Person.Status.DEAD
    person.save(update_fields=["status"])
    return person


@action("people.change_account", gettext_lazy("变更发放账户"), Permission.PEOPLE_EDIT, record=("bank", "on"))
def change_account(
    person: Person, *, bank: str, number: str, holder: str, on: date, by: Actor
) -> BankAccount:
    """Close the account in use and open the next from a day on."""
    try:
        number = identifiers.check_account(number)
    except ValueError as problem:
        raise Refused(_("银行账号应为 8 至 30 位数字，请核对。")) from problem
    for old in person.bankaccounts.filter(valid__overlap=DateRange(on, None)):
        if old.valid.lower >= on:
            raise Refused(_("该日期之后已有账户，请填写更晚的启用日期。"))
        old.valid = DateRange(old.valid.lower, on)
        old.save(update_fields=["valid"])
    return BankAccount.objects.create(
        person=person,
        bank=bank,
        number=number,
        number_index=blind_index(number),
        holder=holder,
        valid=DateRange(on, None),
    )


@dataclass(frozen=True)
class Rating:
    """A disability as it was rated 评定: grade 1–10, cause and employment as stored, and the document it rests on."""

    grade: int
    cause: str
    employment: str = ""
    mental: bool = False
    basis: str = ""


@action("people.rate_disability", gettext_lazy("登记伤残等级"), Permission.PEOPLE_EDIT, record=("on",))
def rate_disability(person: Person, *, rating: Rating, on: date, by: Actor) -> Disability:
    """Close the rating in force and open the next from the day it was decided, at the first rating and at every re-rating."""
    if on > clock.today():
        raise Refused(_("评定日期不能晚于今天，请核对。"))
    for old in person.disabilitys.filter(valid__overlap=DateRange(on, None)):
        if old.valid.lower is not None and old.valid.lower >= on:
            raise Refused(_("%(day)s已有伤残评定，请核对评定日期。") % {"day": old.valid.lower})
        old.valid = DateRange(old.valid.lower, on)
        old.save(update_fields=["valid"])
    try:
        with transaction.atomic():
            return Disability.objects.create(
                person=person, grade=rating.grade, cause=rating.cause, employment=rating.employment,
                mental=rating.mental, basis=rating.basis, valid=DateRange(on, None),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("伤残等级为一级至十级，因病的为一级至六级，请核对。")) from error


@action("people.issue_certificate", gettext_lazy("登记证件"), Permission.PEOPLE_EDIT, record=("kind", "on"))
def issue_certificate(person: Person, *, kind: str, number: str, on: date, by: Actor) -> Certificate:
    """Enter a certificate; the one of its kind in use ends that day. One that keeps its number 原证号 stays as it is."""
    number = number.strip()
    if not number:
        raise Refused(_("请填写证书编号。"))
    same: Certificate | None = person.certificates.filter(kind=kind, number=number).first()
    if same is not None:
        if same.valid.upper is not None:
            raise Refused(_("证书编号 %(number)s 已经停用，请核对。") % {"number": number})
        return same
    for old in person.certificates.filter(kind=kind, valid__contains=on):
        old.valid = DateRange(old.valid.lower, on)
        old.save(update_fields=["valid"])
    return Certificate.objects.create(person=person, kind=kind, number=number, valid=DateRange(on, None))


@action(
    "people.move_out", gettext_lazy("登记迁出"), Permission.PEOPLE_EDIT, record=("on", "last_month", "basis")
)
def move_out(person: Person, *, on: date, last_month: int, basis: str, by: Actor) -> Person:
    """Record that somebody moved away. This county pays through `last_month` (index); entitlements answer by a reaction."""
    if person.status != Person.Status.ALIVE:
        status = person.get_status_display()
        raise Refused(
            _("%(name)s当前状态为“%(status)s”，不能办理迁出。") % {"name": person.name, "status": status}
        )
    if on > clock.today() or last_month < month_of(on):
        raise Refused(_("迁出日期不能晚于今天，发放止月不能早于迁出当月，请核对。"))
    StatusChange.objects.create(person=person, status=Person.Status.MOVED, on=on, basis=basis)
    person.status = Person.Status.MOVED
    person.save(update_fields=["status"])
    return person


@action("people.move_in", gettext_lazy("登记迁入"), Permission.PEOPLE_EDIT, record=("on", "basis"))
def move_in(person: Person, *, region: Region, on: date, basis: str, by: Actor) -> Person:
    """Record that somebody moved here, or came back; `region` is the new household. Both places are the actor's to write in."""
    demand(by, Permission.PEOPLE_EDIT, region.path)
    if person.status == Person.Status.DEAD:
        raise Refused(_("%(name)s已登记去世。") % {"name": person.name})
    if on > clock.today():
        raise Refused(_("迁入日期不能晚于今天，请核对。"))
    StatusChange.objects.create(person=person, status=Person.Status.ALIVE, on=on, basis=basis)
    person.status, person.household_region = Person.Status.ALIVE, region
    person.save(update_fields=["status", "household_region"])
    return person


@react("region.merge")
def move_people(event: Event, *, by: Actor) -> None:
    """People of a merged division belong to its successor from then on."""
    into = event.given["into"]
    Person.objects.filter(household_region=event.thing).update(household_region=into)
    Person.objects.filter(residence_region=event.thing).update(residence_region=into)


@dataclass(frozen=True)
class NewPerson:
    """Somebody without a file: ID number as typed, name, village; phone, and bank with account number (in the person's own
    name) where they are known."""

    id_number: str
    name: str
    region: Region
    phone: str = ""
    household: str = ""
    address: str = ""
    bank: str = ""
    account: str = ""


@action("people.register", gettext_lazy("登记人员建档"), Permission.PEOPLE_REGISTER)
def register(thing: None = None, *, facts: NewPerson, by: Actor) -> Person:
    """Open a file for somebody who comes to apply; sex and birth date are read from the ID number. One number, one file."""
    demand(by, Permission.PEOPLE_REGISTER, facts.region.path)
    try:
        identity = identifiers.check_id(celltext.as_identifier(facts.id_number), clock.today())
        name = celltext.read_name(facts.name)
        phone = identifiers.check_phone(celltext.as_phone(facts.phone)) if facts.phone.strip() else None
        account = (
            identifiers.check_account(celltext.as_identifier(facts.account)) if facts.account.strip() else ""
        )
    except (identifiers.IdentifierProblem, celltext.CellProblem) as problem:
        raise Refused(problem.reason) from problem
    if bool(account) != bool(facts.bank.strip()):
        raise Refused(_("发放账户须同时填写开户银行和账号。"))
    pinyin, initials = pinyin_of(name)
    person = Person(
        id_number=identity.number, id_index=blind_index(identity.number), name=name, pinyin=pinyin, initials=initials,
        sex=Person.Sex.MALE if identity.sex == "male" else Person.Sex.FEMALE, born_on=identity.birth,
        household=facts.household, household_region=facts.region, address=facts.address.strip(), phone=phone,
    )  # fmt: skip
    _file_once(person, by)
    if account:
        BankAccount.objects.create(
            person=person, bank=facts.bank.strip(), number=account, number_index=blind_index(account), holder=name,
            valid=DateRange(clock.today(), None),
        )  # fmt: skip
    person.refresh_from_db()
    return person


def _file_once(person: Person, by: Actor) -> None:
    """Write the file; a number that is on file elsewhere is said to be, and nothing more than that."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        other = Person.objects.select_related("household_region").filter(id_index=person.id_index).first()
        if other is None:
            raise
        if can(by, Permission.PEOPLE_VIEW, other.region_path):
            raise Stale(_("%(name)s已建档，请在人员档案中按身份证号查找。") % {"name": other.name}) from error
        raise Refused(_("此人已在其他辖区建档，请联系县局。")) from error
