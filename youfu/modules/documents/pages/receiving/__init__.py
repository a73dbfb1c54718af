"""Pages of receiving 收文: files, the register, its steps, search, the archive."""

from youfu.modules.documents.pages.receiving.archive import ArchivePage, FileAwayPage, FileManyPage
from youfu.modules.documents.pages.receiving.files import AttachmentPage, AttachPage, DetachPage
from youfu.modules.documents.pages.receiving.register import BookPage, EnterPage, RegisterPage
from youfu.modules.documents.pages.receiving.search import SearchPage
from youfu.modules.documents.pages.receiving.steps import (
    FinishPage,
    InstructPage,
    NotePage,
    ProposePage,
    ReassignPage,
    ReopenPage,
    ReportPage,
    SendBackPage,
)

__all__ = [
    "ArchivePage", "AttachPage", "AttachmentPage", "BookPage", "DetachPage", "EnterPage", "FileAwayPage", "FileManyPage",
    "FinishPage", "InstructPage", "NotePage", "ProposePage", "ReassignPage", "RegisterPage", "ReopenPage", "ReportPage",
    "SearchPage", "SendBackPage",
]  # fmt: skip
