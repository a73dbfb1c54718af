"""Pages of recognition 资格认定: the import of a workbook, and granting, suspending, resuming, ending an entitlement."""

from youfu.modules.recognition.pages import panels as panels
from youfu.modules.recognition.pages.entitlements import EndEntitlement, Grant, Resume, Suspend
from youfu.modules.recognition.pages.imports import Import, ImportRun, RefusedRows, Template

__all__ = [
    "EndEntitlement",
    "Grant",
    "Import",
    "ImportRun",
    "RefusedRows",
    "Resume",
    "Suspend",
    "Template",
]
