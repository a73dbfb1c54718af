"""起草 and 修改: the text in a light markup beside the paper it becomes, numbered anew at a button, previewed as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.errors import Refused, Stale
from youfu.kit.pages import FormPage, Page, Section, rows_of
from youfu.modules.documents.actions import sending
from youfu.modules.documents.actions.circulating import newest
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.sending.boxes import out_series
from youfu.modules.documents.pages.sending.layout import paper_of, printed_attachments
from youfu.modules.documents.pages.sending.samples import SAMPLES
from youfu.modules.organisations.queries import locality
from youfu.rules import official_text
from youfu.rules.circulation import OPEN_TO_EDIT

LONGEST = 60_000  # characters of a text


class PaperForm(forms.Form):
    """The fields of a red-headed document 红头文件."""

    kind = forms.ChoiceField(label=_("文种"), choices=OfficialDocument.Kind.choices)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=OfficialDocument.Urgency.choices)
    series: Any = forms.ModelChoiceField(
        label=_("发文代字"), queryset=None, required=False, empty_label=_("编号时再定")
    )
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=9999)
    title = forms.CharField(label=_("标题"), max_length=200)
    main_to = forms.CharField(
        label=_("主送"), max_length=500, required=False, help_text=_("几个机关之间用逗号或顿号分开，提交前必填"),
    )  # fmt: skip
    body = forms.CharField(
        label=_("正文"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
        help_text=_("每行一段。行首写 一、（一） 1. （1） 是四级标题，| 甲 | 乙 | 是表格的一行，行首加 \\ 则照原样"),
    )  # fmt: skip
    copy_to = forms.CharField(label=_("抄送"), max_length=500, required=False)
    note = forms.CharField(
        label=_("附注"),
        max_length=200,
        required=False,
        help_text=_("如联系人和电话，印在成文日期下一行的括号里"),
    )

    def __init__(self, *args: Any, series: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["series"].queryset = series

    def paper(self) -> sending.Paper:
        return sending.Paper(**{name: self.cleaned_data[name] for name in PaperForm.base_fields})


class EditForm(PaperForm):
    """The same of a document that is there: `seen` is the version it shows, so that no other is overwritten."""

    seen = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput)


def key_of(text: str) -> int | None:
    """The key in an address or a field; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def shown(page: Any, form: Any, of: OfficialDocument | None = None) -> dict[str, Any]:
    """What stands beside the form: the paper as far as it is filled in, with the attachments of the document it is `of`, and what
    to look at in the text. Nothing was checked yet: no field is taken longer than it may be."""
    values = {name: form[name].value() for name in PaperForm.base_fields}
    key = key_of(str(getattr(values["series"], "pk", values["series"]) or ""))
    document = OfficialDocument(
        direction="out", state="draft", kind=values["kind"] or "notice", urgency=values["urgency"] or "normal",
        series=out_series(page.actor).filter(pk=key).first() if key else None,
    )  # fmt: skip
    for name in ("title", "main_to", "body", "copy_to", "note"):
        text = official_text.clean(str(values[name] or "")[: form.fields[name].max_length])
        setattr(document, name, text if name == "body" else " ".join(text.split()))
    issuer = locality(page.actor.organisation.region).name
    titles = printed_attachments(of) if of else []
    return {"paper": paper_of(document, issuer, titles), "doubts": official_text.doubts(document.body)}


class Editor(FormPage, abstract=True):
    """The form with the paper beside it. `tidy` and `look` are buttons that save nothing: they show the page again."""

    permission = Permission.DOCUMENTS_HANDLE
    section = "documents"
    form_class = PaperForm
    template_name = "documents/sending/editor.html"
    sections = (
        Section(_("标题和正文"), ("title", "main_to", "body"), _("右侧是印出来的样子，随填随变")),
        Section(_("版头版记"), ("kind", "urgency", "series", "copies", "copy_to", "note")),
    )

    def form_kwargs(self) -> dict[str, Any]:
        return {"series": out_series(self.actor)}

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        if not {"tidy", "look"} & set(request.POST):
            return super().post(request, **lookup)
        self.find()
        typed: dict[str, Any] = {name: request.POST.get(name, "") for name in self.form_class.base_fields}
        if "tidy" in request.POST:
            typed["body"] = official_text.renumber(typed["body"])
        return self.answer(self.form_class(initial=typed, **self.form_kwargs()), request.POST.get("once", ""))

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        self.beside = shown(self, form, self.thing)
        return super().answer(form, token, status)

    def extra(self) -> dict[str, Any]:
        return self.beside

    def success_url(self, result: Any) -> str:
        return reverse("document", args=[result.pk])


