"""Named reads of payments: rolls, what is due, why, and whether it all adds up."""

from youfu.modules.payments.queries.rolls import RollQuerySet

__all__ = ["RollQuerySet"]
