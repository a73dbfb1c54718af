"""逐人确认: the people of one's own village on a phone, one tap for each that was seen."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission, get_visible
from youfu.kit.pages import Page, keyset, rows_of
from youfu.kit.templatetags.kit import place_name
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.models import Confirmation
from youfu.modules.recognition.pages.confirming.rows import drawn, late, named, whose
from youfu.rules import confirmation as rule
from youfu.rules import periods

SIZE = 30
TAPS = (("visit", _("走访"), "visit"), ("video", _("视频"), "camera"), ("phone", _("电话"), "phone"))


def line(row: Confirmation) -> dict[str, Any]:
    """What a line of the round shows of somebody."""
    return {
        "row": row,
        "person": row.person,
        "age": periods.age_on(row.person.born_on, clock.today()),
        "place": place_name(row.person.household_region.name),
        "drawn": "、".join(drawn(row)),
        "late": late(row),
    }


def sofar(rows: Any) -> dict[str, int]:
    """How many of these have a result: {all, left, done, percent}."""
    counts = rows.aggregate(all=Count("pk"), left=Count("pk", filter=Q(state__in=rule.OPEN)))
    done = counts["all"] - counts["left"]
    return {**counts, "done": done, "percent": 100 * done // counts["all"] if counts["all"] else 0}


class Round(Page):
    """逐人确认."""

    permission = Permission.APPLICATIONS_MAKE
    section = "confirmations"
    title = _("逐人确认")
    template_name = "recognition/confirming/round.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = rows_of(Confirmation, self.actor, self.permission).current()
        wanted = request.GET.get("q", "").replace("\0", "").strip()[:20]
        waiting = rows.waiting()
        found = keyset.slice_of(
            whose(named(waiting, wanted) if wanted else waiting),
            ("pk",),
            SIZE,
            after=request.GET.get("after", ""),
        )
        context = {
            "lines": [line(row) for row in found.rows], "after": found.after, "wanted": wanted, "taps": TAPS,
            **sofar(rows),
        }  # fmt: skip
        return self.show(context)


class Confirm(Page):
    """One tap: alive and eligible, by this method, today. The line answers in place."""

    permission = Permission.APPLICATIONS_MAKE
    section = "confirmations"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_visible(
            whose(rows_of(Confirmation, self.actor, self.permission)), self.actor, self.permission, pk=pk
        )
        confirming.record(row, result="confirmed", method=request.POST.get("method", ""), by=self.actor)
        if getattr(request, "htmx", False):
            rows = rows_of(Confirmation, self.actor, self.permission)
            context = {"line": line(whose(rows).get(pk=pk)), "taps": TAPS, **sofar(rows.current())}
            return self.show(context, template="recognition/confirming/tapped.html")
        return redirect(reverse("confirmation-round"))
