"""What is done with a request for information, each on a form of its own; the letter it is answered with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission, get_visible
from youfu.kit.pages import DetailPage, FormPage, rows_of
from youfu.kit.pages.columns import Rows
from youfu.kit.workflow.calendar import working_days
from youfu.kit.workflow.letters import Line
from youfu.kit.workflow.wordfile import word_file
from youfu.modules.documents.actions import files, requesting
from youfu.modules.documents.actions.door import DOCX
from youfu.modules.documents.models import Attachment, InformationRequest
from youfu.modules.documents.pages.opening import item_forms, request_forms
from youfu.modules.documents.pages.opening.requests import context
from youfu.modules.organisations.models import Organisation
from youfu.modules.organisations.queries import county, locality

SHOWN_SECONDS = 60


class RequestPage(FormPage, abstract=True):
    """A form about one request."""

    model = InformationRequest
    related = ("number", "region", "handler", "drafted_by", "answered_by", "made_by")
    back = "information-request"
    section = "disclosures"
    template_name = "documents/opening/request_form.html"


class RegisterRequest(FormPage):
    """登记申请: one that came to the counter, by letter or by fax."""

    permission = Permission.DISCLOSURES_EDIT
    section = "disclosures"
    title = _("登记信息公开申请")
    submit = _("登记")
    said = _("已登记，答复期限从次日起算。")
    form_class = request_forms.RegisterForm

    def initial(self) -> dict[str, Any]:
        return {"received_on": clock.today()}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return requesting.register(
            county(), asked=given, way=given["way"], received_on=given["received_on"], by=self.actor
        )

    def success_url(self, result: Any) -> str:
        return reverse("information-request", args=[result.pk]) if result else reverse("information-requests")


class AssignRequest(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("交办信息公开申请")
    submit = _("交办")
    said = _("已交办，承办科室会在待办里看到。")
    form_class = request_forms.AssignForm
    act = requesting.assign

    def form_kwargs(self) -> dict[str, Any]:
        offices = rows_of(Organisation, self.actor, self.permission).filter(region=self.thing.region)
        return {"offices": offices.filter(kind__in=("bureau", "section", "centre"))}


class AskSupplement(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("告知补正")
    submit = _("告知补正")
    said = _("已登记告知补正，补正期间不计入答复期限。")
    lead = _("只能告知一次，须在收到申请起 7 个工作日内。收到补正后，答复期限重新计算。")
    form_class = request_forms.AskForm
    act = requesting.ask_supplement

    def initial(self) -> dict[str, Any]:
        return {"until": working_days().after(clock.today(), 10)}


class Supplied(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("登记补正")
    submit = _("登记")
    said = _("已登记补正，答复期限自收到补正起重新计算。")
    form_class = request_forms.HappenedForm
    act = requesting.supplied

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}


class Consult(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("征求第三方意见")
    submit = _("登记")
    said = _("已登记，征求意见的时间不计入答复期限。")
    form_class = request_forms.ConsultForm
    act = requesting.consult


class Consulted(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("登记第三方意见")
    submit = _("登记")
    said = _("已登记，答复期限继续计算。")
    lead = _("第三方逾期没有反馈的，写明逾期未反馈，由本机关决定是否公开。")
    form_class = request_forms.HappenedForm
    act = requesting.consulted

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}


class Extend(RequestPage):
    permission = Permission.DISCLOSURES_RELEASE
    title = _("延长答复期限")
    submit = _("同意延长 20 个工作日")
    said = _("已延长，请告知申请人。")
    lead = _("只能延长一次，最长 20 个工作日，延期原因须告知申请人。")
    form_class = item_forms.WhyForm
    act = requesting.extend


class DraftAnswer(RequestPage):
    """拟写答复: by the section it was given to, or the office."""

    permission = Permission.DOCUMENTS_HANDLE
    title = _("拟写答复")
    submit = _("送签")
    said = _("答复已拟写，由局领导签发。")
    lead = _("拟写人不能签发。不要在答复内容里写申请人的姓名和联系方式，答复书会自动带入。")
    form_class = request_forms.DraftForm

    def initial(self) -> dict[str, Any]:
        return {"outcome": self.thing.outcome, "ground": self.thing.ground, "text": self.thing.answer}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        answer = requesting.Answer(given["outcome"], given["text"], given["ground"])
        return requesting.draft(self.thing, answer=answer, by=self.actor)


class ReturnDraft(RequestPage):
    permission = Permission.DISCLOSURES_RELEASE
    title = _("退回重拟")
    submit = _("退回")
    said = _("已退回重拟。")
    form_class = item_forms.WhyForm
    act = requesting.send_back


class GiveAnswer(RequestPage):
    permission = Permission.DISCLOSURES_RELEASE
    title = _("签发答复")
    submit = _("签发答复")
    said = _("已答复，请打印答复书送达申请人。")
    act = requesting.answer


class WithdrawRequest(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("申请人撤回")
    submit = _("登记撤回")
    said = _("已登记撤回。")
    form_class = item_forms.WhyForm
    act = requesting.withdraw


class AddRequestFile(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("加附件")
    submit = _("上传")
    said = _("附件已上传。")
    form_class = item_forms.FileForm

    def perform(self, form: forms.Form) -> Any:
        return files.attach(
            self.thing, file=form.cleaned_data["file"], title=form.cleaned_data["title"], by=self.actor
        )


class RemoveRequestFile(RequestPage):
    permission = Permission.DISCLOSURES_EDIT
    title = _("撤下附件")
    submit = _("撤下")
    said = _("附件已撤下。")
    lead = _("撤下的附件不会删除，原因留有记录。")
    form_class = item_forms.WhyForm
    danger = True
    held: Attachment

    def find(self) -> None:
        rows = rows_of(Attachment, self.actor, Permission.DISCLOSURES_VIEW).filter(request__isnull=False)
        rows = rows.select_related(*(f"request__{name}" for name in ("region", *self.related)))
        self.held = get_visible(rows, self.actor, self.permission, **self.lookup)
        self.thing = self.held.request

    def perform(self, form: forms.Form) -> Any:
        return files.detach(self.held, why=form.cleaned_data["why"], by=self.actor)


class RevealApplicant(RequestPage):
    """显示申请人: a purpose first; the answer hides itself after a minute and is never kept."""

    permission = Permission.DOCUMENTS_HANDLE
    title = _("显示申请人")
    submit = _("显示并留痕")
    lead = _("本次查看将记入审计：您的姓名、时间、事由和查看的内容。显示 60 秒后自动遮蔽。")
    form_class = request_forms.PurposeForm

    def perform(self, form: forms.Form) -> HttpResponse:
        opened = requesting.reveal(self.thing, purpose=form.cleaned_data["purpose"], by=self.actor)
        shown = {"thing": self.thing, **context(self.thing, self), "opened": opened}
        response = self.show(shown, template="documents/opening/request.html")
        response["Refresh"] = f"{SHOWN_SECONDS}; url={self.success_url(None)}"
        return response


class AnswerLetter(DetailPage):
    """答复书 as .docx, addressed to the applicant: opening it opens the sealed name, which is recorded."""

    permission = Permission.DOCUMENTS_HANDLE
    section = "disclosures"
    model = InformationRequest

    def base(self) -> Rows:
        return super().base().select_related("number", "region")

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        row: InformationRequest = self.fetch(**lookup)
        if row.state != InformationRequest.State.ANSWERED:
            raise Http404("not answered")
        opened = requesting.reveal(row, purpose=str(_("制发答复书")), by=self.actor)
        data = word_file(letter(row, opened["applicant"]), title=str(_("政府信息公开申请答复书")))
        response = HttpResponse(data, content_type=DOCX)
        response["Content-Disposition"] = (
            content_disposition_header(True, f"答复书-{row.number}.docx") or "attachment"
        )
        return response


def letter(row: InformationRequest, applicant: str) -> list[Line]:
    """The lines of the answer. A refusal names the ways of redress (政府信息公开条例, article 51; 行政复议法, article 20)."""
    here, day = locality(row.region), row.answered_on
    lines = [
        Line("issuer", (here.name,)), Line("title", ("政府信息公开申请答复书",)), Line("number", (str(row.number),)),
        Line("to", (f"{applicant}：",)),
        Line("text", (f"本机关于{_in_words(row.received_on)}收到您（单位）的政府信息公开申请：{row.wanted}。",)),
        Line("text", ("经审查，现答复如下：",)),
        *(Line("text", (part,)) for part in row.answer.splitlines() if part.strip()),
    ]  # fmt: skip
    if row.ground:
        lines.append(Line("text", (f"依据：{row.ground}。",)))
    body, court = here.review_body or "〔待填：行政复议机关〕", here.court or "〔待填：有管辖权的人民法院〕"
    lines += [
        Line(
            "text",
            (
                f"如对本答复不服，可以自收到本答复书之日起60日内向{body}申请行政复议，或者6个月内向{court}提起行政诉讼。",
            ),
        ),
        Line("right", (here.name,)),
        Line("right", (_in_words(day),)),
    ]
    return lines


def _in_words(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
