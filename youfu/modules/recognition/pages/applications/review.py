"""The review page of one application 审核页: how it stands, what was checked and handed in, who said what, and what I may do.

Everything here is gathered for the template; changing anything is in verbs.py, whose forms stand on this page.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Permission, can
from youfu.kit.errors import Refused
from youfu.kit.models import Application, ApplicationStep, Decision
from youfu.kit.pages import DetailPage, Part, keyset, signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.panels import shown
from youfu.kit.templatetags.kit import day, said
from youfu.kit.workflow import MAKER, TYPES, actions, calendar, holders
from youfu.modules.people.pages.person import place
from youfu.modules.recognition.pages.applications import waiting, words
from youfu.modules.recognition.pages.applications.boxes import boxes
from youfu.modules.recognition.pages.applications.stuck import stuck
from youfu.rules import periods
from youfu.rules.findings import Finding

FOUND = {"pass": "ok", "look": "look", "fail": "stop"}
ICONS = {"pass": "check", "look": "alert", "fail": "cross"}
JUDGED = {"pass": gettext_lazy("符合"), "look": gettext_lazy("需看一眼"), "fail": gettext_lazy("不符合")}
SAID = {
    "submit": "info",
    "approve": "ok",
    "return": "look",
    "reject": "stop",
    "withdraw": "idle",
    "remind": "look",
}
SHOWN_OTHERS = 8


def findings_of(application: Application) -> list[Finding]:
    """Live while it runs; after its end those it was decided by. What cannot be checked is said, never passed over."""
    if application.ended_on is not None:
        return [Finding(**row) for row in application.findings]
    try:
        return actions.checks(application)
    except Refused as problem:
        ground = "、".join(application.declared.get("basis", ())) or "—"
        return [Finding("fail", _("核查没有完成"), str(problem), ground)]


class Review:
    """One application as one person sees it."""

    def __init__(self, application: Application, request: HttpRequest) -> None:
        self.application, self.request = application, request
        self.actor = signed_in(request)
        self.declared = TYPES.get(application.type)
        self.days = calendar.working_days()

    @cached_property
    def steps(self) -> list[ApplicationStep]:
        return list(self.application.steps.order_by("order"))

    @cached_property
    def decisions(self) -> list[Decision]:
        rows = self.application.decisions.select_related("paper").order_by("-id")
        return list(rows)

    @cached_property
    def step(self) -> ApplicationStep | None:
        return next((s for s in self.steps if s.order == self.application.position), None)

    @cached_property
    def findings(self) -> list[Finding]:
        return findings_of(self.application)

    @cached_property
    def handled(self) -> int | None:
        """The order of a step this person acted at (0: handed it in); None when they did nothing that counts."""
        return next((d.order for d in self.decisions if d.counts and d.by_id == self.actor.pk), None)

    @cached_property
    def acting(self) -> tuple[Permission, str] | None:
        """What the open step asks for, and where; None when its permission exists no more."""
        return holders.acting_at(self.step) if self.step else None

    @cached_property
    def holds(self) -> bool:
        return self.acting is not None and can(self.actor, *self.acting)

    def may(self, permission: Permission, path: str | None = None) -> bool:
        return can(self.actor, permission, path or self.application.region_path)

    def may_decide(self) -> bool:
        """Whether the decision box is theirs: the step's permission in its region, and no act at another step."""
        step = self.step
        if step is None or step.kind == "publicity" or self.application.paused:
            return False
        if not self.holds:
            return False
        return step.kind == "outside" or self.handled in (None, step.order)

    def context(self) -> dict[str, Any]:
        application = self.application
        failing = [found for found in self.findings if found.state == "fail"]
        return {
            "title": said(application.title),
            "person": application.person,
            "age": periods.age_on(application.person.born_on, clock.today()),
            "place": place(application.person.household_region),
            "person_link": self.may(Permission.PEOPLE_VIEW, application.person.region_path),
            "state": words.STATES[application.state],
            "running": application.ended_on is None,
            "step": self.step,
            "clock": self._clock(),
            "gap": words.gap(self.days, self.step.opened_on, self.step.due_on) if self.step else "",
            "steps": self._steps(),
            "checks": [(f, words.reason(f), FOUND[f.state], ICONS[f.state], JUDGED[f.state]) for f in self.findings],
            "counts": {state: sum(f.state == state for f in self.findings) for state in FOUND},
            "failing": failing,
            "facts": words.facts(application),
            "log": self._log(),
            "returned": self._returned(),
            "last_order": self.steps[-1].order if self.steps else 0,
            "has_files": application.files.filter(removed_at=None).exists(),
            "missing": actions.missing(application) if application.state in waiting.RETURNED else [],
            "pause": application.pauses.filter(until=None).first(),
            "pauses": application.pauses.exclude(until=None),
            "four_eyes": self._four_eyes(),
            "others": self._others(),
            "before": self._neighbour("before"),
            "after": self._neighbour("after"),
            "evidence_url": self._evidence(),
            **self._foreseen(),
            **{f"{name}_panels": shown("application", name, application, self.request)
               for name in ("evidence", "letters", "publicity", "side")},
            **boxes(self),
            **stuck(self),
        }  # fmt: skip

    def _clock(self) -> Any:
        if self.step is None:
            return ""
        return words.clock_cell(
            calendar.step_clock(self.step, self.days, paused=self.application.paused), big=True
        )

    def _steps(self) -> list[dict[str, Any]]:
        """受理, the steps of the route, and how it ended; before submission the route as it is declared."""
        application, handed = self.application, self._last(0, "submit")
        first: dict[str, Any] = {"title": _("受理"), "state": "ok" if application.submitted_on else "now"}
        first["who"] = handed.author if handed else application.made_by.name
        first["when"] = (
            day(application.submitted_on) if application.submitted_on else application.get_state_display()
        )
        if application.state == Application.State.RETURNED:
            first["state"], first["when"] = "now", _("待补正")
        rows = [first]
        for step in self.steps:
            rows.append(self._step(step))
        if not self.steps and self.declared:
            rows += [
                {"title": step.title, "state": "", "who": "", "when": ""} for step in self.declared.steps
            ]
        if application.ended_on:
            rows.append({
                "title": application.get_state_display(), "state": "ok" if application.state == "approved" else "now",
                "who": "", "when": day(application.ended_on),
            })  # fmt: skip
        return rows

    def _step(self, step: ApplicationStep) -> dict[str, Any]:
        done = self._last(step.order, "approve")
        row: dict[str, Any] = {"title": said(step.title), "state": "", "who": "", "when": ""}
        if step.state == ApplicationStep.State.DONE:
            row["state"] = "ok"
            row["who"] = done.author if done else ""
            row["when"] = _("%(day)s，用 %(n)d 个工作日") % {"day": day(step.closed_on), "n": step.used_days}
        elif step == self.step:
            time = calendar.step_clock(step, self.days, paused=self.application.paused)
            row["state"] = "now"
            row["when"] = (
                _("已用 %(n)d 个工作日，时限待确认") % {"n": time.used}
                if step.days is None
                else _("已用 %(n)d / %(of)d 个工作日") % {"n": time.used, "of": step.days}
            )
        elif step.days:
            row["when"] = _("%(n)d 个工作日") % {"n": step.days}
        return row

    def _last(self, order: int, verb: str) -> Decision | None:
        return next((d for d in self.decisions if d.order == order and d.verb == verb), None)

    def _log(self) -> list[dict[str, Any]]:
        labels = words.record_labels(self.declared)
        return [
            {
                "d": d,
                "state": SAID.get(d.verb, ""),
                "title": said(d.step),
                "verb": d.get_verb_display(),
                "record": [(labels[name][0], words.readable(labels[name][1], words.kept(labels[name][1], value)))
                           for name, value in d.record.items() if name in labels],
                "back": self._title_of(d.back_to) if d.back_to else "",
            }
            for d in self.decisions
        ]  # fmt: skip

    def _returned(self) -> Decision | None:
        """Who sent it back, while it waits to be handed in again."""
        if self.application.state != Application.State.RETURNED:
            return None
        return next((d for d in self.decisions if d.verb == Decision.Verb.RETURN), None)

    def _title_of(self, code: str) -> str:
        if code == MAKER:
            return _("受理")
        return next((said(s.title) for s in self.steps if s.code == code), code)

    def _four_eyes(self) -> dict[str, Any]:
        """Who handled it, and whether this person may."""
        names = list(dict.fromkeys(d.author for d in reversed(self.decisions) if d.counts))
        step = self.step
        return {
            "names": "、".join(names),
            "own": self.holds
            and step is not None
            and step.kind == "review"
            and self.handled not in (None, step.order),
            "may": self.may_decide(),
        }

    def _others(self) -> list[Application]:
        rows = waiting.seen_by(self.actor).filter(person_id=self.application.person_id)
        return list(rows.exclude(pk=self.application.pk).order_by("-id")[:SHOWN_OTHERS])

    def _neighbour(self, side: str) -> str:
        """The address of the next or the previous of my to-do."""
        if not waiting.decides(self.actor):
            return ""
        rows = waiting.waiting(waiting.seen_by(self.actor), self.actor)
        here = str(self.application.pk)
        if not rows.order_by().filter(pk=self.application.pk).exists():
            if side == "before":
                return ""
            first = (
                rows.exclude(pk=self.application.pk)
                .order_by("due", "-id")
                .values_list("pk", flat=True)
                .first()
            )
            return reverse("application", args=[first]) if first else ""
        found = keyset.slice_of(rows, ("due", "-id"), 1, **{side: here})
        return reverse("application", args=[found.rows[0].pk]) if found.rows else ""

    def _foreseen(self) -> dict[str, Any]:
        """What approval would pay, while it is not decided."""
        foresee = self.declared.foresee if self.declared else None
        if self.application.ended_on is not None or foresee is None:
            return {"foreseen": [], "foreseen_sum": 0}
        try:
            rows = list(foresee(self.application))
        except (Refused, KeyError, TypeError, ValueError, AttributeError):
            rows = []  # what cannot be computed stands among the checks, with the reason
        return {"foreseen": rows, "foreseen_sum": sum(row.get("fen") or 0 for row in rows)}

    def _evidence(self) -> str:
        return (
            words.address("evidence-add", self.application.pk)
            if self.may(Permission.APPLICATIONS_MAKE)
            else ""
        )


class ApplicationPage(DetailPage):
    """One application; every look at it is recorded."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    page_name = "application"
    model = Application
    records_views = True
    template_name = "recognition/application.html"

    def base(self) -> Rows:
        return whole(super().base())

    def extra(self, part: Part | None) -> dict[str, Any]:
        return Review(self.thing, self.request).context()


def whole(rows: Any) -> Any:
    """An application with what its page says of the person and the place."""
    return rows.select_related("person__household_region__parent", "region__parent", "made_by")
