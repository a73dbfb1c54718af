"""The small forms of the review page: decide, hand in, pause, resume, withdraw, remind. Which of them are there depends on
where the application stands and on who looks; the actions ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.models import Application, ApplicationStep, Pause
from youfu.kit.pages import DayField, once
from youfu.kit.templatetags.kit import said
from youfu.kit.workflow import MAKER, TYPES
from youfu.kit.workflow.deciding import Outside, Verdict
from youfu.modules.recognition.pages.applications import waiting

if TYPE_CHECKING:
    from youfu.modules.recognition.pages.applications.review import Review

AREA = forms.Textarea(attrs={"rows": 3})


class DecideForm(forms.Form):
    """同意, 退回补正 or 不予批准, with what this step must write down; what another choice asks for is not looked at."""

    use_required_attribute = False
    choice = forms.ChoiceField(
        label=_("办理意见"), choices=[("approve", _("同意")), ("return", _("退回补正")), ("reject", _("不予批准"))],
        error_messages={"required": _("请选择同意、退回补正或不予批准")},
    )  # fmt: skip
    seen = forms.RegexField(r"\d{1,3}\.\d{1,4}", widget=forms.HiddenInput)
    body = forms.CharField(label=_("办理单位"), max_length=80, required=False)
    document = forms.CharField(label=_("文书和文号"), max_length=120, required=False)
    on = DayField(label=_("文书日期"), required=False)
    back_to = forms.ChoiceField(label=_("退回到"), required=False)
    ground = forms.ChoiceField(
        label=_("情形和依据"), required=False, error_messages={"required": _("不予批准须选择情形和依据条款。")}
    )  # fmt: skip
    opinion = forms.CharField(
        label=_("意见"), max_length=1000, required=False, widget=AREA,
        help_text=_("退回的写清需要补正的内容，不予批准的写明理由"),
    )  # fmt: skip
    paper_of = forms.CharField(label=_("纸质意见由谁签署"), max_length=60, required=False)
    paper: Any = forms.ModelChoiceField(
        label=_("扫描件"), queryset=None, required=False, empty_label=_("请选择已上传的材料")
    )

    def __init__(self, *args: Any, application: Application, step: ApplicationStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.step = application, step
        fields: Any = self.fields
        fields["back_to"].choices = back_targets(application, step)
        grounds = application.declared["grounds"]
        fields["ground"].choices = [
            ("", "—"),
            *((g["code"], f"{said(g['title'])}　{g['clause']}") for g in grounds),
        ]
        fields["paper"].queryset = application.files.filter(removed_at=None)
        for name in ("body", "document", "on"):
            if step.kind == "outside":
                fields[name].required = True
            else:
                del fields[name]
        chosen = self.data.get("choice") if self.is_bound else None
        fields["back_to"].required = chosen in (None, "return")
        fields["ground"].required = chosen in (None, "reject")
        self.records = self._records()

    def _records(self) -> forms.Form | None:
        """The type's own form of what a decision writes down, as far as this step does."""
        declared = TYPES.get(self.application.type)
        if declared is None or declared.decides is None or not self.step.records:
            return None
        data = self.data if self.is_bound else None
        form = declared.decides(data, prefix="r", initial=written(self.application))
        form.use_required_attribute = False
        for name in set(form.fields) - set(self.step.records):
            del form.fields[name]
        return form

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        choice = given.get("choice")
        if choice == "approve" and self.records and not self.records.is_valid():
            raise forms.ValidationError(_("请填写本环节应登记的内容。"))
        if given.get("on") and given["on"] > clock.today():
            self.add_error("on", _("文书日期不能晚于今天"))
        if bool(given.get("paper_of", "").strip()) != bool(given.get("paper")):
            raise forms.ValidationError(_("纸质意见须写明由谁签署，并选择扫描件。"))
        return given

    def verdict(self) -> Verdict:
        given = self.cleaned_data
        order, number = given["seen"].split(".")
        approves = given["choice"] == "approve"
        outside = self.step.kind == "outside"
        return Verdict(
            given["choice"],
            (int(order), int(number)),
            opinion=given["opinion"],
            back_to=given["back_to"] or MAKER,
            ground=given["ground"],
            record=self.records.cleaned_data if approves and self.records else {},
            paper_of=given["paper_of"].strip(),
            paper=given["paper"],
            outside=Outside(given["body"], given["document"], given["on"]) if outside else None,
        )


