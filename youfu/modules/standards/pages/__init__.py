"""政策标准库: amounts with their documents, parameters, time limits, and the load of a new table."""

from youfu.modules.standards.pages.figures import Figures, SetFigure
from youfu.modules.standards.pages.limits import Limits, SetLimit
from youfu.modules.standards.pages.rates import (
    Documents,
    EndRate,
    Exclusions,
    LoadStandards,
    Parameters,
    Standard,
    Standards,
    rows_in,
)

__all__ = [
    "Documents", "EndRate", "Exclusions", "Figures", "Limits", "LoadStandards", "Parameters", "SetFigure", "SetLimit",
    "Standard", "Standards",
    "rows_in",
]  # fmt: skip
