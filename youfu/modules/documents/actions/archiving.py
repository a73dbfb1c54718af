"""Filing away 归档: an item number by retention and year; what was filed stays as it is (DA/T 22-2015 归档文件整理规则)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.organisations.models import Region

# How the retention period is written in an item number (DA/T 22-2015, 5.3): Y for ever, D30 and D10 for a number of years.
Retention = OfficialDocument.Retention
CODES = {Retention.ALL.value: "Y", Retention.THIRTY.value: "D30", Retention.TEN.value: "D10"}
FILED = frozenset({"issued", "withdrawn", "done"})


@action("document.file_away", gettext_lazy("归档"), Permission.DOCUMENTS_ISSUE, record=("retention",))
def file_away(document: OfficialDocument, *, retention: str, by: Actor) -> OfficialDocument:
    """Give an item number in the year in which it ended; from then on the database keeps the document as it is."""
    if retention not in CODES:
        raise Refused(_("请选择保管期限：10年、30年或永久。"))
    if document.archived_on is not None:
        raise Refused(_("文件已经归档，件号 %(number)s。") % {"number": document.archive_number})
    if document.state not in FILED or document.ended_on is None:
        raise Refused(_("文件还没有办结，办结（印发）以后才能归档。"))
    series = series_of(document.region, NumberSeries.Purpose.ARCHIVE, CODES[retention])
    document.archive_number = give(series, year=document.ended_on.year, by=by)
    document.retention, document.archived_on = retention, clock.today()
    document.save(update_fields=["archive_number", "retention", "archived_on"])
    return document


@action(
    "documents.file_away",
    gettext_lazy("批量归档"),
    Permission.DOCUMENTS_ISSUE,
    record=("retention",),
    lock=False,
)
def file_many(
    county: Region, *, documents: Iterable[OfficialDocument], retention: str, by: Actor
) -> list[OfficialDocument]:
    """Several, numbered in this order. All are held before the first number is given, as whoever files one holds it before."""
    chosen = list(documents)
    rows = OfficialDocument.objects.filter(pk__in=[document.pk for document in chosen]).order_by("pk")
    list(rows.select_for_update(no_key=True))
    return [file_away(document, retention=retention, by=by) for document in chosen]