def back_targets(application: Application, step: ApplicationStep) -> list[tuple[str, str]]:
    """Where this step may return to: whoever made it, or a chosen earlier step."""
    earlier = application.steps.filter(order__lt=step.order, code__in=step.returns_to).order_by("order")
    targets = [(row.code, str(said(row.title))) for row in earlier]
    maker = (MAKER, _now("受理（%(who)s）") % {"who": application.made_by.name})
    return [maker, *targets] if MAKER in step.returns_to else targets


def written(application: Application) -> dict[str, Any]:
    """What earlier steps wrote down, the latest last; the amount applied for where none approved one yet."""
    found: dict[str, Any] = {}
    if application.applied_fen is not None:
        found["granted_fen"] = application.applied_fen
    for row in application.decisions.filter(verb="approve").order_by("id"):
        found |= row.record
    return found


class SubmitForm(forms.Form):
    opinion = forms.CharField(label=_("受理意见"), max_length=1000, required=False, widget=AREA)


class PauseForm(forms.Form):
    awaits = forms.ChoiceField(label=_("等待"), choices=Pause.For.choices)
    text = forms.CharField(label=_("说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ResumeForm(forms.Form):
    result = forms.CharField(label=_("结果"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(label=_("文书和文号"), max_length=120, required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("撤回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class RemindForm(forms.Form):
    text = forms.CharField(label=_("督办要求"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RevealForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("查看事由"), choices=[(text, text) for text in (_("核对申请内容"), _("核对发放账户"), _("办理审核"), _("其他"))]
    )  # fmt: skip
    detail = forms.CharField(label=_("补充说明"), max_length=150, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if str(given.get("purpose")) == str(_("其他")) and not given.get("detail", "").strip():
            self.add_error("detail", _("请写明查看事由"))
        return given


def boxes(review: Review) -> dict[str, Any]:
    """The forms this person gets on the page of this application, and the token of each."""
    application, step = review.application, review.step
    running, paused = application.ended_on is None, application.paused
    makes = review.may(Permission.APPLICATIONS_MAKE)
    clocked = review.holds and step is not None and step.kind != "publicity"
    found: dict[str, forms.Form] = {}
    if step is not None and review.may_decide():
        found["decide"] = decide_form(
            application, step, failing=any(f.state == "fail" for f in review.findings)
        )
    if makes and application.state in waiting.RETURNED and review.handled in (None, 0):
        found["submit"] = SubmitForm(auto_id="submit_%s")
    if clocked:
        found["resume" if paused else "pause"] = (ResumeForm if paused else PauseForm)(auto_id="clock_%s")
    if makes and running:
        found["withdraw"] = WithdrawForm(auto_id="withdraw_%s")
    if step is not None and review.may(Permission.APPLICATIONS_SUPERVISE):
        found["remind"] = RemindForm(auto_id="remind_%s")
    if application.sealed and review.may(Permission.PEOPLE_REVEAL):
        found["reveal"] = RevealForm(auto_id="reveal_%s")
    return {
        "forms": found,
        "tokens": {name: once.new_token() for name in found},
        "can_edit": "submit" in found,
        "refusal": None,
    }


def decide_form(application: Application, step: ApplicationStep, *, failing: bool) -> DecideForm:
    """The empty decision box; where something fails, returning is the choice that is left."""
    initial = {"seen": f"{application.position}.{application.round}", "choice": "return" if failing else ""}
    return DecideForm(application=application, step=step, initial=initial, auto_id="decide_%s")
