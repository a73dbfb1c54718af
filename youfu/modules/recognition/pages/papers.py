"""申请材料: the catalogue of an application with what is there and what is missing, the viewer, handing in, taking out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit
from youfu.kit.access import Permission, get_visible
from youfu.kit.models import Application, EvidenceFile
from youfu.kit.pages import DayField, FormPage, Page, Section, panel, rows_of, signed_in
from youfu.kit.workflow import evidence, files
from youfu.kit.workflow.actions import papers

TAKES = "image/*,application/pdf"
# What a browser may do with a paper it shows: nothing at all. Older viewers of PDFs do not start in a sandbox, and what
# could run in a PDF was refused at the door.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


class AddForm(forms.Form):
    paper = forms.ChoiceField(label=_("材料"))
    file = forms.FileField(
        label=_("照片、扫描件或 PDF"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": TAKES}),
        help_text=_("不超过 10 MB；照片里的拍摄地点等信息会去掉"),
    )  # fmt: skip
    earlier: Any = forms.ModelChoiceField(
        label=_("沿用以前交过的材料"), queryset=None, required=False, empty_label=_("不沿用")
    )
    title = forms.CharField(label=_("题名"), max_length=120, required=False)
    responsible = forms.CharField(
        label=_("责任者"), max_length=80, required=False, help_text=_("出具材料的单位或个人")
    )
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    dated = DayField(label=_("材料日期"), required=False)

    def __init__(self, *args: Any, titles: dict[str, str], earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["paper"].choices = list(titles.items())
        fields["earlier"].queryset = earlier
        fields["earlier"].label_from_instance = lambda f: f"{f.title}（{f.application.number}）"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "file" not in self.errors and bool(cleaned.get("file")) == bool(cleaned.get("earlier")):
            self.add_error("file", _now("请拍照、选择文件，或选一份以前交过的材料"))
        return cleaned


class OfApplication(FormPage, abstract=True):
    """A form about one application; it leads back to its papers."""

    model: ClassVar[Any] = Application
    related: ClassVar[Sequence[str]] = ("person", "region")
    permission = Permission.APPLICATIONS_VIEW
    section = "applications"

    def application(self) -> Application:
        found: Application = self.thing
        return found

    def success_url(self, result: Any) -> str:
        return f"{reverse('application', args=[self.application().pk])}#evidence"


class AddEvidence(OfApplication):
    """上传材料: for whoever makes the application or handles the open step; the others are told who that is."""

    title = _("上传材料")
    submit = _("上传")
    said = _("材料已上传。")
    form_class = AddForm
    template_name = "recognition/evidence_form.html"
    sections = (
        Section(_("材料"), ("paper", "file", "earlier")),
        Section(_("档案目录"), ("title", "responsible", "number", "dated"), _("不填时题名用材料目录的名称")),
    )

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "titles": evidence.catalogue(self.thing),
            "earlier": earlier_files(self.thing, self.request).select_related("application"),
        }

    def initial(self) -> dict[str, Any]:
        return {"paper": self.request.GET.get("paper", "")}

    def extra(self) -> dict[str, Any]:
        return {"may": evidence.may_change(self.thing, self.actor), "application": self.thing}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        if given["earlier"]:
            return evidence.reuse(self.thing, earlier=given["earlier"], paper=given["paper"], by=self.actor)
        about = evidence.Described(given["title"], given["responsible"], given["number"], given["dated"])
        return evidence.add(self.thing, paper=given["paper"], file=given["file"], about=about, by=self.actor)

    def success_url(self, result: Any) -> str:
        url = reverse("application", args=[self.thing.pk])
        return f"{url}?file={result.pk}#evidence" if isinstance(result, EvidenceFile) else f"{url}#evidence"


class RemoveForm(forms.Form):
    reason = forms.CharField(label=_("撤下原因"), max_length=200, help_text=_("例如：拍糊了、传错了人"))


class RemoveEvidence(OfApplication):
    """撤下材料: it goes out of the application and stays on file."""

    model = EvidenceFile
    related = ("application__person",)
    title = _("撤下材料")
    submit = _("撤下")
    lead = _("撤下的材料不再算作已交，但不会删除，谁在何时因何撤下都会留下记录。")
    said = _("材料已撤下。")
    danger = True
    form_class = RemoveForm
    template_name = "recognition/evidence_form.html"
    act = evidence.remove

    def application(self) -> Application:
        found: Application = self.thing.application
        return found

    def extra(self) -> dict[str, Any]:
        application = self.application()
        return {
            "may": evidence.may_change(application, self.actor),
            "application": application,
            "file": self.thing,
        }


class Evidence(Page):
    """One paper as it is kept, shown by the browser and nothing more; every look is recorded."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row: EvidenceFile = get_visible(
            rows_of(EvidenceFile, self.actor, self.permission), self.actor, self.permission, pk=pk
        )
        data = files.read(row.digest)
        audit.viewed(self.actor, row)
        response = HttpResponse(data, content_type=row.kind)
        response["Content-Disposition"] = content_disposition_header(False, row.name) or "inline"
        response["Content-Security-Policy"] = ALONE if row.kind == files.PDF else f"{ALONE}; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def earlier_files(application: Application, request: HttpRequest, paper: str = "") -> Any:
    """What the person handed in with other applications and this actor may see, newest first."""
    rows = rows_of(EvidenceFile, signed_in(request), Permission.APPLICATIONS_VIEW)
    rows = rows.filter(person_id=application.person_id, removed_at=None).exclude(application=application)
    return (rows.filter(paper=paper) if paper else rows).order_by("-item")


