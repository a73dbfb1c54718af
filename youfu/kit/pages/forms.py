"""The form page: the form checks the shape, the action decides, a refusal stands on the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from youfu.kit.access import get_visible
from youfu.kit.errors import Refused, Stale
from youfu.kit.pages import once
from youfu.kit.pages.base import Page, rows_of
from youfu.kit.pages.columns import Rows
from youfu.kit.text import Text


@dataclass(frozen=True)
class Section:
    """A part of a form: heading on the left, fields on the right."""

    title: Text
    fields: Sequence[str]
    note: Text = ""


class FormPage(Page, abstract=True):
    """Declares a form and `act`, the action that is called with the thing and what was filled in, field by field.

    A page whose action wants it otherwise writes `perform(form)`, which returns its result (or an answer of its own).
    `model` is the table of the thing the form is about, read together with `related` and fetched with get_visible by the
    address; None when the form makes something new. `back` names the address it leads to: the thing's own page.
    A submission that is repeated leads to the same answer and does nothing.
    """

    model: ClassVar[Any] = None
    related: ClassVar[Sequence[str]] = ()
    back: ClassVar[str] = ""
    act: ClassVar[Callable[..., Any]]
    form_class: ClassVar[type[forms.Form]] = forms.Form
    sections: ClassVar[Sequence[Section]] = ()
    submit: Text = ""
    lead: Text = ""
    said: Text = ""
    danger: ClassVar[bool] = False
    template_name = "kit/form.html"
    thing: Any = None

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(abstract=abstract, **kwargs)
        if not abstract and cls.perform is FormPage.perform and not hasattr(cls, "act"):
            raise TypeError(f"{cls.__qualname__} names no action")

    def target_rows(self) -> Rows:
        if self.model is None:
            return None
        rows = rows_of(self.model, self.actor, self.permission)
        return rows.select_related(*self.related) if self.related else rows

    def perform(self, form: forms.Form) -> Any:
        return type(self).act(self.thing, **form.cleaned_data, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse(self.back, args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.success_url(self.thing)

    def initial(self) -> dict[str, Any]:
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """Further arguments of the form's constructor."""
        return {}

    def extra(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.lookup = kwargs

    def find(self) -> None:
        rows = self.target_rows()
        if rows is not None:
            self.thing = get_visible(rows, self.actor, self.permission, **self.lookup)

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.find()
        return self.answer(self.form_class(initial=self.initial(), **self.form_kwargs()), once.new_token())

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.find()
        token = request.POST.get("once", "")
        earlier = once.answered(request, token)
        if earlier:
            return redirect(earlier)
        form = self.form_class(
            data=request.POST, files=request.FILES, initial=self.initial(), **self.form_kwargs()
        )
        if getattr(request, "too_long", False):  # without its files it is not what was sent
            words = _("本次上传合计超过 %(n)d MB，文件没有收进来，请重新选择文件，分次上传。")
            form.add_error(None, words % {"n": settings.UPLOAD_MOST // 1_000_000})
        if not form.is_valid():
            return self.answer(form, token, status=422)
        try:
            result = self.perform(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.answer(form, token, status=409 if isinstance(refusal, Stale) else 422)
        if isinstance(result, HttpResponse):
            return result
        url = self.success_url(result)
        once.remember(request, token, url)
        return self.done(self.said, url) if self.said else redirect(url)

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        sections = self.sections or (Section("", tuple(field.name for field in form.visible_fields())),)
        context = {
            "form": form,
            "once": token,
            "thing": self.thing,
            "cancel_url": self.cancel_url(),
            "sections": [(s, [form[name] for name in s.fields if name in form.fields]) for s in sections],
            **self.extra(),
        }
        return self.show(context, status=status)