class NewDocument(Editor):
    """起草: from nothing, from a sample (`?sample=notice`), or in place of one that was issued (`?replaces=…`)."""

    title = _("起草公文")
    submit = _("保存草稿")
    lead = _("保存后可以继续修改、上传附件，再提交核稿。")
    said = _("草稿已保存。")

    @cached_property
    def replaced(self) -> OfficialDocument | None:
        key = self.request.GET.get("replaces", "")
        if not key:
            return None
        rows = (
            rows_of(OfficialDocument, self.actor, self.permission)
            .sent()
            .filter(state__in=("issued", "withdrawn"))
        )
        found: OfficialDocument | None = rows.filter(pk=key_of(key) or 0).first()
        if found is None:
            raise Http404(key)
        return found

    def initial(self) -> dict[str, Any]:
        sample = SAMPLES.get(self.request.GET.get("sample", ""))
        first = out_series(self.actor).first()
        blank = {"kind": "notice", "urgency": "normal", "copies": 1, "series": first.pk if first else None}
        if self.replaced:
            kept = ("kind", "urgency", "title", "main_to", "copy_to", "note", "body", "copies")
            return (
                blank
                | {name: getattr(self.replaced, name) for name in kept}
                | {"series": self.replaced.series_id}
            )
        if sample:
            return blank | {
                "kind": sample.kind, "title": sample.heading, "main_to": sample.main_to, "body": sample.body,
            }  # fmt: skip
        return blank

    def extra(self) -> dict[str, Any]:
        samples = [] if self.replaced else list(SAMPLES.values())
        return {**super().extra(), "samples": samples, "replaced": self.replaced}

    def perform(self, form: Any) -> Any:
        home = self.actor.organisation  # type: ignore[attr-defined]
        return sending.draft(home, paper=form.paper(), replaces=self.replaced, by=self.actor)

    def cancel_url(self) -> str:
        return reverse("documents")


class EditDocument(Editor):
    """修改: the drafter's before it is handed in, the checker's while checking."""

    model = OfficialDocument
    form_class = EditForm
    related = ("region", "office", "made_by", "series", "number")
    title = _("修改公文")
    submit = _("保存")
    lead = _("每次保存留一稿，稿件之间的差异可以查看。")
    said = _("已保存。")

    def target_rows(self) -> Any:
        return super().target_rows().sent()

    def find(self) -> None:
        """What was typed is never turned away here: the action refuses, and the form comes back as it was sent."""
        super().find()
        if self.request.method == "GET" and (why := sending.fixed_for(self.thing, self.actor)):
            raise (Refused if self.thing.state in OPEN_TO_EDIT else Stale)(why)

    def initial(self) -> dict[str, Any]:
        given = {name: getattr(self.thing, name) for name in PaperForm.base_fields if name != "series"}
        return given | {"series": self.thing.series_id, "seen": newest(self.thing)}

    def perform(self, form: Any) -> Any:
        seen = form.cleaned_data["seen"]
        return sending.revise(self.thing, paper=form.paper(), seen=seen, by=self.actor)


class Preview(Page):
    """The paper of what is typed, as a piece of the page; nothing is saved."""

    permission = Permission.DOCUMENTS_HANDLE
    section = "documents"
    template_name = "documents/sending/preview.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PaperForm(data=request.POST, series=out_series(self.actor))
        rows = rows_of(OfficialDocument, self.actor, self.permission).sent()
        of = rows.filter(pk=key_of(request.GET.get("of", "")) or 0).first()
        return self.show(shown(self, form, of))
