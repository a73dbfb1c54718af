"""The workflow: one declaration per application type, one engine for all of them."""

from youfu.kit.workflow.declare import (
    MAKER,
    TYPES,
    ApplicationType,
    Ground,
    Paper,
    Publicity,
    Step,
    register,
)

__all__ = ["MAKER", "TYPES", "ApplicationType", "Ground", "Paper", "Publicity", "Step", "register"]
