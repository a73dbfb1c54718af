"""一人一档: everything the bureau keeps about one person, masked; showing a full number asks why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.actions import ACTIONS
from youfu.kit.models import AuditEvent
from youfu.kit.pages import DetailPage, Part
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import place_name
from youfu.modules.people import actions
from youfu.modules.people.models import Person
from youfu.modules.people.pages.life import chapters, events_of
from youfu.modules.people.pages.people import _on
from youfu.rules import identifiers, periods

PURPOSES = [
    (text, text) for text in (_("办理待遇事项"), _("核对发放账户"), _("走访联系"), _("核对身份"), _("其他"))
]
SHOWN_SECONDS = 60


class RevealForm(forms.Form):
    """Which numbers, and why."""

    fields_wanted = forms.MultipleChoiceField(
        label=_("查看内容"),
        choices=[("id_number", _("身份证号")), ("phone", _("手机")), ("account", _("银行账号"))],
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.ChoiceField(label=_("查看事由"), choices=PURPOSES)
    detail = forms.CharField(label=_("补充说明"), required=False, max_length=150)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if str(cleaned.get("purpose")) == str(_("其他")) and not cleaned.get("detail", "").strip():
            self.add_error("detail", _("请写明查看事由"))
        return cleaned


class PersonPage(DetailPage):
    """One file. Every look at it is recorded."""

    permission = Permission.PEOPLE_VIEW
    section = "people"
    page_name = "person"
    model = Person
    records_views = True
    template_name = "people/person.html"
    parts = (
        Part("overview", _("总览"), "people/parts/overview.html"),
        Part("service", _("服役"), "people/parts/service.html"),
        Part("disability", _("伤残"), "people/parts/disability.html"),
        Part("benefits", _("待遇与发放"), "people/parts/benefits.html"),
        Part("family", _("家庭"), "people/parts/family.html"),
        Part("accounts", _("账户与证件"), "people/parts/accounts.html"),
        Part("log", _("记录"), "people/parts/log.html"),
    )

    def base(self) -> Rows:
        return super().base().select_related("household_region__parent", "residence_region__parent")

    def extra(self, part: Part | None) -> dict[str, Any]:
        person, today = self.thing, clock.today()
        code = part.code if part else ""
        return {
            "title": person.name,
            "age": periods.age_on(person.born_on, today),
            "identities": [i for i in person.identitys.all() if _on(i, today)],
            "disability": next((d for d in person.disabilitys.all() if _on(d, today)), None),
            "account": next((a for a in person.bankaccounts.all() if _on(a, today)), None),
            "contact": self._contact(),
            "place": place(person.household_region),
            "reveal": RevealForm(initial={"fields_wanted": ["id_number"]}),
            "can_reveal": self.may(Permission.PEOPLE_REVEAL, person.region_path),
            "can_edit": self.may(Permission.PEOPLE_EDIT, person.region_path),
            "chapters": self._chapters() if code == "overview" else [],
            "log": self._log() if code == "log" else [],
            "flags": self._flags(),
            "pay_panels": self.panels("pay"),
            "side_panels": self.panels("side") if code in ("overview", "benefits") else [],
            "benefit_panels": self.panels("benefits") if code == "benefits" else [],
        }

    def _contact(self) -> tuple[Any, str] | None:
        member = self.thing.familymembers.first()
        return (
            (member, identifiers.mask_phone(member.phone.reveal()) if member.phone else "")
            if member
            else None
        )

    def _chapters(self) -> Any:
        events = list(events_of(self.thing))
        for panel in self.panels("timeline"):
            events.extend(panel.given["events"])
        return chapters(events)

    def _flags(self) -> list[dict[str, Any]]:
        """What is missing or wrong in the file, with the way to put it right."""
        found = []
        alive = self.thing.status == Person.Status.ALIVE
        if alive and not any(_on(a, clock.today()) for a in self.thing.bankaccounts.all()):
            found.append({
                "icon": "bank", "title": _("没有发放账户"), "note": _("发放时会暂挂，不进银行文件"), "act": _("登记账户"),
                "url": reverse("person-account", args=[self.thing.pk]) if self.may(Permission.PEOPLE_EDIT) else "",
            })  # fmt: skip
        for panel in self.panels("flags"):
            found.extend(panel.given["flags"])
        return found

    def _log(self) -> list[dict[str, Any]]:
        """Changes of this file; who merely looked is for those who may read the trail."""
        rows = AuditEvent._default_manager.filter(target_type="people.person", target_id=str(self.thing.pk))
        if not self.may(Permission.AUDIT_VIEW):
            rows = rows.exclude(action__in=("viewed", "revealed", "people.reveal"))
        return [{"event": row, "title": title_of(row.action)} for row in rows[:100]]


class Reveal(PersonPage):
    """显示完整号码: a purpose first; the answer hides itself after a minute and is never kept."""

    permission = Permission.PEOPLE_REVEAL
    records_views = False

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        return redirect("person", **lookup)

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.thing = self.fetch(**lookup)
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.answer(status=422, reveal=form)
        purpose = "：".join(filter(None, (form.cleaned_data["purpose"], form.cleaned_data["detail"].strip())))
        wanted = tuple(form.cleaned_data["fields_wanted"])
        values = actions.reveal(self.thing, purpose=purpose, fields=wanted, by=self.actor)
        response = self.answer(shown=values)
        response["Refresh"] = f"{SHOWN_SECONDS}; url={reverse('person', args=[self.thing.pk])}"
        return response


def place(region: Any) -> str:
    """Town and village in one word."""
    if region is None:
        return ""
    return (
        f"{region.parent.name}{place_name(region.name)}"
        if region.level == "village" and region.parent
        else place_name(region.name)
    )


def title_of(code: str) -> Any:
    """What an audit code is called."""
    words = {"viewed": _("查看档案"), "revealed": _("查看完整号码")}
    return words.get(code) or (ACTIONS[code].title if code in ACTIONS else code)
