"""文书: the letters of an application, made, read as on paper, and taken away as a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit
from youfu.kit.access import Permission
from youfu.kit.models import Application, Letter
from youfu.kit.pages import DetailPage, FormPage, Part, panel, signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.workflow import letters
from youfu.kit.workflow.wordfile import word_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("文书"))

    def __init__(self, *args: Any, kinds: list[letters.LetterKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]


class MakeLetter(FormPage):
    """制作文书: from a template and what is known now; it never changes afterwards."""

    model = Application
    related = ("person", "region")
    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    title = _("制作文书")
    submit = _("制作")
    lead = _("按现在的登记内容生成，生成后不再改变；内容有变化时重新制作一份。")
    said = _("文书已生成，请核对后打印。")
    form_class = KindForm
    template_name = "recognition/letter_form.html"
    act = letters.make

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "kinds": [k for k in letters.offered(self.thing) if letters.may_make(self.thing, k, self.actor)]
        }

    def initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def extra(self) -> dict[str, Any]:
        return {"application": self.thing, "may": bool(self.form_kwargs()["kinds"])}

    def success_url(self, result: Any) -> str:
        if isinstance(result, Letter):
            return reverse("letter", args=[result.pk])
        return f"{reverse('application', args=[self.thing.pk])}#letters"


class LetterPage(DetailPage):
    """One letter as on paper. ID numbers are masked until somebody who may see them says that it goes out (`?full=1`)."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    page_name = "letter"
    model = Letter
    template_name = "recognition/letter.html"

    def base(self) -> Rows:
        return super().base().select_related("application__person", "application__region", "made_by")

    def extra(self, part: Part | None) -> dict[str, Any]:
        row: Letter = self.thing
        may = self.may(Permission.PEOPLE_REVEAL, row.region_path) and letters.holds_secret(row.text)
        full = may and self.request.GET.get("full") == "1"
        seen(self.actor, row, full=full)
        return {
            "title": row.title,
            "application": row.application,
            "blocks": list(_blocks(letters.opened(row.text, full=full))),
            "may_reveal": may and not full,
            "full": full,
            "side_panels": self.panels("side"),
        }


class LetterFile(DetailPage):
    """The same as .docx, to be stamped and sent: with the ID numbers in full for whoever may see them."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    model = Letter

    def base(self) -> Rows:
        return super().base().select_related("application__region")

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        row: Letter = self.fetch(**lookup)
        full = self.may(Permission.PEOPLE_REVEAL, row.region_path) and letters.holds_secret(row.text)
        seen(self.actor, row, full=full)
        data = word_file(letters.lines(letters.opened(row.text, full=full)), title=row.title)
        response = HttpResponse(data, content_type=DOCX)
        name = f"{row.title}-{row.application.number}.docx"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response


def seen(actor: Any, row: Letter, *, full: bool) -> None:
    """Every look at a letter is recorded; one with ID numbers in full as a revelation."""
    audit.viewed(
        actor, row, purpose=str(_("制发文书")) if full else "", fields=("id_number",) if full else ()
    )


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """Lines for the page; rows that follow one another are one table."""
    for style, group in groupby(letters.lines(text), key=lambda line: line.style):
        if style == "row":
            yield {"style": style, "rows": [line.cells for line in group]}
        else:
            yield from ({"style": style, "text": line.cells[0]} for line in group)


@panel(
    "application",
    "letters",
    order=10,
    permission=Permission.APPLICATIONS_VIEW,
    template="recognition/panels/letters.html",
    title=_("文书"),
)
def letters_panel(application: Application, request: HttpRequest) -> dict[str, Any] | None:
    """The letters there are, and those that may be made now."""
    actor = signed_in(request)
    made = list(application.letters.select_related("made_by"))
    kinds = [
        {"kind": kind, "why": kind.ready(application)}
        for kind in letters.offered(application)
        if letters.may_make(application, kind, actor)
    ]
    if not made and not kinds:
        return None
    ready = [k for k in kinds if not k["why"]]
    return {"application": application, "made": made, "kinds": ready, "later": [k for k in kinds if k["why"]]}
