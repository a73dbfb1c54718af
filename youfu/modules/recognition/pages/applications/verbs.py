"""What is done to an application from its page. A refusal stands on that page, beside the form it is about."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.errors import Stale
from youfu.kit.models import Application
from youfu.kit.pages import FormPage, rows_of
from youfu.kit.templatetags.kit import said
from youfu.kit.workflow import actions, deciding, pausing, route
from youfu.modules.people.pages.person import SHOWN_SECONDS
from youfu.modules.recognition.actions import revealing
from youfu.modules.recognition.pages.applications import boxes, words
from youfu.modules.recognition.pages.applications.review import Review, whole


class Verb(FormPage, abstract=True):
    """One of the forms of the review page; `box` is its name there. Its address opens that page."""

    back = "application"
    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    template_name = "recognition/application.html"
    box: ClassVar[str]

    def target_rows(self) -> Any:
        return whole(rows_of(Application, self.actor, self.permission))

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.find()
        return redirect(self.success_url(None))

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        self.thing = self.target_rows().get(pk=self.thing.pk)
        context = Review(self.thing, self.request).context()
        context["refusal"] = form
        if self.box in context["forms"]:
            context["forms"][self.box], context["tokens"][self.box] = form, token
        return self.show({"thing": self.thing, **context}, status=status)


class Submit(Verb):
    """提交: with the papers that are there; missing ones are named."""

    permission = Permission.APPLICATIONS_MAKE
    box = "submit"
    form_class = boxes.SubmitForm
    said = _("已提交，转入办理。")
    act = actions.submit

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "submit_%s"}


class Decide(Verb):
    """同意, 退回, 不予批准; which permission it takes is the step's."""

    box = "decide"
    form_class = boxes.DecideForm

    def form_kwargs(self) -> dict[str, Any]:
        step = route.current(self.thing)
        if step is None:
            state = self.thing.get_state_display()
            raise Stale(_now("这件申请%(state)s，不能这样办理，请刷新后查看。") % {"state": state})
        return {"application": self.thing, "step": step, "auto_id": "decide_%s"}

    def perform(self, form: Any) -> Any:
        done = deciding.decide(self.thing, verdict=form.verdict(), by=self.actor)
        self.said = _went(done)
        return done


def _went(application: Application) -> str:
    """Where it went."""
    if application.ended_on is not None or application.state == Application.State.RETURNED:
        text = _now("已办理：%(state)s。") % {"state": application.get_state_display()}
        return f"{text}{application.outcome}" if application.outcome else text
    step = route.current(application)
    return _now("已办理，转入“%(step)s”。") % {"step": said(step.title) if step else ""}


class PauseClock(Verb):
    """暂停计时."""

    box = "pause"
    form_class = boxes.PauseForm
    said = _("计时已暂停，等待期间不计入时限。")
    act = pausing.pause

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "clock_%s"}


class ResumeClock(Verb):
    """恢复计时, with what came of the waiting."""

    box = "resume"
    form_class = boxes.ResumeForm
    said = _("计时已恢复。")
    act = pausing.resume

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "clock_%s"}


class Withdraw(Verb):
    """撤回, at the applicant's wish."""

    permission = Permission.APPLICATIONS_MAKE
    box = "withdraw"
    form_class = boxes.WithdrawForm
    said = _("申请已撤回，已有的意见保留。")
    act = actions.withdraw

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "withdraw_%s"}


class Remind(Verb):
    """督办: it stands first on the to-do of whoever it waits for."""

    permission = Permission.APPLICATIONS_SUPERVISE
    box = "remind"
    form_class = boxes.RemindForm
    said = _("已督办，办理人的待办中列在最前。")
    act = deciding.remind

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "remind_%s"}


class Reveal(Verb):
    """显示密封内容: a purpose first; the answer hides itself after a minute and is never kept."""

    permission = Permission.PEOPLE_REVEAL
    box = "reveal"
    form_class = boxes.RevealForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": "reveal_%s"}

    def perform(self, form: forms.Form) -> HttpResponse:
        given = form.cleaned_data
        purpose = "：".join(filter(None, (given["purpose"], given["detail"].strip())))
        opened = revealing.reveal(self.thing, purpose=purpose, by=self.actor)
        context = Review(self.thing, self.request).context()
        context |= {"facts": words.facts(self.thing, opened), "opened": True}
        response = self.show({"thing": self.thing, **context})
        response["Refresh"] = f"{SHOWN_SECONDS}; url={self.success_url(None)}"
        return response
