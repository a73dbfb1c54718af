"""What people's pages show of entitlements: the rows with their verbs, the timeline, and the filter by programme."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Permission, can
from youfu.kit.models import Application, Letter
from youfu.kit.pages import Filter, extend, panel, signed_in
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import said
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.models import Person
from youfu.modules.people.pages.life import Event
from youfu.modules.standards.models import PolicyDocument, Programme
from youfu.rules import periods


def rows(person: Person) -> Any:
    """All entitlements of a person, running ones first."""
    return person.entitlements.select_related("programme", "terms", "continued_by").order_by("months")


@panel(
    "person",
    "benefits",
    order=10,
    permission=Permission.PEOPLE_VIEW,
    template="recognition/panels/entitlements.html",
)
def entitlements(person: Person, request: HttpRequest) -> dict[str, Any]:
    """待遇资格: terms, from, until, ground, and what may be done."""
    month = periods.month_of(clock.today())
    shown = []
    for row in rows(person):
        endless = (
            row.months.upper is None and not row.months.isempty
        )  # an empty one was taken back from its beginning
        running = endless or (row.months.upper or 0) > month
        resumable = row.ended == Entitlement.Ended.SUSPENDED and not hasattr(row, "continued_by")
        words = str(row.terms.priced(row.programme.code))
        shown.append({
            "row": row, "running": running, "open": endless, "resumable": resumable,
            "terms": words.partition("（")[2].rstrip("）"),
        })  # fmt: skip
    return {
        "rows": shown,
        "person": person,
        "can_edit": can(signed_in(request), Permission.ENTITLEMENTS_EDIT, person.region_path),
    }


@panel("person", "timeline", order=10, permission=Permission.PEOPLE_VIEW, template="")
def timeline(person: Person, request: HttpRequest) -> dict[str, Any]:
    """First and last months as events."""
    events = []
    for row in rows(person):
        if row.months.isempty:
            continue
        first = periods.first_day(row.months.lower)
        events.append(
            Event(first, "yuan", _("起发%(what)s") % {"what": said(row.programme)}, row.basis, "info")
        )
        if row.months.upper is not None:
            last = periods.first_day(row.months.upper)
            title = _("%(what)s%(how)s") % {"what": said(row.programme), "how": row.get_ended_display()}
            events.append(Event(last, "alert", title, row.ended_basis, "look"))
    return {"events": events}


@panel("person", "flags", order=10, permission=Permission.PEOPLE_VIEW, template="")
def flags(person: Person, request: HttpRequest) -> dict[str, Any]:
    """A suspended benefit waits for somebody to look at it again."""
    suspended = [
        row
        for row in rows(person)
        if row.ended == Entitlement.Ended.SUSPENDED and not hasattr(row, "continued_by")
    ]
    return {"flags": [
        {"icon": "clock", "title": _("%(what)s中止中") % {"what": said(row.programme)}, "note": row.ended_basis,
         "act": _("查看"), "url": "?part=benefits"}
        for row in suspended
    ]}  # fmt: skip


def _programmes(page: Any) -> Choices:
    rows = Programme._default_manager.filter(regular=True).values_list("code", "title")
    return [(code, said(title)) for code, title in rows]


def _entitled(people: Rows, code: str) -> Rows:
    """People whose entitlement to a programme runs this month."""
    month = periods.month_of(clock.today())
    held = Entitlement._default_manager.filter(
        person=OuterRef("pk"), programme__code=code, months__contains=month
    )
    return people.filter(Exists(held))


extend(
    "people", Permission.PEOPLE_VIEW,
    filters=[Filter("programme", gettext_lazy("待遇项目"), _entitled, _programmes, everything=gettext_lazy("全部"))],
)  # fmt: skip


@panel(
    "application",
    "side",
    order=60,
    permission=Permission.STANDARDS_VIEW,
    template="recognition/panels/cited.html",
)
def cited(application: Application, request: HttpRequest) -> dict[str, Any] | None:
    """The policy documents an application's grounds cite, each with its state."""
    texts = [*application.declared.get("basis", ()), application.outcome]
    texts += [str(ground.get("clause", "")) for ground in application.declared.get("grounds", ())]
    return cited_in("\n".join(texts))


@panel(
    "letter", "side", order=10, permission=Permission.STANDARDS_VIEW, template="recognition/panels/cited.html"
)
def cited_by_letter(letter: Letter, request: HttpRequest) -> dict[str, Any] | None:
    """The same for what a letter says, a refusal above all."""
    return cited_in(letter.text)


def cited_in(text: str) -> dict[str, Any] | None:
    """The documents of the library that a text cites; nothing when there is none."""
    found = list(PolicyDocument._default_manager.cited_in(text))
    return {"documents": found} if found else None
