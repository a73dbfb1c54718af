"""Actions of the standards library: loading tables, ending a rate, laying down a time limit."""

from youfu.modules.standards.actions.limits import LONGEST, LimitRow, load_limits, set_limit
from youfu.modules.standards.actions.loading import (
    LoadResult,
    end_rate,
    load,
    load_exclusions,
    load_programmes,
)

__all__ = [
    "LONGEST", "LimitRow", "LoadResult", "end_rate", "load", "load_exclusions", "load_limits", "load_programmes", "set_limit",
]  # fmt: skip
