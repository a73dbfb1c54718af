"""公示, for staff: on the page of the application, with objections registered, answered, and the notice concluded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit, clock
from youfu.kit.access import Permission, can
from youfu.kit.models import Application, Notice, Objection
from youfu.kit.pages import DayField, FormPage, Page, panel, rows_of, signed_in
from youfu.kit.workflow import holders, publicity, route
from youfu.modules.recognition.queries import objections_to

AREA = forms.Textarea(attrs={"rows": 4})


@panel(
    "application", "publicity", order=10, permission=Permission.APPLICATIONS_VIEW, title=_("公示"),
    template="recognition/panels/publicity.html",
)  # fmt: skip
def notices_of(application: Application, request: HttpRequest) -> dict[str, Any] | None:
    """The notices of an application with their objections, and what may be done about the one that runs."""
    notices = list(application.notices.prefetch_related("objections__answered_by").order_by("-id"))
    if not notices:
        return None
    actor, step = signed_in(request), route.current(application)
    running = next((notice for notice in notices if notice.closed_on is None), None)
    acting = holders.acting_at(step) if step and step.kind == "publicity" else None
    holds = acting is not None and can(actor, *acting)
    open_ones = [o for o in running.objections.all() if not o.answer] if running else []
    over = bool(running and running.until_day and running.until_day < clock.today())
    return {
        "notices": notices,
        "running": running,
        "may_register": bool(running) and can(actor, Permission.APPLICATIONS_MAKE, application.region_path),
        "may_answer": holds,
        "may_lay_down": holds and running is not None and running.until_day is None,
        "may_conclude": holds and over and not open_ones,
        "waits": len(open_ones),
        "days": step.days if step else None,
    }


class _OfApplication(FormPage, abstract=True):
    """A form that leads back to the application's page; `application()` says to which."""

    section = "applications"
    template_name = "recognition/publicity_form.html"

    def application(self) -> Application:
        raise NotImplementedError

    def extra(self) -> dict[str, Any]:
        return {"application": self.application()}

    def success_url(self, result: Any) -> str:
        return reverse("application", args=[self.application().pk])

    def demand_step(self) -> None:
        """Only whoever holds the step of the notice; a form is not offered to be refused when it is sent."""
        step = route.current(self.application())
        if step is not None:
            route.owned(step, self.actor)


class ObjectForm(forms.Form):
    on = DayField(label=_("收到日期"))
    content = forms.CharField(label=_("反映内容"), max_length=1000, widget=AREA)
    who = forms.CharField(
        label=_("反映人和联系方式"),
        max_length=200,
        required=False,
        help_text=_("加密保存；匿名反映可不填"),
    )


class RegisterObjection(_OfApplication):
    """登记异议, as it reached the bureau or a station."""

    model = Notice
    related = ("application__person",)
    permission = Permission.APPLICATIONS_MAKE
    title = _("登记公示异议")
    lead = _("异议答复之前，申请不会转入下一环节。")
    said = _("异议已登记，请核实后答复。")
    form_class = ObjectForm
    act = publicity.object_to

    def application(self) -> Application:
        return self.thing.application

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("核实情况和答复"), max_length=1000, widget=AREA)


class AnswerObjection(_OfApplication):
    """答复异议."""

    permission = Permission.APPLICATIONS_VIEW
    title = _("答复公示异议")
    lead = _("答复一经保存不能更改。")
    said = _("异议已答复。")
    form_class = AnswerForm
    act = publicity.answer

    def find(self) -> None:
        notices = rows_of(Notice, self.actor, self.permission)
        self.thing: Objection = get_object_or_404(objections_to(notices), **self.lookup)
        self.demand_step()

    def application(self) -> Application:
        return self.thing.notice.application

    def extra(self) -> dict[str, Any]:
        """Who objected is shown to whoever answers, and that it was shown is on record."""
        who = self.thing.who.reveal() if self.thing.who else ""
        if who:
            audit.viewed(self.actor, self.thing, purpose=str(self.title), fields=("who",))
        return super().extra() | {"objection": self.thing, "who": who}


class DaysForm(forms.Form):
    days = forms.IntegerField(label=_("公示多少个工作日"), min_value=1, max_value=90)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和文号"))


class LayDown(_OfApplication):
    """确定公示期限, where the standards library has none: for this notice only."""

    permission = Permission.APPLICATIONS_VIEW
    title = _("确定公示期限")
    lead = _("标准库里没有这类业务的公示天数。这里只确定本件；今后都一样的，请登记到办理时限。")
    said = _("公示期限已确定，自公示之日起计算。")
    form_class = DaysForm
    act = publicity.lay_down

    def find(self) -> None:
        self.thing = get_object_or_404(rows_of(Application, self.actor, self.permission), **self.lookup)
        self.demand_step()

    def application(self) -> Application:
        return self.thing


class Conclude(Page):
    """结束公示: only a press of a button; its days must have passed and every objection be answered. It approves nothing."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        thing = get_object_or_404(rows_of(Application, self.actor, self.permission), pk=pk)
        publicity.conclude(thing, by=self.actor)
        return self.done(_("公示已结束，转入下一环节。"), reverse("application", args=[pk]))
