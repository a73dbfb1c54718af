"""The declared form of a type as a page: a new application, and changing one that is not handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission, demand
from youfu.kit.errors import Stale
from youfu.kit.models import Application
from youfu.kit.pages import FormPage, Section, rows_of
from youfu.kit.templatetags.kit import said
from youfu.kit.workflow import TYPES, ApplicationType, actions
from youfu.kit.workflow.form import build, typed
from youfu.modules.people.models import Person
from youfu.modules.people.pages.person import place
from youfu.modules.recognition.pages.applications import waiting
from youfu.modules.recognition.pages.applications.review import whole


class Blank(forms.TextInput):
    """An input that takes a value and never shows one."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class TypedForm(FormPage, abstract=True):
    """A page whose form is the one its type declares; a form may name its own `sections` of Section."""

    permission = Permission.APPLICATIONS_MAKE
    section = "counter"
    template_name = "recognition/application_form.html"

    def declared(self) -> ApplicationType:
        """The type this page is about; 404 when nobody declares it."""
        raise NotImplementedError

    def person(self) -> Person:
        raise NotImplementedError

    def form_class(self, **kwargs: Any) -> forms.Form:  # type: ignore[override]
        return build(self.declared(), self.person(), **kwargs)

    def extra(self) -> dict[str, Any]:
        declared, person = self.declared(), self.person()
        return {
            "title": said(str(declared.title)),
            "person": person,
            "place": place(person.household_region),
            "basis": declared.basis,
            "papers": declared.papers,
        }

    def answer(self, form: forms.Form, token: str, status: int = 200) -> Any:
        own: Sequence[Section] = getattr(form, "sections", ())
        named = {name for part in own for name in part.fields}
        rest = tuple(name for name in form.fields if name not in named)
        self.parts = [*own, *([Section(_("申请内容"), rest, _("按材料原件填写"))] if rest or not own else [])]
        return super().answer(form, token, status)

    @property
    def sections(self) -> Sequence[Section]:  # type: ignore[override]
        return self.parts


class NewApplication(TypedForm):
    """登记申请: what is typed becomes a draft; papers are handed in and it is submitted on its own page."""

    model = Person
    related = ("household_region__parent",)
    submit = _("保存，下一步交材料")
    lead = _("保存为未提交的申请，随后上传材料并提交。")
    said = _("已登记，请上传材料后提交。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind: str = self.lookup.pop("kind")

    def find(self) -> None:
        super().find()
        demand(self.actor, self.declared().make, self.thing.region_path)

    def declared(self) -> ApplicationType:
        if self.kind not in TYPES:
            raise Http404(self.kind)
        return TYPES[self.kind]

    def person(self) -> Person:
        found: Person = self.thing
        return found

    def perform(self, form: forms.Form) -> Any:
        return actions.draft(self.thing, kind=self.kind, given=form.cleaned_data, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("application", args=[result.pk])

    def cancel_url(self) -> str:
        return f"{reverse('counter')}?person={self.thing.pk}"

    def extra(self) -> dict[str, Any]:
        running = waiting.seen_by(self.actor).running().filter(person=self.thing, type=self.kind).first()
        return {**super().extra(), "running": running}


class EditApplication(TypedForm):
    """修改申请, before it is handed in or after it came back. A sealed value is not shown; left empty it stays as it is."""

    back = "application"
    submit = _("保存")
    lead = _("修改后回到申请页提交。")
    said = _("申请内容已修改。")

    def target_rows(self) -> Any:
        return whole(rows_of(Application, self.actor, self.permission))

    def find(self) -> None:
        super().find()
        if self.thing.state not in waiting.RETURNED:
            raise Stale(str(_("这件申请已提交，不能再修改。")))

    def declared(self) -> ApplicationType:
        if self.thing.type not in TYPES:
            raise Http404(self.thing.type)
        return TYPES[self.thing.type]

    def person(self) -> Person:
        found: Person = self.thing.person
        return found

    def initial(self) -> dict[str, Any]:
        secret = self.declared().secret
        return {name: value for name, value in typed(self.thing).items() if name not in secret}

    def form_class(self, **kwargs: Any) -> forms.Form:  # type: ignore[override]
        held = typed(self.thing)
        sealed = [name for name in self.declared().secret if held.get(name)]
        data = kwargs.get("data")
        if data is not None and sealed:
            data = kwargs["data"] = data.copy()
            for name in sealed:
                data[name] = data.get(name) or held[name]
        form = super().form_class(**kwargs)
        for name in sealed:
            field = form.fields[name]
            field.required = data is not None
            field.help_text = _("已填写，不改请留空")
            field.widget = Blank(attrs={"autocomplete": "off"})
        return form

    def perform(self, form: forms.Form) -> Any:
        return actions.revise(self.thing, given=form.cleaned_data, by=self.actor)
