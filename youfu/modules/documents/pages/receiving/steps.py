"""The steps of a received document as forms: propose, instruct, report, reassign, finish, send back, reopen; and what waits for
whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import DayField, FormPage, panel, rows_of, signed_in
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.workflow import calendar
from youfu.modules.documents.actions import receiving
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.receiving import words
from youfu.modules.organisations.models import Organisation

WAY = (("propose", _("拟办")), ("instruct", _("批办")), ("handle", _("承办")), ("done", _("办结")))


class OpinionForm(forms.Form):
    text = forms.CharField(label=_("意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(OpinionForm):
    handler: Any = forms.ModelChoiceField(
        label=_("承办科室"), queryset=None, required=False, empty_label=_("不需承办（阅知）")
    )
    due_on = DayField(label=_("办理期限"), required=False)

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["handler"].queryset = sections


class ReassignForm(AssignForm):
    """Somebody has to handle it, and it is said why."""

    text = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].required = True


class StepPage(FormPage, abstract=True):
    """A form about one received document; it leads back to the document."""

    model = OfficialDocument
    related = ("number", "handler", "region")
    back = "document"
    permission = Permission.DOCUMENTS_ISSUE
    section = "incoming"
    template_name = "documents/receiving/step.html"
    form_class: ClassVar[type[forms.Form]] = OpinionForm

    def target_rows(self) -> Any:
        return super().target_rows().received()

    def form_kwargs(self) -> dict[str, Any]:
        if not issubclass(self.form_class, AssignForm):
            return {}
        rows = rows_of(Organisation, self.actor, Permission.DOCUMENTS_VIEW)
        return {"sections": rows.filter(pk__in=receiving.handlers(self.thing.region))}

    def initial(self) -> dict[str, Any]:
        """As it stands; a day that is over has to be named anew."""
        due_on = self.thing.due_on
        return {
            "handler": self.thing.handler_id,
            "due_on": due_on if due_on and due_on >= clock.today() else None,
        }

    def extra(self) -> dict[str, Any]:
        running = words.clock_of(self.thing, calendar.working_days())
        said = self.thing.opinions.exclude(text="")
        return {"time": words.time_left(running) if running else "", "clock": running, "opinions": said}


class ProposePage(StepPage):
    """拟办: how it might be handled."""

    title = _("拟办")
    submit = _("提交批办")
    said = _("拟办意见已提交，等待批办。")
    form_class = AssignForm
    act = receiving.propose


class NotePage(StepPage):
    """阅存: nobody has to do anything."""

    title = _("阅存")
    submit = _("阅存办结")
    lead = _("只供知悉、不需办理的文件，由办公室阅存办结。")
    said = _("文件已阅存办结。")
    act = receiving.finish

    def initial(self) -> dict[str, Any]:
        return {"text": _now("阅存")}


class SendBackPage(StepPage):
    """初审退回: not for this bureau, or not as it should be."""

    title = _("退回来文单位")
    submit = _("退回")
    lead = _("不属本局职责、不合行文规则或格式、缺少附件的，说明原因退回来文单位；收文号保留。")
    said = _("文件已退回来文单位。")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        return receiving.send_back(self.thing, why=form.cleaned_data["text"], by=self.actor)


class InstructPage(StepPage):
    """批办: the leader says who handles it until when."""

    permission = Permission.DOCUMENTS_SIGN
    title = _("批办")
    submit = _("批办")
    said = _("批办意见已下达。")
    form_class = AssignForm
    act = receiving.instruct


class ReportPage(StepPage):
    """承办进展: how far the section is."""

    permission = Permission.DOCUMENTS_HANDLE
    title = _("登记进展")
    submit = _("登记进展")
    said = _("进展已登记。")
    act = receiving.report


class ReassignPage(StepPage):
    """改派: another section or another day, by the office or the leader."""

    permission = Permission.DOCUMENTS_VIEW
    title = _("改派")
    submit = _("改派")
    lead = _("选错了科室、科室没有人办理，或者期限要改的，说明原因改派；已登记的进展保留。")
    said = _("文件已改派。")
    form_class = ReassignForm

    def find(self) -> None:
        super().find()
        if not receiving.may_reassign(self.thing, self.actor):
            raise PermissionDenied

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return receiving.reassign(
            self.thing, why=given["text"], handler=given["handler"], due_on=given["due_on"], by=self.actor
        )


class FinishPage(StepPage):
    """办结: what came of it."""

    permission = Permission.DOCUMENTS_HANDLE
    title = _("办结")
    submit = _("办结")
    said = _("文件已办结。")
    act = receiving.finish


class ReopenPage(StepPage):
    """重新办理: something is still to do."""

    title = _("重新办理")
    submit = _("重新办理")
    said = _("文件已重新交办。")
    form_class = ReassignForm

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return receiving.reopen(
            self.thing, why=given["text"], handler=given["handler"], due_on=given["due_on"], by=self.actor
        )


def next_steps(document: OfficialDocument, actor: Actor) -> list[dict[str, Any]]:
    """What this actor may do with it now; the first is what is expected."""
    office = can(actor, Permission.DOCUMENTS_ISSUE, document.region_path)
    own = document.handler_id is not None and document.handler_id == getattr(actor, "organisation_id", None)
    leads = can(actor, Permission.DOCUMENTS_SIGN, document.region_path)
    handles = own and can(actor, Permission.DOCUMENTS_HANDLE, document.region_path)
    offered: dict[str, list[type[StepPage]]] = {
        "propose": [ProposePage, NotePage, SendBackPage] if office else [],
        "instruct": [InstructPage] if leads else [],
        "handle": [
            *([FinishPage, ReportPage] if handles else []),
            *([ReassignPage] if office or leads else []),
        ],
        "done": [ReopenPage] if office and document.archived_on is None else [],
    }
    return [
        {
            "title": page.title,
            "url": reverse(NAMES[page], args=[document.pk]),
            "primary": number == 0 and page is not ReassignPage,
        }
        for number, page in enumerate(offered.get(document.state, []))
    ]


NAMES: dict[type[StepPage], str] = {
    ProposePage: "incoming-propose", NotePage: "incoming-note", SendBackPage: "incoming-return",
    InstructPage: "incoming-instruct", ReassignPage: "incoming-reassign", ReportPage: "incoming-report",
    FinishPage: "incoming-finish", ReopenPage: "incoming-reopen",
}  # fmt: skip


@panel(
    "document",
    "main",
    order=5,
    permission=Permission.DOCUMENTS_VIEW,
    template="documents/receiving/flow.html",
    title=_("办理情况"),
)
def flow_panel(document: OfficialDocument, request: HttpRequest) -> dict[str, Any] | None:
    """Where a received document stands, what was said, and what comes next."""
    if document.outgoing:
        return None
    running = words.clock_of(document, calendar.working_days())
    passed = [code for code, _title in WAY].index(document.state) if document.state in dict(WAY) else -1
    return {
        "document": document,
        "steps": [
            {"title": title, "state": "ok" if n < passed or document.state == "done" else "now" if n == passed else "idle"}
            for n, (_code, title) in enumerate(WAY)
        ],
        "clock": running,
        "time": words.time_left(running) if running else "",
        "acts": next_steps(document, signed_in(request)),
    }  # fmt: skip


def _waiting(actor: Actor, permission: Permission, title: Any, **which: Any) -> Iterable[Todo]:
    """One line for what waits at a step: how many, how many are late, and where they are."""
    rows = rows_of(OfficialDocument, actor, permission).received().filter(**which).order_by()
    count = rows[:1000].count()
    if not count:
        return
    late = rows.filter(due_on__lt=clock.today())[:1000].count()
    note = _now("%(n)d 份") % {"n": count} + (_now("，其中 %(n)d 份超期") % {"n": late} if late else "")
    code = "mine" if "handler" in which else which["state"]
    yield Todo(
        title, note, f"{reverse('incoming')}?view={code}", _now("办理"), "stop" if late else "look", "letter"
    )


@todo(Permission.DOCUMENTS_ISSUE, order=40)
def to_propose(actor: Actor) -> Iterable[Todo]:
    return _waiting(actor, Permission.DOCUMENTS_ISSUE, _now("收文待拟办"), state="propose")


@todo(Permission.DOCUMENTS_SIGN, order=40)
def to_instruct(actor: Actor) -> Iterable[Todo]:
    return _waiting(actor, Permission.DOCUMENTS_SIGN, _now("收文待批办"), state="instruct")


@todo(Permission.DOCUMENTS_HANDLE, order=41)
def to_handle(actor: Actor) -> Iterable[Todo]:
    own = getattr(actor, "organisation_id", None)
    if own is None:
        return []
    return _waiting(actor, Permission.DOCUMENTS_HANDLE, _now("收文待本科室办理"), state="handle", handler=own)
