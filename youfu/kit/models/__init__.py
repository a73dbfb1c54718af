"""Tables of the kit: the trail, jobs and the ledger."""

from youfu.kit.models.audit import AuditEvent, Denial
from youfu.kit.models.jobs import JobRun
from youfu.kit.models.ledger import Entry, Journal
from youfu.kit.models.seals import SealCheck

__all__ = ["AuditEvent", "Denial", "Entry", "JobRun", "Journal", "SealCheck"]
