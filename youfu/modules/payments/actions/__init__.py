"""What payments does: open the books, compute a roll, approve it, export its bank file."""

from youfu.modules.payments.actions.approve import Unacknowledged, approve, discard
from youfu.modules.payments.actions.bank import export_bank_file
from youfu.modules.payments.actions.compute import compute
from youfu.modules.payments.actions.opening import open_books

__all__ = ["Unacknowledged", "approve", "compute", "discard", "export_bank_file", "open_books"]
