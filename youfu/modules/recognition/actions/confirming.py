"""年度确认: opening a campaign, recording what was found, reminding, and proposing a suspension that people then decide about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import Event, action, react
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application
from youfu.kit.workflow import actions as workflow
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.recognition.models import Campaign, Confirmation, Prompted
from youfu.rules import confirmation as rule
from youfu.rules import periods, prompts

# Ordered by village and name, so that the key of a row is also its place on every list.
EVERYBODY = """
    insert into recognition_confirmation (campaign_id, person_id, state, method, note)
    select %(campaign)s, p.id, 'due', '', ''
    from people_person p join organisations_region r on r.code = p.household_region_id
    where p.status = 'alive' and p.id in (
        select e.person_id from entitlements_entitlement e
        join standards_programme g on g.number = e.programme_id
        where g.regular and e.county_id = %(county)s and e.months @> %(month)s
    )
    order by r.path, p.pinyin, p.id
    on conflict do nothing
"""


@dataclass(frozen=True)
class Span:
    """The days of a campaign, first and last, and the document that lays them down."""

    opens_on: date
    due_on: date
    basis: str


@action(
    "confirmation.open",
    gettext_lazy("发起年度确认"),
    Permission.APPLICATIONS_EXAMINE,
    record=("year",),
    lock=False,
)
def open_campaign(county: Region, *, year: int, span: Span, by: Actor) -> Campaign:
    """Open the campaign of a year: due is everybody who draws a regular benefit of this county in the month it opens."""
    if span.due_on < span.opens_on or span.due_on < clock.today():
        raise Refused(_("截止日期应在开始日期和今天之后。"))
    if span.opens_on.year != year:
        raise Refused(_("开始日期应在所选年度内。"))
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                county=county, year=year, opens_on=span.opens_on, due_on=span.due_on, basis=span.basis.strip(),
                opened_by_id=by.pk,
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale(_("%(year)d 年度确认已经发起。") % {"year": year}) from error
    for earlier in Campaign.objects.filter(county=county, closed_on=None, year__lt=year):
        earlier.closed_on = clock.today()
        earlier.save(update_fields=["closed_on"])
    month = periods.month_of(span.opens_on)
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODY, {"campaign": campaign.pk, "county": county.pk, "month": month})
        campaign.people = cursor.rowcount
    campaign.save(update_fields=["people"])
    return campaign


@action(
    "confirmation.record",
    gettext_lazy("登记年度确认"),
    Permission.APPLICATIONS_MAKE,
    record=("result", "method"),
)
def record(
    confirmation: Confirmation, *, result: str, method: str, on: date | None = None, note: str = "", by: Actor
) -> Confirmation:
    """Write down what was found about somebody, how and when. What follows (a death, a move) is its own act."""
    day = on or clock.today()
    if not confirmation.campaign.opens_on <= day <= clock.today():
        raise Refused(_("确认日期应在本次年度确认开始之后、今天之前。"))
    if method not in Confirmation.Method:
        raise Refused(_("请选择确认方式。"))
    if result != "confirmed" and not note.strip():
        raise Refused(_("请写明情况，例如得知的时间和来源。"))
    _move(confirmation, "record", result)
    confirmation.method, confirmation.found_on = method, day
    confirmation.note, confirmation.by_id = note.strip()[:300], by.pk
    confirmation.save()
    return confirmation


@action(
    "confirmation.reopen", gettext_lazy("撤销年度确认结果"), Permission.APPLICATIONS_MAKE, record=("reason",)
)
def reopen(confirmation: Confirmation, *, reason: str, by: Actor) -> Confirmation:
    """Take back a result entered by mistake; what it was stays in the row's history."""
    if not reason.strip():
        raise Refused(_("请写明撤销原因。"))
    _move(confirmation, "reopen")
    confirmation.method, confirmation.found_on, confirmation.note = "", None, reason.strip()[:300]
    confirmation.by_id, confirmation.application = by.pk, None
    confirmation.save()
    return confirmation


@action("confirmation.remind", gettext_lazy("催办年度确认"), Permission.APPLICATIONS_MAKE)
def remind(confirmation: Confirmation, *, how: str, by: Actor) -> Confirmation:
    """Note that somebody who is overdue was reminded, and how."""
    if confirmation.campaign.due_on >= clock.today():
        raise Refused(_("截止日期是 %(day)s，逾期后才登记催办。") % {"day": confirmation.campaign.due_on})
    if not how.strip():
        raise Refused(_("请写明怎样催办。"))
    _move(confirmation, "remind")
    confirmation.reminded_on, confirmation.note = clock.today(), how.strip()[:300]
    confirmation.by_id = by.pk
    confirmation.save()
    return confirmation


@action("confirmation.propose", gettext_lazy("提出中止建议"), Permission.APPLICATIONS_MAKE)
def propose(confirmation: Confirmation, *, from_month: int, by: Actor) -> Application:
    """Draft an application to suspend what the person draws; the county examines and decides it like any other."""
    _move(confirmation, "propose")
    given = {
        "programme": "", "cause": "unconfirmed", "from_month": from_month,
        "event_on": confirmation.reminded_on or confirmation.found_on, "document_name": str(_("年度确认催办记录")),
    }  # fmt: skip
    application: Application = workflow.draft(confirmation.person, kind="suspend", given=given, by=by)
    confirmation.application = application
    confirmation.save()
    return application


@react("application.decide")
def follow_decision(event: Event, *, by: Actor) -> None:
    """What became of a proposed suspension: decided, or dropped."""
    application: Application = event.thing
    if application.type != "suspend" or application.state not in ("approved", "refused"):
        return
    _follow(application, "suspend" if application.state == "approved" else "drop")


@react("application.withdraw")
def follow_withdrawal(event: Event, *, by: Actor) -> None:
    """A proposal taken back leaves a reminder."""
    if event.thing.type == "suspend":
        _follow(event.thing, "drop")


def _follow(application: Application, event: rule.Event) -> None:
    for row in Confirmation.objects.select_for_update().filter(application=application, state="proposed"):
        _move(row, event)
        if event == "drop":
            row.application = None
        row.save()


def _move(confirmation: Confirmation, event: rule.Event, result: str | None = None) -> None:
    try:
        confirmation.state = rule.move(confirmation.state, event, result)  # type: ignore[arg-type]
    except rule.Illegal as illegal:
        state = confirmation.get_state_display()
        raise Stale(
            _("这条年度确认现为“%(state)s”，不能这样办理，请刷新后查看。") % {"state": state}
        ) from illegal


@action(
    "prompt.told", gettext_lazy("登记到龄告知"), Permission.APPLICATIONS_MAKE, record=("rule",), lock=False
)
def told(person: Person, *, rule: str, reached_on: date, note: str = "", by: Actor) -> Prompted:
    """Note that somebody was told about what an age or a day means for them; the prompt is then off the list."""
    if rule not in prompts.BY_CODE:
        raise Refused(_("没有这一项提醒。"))
    try:
        with transaction.atomic():
            return Prompted.objects.create(
                person=person,
                rule=rule,
                reached_on=reached_on,
                on=clock.today(),
                note=note.strip()[:200],
                by_id=by.pk,
            )
    except IntegrityError as error:
        raise Stale(_("这项提醒已经登记告知。")) from error
