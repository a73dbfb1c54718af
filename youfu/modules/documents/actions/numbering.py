"""Numbers: series are set up, the next number is given, one that came to nothing is struck out and stays."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.models import Number, NumberSeries
from youfu.modules.organisations.models import Region
from youfu.rules import numbering, official_text

Purpose = NumberSeries.Purpose

# How numbers are written when a county lays down nothing else; the code of a document's number has to be laid down.
TEMPLATES: dict[str, str] = {
    Purpose.OUT: "{code}〔{year}〕{serial}号",
    Purpose.IN: "{year}收{serial:04d}",
    Purpose.INDEX: "{division}/{year}-{serial:06d}",
    Purpose.REQUEST: "{year}依申请{serial:04d}",
    Purpose.ARCHIVE: "{code}-{year}-{serial:04d}",
}


@action(
    "documents.series",
    gettext_lazy("设置编号序列"),
    Permission.DOCUMENTS_ISSUE,
    record=("purpose", "code", "template"),
)
def set_series(county: Region, *, purpose: str, code: str, template: str = "", by: Actor) -> NumberSeries:
    """Set up a series, or write its next numbers another way; numbers that were given stay as they are."""
    template = official_text.clean(template).strip() or TEMPLATES[purpose]
    code = "".join(official_text.clean(code).split())
    if purpose == Purpose.OUT and "{code}" not in template:
        raise Refused(_("发文字号的格式里必须有 {code}，否则两个代字会编出同一个号。"))
    try:
        numbering.check(template)
        numbering.fits(template, code=code)
    except numbering.BadTemplate as wrong:
        raise Refused(_sentence(wrong.reason)) from None
    if "{code}" in template and not code:
        raise Refused(_("请填写代字，例如“桐退役军人发”。"))
    row, _made = NumberSeries.objects.update_or_create(
        region=county, purpose=purpose, code=code, defaults={"template": template, "closed_on": None}
    )
    return row


@action("documents.series.close", gettext_lazy("停用编号序列"), Permission.DOCUMENTS_ISSUE)
def close_series(series: NumberSeries, *, by: Actor) -> NumberSeries:
    """No more numbers from this series; those that were given stay."""
    series.closed_on = clock.today()
    series.save(update_fields=["closed_on"])
    return series


def series_of(county: Region, purpose: str, code: str = "") -> NumberSeries:
    """The county's series for that purpose, made at its first use with the usual template."""
    return NumberSeries.objects.get_or_create(
        region=county, purpose=purpose, code=code, defaults={"template": TEMPLATES[purpose]}
    )[0]


def give(series: NumberSeries, *, by: Actor, year: int | None = None) -> Number:
    """The next number of a series in a year, inside the transaction of whoever needs it.

    Whoever asks at the same moment waits for the row of the series: a transaction that is rolled back gives its number to the
    next, one that commits has used it. The trigger on the table refuses anything but the next.
    """
    locked = NumberSeries.objects.select_for_update(of=("self",)).select_related("region").get(pk=series.pk)
    if locked.closed_on is not None:
        raise Refused(_("编号序列“%(name)s”已停用，请换一个。") % {"name": locked})
    year = year or clock.today().year
    last = Number.objects.filter(series=locked, year=year).aggregate(last=Max("serial"))["last"] or 0
    text = numbering.write(
        locked.template, code=locked.code, division=locked.region_id[:6], year=year, serial=last + 1
    )
    try:
        with transaction.atomic():
            return Number.objects.create(
                series=locked, year=year, serial=last + 1, text=text, given_by_id=by.pk
            )
    except IntegrityError:
        raise Refused(_("编号 %(text)s 已经用过，请检查编号格式。") % {"text": text}) from None


def strike(number: Number, why: str) -> None:
    """Keep a number that came to nothing, with the reason 作废; inside the action that cancels what it was for."""
    number.void_at, number.void_why = clock.now(), why
    number.save(update_fields=["void_at", "void_why"])


def _sentence(reason: str) -> str:
    return {
        "broken": _("编号格式写法不对，请按 {code}〔{year}〕{serial}号 的样子填写。"),
        "unknown": _("编号格式里只能用 {code}、{division}、{year} 和 {serial}。"),
        "missing": _("编号格式里必须有 {year} 和 {serial}，否则编号会重复。"),
        "long": _("这样编出的号会超过 80 个字，请缩短格式或代字。"),
    }[reason]
