"""Tables of the kit: the trail, jobs, the ledger and the workflow."""

from youfu.kit.models.audit import AuditEvent, Denial
from youfu.kit.models.jobs import JobRun
from youfu.kit.models.ledger import Entry, Journal
from youfu.kit.models.papers import CalendarYear, EvidenceFile, Holiday, Letter, Notice, Objection
from youfu.kit.models.seals import SealCheck
from youfu.kit.models.workflow import Application, ApplicationStep, Decision, Pause

__all__ = [
    "Application", "ApplicationStep", "AuditEvent", "CalendarYear", "Decision", "Denial", "Entry", "EvidenceFile", "Holiday",
    "JobRun", "Journal", "Letter", "Notice", "Objection", "Pause", "SealCheck",
]  # fmt: skip
