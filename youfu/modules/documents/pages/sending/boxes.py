"""The small forms of the document page: the step it stands at, and cancelling it. Which of them are there depends on where the
document stands and on who looks; the actions ask again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import once, rows_of
from youfu.modules.documents.actions import sending
from youfu.modules.documents.actions.circulating import newest
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.organisations.models import Organisation

AREA = forms.Textarea(attrs={"rows": 3})
# State: heading of the box, what passing it is called, and what follows.
STEPS = {
    "draft": (_("提交核稿"), _("提交核稿"), ""),
    "check": (_("核稿"), _("核稿通过"), _("转会签或签发")),
    "countersign": (_("会签"), _("同意"), _("各科室都会签后转签发")),
    "sign": (_("签发"), _("签发"), _("今天即为成文日期，正文不再改变")),
    "number": (_("编号"), _("编号"), _("编出的号不再改变")),
    "issue": (_("印发"), _("印发"), ""),
}


class StepForm(forms.Form):
    """Pass it on or return it, and what this step asks for besides. `seen` is the step, the round and the version that were
    shown; what was sent is read as the form of that step, and the action says when it is over."""

    use_required_attribute = False
    seen = forms.RegexField(r"[a-z]{4,12}\.\d{1,4}\.\d{1,5}", widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("办理意见"), choices=[("approve", _("同意")), ("return", _("退回修改"))],
        error_messages={"required": _("请选择同意或退回修改")},
    )  # fmt: skip
    series: Any = forms.ModelChoiceField(label=_("发文代字"), queryset=None, empty_label=_("请选择"))
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=9999)
    ask: Any = forms.ModelMultipleChoiceField(
        label=_("请哪些科室会签"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选就不会签；每个科室每轮会签一次"),
    )  # fmt: skip
    text = forms.CharField(label=_("意见"), max_length=1000, required=False, widget=AREA)

    def __init__(
        self, *args: Any, document: OfficialDocument, actor: Actor, only_return: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        shown = str(self.data.get("seen", "")).partition(".")[0]
        state = shown if shown in STEPS else document.state
        self.only_return = only_return
        sections = rows_of(Organisation, actor, Permission.DOCUMENTS_VIEW)
        asked = document.consultations.filter(round=document.round).values("organisation")
        fields["ask"].queryset = sections.filter(pk__in=sending.may_be_asked(document)).exclude(pk__in=asked)
        fields["series"].queryset = out_series(actor)
        wanted = {"seen", "text", {"number": "series", "issue": "copies"}.get(state, "ask")}
        wanted -= {"ask"} if state not in ("draft", "check") else set()
        wanted |= {"choice"} if state not in ("draft", "issue") else set()
        wanted -= {"ask", "series"} if only_return else set()
        for name in set(fields) - wanted:
            del fields[name]
        returns = self.is_bound and self.data.get("choice") == "return"
        if returns:
            fields["text"].required = True
            fields["text"].error_messages["required"] = _("请写明退回的原因，拟稿人据此修改。")
            if "series" in fields:
                fields["series"].required = False


class CancelForm(forms.Form):
    why = forms.CharField(label=_("作废原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def out_series(actor: Actor) -> Any:
    """The agency codes somebody may choose from."""
    rows = rows_of(NumberSeries, actor, Permission.DOCUMENTS_VIEW).current()
    return rows.filter(purpose=NumberSeries.Purpose.OUT).select_related("region")


def reach(document: OfficialDocument, actor: Any) -> str:
    """What somebody may do at the step it stands at: "pass" it, only "return" it, or nothing."""
    if not document.outgoing:
        return ""
    if document.state == "draft":
        drafts = can(actor, Permission.DOCUMENTS_HANDLE, document.region_path)
        return "pass" if drafts and not sending.fixed_for(document, actor) else ""
    mine = rows_of(OfficialDocument, actor, Permission.DOCUMENTS_VIEW).waiting_for(actor)
    if mine.filter(pk=document.pk).exists():
        return "pass"
    return "return" if sending.may_return(document, actor) else ""


def step_form(document: OfficialDocument, actor: Actor, *, only_return: bool) -> StepForm:
    """The empty form of the step the document stands at."""
    initial = {
        "seen": f"{document.state}.{document.round}.{newest(document)}", "choice": "", "series": document.series_id,
        "copies": document.copies,
    }  # fmt: skip
    return StepForm(
        document=document, actor=actor, only_return=only_return, initial=initial, auto_id="step_%s"
    )


def boxes(document: OfficialDocument, actor: Any) -> dict[str, Any]:
    """The forms this person gets on the page of this document, and the token of each."""
    found: dict[str, forms.Form] = {}
    may = reach(document, actor)
    if may:
        found["step"] = step_form(document, actor, only_return=may == "return")
    if document.outgoing and sending.may_cancel(document, actor):
        found["cancel"] = CancelForm(auto_id="cancel_%s")
    heading, passes, then = STEPS.get(document.state, ("", "", ""))
    return {
        "forms": found,
        "tokens": {name: once.new_token() for name in found},
        "step": {"heading": heading, "passes": passes, "then": then},
        "own": _now("您在这份文件的另一环节办理过，本环节须由他人办理；文件有误的，您可以退回。")
        if may == "return" and document.state in ("check", "sign")
        else "",
        "refusal": None,
    }
