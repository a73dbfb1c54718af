"""Attachments: one looked at or taken away, put in, taken out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit
from youfu.kit.access import Permission, get_visible
from youfu.kit.pages import FormPage, Page, panel, rows_of, signed_in
from youfu.kit.workflow import files as store
from youfu.modules.documents.actions import door, files
from youfu.modules.documents.models import Attachment, OfficialDocument

# What a browser may do with a file it shows: nothing at all. Older viewers of PDFs do not start in a sandbox, and what could
# run in a PDF was refused at the door.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


class AttachmentPage(Page):
    """One file as it is kept, sent in pieces: pictures and PDF are shown, all else only taken away; each look is recorded."""

    permission = Permission.DOCUMENTS_READ
    section = "incoming"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows = rows_of(Attachment, self.actor, self.permission).select_related(
            "document", "reply", "disclosure", "request"
        )
        row: Attachment = get_visible(rows, self.actor, self.permission, pk=pk)
        if row.removed_at and not self.may(Permission.DOCUMENTS_VIEW, row.region_path):
            raise Http404("taken out")
        return answer(row, save=self.wants_it(row), by=self.actor)

    def wants_it(self, row: Attachment) -> bool:
        return "save" in self.request.GET or not row.shown


def answer(row: Attachment, *, save: bool, by: Any) -> FileResponse:
    """The kept bytes as an answer that no browser will run; the look is recorded."""
    kept = store.opened(row.digest)
    audit.viewed(by, row, purpose=_now("下载附件") if save else _now("在线查看附件"))
    response = FileResponse(kept, content_type=row.kind)
    response["Content-Disposition"] = content_disposition_header(save, row.name) or "attachment"
    shown = row.kind == store.PDF and not save
    response["Content-Security-Policy"] = ALONE if shown else f"{ALONE}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Download-Options"] = "noopen"
    return response


class AttachForm(forms.Form):
    file = forms.FileField(
        label=_("文件"),
        widget=forms.ClearableFileInput(attrs={"accept": door.TAKES}),
        allow_empty_file=True,
        error_messages={"required": _("请选择文件；超过 %(n)d MB 的文件收不进来") % {"n": door.MEGABYTES}},
        help_text=_("PDF、图片、Word（.docx）、Excel（.xlsx）、OFD，不超过 50 MB；不得上传涉密文件"),
    )  # fmt: skip
    title = forms.CharField(label=_("名称"), max_length=120, required=False, help_text=_("不填时用文件名"))
    scan = forms.BooleanField(label=_("这是正文的扫描件"), required=False)
    because = forms.CharField(
        label=_("已随另一份收文登记的，为何也属本文"), required=False, max_length=200,
        help_text=_("只在提示重复登记时填写"),
    )  # fmt: skip

    def __init__(self, *args: Any, received: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not received:
            del self.fields["because"]


class AttachPage(FormPage):
    """上传附件 to a document."""

    back = "document"
    permission = Permission.DOCUMENTS_HANDLE
    section = "incoming"
    title = _("上传附件")
    submit = _("上传")
    said = _("附件已上传。")
    form_class = AttachForm
    act = files.attach

    def within(self) -> str:
        return "documents" if self.thing.outgoing else "incoming"

    def target_rows(self) -> Any:
        return rows_of(OfficialDocument, self.actor, Permission.DOCUMENTS_VIEW)

    def form_kwargs(self) -> dict[str, Any]:
        return {"received": not self.thing.outgoing}


class DetachForm(forms.Form):
    why = forms.CharField(label=_("撤下原因"), max_length=200, help_text=_("例如：传错了文件、扫描不清"))


class DetachPage(FormPage):
    """撤下附件: it goes out of the document and stays on file."""

    permission = Permission.DOCUMENTS_HANDLE
    section = "incoming"
    title = _("撤下附件")
    submit = _("撤下")
    lead = _("撤下的附件不再随文件传阅，但不会删除，谁在何时因何撤下都会留下记录。")
    said = _("附件已撤下。")
    danger = True
    form_class = DetachForm
    act = files.detach

    def target_rows(self) -> Any:
        rows = rows_of(Attachment, self.actor, Permission.DOCUMENTS_READ)
        return rows.filter(document__isnull=False).select_related("document")

    def success_url(self, result: Any) -> str:
        return reverse("document", args=[self.thing.document_id])


@panel(
    "document",
    "side",
    order=10,
    permission=Permission.DOCUMENTS_READ,
    template="documents/receiving/files_panel.html",
    title=_("附件"),
)
def files_panel(document: OfficialDocument, request: HttpRequest) -> dict[str, Any]:
    """The files of a document, and what may be done with them."""
    actor = signed_in(request)
    held = list(document.attachments.select_related("added_by"))
    may = {scan: files.may_change(document, actor, scan=scan) for scan in (False, True)}
    return {
        "document": document,
        "attachments": [f for f in held if f.removed_at is None],
        "removed": [f for f in held if f.removed_at is not None],
        "removable": [f.pk for f in held if may[f.scan]],
        "may_add": any(may.values()),
    }
