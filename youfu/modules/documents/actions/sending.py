"""发文 up to the signature: drafted, checked 核稿, countersigned 会签, signed 签发; returned or cancelled with the reason.

党政机关公文处理工作条例, articles 19 to 22. Each step asks the permission of its role and that nobody acts at two of them
(`circulating.say`); what was said and each text stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import door, searching
from youfu.modules.documents.actions.circulating import (
    acted_elsewhere,
    keep_version,
    move,
    say,
    seen_newest,
)
from youfu.modules.documents.actions.numbering import strike
from youfu.modules.documents.models import Consultation, NumberSeries, OfficialDocument
from youfu.modules.documents.queries import STEPS
from youfu.modules.organisations.models import Organisation, User
from youfu.rules import official_text
from youfu.rules.circulation import OPEN_TO_EDIT
from youfu.rules.secrecy import mark

Kind = OfficialDocument.Kind
# Kinds that are made known to everybody, or record a meeting, and name nobody they are sent to.
TO_NOBODY = frozenset(
    {
        Kind.RESOLUTION,
        Kind.DECISION,
        Kind.ORDER,
        Kind.COMMUNIQUE,
        Kind.PROCLAMATION,
        Kind.CIRCULAR,
        Kind.MINUTES,
    }
)


@dataclass(frozen=True)
class Paper:
    """What a drafter fills in; `series` is the agency code 代字 its number will come from."""

    title: str
    body: str = ""
    kind: str = Kind.NOTICE
    urgency: str = OfficialDocument.Urgency.NORMAL
    main_to: str = ""
    copy_to: str = ""
    note: str = ""
    copies: int = 1
    series: NumberSeries | None = None

    def put_into(self, document: OfficialDocument) -> None:
        """Write it into the row, without what cannot be printed; text on one line stays on one line."""
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if isinstance(value, str):
                value = official_text.clean(value)
                value = value if name == "body" else " ".join(value.split())
            setattr(document, name, value)


@action("document.draft", gettext_lazy("起草公文"), Permission.DOCUMENTS_HANDLE, record=("replaces",))
def draft(
    office: Organisation, *, paper: Paper, replaces: OfficialDocument | None = None, by: Actor
) -> OfficialDocument:
    """Begin a document in a section; its first version is kept. `replaces` is an issued one that it takes the place of."""
    issued = replaces is None or replaces.state in ("issued", "withdrawn")
    if replaces and (not issued or replaces.region_id != office.region_id):
        raise Refused(_("只能替代本局印发的文件。"))
    document = OfficialDocument(
        direction=OfficialDocument.Direction.OUT, state=OfficialDocument.State.DRAFT, region=office.region,
        office=office, replaces=replaces, made_by_id=by.pk,
    )  # fmt: skip
    _fill(document, paper)
    document.save()
    keep_version(document, by=by)
    searching.index(document)
    return document


@action("document.revise", gettext_lazy("修改公文"), Permission.DOCUMENTS_HANDLE)
def revise(
    document: OfficialDocument, *, paper: Paper, seen: int | None = None, by: Actor
) -> OfficialDocument:
    """Change the text: its drafter or their section before it is handed in, whoever checks while checking. Each change is a
    version of its own; `seen` is the one it was made on."""
    stand(document, "draft", "check")
    if why := fixed_for(document, by):
        raise Refused(why)
    seen_newest(document, seen)
    _fill(document, paper)
    document.save()
    if keep_version(document, by=by) and (document.state == "check" or document.made_by_id != by.pk):
        say(document, "edit", step=document.state, by=by)
    searching.index(document)
    return document


@action("document.submit", gettext_lazy("提交核稿"), Permission.DOCUMENTS_HANDLE)
def submit(
    document: OfficialDocument, *, text: str = "", ask: Sequence[Organisation] = (), seen: int | None = None, by: Actor
) -> OfficialDocument:  # fmt: skip
    """Hand in a draft, read as version `seen`; `ask` names sections that should countersign. What lacks is said."""
    stand(document, "draft")
    if why := fixed_for(document, by):
        raise Refused(why)
    seen_newest(document, seen)
    if lacking := lacks(document):
        raise Refused(_("还不能提交，请先填写：%(what)s。") % {"what": "、".join(lacking)})
    _ask(document, ask)
    say(document, "submit", step="draft", text=text, by=by)
    move(document, "submit")
    return document


@action("document.check", gettext_lazy("核稿"), Permission.DOCUMENTS_CHECK)
def check(
    document: OfficialDocument, *, text: str = "", ask: Sequence[Organisation] = (), seen: int | None = None, by: Actor
) -> OfficialDocument:  # fmt: skip
    """Pass what was checked, read as version `seen`: to those who are asked to countersign, or to be signed."""
    stand(document, "check")
    seen_newest(document, seen)
    if lacking := lacks(document):
        raise Refused(_("还不能通过，请先补齐：%(what)s。") % {"what": "、".join(lacking)})
    _ask(document, ask)
    say(document, "pass", step="check", text=text, by=by)
    move(document, "pass", asked=_open(document).count())
    return document


@action("document.countersign", gettext_lazy("会签"), Permission.DOCUMENTS_HANDLE)
def countersign(document: OfficialDocument, *, text: str = "", by: Actor) -> OfficialDocument:
    """Agree for one's own section, once a round; the last that answers passes it on to be signed."""
    stand(document, "countersign")
    answered = _open(document).filter(organisation=getattr(by, "organisation_id", None))
    if not answered.update(answered_at=clock.now()):
        raise Stale(_("本轮没有请您所在的科室会签，或者已经会签，请刷新后查看。"))
    say(document, "pass", step="countersign", text=text, by=by)
    move(document, "pass", asked=_open(document).count())
    return document


