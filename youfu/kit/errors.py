"""The two refusals a user may see. Everything else is a defect and looks like one."""

from __future__ import annotations


class Refused(Exception):
    """A clerk can act on this: the message is one Chinese sentence that says what to do next."""


class Stale(Refused):
    """Somebody else was faster: the message says who or what changed in the meantime."""
