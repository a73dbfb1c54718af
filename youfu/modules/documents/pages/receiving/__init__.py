"""Pages of receiving 收文: files, the register, search, the archive."""

from youfu.modules.documents.pages.receiving.files import AttachmentPage, AttachPage, DetachPage

__all__ = ["AttachPage", "AttachmentPage", "DetachPage"]
