"""政策文件: an issued or received document becomes one of the policy library, or is found to be there already."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.organisations.queries import locality
from youfu.modules.standards.models import PolicyDocument
from youfu.rules.citing import brackets

State = OfficialDocument.State
FINISHED = frozenset({State.ISSUED, State.INSTRUCT, State.HANDLE, State.DONE})


@action("documents.adopt", gettext_lazy("收入政策文件库"), Permission.STANDARDS_LOAD)
def adopt(document: OfficialDocument, *, by: Actor) -> PolicyDocument:
    """Make a policy document of this one, so that rates and letters can cite it by link; the one with its number, when there is
    one. Whoever keeps the standards decides what they rest on."""
    if document.policy is not None:
        return document.policy
    if document.state not in FINISHED:
        raise Refused(_("印发或登记拟办后的文件才能收入政策文件库。"))
    number = (
        document.label if document.outgoing else document.sender_number
    )  # never the number of our receipt
    document.policy = _with_number(number) if number else _without_number(document)
    if document.policy is None:
        document.policy = PolicyDocument.objects.create(
            title=document.title, number=number, issuer=_issuer(document), issued_on=_day(document),
            level=PolicyDocument.Level.COUNTY if document.outgoing else "",
        )  # fmt: skip
    document.save(update_fields=["policy"])
    return document.policy


def _issuer(document: OfficialDocument) -> str:
    return locality(document.region).name if document.outgoing else document.sender


def _day(document: OfficialDocument) -> date | None:
    return document.dated or document.received_on


def _with_number(number: str) -> PolicyDocument | None:
    """The document of that number, however its brackets are written."""
    wanted = brackets(number)
    known = PolicyDocument.objects.cited_in(number)
    return next((row for row in known if brackets(row.number) == wanted), None)


def _without_number(document: OfficialDocument) -> PolicyDocument | None:
    """The document of that title when it is the same one; Refused when it is another, which nothing could tell from this."""
    known = PolicyDocument.objects.filter(number="", title=document.title).first()
    if known is not None and (known.issuer, known.issued_on) != (_issuer(document), _day(document)):
        raise Refused(
            _("政策文件库里已有同名、没有文号的另一份文件，无法区分，请按来文字号重新登记后再收入。")
        )
    return known
