"""What was sent this year, to how many, how many signed for it in time, what is late, which answers are missing."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.queries.deliveries import IN_TIME

AREA = "view=area&counted="


class Percent(Aggregate):
    """The mean of 0 and 100, rounded to a whole per cent."""

    template = "round(avg(%(expressions)s))::integer"
    output_field = IntegerField()


def deliveries(actor: Actor) -> Any:
    return rows_of(Delivery, actor, Permission.DOCUMENTS_READ)


def sent(actor: Actor) -> Any:
    """Documents issued this year, withdrawn since or not."""
    rows = rows_of(OfficialDocument, actor, Permission.DOCUMENTS_VIEW).issued()
    return rows.filter(printed_on__year=clock.today().year)


register(
    Indicator(
        "documents.sent", _("今年印发文件"), _("份"), Permission.DOCUMENTS_VIEW, sent,
        ("delivery-overview", "view=all&counted=sent"),
    )
)  # fmt: skip
register(
    Indicator(
        "deliveries.year", _("今年送达"), _("件次"), Permission.REPORTS_VIEW,
        lambda actor: deliveries(actor).sent_in(clock.today().year), ("deliveries", f"{AREA}sent"),
        note=_("每个单位、每份文件为一件次"),
    )
)  # fmt: skip
register(
    Indicator(
        "deliveries.in_time", _("今年按期签收率"), "%", Permission.REPORTS_VIEW,
        lambda actor: deliveries(actor).judged(clock.today()), ("deliveries", f"{AREA}judged"),
        value=Percent(Case(When(IN_TIME, then=Value(100)), default=Value(0))), note=_("有期限、已签收或已到期的"),
    )
)  # fmt: skip
register(
    Indicator(
        "deliveries.overdue", _("现在超期未办"), _("件次"), Permission.REPORTS_VIEW,
        lambda actor: deliveries(actor).overdue(clock.today()), ("deliveries", f"{AREA}overdue"),
        note=_("过了期限仍未签收或回复"),
    )
)  # fmt: skip
register(
    Indicator(
        "deliveries.unanswered", _("尚未回复"), _("件次"), Permission.REPORTS_VIEW,
        lambda actor: deliveries(actor).unanswered(), ("deliveries", f"{AREA}unanswered"), note=_("要求回复的"),
    )
)  # fmt: skip
