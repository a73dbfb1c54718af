"""Pages of recognition 资格认定: the import of a workbook, and granting, suspending, resuming, ending an entitlement."""

from youfu.modules.recognition.pages import panels as panels
from youfu.modules.recognition.pages.entitlements import EndEntitlement, Grant, Resume, Suspend
from youfu.modules.recognition.pages.imports import Import, ImportRun, RefusedRows, Template
from youfu.modules.recognition.pages.one_offs import OneOffs, ReverseOneOff

__all__ = [
    "EndEntitlement",
    "Grant",
    "Import",
    "ImportRun",
    "OneOffs",
    "RefusedRows",
    "Resume",
    "ReverseOneOff",
    "Suspend",
    "Template",
]
