"""窗口受理: find the person, see everything that runs, start the right application. Made for a phone in a village, too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit, clock
from youfu.kit.access import Permission, can
from youfu.kit.pages import Nav, Page, rows_of
from youfu.kit.pages.lists import PERSONAL
from youfu.kit.workflow import TYPES
from youfu.modules.people.models import Person
from youfu.modules.people.pages.people import categories_cell
from youfu.modules.people.pages.person import place
from youfu.modules.recognition.pages.applications import waiting, words
from youfu.rules import periods

SHOWN = 20
PAST = 8
GROUPS = (
    ({1, 2, 3}, _("伤残")),
    ({4, 5, 6, 7}, _("关系转移")),
    (set(range(8, 15)), _("身份认定和生活补助")),
    ({*range(15, 21), 27}, _("一次性待遇和费用")),
    (set(range(21, 27)), _("变更、证件和确认")),
)
GROUPED = set().union(*(numbers for numbers, _title in GROUPS))


class Counter(Page):
    """A search is sent as a form, so that an ID number never stands in an address; one hit leads straight to the person."""

    permission = Permission.APPLICATIONS_MAKE
    route = "counter"
    title = _("窗口受理")
    nav = Nav("work", _("窗口受理"), "visit", 5)
    template_name = "recognition/counter.html"

    def people(self) -> Any:
        rows = rows_of(Person, self.actor, Permission.PEOPLE_VIEW).select_related("household_region__parent")
        return rows.prefetch_related("identitys", "disabilitys")

    def post(self, request: HttpRequest) -> HttpResponse:
        text = request.POST.get("q", "").replace("\x00", "").strip()
        found = list(self.people().matching(text)[: SHOWN + 1]) if text else []
        if len(found) == 1:
            return redirect(f"{reverse('counter')}?person={found[0].pk}")
        if not PERSONAL.search(text):
            return redirect(f"{reverse('counter')}?{urlencode({'q': text})}" if text else reverse("counter"))
        return self._found(text, found)

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("person", "")
        if chosen:
            person = (
                self.people().filter(pk=int(chosen)).first()
                if chosen.isdecimal() and len(chosen) < 19
                else None
            )
            if person is None:
                raise Http404(chosen)
            audit.viewed(self.actor, person)
            return self.show({"person": person, **self._person(person)})
        text = request.GET.get("q", "").replace("\x00", "").strip()
        return self._found(text, list(self.people().matching(text)[: SHOWN + 1]) if text else [])

    def _found(self, text: str, found: list[Person]) -> HttpResponse:
        today = clock.today()
        return self.show({
            "q": text,
            "more": len(found) > SHOWN,
            "found": [
                {"person": p, "age": periods.age_on(p.born_on, today), "place": place(p.household_region),
                 "tags": categories_cell(p)}
                for p in found[:SHOWN]
            ],
            "running": self._mine() if not text else [],
        })  # fmt: skip

    def _mine(self) -> list[Any]:
        """What this person began and has not handed in, to go on with."""
        rows = waiting.given_back(waiting.seen_by(self.actor), self.actor)
        return list(rows.select_related("person").order_by("-id")[:PAST])

    def _person(self, person: Person) -> dict[str, Any]:
        month = periods.month_of(clock.today())
        rows = waiting.seen_by(self.actor).filter(person=person).prefetch_related("steps").order_by("-id")
        running = list(rows.running())
        times = words.clocks(running)
        return {
            "age": periods.age_on(person.born_on, clock.today()),
            "place": place(person.household_region),
            "tags": categories_cell(person),
            "benefits": list(person.entitlements.in_force(month).select_related("programme", "terms")),
            "running": [(row, words.step_cell(row), words.time_cell(row, times)) for row in running],
            "past": list(rows.exclude(ended_on=None)[:PAST]),
            "groups": self._types(person, {row.type: row for row in running}),
        }  # fmt: skip

    def _types(self, person: Person, running: dict[str, Any]) -> list[dict[str, Any]]:
        """What may be applied for, in the groups people ask for, each with the application that runs."""
        ordered = sorted(TYPES.values(), key=lambda t: (base(t.number), t.number))
        rest = {base(t.number) for t in ordered} - GROUPED
        groups = []
        for at, (numbers, title) in enumerate((*GROUPS, (rest, _("其他")))):
            types = [
                {
                    "type": t,
                    "running": running.get(t.code),
                    "may": can(self.actor, t.make, person.region_path),
                }
                for t in ordered
                if base(t.number) in numbers
            ]
            if types:
                groups.append({"title": title, "id": f"types-{at}", "types": types})
        return groups


def base(number: int) -> int:
    """Types declared together share their number's beginning: 211 belongs to 21."""
    return number if number < 100 else number // 10
