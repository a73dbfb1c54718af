"""Up to where a county's months are settled: what the next roll need not look at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min

from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region
from youfu.modules.payments.models import Opening, Roll
from youfu.modules.standards.models import Exclusion, Parameter, Rate
from youfu.modules.standards.queries import EffectiveQuerySet
from youfu.rules import periods


def registers() -> tuple[EffectiveQuerySet[Any], ...]:
    """What prices a month; a time limit of the workflow, a parameter too, does not."""
    return (Rate.objects.all(), Parameter.objects.pricing(), Exclusion.objects.all())


@dataclass(frozen=True)
class Since:
    """Up to where the months before this roll are settled: the first month nobody rolled, and two revisions."""

    next_month: int
    entitlement_revision: int
    standards_revision: int


def settled(county: Region) -> Since:
    """What the last approved roll and the openings after it already looked at: the least of them counts for everybody."""
    last = Roll.objects.filter(county=county).exclude(state=Roll.State.DRAFT).order_by("-id").first()
    openings = Opening.objects.filter(county=county)
    if last:
        openings = openings.filter(pk__gt=last.last_opening)
    known = openings.aggregate(revision=Min("standards_revision"), month=Min("last_month"))
    revisions = [r for r in (last.standards_revision if last else None, known["revision"]) if r is not None]
    months = [m + 1 for m in (last.month if last else None, known["month"]) if m is not None]
    return Since(min(months, default=0), last.entitlement_revision if last else 0, min(revisions, default=0))


def unchanged_until(since: Since) -> int:
    """The first month (index) that is not settled for everybody: nobody rolled it, or its standards changed afterwards."""
    changed = [register.first_change(since.standards_revision) for register in registers()]
    return min([since.next_month, *(periods.month_of(day) for day in changed if day)])


def latest_standards() -> int:
    """The newest revision of anything that prices a month."""
    return max(register.latest_revision() for register in registers())


def latest_opening(county: Region) -> int:
    return Opening.objects.filter(county=county).aggregate(latest=Max("pk"))["latest"] or 0


def latest_entitlements() -> int:
    return Entitlement.objects.filter(revision__gt=0).aggregate(latest=Max("revision"))["latest"] or 0
