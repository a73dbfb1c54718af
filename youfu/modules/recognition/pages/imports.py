"""导入花名册: hand in a workbook, watch it being checked, read what would happen, then file it."""

from __future__ import annotations

import io
import os
import secrets
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import audit, clock, jobs
from youfu.kit.access import Permission
from youfu.kit.crypto import sm3
from youfu.kit.errors import Refused
from youfu.kit.models import JobRun
from youfu.kit.pages import FormPage, MonthField, Nav, Page, Section, in_paths, rows_of
from youfu.kit.pages.exports import XLSX
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.sheets.writing import template
from youfu.modules.organisations.models import Region
from youfu.modules.recognition.jobs import upload_path
from youfu.modules.recognition.sheets import RECIPIENTS
from youfu.rules import periods

MAX_BYTES = 20_000_000
SHOWN = 50
KINDS = ("recipients.check", "recipients.file")


def runs(actor: Any) -> Any:
    """Import jobs this actor may see."""
    return in_paths(
        JobRun._default_manager.filter(kind__in=KINDS), actor, Permission.RECIPIENTS_IMPORT
    ).select_related("by")


def county_of(page: Page) -> Region:
    """The county the actor imports for."""
    county: Region | None = (
        rows_of(Region, page.actor, page.permission).filter(level=Region.Level.COUNTY).first()
    )
    if county is None:
        raise Refused(_now("您的授权不是县级，不能导入花名册。"))
    return county


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("花名册（.xlsx 或 .csv）"), help_text=_("表头可以在标题行下面，空行和合计行会自动跳过"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB，请确认是否选错文件，或分批导入。"))
        return file


class Import(FormPage):
    """从表格导入: step one, the workbook; nothing is filed yet."""

    permission = Permission.RECIPIENTS_IMPORT
    route = "import"
    section = "import"
    nav = Nav("work", _("导入花名册"), "up", 30)
    title = _("导入花名册")
    submit = _("上传并检查")
    lead = _("逐格检查后先给出预览，确认后才建档。同一份表再次导入不会重复建档。")
    form_class = UploadForm
    template_name = "recognition/import.html"

    def extra(self) -> dict[str, Any]:
        return {"recent": runs(self.actor)[:8]}

    def perform(self, form: forms.Form) -> Any:
        county = county_of(self)
        upload = keep(form.cleaned_data["file"])
        given = {"county": county.pk, "upload": upload, "name": form.cleaned_data["file"].name[:120]}
        return jobs.enqueue("recipients.check", given, by=self.actor, path=county.path)

    def success_url(self, result: Any) -> str:
        return reverse("import-run", args=[result.pk]) if result else reverse("workbench")


def keep(file: Any) -> str:
    """Store an upload under its digest, readable by this program only; the same workbook twice is one file."""
    data = file.read()
    suffix = os.path.splitext(file.name)[1].lower()
    name = sm3(data)[:32] + (suffix if suffix in (".xlsx", ".csv") else ".xlsx")
    target = upload_path(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f"{name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
    part.replace(target)
    return name


class FileForm(forms.Form):
    opening_from = MonthField(label=_("期初自"), help_text=_("从哪个月起按系统标准核对，更早的不再过问"))
    paid_through = MonthField(label=_("已发至"), help_text=_("系统外已经发到哪个月，下个月起由系统计发"))
    accept_valid = forms.BooleanField(label=_("只建合格的行，退回的行改好后再导"), required=False)


class ImportRun(FormPage):
    """One import: progress while it runs, then the preview, then the confirmation."""

    permission = Permission.RECIPIENTS_IMPORT
    section = "import"
    submit = _("确认建档")
    form_class = FileForm
    sections = (Section(_("确认建档"), ("paid_through", "opening_from", "accept_valid")),)
    template_name = "recognition/run.html"
    title = _("导入花名册")

    def find(self) -> None:
        self.thing = runs(self.actor).filter(pk=self.lookup["pk"]).first()
        if self.thing is None:
            raise Http404(str(self.lookup))

    def initial(self) -> dict[str, Any]:
        month = periods.month_of(clock.today())
        return {"paid_through": month - 1, "opening_from": month // 12 * 12}

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        if getattr(self.request, "htmx", False) and self.request.method == "GET":
            if self._ended():
                response = HttpResponse(status=204)
                response["HX-Refresh"] = "true"
                return response
            return self.show({"thing": self.thing}, template="recognition/run.html#progress")
        return super().answer(form, token, status)

    def _ended(self) -> bool:
        return self.thing.finished_at is not None

    def extra(self) -> dict[str, Any]:
        result = self.thing.result or {}
        refused = result.get("refused", [])
        return {
            "ended": self._ended(),
            "failed": self.thing.state == JobRun.State.FAILED,
            "filing": self.thing.kind == "recipients.file",
            "result": result,
            "refused": refused[:SHOWN],
            "hidden": max(0, len(refused) - SHOWN),
            "refused_rows": len({r["row"] for r in refused}),
            "name": self.thing.given.get("name", ""),
            "can_file": self.thing.kind == "recipients.check" and bool(result.get("accepted")),
            "problems_by": _by_column(refused),
        }

    def perform(self, form: forms.Form) -> Any:
        if self.thing.kind != "recipients.check" or self.thing.state != JobRun.State.DONE:
            raise Refused(_now("检查还没有完成，请等检查结果出来后再确认。"))
        given = {
            **{k: self.thing.given[k] for k in ("county", "upload", "name") if k in self.thing.given},
            **form.cleaned_data,
        }
        return jobs.enqueue("recipients.file", given, by=self.actor, path=self.thing.path)

    def success_url(self, result: Any) -> str:
        return reverse("import-run", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("import")


def _by_column(refused: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many refusals each column caused, the worst first."""
    counts: dict[str, int] = {}
    for row in refused:
        counts[row["column"]] = counts.get(row["column"], 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


class RefusedRows(Page):
    """退回的行: the refused rows as handed in, with a column that says why. Taking it away is recorded."""

    permission = Permission.RECIPIENTS_IMPORT
    section = "import"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        run = runs(self.actor).filter(pk=pk).first()
        name = (run.result or {}).get("refused_file", "") if run else ""
        if not name or not upload_path(name).exists():
            raise Http404("no refused rows")
        audit.record(self.actor, "import.refused_rows", target=run)
        return FileResponse(
            upload_path(name).open("rb"),
            as_attachment=True,
            filename=f"退回修改-{pk}.xlsx",
            content_type=XLSX,
        )


class Template(Page):
    """空白花名册: the template that the declaration of the sheet makes."""

    permission = Permission.RECIPIENTS_IMPORT
    section = "import"

    def get(self, request: HttpRequest) -> HttpResponse:
        target = io.BytesIO()
        template(RECIPIENTS, target)
        response = HttpResponse(target.getvalue(), content_type=XLSX)
        response["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%8A%B1%E5%90%8D%E5%86%8C.xlsx"
        return response


@todo(Permission.RECIPIENTS_IMPORT, order=20)
def checked_imports(actor: Any) -> list[Todo]:
    """One's own checks that ended and were not yet filed."""
    mine = runs(actor).filter(by_id=actor.pk)
    filed = {run.given.get("upload") for run in mine.filter(kind="recipients.file")[:50]}
    found = []
    for run in mine.filter(kind="recipients.check", state=JobRun.State.DONE)[:5]:
        accepted = (run.result or {}).get("accepted", 0)
        if accepted and run.given.get("upload") not in filed:
            note = _now("%(n)d 行可以建档，%(r)d 处退回") % {
                "n": accepted,
                "r": len(run.result.get("refused", [])),
            }
            found.append(Todo(_now("花名册已检查，待确认建档：%(name)s") % {"name": run.given.get("name", "")}, note,
                              reverse("import-run", args=[run.pk]), _now("确认"), "now", "up"))  # fmt: skip
    return found
