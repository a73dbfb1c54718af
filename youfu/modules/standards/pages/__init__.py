"""政策标准库: amounts with their documents, parameters, time limits, and the load of a new table."""

from youfu.modules.standards.pages.figures import Figures, SetFigure
from youfu.modules.standards.pages.limits import Limits, SetLimit
from youfu.modules.standards.pages.policies import (
    DescribePolicy,
    Documents,
    PolicyPage,
    RepealPolicy,
    RestorePolicy,
)
from youfu.modules.standards.pages.rates import EndRate, LoadStandards, Standard, Standards, rows_in
from youfu.modules.standards.pages.references import Exclusions, Parameters

__all__ = [
    "DescribePolicy", "Documents", "EndRate", "Exclusions", "Figures", "Limits", "LoadStandards", "Parameters", "PolicyPage",
    "RepealPolicy", "RestorePolicy", "SetFigure", "SetLimit", "Standard", "Standards",
    "rows_in",
]  # fmt: skip
