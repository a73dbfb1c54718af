"""Numbers the workflow asks for by code: time limits 办理时限. A later one closes the earlier, both cite their document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import NATION, Region
from youfu.modules.standards.actions.loading import alone
from youfu.modules.standards.models import Confidence, Parameter, PolicyDocument

CODE = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z0-9_]*){1,2}")
LONGEST = 250  # working days; longer than a year is a slip of the pen
WORKING_DAYS = "工作日"


@dataclass(frozen=True)
class LimitRow:
    """What is laid down: "limit.TYPE.STEP" for one type or "limit.STEP" for all, in a region (12-digit code), from a day on.

    `value` is in `unit`: working days for a time limit. `title` says in Chinese what it limits.
    """

    code: str
    title: str
    region: str
    value: int
    since: date
    document_title: str
    document_number: str = ""
    source: str = ""
    confidence: str = Confidence.HIGH
    unit: str = WORKING_DAYS

    def __str__(self) -> str:
        return f"{self.code} {self.region} {self.value}"


@action("standards.set_limit", gettext_lazy("登记办理时限"), Permission.STANDARDS_LOAD, record=("laid",))
def set_limit(thing: None = None, *, laid: LimitRow, by: Actor) -> Parameter:
    """Lay a limit down: the one before it ends the day before; one of the same first day is corrected and kept. Applications that
    were handed in before keep the limit they were given."""
    alone(by)
    return _file(laid)


@action("standards.load_limits", gettext_lazy("登记办理时限（随附）"), Permission.STANDARDS_LOAD)
def load_limits(rows: Iterable[Mapping[str, str]], *, by: Actor) -> int:
    """Make the shipped limits known where nothing was laid down yet; returns how many were new. What a county entered stays."""
    alone(by)
    known = set(Parameter.objects.standing().values_list("code", "region_id"))
    new = [row for row in rows if (row["code"], _region(row["region"])) not in known]
    for row in new:
        _file(
            LimitRow(
                code=row["code"], title=row["title"], region=_region(row["region"]), value=int(row["value"]),
                since=date.fromisoformat(row["effective_from"]), document_title=row["document_title"],
                document_number=row["document_number"], source=row["source"], confidence=row["confidence"],
                unit=row["unit"],
            )
        )  # fmt: skip
    return len(new)


def _region(text: str) -> str:
    return NATION if text == "national" else text


def _file(laid: LimitRow) -> Parameter:
    """Put the row among those of its code and region."""
    _refuse_nonsense(laid)
    document, _made = PolicyDocument.objects.get_or_create(
        title=laid.document_title.strip(), number=laid.document_number.strip()
    )
    standing = list(
        Parameter.objects.standing().filter(code=laid.code, region_id=laid.region).order_by("valid")
    )
    same = next((row for row in standing if row.valid.lower == laid.since), None)
    if same and _says(same) == (laid.value, laid.unit, document.pk, laid.confidence):
        return same
    _make_room(standing, laid.since)
    until = min((row.valid.lower for row in standing if row.valid.lower > laid.since), default=None)
    return Parameter.objects.create(
        code=laid.code, title=laid.title[:200], region_id=laid.region, value=laid.value, unit=laid.unit,
        valid=DateRange(laid.since, until), changes_from=laid.since, document=document,
        confidence=laid.confidence, source=laid.source,
    )  # fmt: skip


def _says(row: Parameter) -> tuple[int, str, int, str]:
    return (int(row.value), row.unit, row.document_id, row.confidence)


def _make_room(standing: list[Parameter], since: date) -> None:
    """A row that began earlier ends where the new one begins; one that began the same day was wrong and is kept as corrected."""
    for row in standing:
        if row.valid.lower == since:
            row.superseded_at, row.changes_from = clock.now(), since
            row.save()
        elif row.valid.lower < since and (row.valid.upper is None or row.valid.upper > since):
            row.valid, row.changes_from = DateRange(row.valid.lower, since), since
            row.save()


def _refuse_nonsense(laid: LimitRow) -> None:
    if not CODE.fullmatch(laid.code):
        raise Refused(_("时限代码“%(code)s”不对：应写成 limit.业务.环节。") % {"code": laid.code})
    if laid.code.startswith("limit.") and not 1 <= laid.value <= LONGEST:
        raise Refused(_("时限应为 1 至 %(most)d 个工作日。") % {"most": LONGEST})
    if laid.value < 0 or laid.confidence not in Confidence.values:
        raise Refused(_("数值不能为负，可信度须从所列中选择。"))
    if not laid.document_title.strip():
        raise Refused(_("请写明依据的文件；没有文件的时限不能登记。"))
    if not Region.objects.current().filter(pk=laid.region).exists():
        raise Refused(_("没有代码为 %(code)s 的区划。") % {"code": laid.region})
