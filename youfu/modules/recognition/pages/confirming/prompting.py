"""到龄提醒: who reaches an age or a day a right hangs on, what to do next, and that they were told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, FormPage, ListPage, Nav, Section, Tab, cells, rows_of
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import full_day
from youfu.kit.workflow.declare import TYPES
from youfu.modules.people.models import Person
from youfu.modules.people.pages.people import in_place, name_cell, place_cell, towns, villages
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.queries.prompted import prompt_facts, prompted
from youfu.rules import prompts

TITLES = {
    "survivor_18": _("遗属满 18 周岁"), "survivor_22": _("遗属满 22 周岁"), "rural_60": _("农村籍满 60 周岁"),
    "certificate": _("证件到期"), "school_end": _("在学证明到期"), "recheck": _("伤残复查"),
}  # fmt: skip
ADVICE = {
    "survivor_18": _("核对是否在校就读或残疾且无收入，不再符合的办理停发"),
    "survivor_22": _("核对是否仍在校就读，不再符合的办理停发"),
    "rural_60": _("告知本人可以申请老年生活补助"),
    "certificate": _("通知换证"),
    "school_end": _("核对是否继续就读，毕业的办理停发"),
    "recheck": _("通知复查，等级有变化的办理调残"),
}  # fmt: skip


def reached(person: Person, code: str) -> Any:
    """The day the prompt is about, or None when it does not stand."""
    return next(
        (d.on for d in prompts.due(prompt_facts(person), clock.today()) if d.prompt.code == code), None
    )


def with_facts(rows: Rows) -> Rows:
    """With everything the rule asks about a person."""
    return rows.prefetch_related(
        "identitys", "services", "certificates", "disabilitys", "entitlements__programme"
    )


def standing(rows: Sequence[Person]) -> dict[int, list[prompts.Due]]:
    return {person.pk: prompts.due(prompt_facts(person), clock.today()) for person in rows}


def _tab(code: str) -> Tab:
    return Tab(code, TITLES[code], lambda rows: prompted(rows, code))


class Prompts(ListPage):
    """到龄提醒, one view for each line of the rule table."""

    permission = Permission.APPLICATIONS_MAKE
    route = "prompts"
    title = _("到龄提醒")
    nav = Nav("work", _("到龄提醒"), "bell", 27)
    lead = _("到期前一个月起列出，登记告知后移出。提醒不改变任何待遇。")
    model = Person
    order = ("pinyin", "pk")
    export = Permission.APPLICATIONS_EXPORT
    template_name = "recognition/confirming/prompts.html"
    empty_title = _("没有要提醒的人员")
    empty_why = _("这一项在前一年到后一个月之间没有未告知的人员。")
    tabs = tuple(
        _tab(code)
        for code in ("rural_60", "survivor_18", "survivor_22", "certificate", "school_end", "recheck")
    )
    filters = (
        Filter("town", _("镇街道"), in_place, towns, everything=_("全部")),
        Filter("village", _("村社区"), in_place, villages, everything=_("全部")),
    )

    def base(self) -> Rows:
        return with_facts(super().base().select_related("household_region__parent"))

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        """The day and what comes next depend on the view."""
        code = self.tab.code if self.tab else "rural_60"
        return (
            Column(_("姓名"), name_cell, plain=lambda p: p.name, head=True),
            Column(_("出生日期"), lambda p: full_day(p.born_on), css="nb", plain=lambda p: str(p.born_on)),
            Column(_("户籍地"), place_cell, plain=lambda p: str(p.household_region)),
            Column(_("到期日"), lambda p: full_day(reached(p, code)), css="nb", plain=lambda p: str(reached(p, code) or "")),
            Column(_("下一步"), lambda p: self._next(p, code)),
            Column(_("告知"), lambda p: self._tell(p, code)),
        )  # fmt: skip

    def _next(self, person: Person, code: str) -> Any:
        kind = prompts.BY_CODE[code].kind
        url = reverse("application-new", args=[person.pk, kind])
        return cells.link(TYPES[kind].title, url) if kind in TYPES else cells.DASH

    def _tell(self, person: Person, code: str) -> Any:
        return cells.link(_now("登记告知"), f"{reverse('prompt-told', args=[person.pk])}?rule={code}")

    def extra(self) -> dict[str, Any]:
        return {"advice": ADVICE[self.tab.code] if self.tab else ""}


class ToldForm(forms.Form):
    rule = forms.ChoiceField(choices=list(TITLES.items()), widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("告知情况"), max_length=200, help_text=_("例如：电话告知本人，带身份证和退役证到镇服务站办理")
    )


class Told(FormPage):
    """登记告知."""

    permission = Permission.APPLICATIONS_MAKE
    section = "prompts"
    title = _("登记告知")
    said = _("已登记告知。")
    form_class = ToldForm
    sections = (Section(_("告知"), ("note",)),)
    template_name = "people/form.html"

    def target_rows(self) -> Any:
        return with_facts(rows_of(Person, self.actor, self.permission)).select_related(
            "household_region__parent"
        )

    @property
    def lead(self) -> Any:  # type: ignore[override]
        return ADVICE[self._code()]

    def _code(self) -> str:
        given = self.request.POST.get("rule") or self.request.GET.get("rule", "rural_60")
        if given not in TITLES:
            raise Http404(given)
        return str(given)

    def initial(self) -> dict[str, Any]:
        return {"rule": self._code()}

    def perform(self, form: forms.Form) -> Any:
        code = form.cleaned_data["rule"]
        day = reached(self.thing, code) or clock.today()
        return confirming.told(
            self.thing, rule=code, reached_on=day, note=form.cleaned_data["note"], by=self.actor
        )

    def success_url(self, result: Any) -> str:
        return f"{reverse('prompts')}?view={self._code()}"
