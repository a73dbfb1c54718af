"""Numbers of documents: what was delivered and answered, what is open to the public."""

from youfu.modules.documents.indicators import opening

__all__ = ["opening"]
