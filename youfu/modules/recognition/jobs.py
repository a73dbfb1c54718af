"""Background work of recognition: checking and filing a workbook, with progress on the job's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission, get_visible
from youfu.kit.jobs import Report, job
from youfu.kit.sheets.writing import refused_workbook
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