@panel(
    "application",
    "evidence",
    order=10,
    permission=Permission.APPLICATIONS_VIEW,
    template="recognition/panels/evidence.html",
    title=_("申请材料"),
)
def evidence_panel(application: Application, request: HttpRequest) -> dict[str, Any]:
    """The catalogue, the paper that is looked at, and what may be done with it."""
    held = list(application.files.select_related("added_by").order_by("item"))
    rows = [_line(paper, held) for paper in _wanted(application, held)]
    current = _chosen(request, [f for f in held if f.removed_at is None])
    line = next(
        (r for r in rows if r["code"] == (current.paper if current else request.GET.get("paper"))), None
    )
    line = line or next((r for r in rows if r["lacking"]), rows[0])
    may = evidence.may_change(application, signed_in(request))
    present = [f for f in held if f.removed_at is None]
    digests = {f.digest for f in present if f.paper == line["code"]}
    earlier = earlier_files(application, request, line["code"]).select_related("application")
    return {
        "application": application,
        "rows": rows,
        "line": line,
        "current": current,
        "is_pdf": current is not None and current.kind == files.PDF,
        "pages": sum(f.pages for f in present),
        "count": len(present),
        "missing": [r["title"] for r in rows if r["lacking"]],
        "may": may,
        "may_remove": may and current is not None and _removable(application, current, request),
        "earlier": [f for f in earlier if f.digest not in digests][:5],
        "takes": TAKES,
    }


def _wanted(application: Application, held: Sequence[EvidenceFile]) -> list[dict[str, Any]]:
    """The catalogue, and behind it what else was handed in."""
    wanted = list(papers(application))
    known = {paper["code"] for paper in wanted}
    titles = evidence.catalogue(application)
    more = dict.fromkeys([f.paper for f in held if f.paper not in known] + [evidence.OTHER])
    return wanted + [
        {"code": code, "title": titles.get(code, code), "note": "", "required": False} for code in more
    ]


def _line(paper: dict[str, Any], held: Sequence[EvidenceFile]) -> dict[str, Any]:
    own = [f for f in held if f.paper == paper["code"]]
    present = [f for f in own if f.removed_at is None]
    return paper | {
        "files": present,
        "removed": [f for f in own if f.removed_at is not None],
        "pages": sum(f.pages for f in present),
        "lacking": paper["required"] and not present,
    }


def _chosen(request: HttpRequest, present: Sequence[EvidenceFile]) -> EvidenceFile | None:
    """The paper in the address; the first one when the address names neither a paper nor a line of the catalogue."""
    wanted = request.GET.get("file", "")
    if wanted:
        return next((f for f in present if str(f.pk) == wanted), None)
    code = request.GET.get("paper", "")
    return next((f for f in present if not code or f.paper == code), None)


def _removable(application: Application, current: EvidenceFile, request: HttpRequest) -> bool:
    own = current.added_by_id == signed_in(request).pk
    return own or application.state != Application.State.OPEN
