"""依申请公开: a request for information is registered, handled and answered on its clock.

政府信息公开条例 (2019): what a request holds (29), completing it within 7 working days of receipt (30), when it counts as
received (31), third parties with 15 working days (32), 20 working days for the answer and once 20 more (33), what is answered
(36).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import audit, clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.workflow.calendar import working_days
from youfu.modules.documents.actions import door
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import InformationRequest, RequestStep
from youfu.modules.documents.models.requests import GROUNDED
from youfu.modules.organisations.models import Organisation, Region
from youfu.rules.secrecy import mark

State, Verb, Outcome = InformationRequest.State, RequestStep.Verb, InformationRequest.Outcome
DAYS, ASK_WITHIN, CONSULT_DAYS = 20, 7, 15  # working days: articles 33, 30, 32
ASKED = ("applicant_kind", "applicant", "contact", "wanted", "form")


@dataclass(frozen=True)
class Answer:
    """What is answered: the outcome, the provision it rests on, and the words."""

    outcome: str
    text: str
    ground: str = ""


@action(
    "request.register",
    gettext_lazy("登记信息公开申请"),
    Permission.DISCLOSURES_EDIT,
    record=("way", "received_on"),
)
def register(
    county: Region, *, asked: Mapping[str, str], way: str, received_on: date, by: Actor
) -> InformationRequest:
    """Register a request that came to the counter, by letter or fax; the answer is due 20 working days after receipt."""
    if received_on > clock.today():
        raise Refused(_("收到日期不能晚于今天。"))
    return _begin(county, asked, way, received_on, by=by)


@action("request.online", gettext_lazy("网上提交信息公开申请"), Permission.DISCLOSURES_EDIT)
def receive_online(
    county: Region, *, asked: Mapping[str, str], origin: str, once: str, code: str, by: Actor
) -> InformationRequest:
    """A request from the public form, received on the day the form is confirmed to the applicant (article 31).

    `origin`, `once` and `code` are blind indexes. The same form sent again leads to the same request; one that asks for something
    else is refused, so that nobody takes it for sent.
    """
    earlier = InformationRequest.objects.filter(once=once).first()
    if earlier is not None:
        values = _asked(asked)
        if any(getattr(earlier, name) != values[name] for name in ("applicant_kind", "wanted", "form")):
            raise Refused(_("这张表已经提交过一次；要另外申请的，请核对后再提交一次。"))
        return earlier
    more = {"origin": origin, "once": once, "query_code": code}
    return _begin(county, asked, InformationRequest.Way.WEB, clock.today(), by=by, **more)


def _asked(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: str(asked.get(name, "")).strip() for name in ASKED}


def _begin(
    region: Region, asked: Mapping[str, str], way: str, day: date, *, by: Actor, **more: str
) -> InformationRequest:
    values = _asked(asked)
    if not values["applicant"] or not values["contact"] or not values["wanted"]:
        raise Refused(_("请填写申请人、联系方式和所需信息。"))
    _unmarked(_("所需信息"), values["wanted"])
    row = InformationRequest.objects.create(
        region=region, number=give(series_of(region, "request"), by=by), way=way, received_on=day,
        due_on=working_days().after(day, DAYS), made_by_id=by.pk, **values, **more,
    )  # fmt: skip
    _note(row, Verb.REGISTER, until=row.due_on, by=by)
    return row


@action("request.assign", gettext_lazy("交办信息公开申请"), Permission.DISCLOSURES_EDIT)
def assign(request: InformationRequest, *, handler: Organisation, by: Actor) -> InformationRequest:
    """Give a request to a section, which drafts the answer."""
    _running(request)
    request.handler = handler
    request.save(update_fields=["handler"])
    _note(request, Verb.ASSIGN, str(handler), by=by)
    return request


@action("request.ask", gettext_lazy("告知补正"), Permission.DISCLOSURES_EDIT, record=("until",))
def ask_supplement(request: InformationRequest, *, what: str, until: date, by: Actor) -> InformationRequest:
    """Tell the applicant, once and within 7 working days of receipt, what is missing; the clock stands until it is there."""
    _running(request, State.RECEIVED)
    if request.log.filter(verb=Verb.ASK).exists():
        raise Refused(_("补正只能告知一次，请按现有内容答复。"))
    last = working_days().after(request.received_on, ASK_WITHIN)
    if clock.today() > last:
        raise Refused(
            _("告知补正须在收到申请起 7 个工作日内，到 %(day)s 为止，请按现有内容答复。") % {"day": last}
        )
    return _pause(request, Verb.ASK, what, until, by=by)


@action("request.supplied", gettext_lazy("登记补正"), Permission.DISCLOSURES_EDIT, record=("on",))
def supplied(request: InformationRequest, *, text: str, on: date, by: Actor) -> InformationRequest:
    """The applicant has completed the request: 20 working days run from then (article 30)."""
    _running(request, State.SUPPLEMENT)
    _since(request, on)
    request.due_on = working_days().after(on, DAYS)
    _note(request, Verb.SUPPLY, text, until=request.due_on, by=by)
    return _go_on(request)


@action("request.consult", gettext_lazy("征求第三方意见"), Permission.DISCLOSURES_EDIT, record=("until",))
def consult(
    request: InformationRequest, *, whom: str, until: date | None = None, by: Actor
) -> InformationRequest:
    """Ask a third party whose interests an answer may harm; it has 15 working days, which do not count."""
    _running(request, State.RECEIVED)
    until = until or working_days().after(clock.today(), CONSULT_DAYS)
    return _pause(request, Verb.CONSULT, whom, until, by=by)


@action("request.consulted", gettext_lazy("登记第三方意见"), Permission.DISCLOSURES_EDIT, record=("on",))
def consulted(request: InformationRequest, *, text: str, on: date, by: Actor) -> InformationRequest:
    """The third party has answered, or its time is over: the days that were left run on."""
    _running(request, State.CONSULT)
    _since(request, on)
    days = working_days()
    assert request.paused_on is not None  # the constraint says so
    if request.paused_on <= request.due_on:  # what was late before anybody was asked stays late
        request.due_on = days.after(on, days.between(request.paused_on, request.due_on))
    _note(request, Verb.CONSULTED, text, until=request.due_on, by=by)
    return _go_on(request)


@action("request.extend", gettext_lazy("延长答复期限"), Permission.DISCLOSURES_RELEASE, record=("why",))
def extend(request: InformationRequest, *, why: str, by: Actor) -> InformationRequest:
    """20 working days more, once, with a reason the applicant is told, while the first ones still run."""
    _running(request, State.RECEIVED)
    if request.extended_on is not None:
        raise Refused(_("答复期限只能延长一次，请尽快答复。"))
    if clock.today() > request.due_on:
        raise Refused(_("答复期限已过，不能再延长，请尽快答复。"))
    if not why.strip():
        raise Refused(_("请写明延期原因，须告知申请人。"))
    request.extended_on, request.extended_why = clock.today(), why.strip()[:200]
    request.due_on = working_days().after(request.due_on, DAYS)
    request.save(update_fields=["extended_on", "extended_why", "due_on"])
    _note(request, Verb.EXTEND, why, until=request.due_on, by=by)
    return request


@action("request.draft", gettext_lazy("拟写信息公开答复"), Permission.DOCUMENTS_HANDLE)
def draft(request: InformationRequest, *, answer: Answer, by: Actor) -> InformationRequest:
    """Draft the answer: somebody of the section it was given to, or the office. What waits to be signed is not written over."""
    _running(request, State.RECEIVED, State.SUPPLEMENT)
    if request.handler_id is None or getattr(by, "organisation_id", None) != request.handler_id:
        demand(by, Permission.DISCLOSURES_EDIT, request.region_path)
    if request.drafted_by_id is not None:
        raise Stale(_("答复稿正在等待签发，要修改请先由局领导退回重拟。"))
    _fits_time(request, answer.outcome)
    _unmarked(_("答复内容"), answer.text)
    if not answer.text.strip():
        raise Refused(_("请写明答复内容。"))
    if answer.outcome in GROUNDED and not answer.ground.strip():
        raise Refused(_("这种答复须写明依据的条款，例如政府信息公开条例第三十六条。"))
    request.outcome, request.ground, request.answer = (
        answer.outcome,
        answer.ground.strip(),
        answer.text.strip(),
    )
    request.drafted_by_id = by.pk
    request.save(update_fields=["outcome", "ground", "answer", "drafted_by"])
    _note(request, Verb.DRAFT, request.get_outcome_display(), by=by)
    return request


@action("request.return", gettext_lazy("退回答复稿"), Permission.DISCLOSURES_RELEASE, record=("why",))
def send_back(request: InformationRequest, *, why: str, by: Actor) -> InformationRequest:
    """Have the answer drafted anew."""
    _running(request)
    _drafted(request)
    if not why.strip():
        raise Refused(_("请写明退回原因。"))
    request.drafted_by = None
    request.save(update_fields=["drafted_by"])
    _note(request, Verb.RETURN, why, by=by)
    return request


@action("request.answer", gettext_lazy("答复信息公开申请"), Permission.DISCLOSURES_RELEASE)
def answer(request: InformationRequest, *, by: Actor) -> InformationRequest:
    """Give the drafted answer; not whoever drafted it."""
    _running(request, State.RECEIVED, State.SUPPLEMENT)
    _drafted(request)
    if request.drafted_by_id == by.pk:
        raise Refused(_("拟写和签发答复须由不同的人办理，请交由他人签发。"))
    request.state, request.answered_on, request.answered_by_id = State.ANSWERED, clock.today(), by.pk
    request.paused_on = request.paused_until = None
    request.save()
    _note(request, Verb.ANSWER, request.get_outcome_display(), by=by)
    return request


@action(
    "request.withdraw", gettext_lazy("申请人撤回信息公开申请"), Permission.DISCLOSURES_EDIT, record=("why",)
)
def withdraw(request: InformationRequest, *, why: str, by: Actor) -> InformationRequest:
    """The applicant no longer wants it."""
    _running(request)
    if not why.strip():
        raise Refused(_("请写明撤回的情况。"))
    request.state, request.paused_on, request.paused_until = State.WITHDRAWN, None, None
    request.withdrawn_on = clock.today()
    request.save(update_fields=["state", "paused_on", "paused_until", "withdrawn_on"])
    _note(request, Verb.WITHDRAW, why, by=by)
    return request


@action("request.reveal", gettext_lazy("查看信息公开申请人"), Permission.DOCUMENTS_HANDLE)
def reveal(request: InformationRequest, *, purpose: str, by: Actor) -> dict[str, str]:
    """Open the sealed name and contact for a stated purpose; who looked, when and why is in the trail."""
    if not purpose.strip():
        raise Refused(_("请写明查看事由。"))
    audit.viewed(by, request, purpose=purpose.strip()[:200], fields=("applicant", "contact"))
    return {"applicant": request.applicant.reveal(), "contact": request.contact.reveal()}


def _running(request: InformationRequest, *states: str) -> None:
    if request.ended or (states and request.state not in states):
        raise Stale(
            _("这件申请现在是“%(state)s”，不能再做这一步，请刷新后查看。")
            % {"state": request.get_state_display()}
        )


def _drafted(request: InformationRequest) -> None:
    if request.drafted_by_id is None:
        raise Refused(_("还没有拟写答复，请先拟写。"))


def _fits_time(request: InformationRequest, outcome: str) -> None:
    """Whoever was asked for more and sent nothing in time is told so, and nobody else."""
    waiting, until = request.state == State.SUPPLEMENT, request.paused_until
    if waiting and (outcome != Outcome.UNCLEAR or until is None or clock.today() <= until):
        raise Refused(_("正在等申请人补正，补正期限过后才能以“逾期不补正”答复。"))
    if not waiting and outcome == Outcome.UNCLEAR:
        raise Refused(_("“逾期不补正”只用于告知过补正、期限过后仍没有补正的申请，请另选一种答复。"))


def _unmarked(place: str, text: str) -> None:
    if found := mark(text):
        door.refuse_secret(place, found)


def _since(request: InformationRequest, on: date) -> None:
    if not (request.paused_on or on) <= on <= clock.today():
        raise Refused(_("日期应在暂停计时之后、今天之前。"))


def _pause(
    request: InformationRequest, verb: str, text: str, until: date, *, by: Actor
) -> InformationRequest:
    if not text.strip():
        raise Refused(_("请写明需要补正的内容或征求意见的对象。"))
    if until <= clock.today():
        raise Refused(_("期限须在今天之后。"))
    request.state = State.SUPPLEMENT if verb == Verb.ASK else State.CONSULT
    request.paused_on, request.paused_until = clock.today(), until
    request.drafted_by = None  # an answer that was drafted before rests on less than is known afterwards
    request.save(update_fields=["state", "paused_on", "paused_until", "drafted_by"])
    _note(request, verb, text, until=until, by=by)
    return request


def _go_on(request: InformationRequest) -> InformationRequest:
    request.state, request.paused_on, request.paused_until = State.RECEIVED, None, None
    request.drafted_by = None
    request.save(update_fields=["state", "paused_on", "paused_until", "due_on", "drafted_by"])
    return request


def _note(
    request: InformationRequest, verb: str, text: str = "", *, until: date | None = None, by: Actor
) -> None:
    _unmarked(_("说明"), text)
    RequestStep.objects.create(
        request=request, verb=verb, text=text.strip()[:1000], until=until, by_id=by.pk, author=by.label
    )
