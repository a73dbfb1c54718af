"""What documents does: numbers, sending, delivering, receiving, making public."""

from youfu.modules.documents.actions.numbering import close_series, set_series

__all__ = ["close_series", "set_series"]
