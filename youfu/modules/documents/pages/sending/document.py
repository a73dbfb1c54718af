"""The page of a document, sent or received: where it stands, the paper, what is done with it next; its Word file."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit
from youfu.kit.access import Permission
from youfu.kit.errors import Stale
from youfu.kit.pages import DetailPage, FormPage, Part
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.panels import Shown, shown
from youfu.modules.documents.actions import issuing, sending
from youfu.modules.documents.models import OfficialDocument
from youfu.modules.documents.pages.sending import boxes, facts, words
from youfu.modules.documents.pages.sending.layout import Paper, paper_of, printed_attachments
from youfu.modules.documents.pages.sending.wordfile import word_file
from youfu.modules.organisations.queries import locality

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WITH = (
    "region",
    "office",
    "number",
    "series",
    "made_by",
    "replaces__number",
    "archive_number",
    "handler",
    "policy",
)


def paper(document: OfficialDocument) -> Paper:
    """The document as it is printed."""
    return paper_of(document, locality(document.region).name, printed_attachments(document))


class Sheet:
    """What both the page and a refused form show of one document."""

    def __init__(self, document: OfficialDocument, page: Any) -> None:
        self.document, self.page = document, page

    @cached_property
    def opinions(self) -> list[Any]:
        return list(self.document.opinions.select_related("by", "organisation").order_by("id"))

    def acts(self) -> dict[str, str]:
        """Addresses of what may be done beside the step."""
        document, page = self.document, self.page
        issues = page.may(Permission.DOCUMENTS_ISSUE, document.region_path)
        found = {"versions": reverse("document-versions", args=[document.pk])}
        if not document.outgoing:
            return found
        found["docx"] = reverse("document-docx", args=[document.pk])
        handles = page.may(Permission.DOCUMENTS_HANDLE, document.region_path)
        if handles and not sending.fixed_for(document, page.actor):
            found["edit"] = reverse("document-edit", args=[document.pk])
        if document.state == "issued" and issues:
            found["deliver"] = reverse("document-deliver", args=[document.pk])
        if document.state in ("issued", "withdrawn") and handles:
            found["replace"] = f"{reverse('document-new')}?replaces={document.pk}"
        return found

    def context(self) -> dict[str, Any]:
        document = self.document
        return {
            "title": document.title,
            "state": words.STATES[document.state],
            "lead": words.lead(document, self.opinions),
            "paper": paper(document) if document.outgoing else None,
            "steps": words.steps(document, self.opinions) if document.outgoing else [],
            "facts": facts.sent(document, self.opinions) if document.outgoing else facts.received(document),
            "log": words.log(self.opinions),
            "acts": self.acts(),
            "main_panels": self.panels("main"),
            "side_panels": self.panels("side"),
            **boxes.boxes(document, self.page.actor),
        }

    def panels(self, place: str) -> list[Shown]:
        return shown("document", place, self.document, self.page.request)


class DocumentPage(DetailPage):
    """One document."""

    permission = Permission.DOCUMENTS_VIEW
    section = "documents"
    page_name = "document"
    model = OfficialDocument
    template_name = "documents/sending/document.html"

    def base(self) -> Rows:
        return super().base().select_related(*WITH)

    def within(self) -> str:
        return "documents" if self.thing.outgoing else "incoming"

    def extra(self, part: Part | None) -> dict[str, Any]:
        return Sheet(self.thing, self).context()


class DocumentFile(DetailPage):
    """The document as .docx in the measures of GB/T 9704-2012; taking it away is recorded."""

    permission = Permission.DOCUMENTS_VIEW
    section = "documents"
    model = OfficialDocument

    def base(self) -> Rows:
        return super().base().sent().select_related("region", "number", "series__region")

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        row: OfficialDocument = self.fetch(**lookup)
        audit.viewed(self.actor, row)
        found = paper(row)
        response = HttpResponse(word_file(found, title=row.title), content_type=DOCX)
        name = f"{row.number or _now('草稿')}-{row.title[:60]}.docx"
        name = f"{found.stamp}-{name}" if found.stamp else name
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response


class Verb(FormPage, abstract=True):
    """One of the forms of the document page; `box` is its name there, `words` its field of words. A refusal stands on that page
    with what was typed, whether or not the form still has its place there."""

    model = OfficialDocument
    related = WITH
    back = "document"
    permission = Permission.DOCUMENTS_VIEW
    section = "documents"
    template_name = "documents/sending/document.html"
    box: ClassVar[str]
    words: ClassVar[str]

    def target_rows(self) -> Any:
        return super().target_rows().sent()

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.find()
        return redirect(self.success_url(None))

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": f"{self.box}_%s"}

    def still(self, form: forms.Form) -> bool:
        """Whether the form belongs to where the document stands now."""
        return True

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        self.thing = self.target_rows().get(pk=self.thing.pk)
        context = Sheet(self.thing, self).context()
        context["refusal"] = form
        if self.box in context["forms"] and self.still(form):
            context["forms"][self.box], context["tokens"][self.box] = form, token
        else:
            context["typed"] = form[self.words].value()
        return self.show({"thing": self.thing, "page": self, **context}, status=status)


class Step(Verb):
    """The step the document stands at: pass it on, or return it. Which permission that takes is the step's."""

    box, words = "step", "text"
    form_class = boxes.StepForm

    def form_kwargs(self) -> dict[str, Any]:
        only = boxes.reach(self.thing, self.actor) == "return"
        return {**super().form_kwargs(), "document": self.thing, "actor": self.actor, "only_return": only}

    def still(self, form: forms.Form) -> bool:
        return str(form["seen"].value()).startswith(f"{self.thing.state}.{self.thing.round}.")

    def perform(self, form: forms.Form) -> Any:
        given, document, by = form.cleaned_data, self.thing, self.actor
        if not self.still(form):
            state = {"state": document.get_state_display()}
            raise Stale(_now("这份文件已转到“%(state)s”，刚才的意见没有提交，请刷新后查看。") % state)
        text, ask, seen = given["text"], list(given.get("ask", ())), int(given["seen"].rpartition(".")[2])
        acts = {
            "draft": lambda: sending.submit(document, text=text, ask=ask, seen=seen, by=by),
            "check": lambda: sending.check(document, text=text, ask=ask, seen=seen, by=by),
            "countersign": lambda: sending.countersign(document, text=text, by=by),
            "sign": lambda: sending.sign(document, text=text, by=by),
            "number": lambda: issuing.number(document, series=given["series"], text=text, by=by),
            "issue": lambda: issuing.issue(document, copies=given["copies"], text=text, by=by),
        }
        returns = given.get("choice") == "return"
        done = sending.give_back(document, why=text, by=by) if returns else acts[document.state]()
        self.said = _now("已办理，转入“%(state)s”。") % {"state": done.get_state_display()}
        if done.state == "issue":
            self.said = _now("已编号 %(number)s，待印发。") % {"number": done.number}
        return done


class Cancel(Verb):
    """作废."""

    box, words = "cancel", "why"
    form_class = boxes.CancelForm
    said = _("已作废，稿件和意见都保留。")
    act = sending.cancel
