"""Pages of payments 待遇发放: the rolls, one roll, what is done with it, what was paid once, and what a person's page shows."""

from youfu.modules.payments.pages import panels as panels
from youfu.modules.payments.pages.balances import InDebt
from youfu.modules.payments.pages.bank import BankFilePage
from youfu.modules.payments.pages.forms import Approve, Compute, Discard
from youfu.modules.payments.pages.one_offs import OneOffs, ReverseOneOff
from youfu.modules.payments.pages.roll import RollPage
from youfu.modules.payments.pages.rolls import Rolls

__all__ = [
    "Approve",
    "BankFilePage",
    "Compute",
    "Discard",
    "InDebt",
    "OneOffs",
    "ReverseOneOff",
    "RollPage",
    "Rolls",
]
