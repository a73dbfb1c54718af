"""政策文件: an issued or received document becomes one of the policy library, or is found to be there already."""

from __future__ import annotations

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
    policy = _with_number(document.label) or PolicyDocument.objects.create(
        title=document.title,
        number=document.label,
        issuer=locality(document.region).name if document.outgoing else document.sender,
        issued_on=document.dated or document.received_on,
        level=PolicyDocument.Level.COUNTY if document.outgoing else "",
    )
    document.policy = policy
    document.save(update_fields=["policy"])
    return policy


def _with_number(number: str) -> PolicyDocument | None:
    """The document of that number, however its brackets are written."""
    if not number:
        return None
    wanted = brackets(number)
    known = PolicyDocument.objects.cited_in(number)
    return next((row for row in known if brackets(row.number) == wanted), None)
