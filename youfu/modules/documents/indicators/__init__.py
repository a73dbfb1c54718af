"""Numbers of documents: what was delivered and answered, what is open to the public."""

from youfu.modules.documents.indicators import delivering, opening

__all__ = ["delivering", "opening"]
