"""Opening and closing entitlements 待遇资格. A row is never edited: it is closed, and the next one opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock, ledger
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import Event, action, react
from youfu.kit.errors import Refused, Stale
from youfu.kit.ledger import Account, Journal
from youfu.modules.entitlements.models import Entitlement, OneOff, Terms
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.standards.models import Programme
from youfu.rules import periods
from youfu.rules.pricing import Terms as PricedTerms


@dataclass(frozen=True)
class Award:
    """What is granted: the priced terms, the first month (index), and the approval they rest on."""

    terms: PricedTerms
    first_month: int
    approved_on: date | None
    basis: str


@dataclass(frozen=True)
class OneOffAward:
    """What is paid once: programme code (one that is not paid monthly), fen above zero, and what it rests on.

    `payee` is owed the money, the person themselves if nobody is named. `key` says what it may be paid only once for.
    """

    programme: str
    fen: int
    basis: str
    application: str = ""
    payee: Person | None = None
    key: str = ""


def interned(terms: PricedTerms) -> Terms:
    """The stored row of these terms, made when nobody had them before."""
    values = {name: getattr(terms, name) for name in Terms.DIMENSIONS}
    row, _made = Terms.objects.get_or_create(**values)
    return row


@action("entitlement.grant", gettext_lazy("授予待遇"), Permission.ENTITLEMENTS_EDIT)
def grant(person: Person, *, award: Award, county: Region, by: Actor) -> Entitlement:
    """Open an entitlement. Two of the same programme at once are refused by the database."""
    _demand_alive(person)
    row = Entitlement(
        person=person,
        programme=Programme.objects.get(code=award.terms.programme),
        terms=interned(award.terms),
        county=county,
        months=NumericRange(award.first_month, None),
        approved_on=award.approved_on,
        basis=award.basis,
    )
    return _saved(row)


@action(
    "entitlement.end",
    gettext_lazy("终止待遇"),
    Permission.ENTITLEMENTS_EDIT,
    record=("last_month", "reason", "basis"),
)
def end(entitlement: Entitlement, *, last_month: int, reason: str, basis: str, by: Actor) -> Entitlement:
    """Close an entitlement after its last paid month (index). Months already posted beyond it become a recovery."""
    if entitlement.months.isempty:
        raise Stale(_("这项待遇已从起发月份起取消。"))
    if entitlement.months.upper is not None and entitlement.months.upper <= last_month + 1:
        raise Stale(_("这项待遇已在 %(month)s 终止。") % {"month": entitlement.last_month})
    upper = max(last_month + 1, entitlement.months.lower)
    entitlement.months = NumericRange(entitlement.months.lower, upper)
    entitlement.ended, entitlement.ended_basis = reason, basis
    entitlement.save()
    return entitlement


@action(
    "entitlement.suspend",
    gettext_lazy("中止待遇"),
    Permission.ENTITLEMENTS_EDIT,
    record=("from_month", "basis"),
)
def suspend(entitlement: Entitlement, *, from_month: int, basis: str, by: Actor) -> Entitlement:
    """Stop paying from a month on (军人抚恤优待条例 2024 art. 59); it may be resumed."""
    if not entitlement.months.isempty and from_month < entitlement.months.lower:
        raise Refused(_("中止月份早于起发月份，请核对。"))
    return end(entitlement, last_month=from_month - 1, reason=Entitlement.Ended.SUSPENDED, basis=basis, by=by)


@action(
    "entitlement.resume",
    gettext_lazy("恢复待遇"),
    Permission.ENTITLEMENTS_EDIT,
    record=("from_month", "basis"),
)
def resume(entitlement: Entitlement, *, from_month: int, basis: str, by: Actor) -> Entitlement:
    """Open the next row of a suspended entitlement with the same terms; months in between stay unpaid."""
    if entitlement.ended != Entitlement.Ended.SUSPENDED:
        raise Refused(_("只有中止的待遇可以恢复。"))
    if hasattr(entitlement, "continued_by"):
        raise Stale(_("这项待遇已经恢复。"))
    if from_month < (entitlement.months.upper or 0):
        raise Refused(_("恢复月份不能早于中止月份。"))
    _demand_alive(entitlement.person)
    return _saved(_next(entitlement, entitlement.terms, from_month, basis))


@action(
    "entitlement.cancel_suspended",
    gettext_lazy("取消中止的待遇"),
    Permission.ENTITLEMENTS_EDIT,
    record=("basis",),
)
def cancel_suspended(entitlement: Entitlement, *, basis: str, by: Actor) -> Entitlement:
    """Make a suspension final (军人抚恤优待条例 2024 art. 58, 59): no month changes, and it may not be resumed any more."""
    if entitlement.ended != Entitlement.Ended.SUSPENDED or hasattr(entitlement, "continued_by"):
        raise Stale(_("这项待遇没有中止，或者已经恢复。"))
    entitlement.ended, entitlement.ended_basis = Entitlement.Ended.CANCELLED, basis
    entitlement.save(update_fields=["ended", "ended_basis"])
    return entitlement


@action(
    "entitlement.change",
    gettext_lazy("变更待遇条件"),
    Permission.ENTITLEMENTS_EDIT,
    record=("from_month", "basis"),
)
def change_terms(
    entitlement: Entitlement, *, terms: PricedTerms, from_month: int, basis: str, by: Actor
) -> Entitlement:
    """Close the row and open the next with other terms, for example after a re-rating 调残 that raises a grade.

    A row that had an end keeps it: what is changed back-dated for somebody who died still ends with the death.
    """
    if not entitlement.months.isempty and from_month < entitlement.months.lower:
        raise Refused(_("变更月份早于起发月份，请核对。"))
    upper, ended = entitlement.months.upper, (entitlement.ended, entitlement.ended_basis)
    end(entitlement, last_month=from_month - 1, reason=Entitlement.Ended.CHANGED, basis=basis, by=by)
    row = _next(entitlement, interned(terms), from_month, basis)
    if upper is not None:
        row.months, (row.ended, row.ended_basis) = NumericRange(from_month, upper), ended
    later = Entitlement.objects.filter(continues=entitlement)
    resumed = list(later.values_list("pk", flat=True))
    later.update(continues=None)
    row = _saved(row)
    Entitlement.objects.filter(pk__in=resumed).update(continues=row)
    return row


@action("entitlement.award_once", gettext_lazy("发给一次性待遇"), Permission.ENTITLEMENTS_EDIT)
def award_once(person: Person, *, award: OneOffAward, county: Region, by: Actor) -> OneOff:
    """Post a one-off benefit: it is owed from now on, and the next bank file pays it."""
    programme = Programme.objects.get(code=award.programme)
    if programme.regular or award.fen <= 0:
        raise Refused(_("“%(what)s”不能按这个金额一次性发放，请核对。") % {"what": programme})
    payee = award.payee or person
    if payee.status == Person.Status.DEAD:
        raise Refused(_("%(name)s已去世，请登记领款人。") % {"name": payee.name})
    row = OneOff(
        person=person, payee=payee, programme=programme, county=county, month=periods.month_of(clock.today()),
        amount_fen=award.fen, basis=award.basis, application=award.application, key=award.key, actor=by.label,
    )  # fmt: skip
    return _posted(row, by)


@action(
    "entitlement.reverse_once",
    gettext_lazy("冲销一次性待遇"),
    Permission.ENTITLEMENTS_EDIT,
    record=("basis",),
)
def reverse_once(oneoff: OneOff, *, basis: str, by: Actor) -> OneOff:
    """Take a one-off benefit back, once. What was paid already becomes a balance to recover."""
    if not oneoff.stands:
        raise Stale(_("这笔一次性待遇已经冲销。"))
    if not basis.strip():
        raise Refused(_("请写明冲销依据。"))
    oneoff.stands = False
    oneoff.save(update_fields=["stands"])
    row = OneOff(
        person=oneoff.person, payee=oneoff.payee, programme=oneoff.programme, county=oneoff.county, stands=False,
        month=periods.month_of(clock.today()), amount_fen=-oneoff.amount_fen, basis=basis.strip(), reverses=oneoff,
        application=oneoff.application, key=oneoff.key, actor=by.label,
    )  # fmt: skip
    return _posted(row, by)


def _posted(row: OneOff, by: Actor) -> OneOff:
    """Write the row and its journal of one entry. A second award for the same key is refused by the database."""
    before = row.reverses
    journal = ledger.post(
        Journal.Kind.REVERSAL if before else Journal.Kind.ONCE,
        f"select %s::int, %s::bigint, %s::smallint, {Account.EXPENSE}::smallint, {Account.PAYABLE}::smallint, %s::bigint",
        [row.month, row.payee_id, row.programme_id, row.amount_fen],
        months=[row.month],
        memo=f"{row.programme} {row.application}".strip(),
        by=by,
        path=row.county.path,
        reverses=before.journal_id if before else None,
    )
    assert journal is not None  # one entry was given
    row.journal_id = journal.pk
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            _("“%(what)s”已经发过一次，不能重复发放：请先核对，确需重发的先冲销。") % {"what": row.programme}
        ) from error
    return row


@react("people.record_death")
def end_for_death(event: Event, *, by: Actor) -> None:
    """A death ends every entitlement after the month of death; the regulations are silent on that month, so it is paid."""
    on: date = event.given["on"]
    last = periods.month_of(on)
    running = Entitlement.objects.filter(person_id=event.thing.pk, months__isempty=False)
    for row in running.select_for_update():
        if row.months.upper is None or row.months.upper > last + 1:
            end(row, last_month=last, reason=Entitlement.Ended.DEATH, basis=event.given["basis"], by=by)


def _demand_alive(person: Person) -> None:
    if person.status != Person.Status.ALIVE:
        raise Refused(_("%(name)s当前状态为“%(status)s”，不能授予待遇。") % {
            "name": person.name, "status": person.get_status_display()})  # fmt: skip


def _next(before: Entitlement, terms: Terms, from_month: int, basis: str) -> Entitlement:
    return Entitlement(
        person=before.person,
        programme=before.programme,
        terms=terms,
        county=before.county,
        months=NumericRange(from_month, None),
        closed_before=before.closed_before,
        approved_on=before.approved_on,
        basis=basis,
        continues=before,
    )


def _saved(row: Entitlement) -> Entitlement:
    """Save, turning the database's refusal of an overlap into a sentence."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            _("%(name)s在这段时间已有“%(programme)s”，请先终止原有待遇。")
            % {"name": row.person.name, "programme": row.programme}
        ) from error
    row.refresh_from_db()
    return row