@action("document.sign", gettext_lazy("签发"), Permission.DOCUMENTS_SIGN)
def sign(document: OfficialDocument, *, text: str = "", by: Actor) -> OfficialDocument:
    """Sign it: the day becomes its date 成文日期 (GB/T 9704-2012, 7.3.5: the day on which the responsible person signs)."""
    stand(document, "sign")
    say(document, "sign", step="sign", text=text, by=by)
    document.signer, document.dated = getattr(by, "name", by.label), clock.today()
    document.save(update_fields=["signer", "dated"])
    move(document, "sign")
    return document


@action("document.return", gettext_lazy("退回修改"), Permission.DOCUMENTS_VIEW)
def give_back(document: OfficialDocument, *, why: str, by: Actor) -> OfficialDocument:
    """Back to its drafter with the reason, in a new round: what was changed is passed by all once more. From the countersignature
    by a section that is asked, or by the office when one cannot answer."""
    stand(document, "check", "countersign", "sign", "number")
    demand(by, STEPS[document.state], document.region_path)
    if not may_return(document, by):
        raise Stale(_("本轮没有请您所在的科室会签，或者已经会签，请刷新后查看。"))
    if not why.strip():
        raise Refused(_("请写明退回的原因，拟稿人据此修改。"))
    say(document, "return", step=document.state, text=why, by=by)
    document.signer, document.dated = "", None
    document.save(update_fields=["signer", "dated"])
    move(document, "return")
    return document


@action("document.cancel", gettext_lazy("作废公文"), Permission.DOCUMENTS_HANDLE)
def cancel(document: OfficialDocument, *, why: str, by: Actor) -> OfficialDocument:
    """Give it up with the reason: its drafter until it is signed, the office until it is issued. A number it was given stays,
    struck out."""
    stand(document, "draft", "check", "countersign", "sign", "number", "issue")
    own = document.made_by_id == by.pk and document.state not in ("number", "issue")
    if not own:
        demand(by, Permission.DOCUMENTS_ISSUE, document.region_path)
    if not why.strip():
        raise Refused(_("请写明作废的原因。"))
    if document.number is not None:
        strike(document.number, why.strip()[:200])
    say(document, "cancel", step=document.state, text=why, by=by)
    move(document, "cancel")
    return document


def lacks(document: OfficialDocument) -> list[str]:
    """What a document cannot go on without."""
    found = [] if document.title else [_("标题")]
    if not document.main_to and document.kind not in TO_NOBODY:
        found.append(_("主送"))
    return found if document.body else [*found, _("正文")]


