"""发文 after the signature: numbered 编号 and issued 印发. Taking back what was issued belongs to its deliveries."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import searching
from youfu.modules.documents.actions.circulating import move, say
from youfu.modules.documents.actions.numbering import give
from youfu.modules.documents.actions.sending import stand
from youfu.modules.documents.models import NumberSeries, OfficialDocument


@action("document.number", gettext_lazy("编发文字号"), Permission.DOCUMENTS_ISSUE)
def number(
    document: OfficialDocument, *, series: NumberSeries | None = None, text: str = "", by: Actor
) -> OfficialDocument:
    """Give the next number of a series (the one the drafter chose when none is named); once given it never changes."""
    stand(document, "number")
    series = series or document.series
    if series is None:
        raise Refused(_("请选择发文代字；还没有的，先在“编号序列”中设置。"))
    if series.region_id != document.region_id or series.purpose != NumberSeries.Purpose.OUT:
        raise Refused(_("请选择本局的发文代字。"))
    document.series, document.number = series, give(series, by=by)
    document.save(update_fields=["series", "number"])
    say(document, "number", step="number", text=text, by=by)
    move(document, "number")
    searching.index(document)
    return document


@action("document.issue", gettext_lazy("印发公文"), Permission.DOCUMENTS_ISSUE, record=("copies",))
def issue(document: OfficialDocument, *, copies: int = 1, text: str = "", by: Actor) -> OfficialDocument:
    """Issue it today in so many copies; from now on it may be delivered, and nothing in it changes."""
    stand(document, "issue")
    if copies < 1:
        raise Refused(_("份数至少为 1。"))
    document.printed_on, document.copies = clock.today(), copies
    document.save(update_fields=["printed_on", "copies"])
    say(document, "issue", step="issue", text=text, by=by)
    move(document, "issue")
    return document
