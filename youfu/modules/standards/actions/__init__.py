"""Actions of the standards library: loading tables, ending a rate, laying down a time limit, keeping the policy library."""

from youfu.modules.standards.actions.limits import LONGEST, LimitRow, load_limits, set_limit
from youfu.modules.standards.actions.loading import (
    LoadResult,
    end_rate,
    load,
    load_exclusions,
    load_programmes,
)
from youfu.modules.standards.actions.policies import describe, repeal, restore

__all__ = [
    "LONGEST", "LimitRow", "LoadResult", "describe", "end_rate", "load", "load_exclusions", "load_limits",
    "load_programmes", "repeal", "restore", "set_limit",
]  # fmt: skip