def fixed_for(document: OfficialDocument, by: Actor) -> str:
    """Why somebody cannot change the text now; "" when they can."""
    if document.state not in OPEN_TO_EDIT:
        return _("这份文件已经送签，不能再修改；需要改的请在办理时退回起草。")
    made, drafting = document.made_by_id == by.pk, document.state == "draft"
    if drafting and not made and document.office_id != getattr(by, "organisation_id", None):
        given = {"who": document.made_by.name, "office": document.office or ""}
        return _("这份文件由 %(who)s 起草，请由拟稿人或%(office)s的同事修改和提交。") % given
    if not drafting and not can(by, Permission.DOCUMENTS_CHECK, document.region_path):
        return _("核稿中，只有核稿人可以修改；需要改的请联系办公室退回。")
    said = document.opinions.filter(by=by.pk, counts=True).exclude(step=document.state)
    return acted_elsewhere() if said.exists() or (made and not drafting) else ""


def may_return(document: OfficialDocument, by: Actor) -> bool:
    """Whether to offer the return; `give_back` asks again."""
    role = STEPS.get(document.state)
    if role is None or document.state == "issue" or not can(by, role, document.region_path):
        return False
    asked = _open(document).filter(organisation=getattr(by, "organisation_id", None))
    return (
        document.state != "countersign"
        or asked.exists()
        or can(by, Permission.DOCUMENTS_CHECK, document.region_path)
    )


def may_be_asked(document: OfficialDocument) -> Any:
    """Sections that can countersign: in which somebody may who neither drafted, checks nor signs."""
    people, region = User.objects.all(), document.region
    others = people.holding(Permission.DOCUMENTS_HANDLE, region).exclude(pk=document.made_by.pk)
    for role in (Permission.DOCUMENTS_CHECK, Permission.DOCUMENTS_SIGN):
        others = others.exclude(pk__in=people.holding(role, region).values("pk"))
    acted = document.opinions.filter(counts=True).exclude(step="countersign")
    others = others.exclude(pk__in=acted.values("by"))
    rows = Organisation.objects.filter(region=region, pk__in=others.values("organisation"))
    return rows.exclude(kind=Organisation.Kind.BUREAU).exclude(pk=document.office_id or 0)


def may_cancel(document: OfficialDocument, by: Actor) -> bool:
    """Whether to offer it; `cancel` asks again."""
    own = document.made_by_id == by.pk and document.state not in ("number", "issue")
    return document.ended_on is None and (own or can(by, Permission.DOCUMENTS_ISSUE, document.region_path))


def stand(document: OfficialDocument, *states: str) -> None:
    """Stale unless the document is at one of these steps."""
    if not document.outgoing or document.state not in states:
        raise Stale(
            _("这份文件现在是“%(state)s”，不能再做这一步，请刷新后查看。")
            % {"state": document.get_state_display()}
        )


def _fill(document: OfficialDocument, paper: Paper) -> None:
    paper.put_into(document)
    if not document.title:
        raise Refused(_("请填写标题。"))
    for what, text in ((_("标题"), document.title), (_("正文"), document.body), (_("附注"), document.note)):
        if found := mark(text):
            door.refuse_secret(what, found)
    series = paper.series
    if series and (series.region_id != document.region_id or series.purpose != NumberSeries.Purpose.OUT):
        raise Refused(_("请选择本局的发文代字。"))


def _open(document: OfficialDocument) -> Any:
    """Sections that still have to answer in this round."""
    return document.consultations.filter(round=document.round, answered_at=None)


def _ask(document: OfficialDocument, sections: Sequence[Organisation]) -> None:
    """Ask sections of the same bureau to countersign in this round; the one that drafted it need not."""
    able = set(may_be_asked(document).values_list("pk", flat=True)) if sections else set()
    for section in sections:
        if section.region_id != document.region_id:
            raise Refused(_("只能请本局的科室会签。"))
        if section.pk == document.office_id:
            raise Refused(_("起草科室不用会签，请另选科室。"))
        if section.pk not in able:
            given = {"section": section.name}
            raise Refused(_("%(section)s没有可以会签的人（起草、核稿、签发的人除外），请另选科室。") % given)
        Consultation.objects.get_or_create(document=document, organisation=section, round=document.round)
