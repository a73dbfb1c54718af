"""公示, for everybody: no sign-in, no session, nothing but reading. A name is masked, and a notice that ended is gone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youfu.kit import clock
from youfu.kit.models import Notice
from youfu.kit.pages import keyset
from youfu.kit.pages.public import shown
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import county, locality
from youfu.modules.recognition.queries import running_notices
from youfu.rules import masking

SIZE = 20
LONGEST = 40  # characters of a search


@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices that run, newest first; found by item or by place, never by whose they are."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    rows = running_notices()
    if wanted:
        rows = rows.filter(
            Q(title__icontains=wanted)
            | Q(application__region__name__icontains=wanted)
            | Q(application__region__parent__name__icontains=wanted)
        )
    found = keyset.slice_of(rows, ("-from_day", "-id"), SIZE, after=request.GET.get("after", ""))
    context = {
        "title": _("公示公告"), "lines": [public(row) for row in found.rows], "wanted": wanted, "after": found.after,
        "office": locality(county()),
    }  # fmt: skip
    return shown(request, "recognition/public/notices.html", context)


@login_not_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice while it runs; afterwards (410) only that it ended."""
    row = running_notices().filter(pk=pk).first()
    office = locality(county())
    if row is None:
        context = {"title": _("公示已结束"), "office": office}
        return shown(request, "recognition/public/over.html", context, status=410)
    line = public(row)
    context = {
        "title": line["item"],
        "line": line,
        "office": office,
        "basis": row.application.declared["basis"],
    }
    return shown(request, "recognition/public/notice.html", context)


def public(row: Notice) -> dict[str, Any]:
    """What everybody may read of a notice: nothing else of it reaches the template."""
    application = row.application
    step = application.steps.filter(order=row.order).first()
    return {
        "pk": row.pk,
        "item": row.title,
        "name": masking.name(application.person.name),
        "place": town_of(application.region),
        "lines": [(str(title), masking.text(str(value))) for title, value in row.content],
        "from": row.from_day,
        "until": row.until_day,
        "days": step.days if step else None,
        "left": _left(row.until_day),
    }


def _left(until: date | None) -> int | None:
    """Calendar days until it ends, 0 on its last day; None when its days are not laid down or are over."""
    left = (until - clock.today()).days if until else -1
    return left if left >= 0 else None


def town_of(region: Region) -> str:
    """The town or subdistrict: a village is too small a place to name beside a masked name."""
    if region.level == Region.Level.VILLAGE and region.parent:
        return str(region.parent.name)
    return str(region.name)
