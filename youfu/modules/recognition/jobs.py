"""Background work of recognition: checking and filing a workbook, with progress on the job's page; ending notices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, System, get_visible
from youfu.kit.errors import Refused
from youfu.kit.jobs import Report, job, nightly
from youfu.kit.sheets.writing import refused_workbook
from youfu.kit.workflow import publicity
from youfu.modules.organisations.models import Region
from youfu.modules.recognition.actions import Checked, check_recipients, file_recipients


def upload_path(name: str) -> Path:
    """Where an uploaded workbook waits; the name is the digest we gave it, never the user's."""
    return Path(settings.FILES) / "uploads" / Path(name).name


@job("recipients.check", gettext_lazy("检查优抚对象花名册"), Permission.RECIPIENTS_IMPORT)
def check_job(given: dict[str, Any], *, by: Actor, report: Report) -> dict[str, Any]:
    """Check an upload; the result is the preview."""
    report(0, 2)
    county = get_visible(Region.objects.all(), by, Permission.RECIPIENTS_IMPORT, pk=given["county"])
    checked = check_recipients(county, upload_path(given["upload"]))
    report(1, 2)
    return checked.to_json() | {"refused_file": _write_refused(checked, given["upload"])}


@job("recipients.file", gettext_lazy("导入优抚对象花名册"), Permission.RECIPIENTS_IMPORT)
def file_job(given: dict[str, Any], *, by: Actor, report: Report) -> dict[str, Any]:
    """File an upload. Run twice, it files nobody the second time."""
    report(0, 2)
    county = get_visible(Region.objects.all(), by, Permission.RECIPIENTS_IMPORT, pk=given["county"])
    filed = file_recipients(
        county,
        path=upload_path(given["upload"]),
        opening_from=given["opening_from"],
        paid_through=given["paid_through"],
        accept_valid=given["accept_valid"],
        by=by,
    )
    report(1, 2)
    return filed.to_json() | {"refused_file": _write_refused(filed.checked, given["upload"])}


def _write_refused(checked: Checked, upload: str) -> str:
    """The refused rows as a workbook beside the upload; its name, or empty when none was refused."""
    if not checked.problems:
        return ""
    name = f"{Path(upload).stem}-refused.xlsx"
    refused_workbook(checked.table, checked.problems, upload_path(name))
    return name


@nightly
def conclude_notices() -> int:
    """Open the step after each notice whose days have passed with every objection answered, so that nothing waits for somebody to
    press a button. It decides nothing: the next step still has to. Returns how many notices ended."""
    by, ended = System(_("公示期满")), 0
    for application in publicity.due(clock.today()).order_by("pk"):
        try:
            publicity.conclude(application, by=by)
        except Refused:  # an objection came, or somebody pressed the button, in this very moment
            continue
        ended += 1
    return ended
