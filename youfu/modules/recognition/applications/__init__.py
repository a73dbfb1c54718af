"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import (
    combat_veterans,
    rating,
    rerating,
    resuming,
    rural_veterans,
    stopping,
)

__all__ = [
    "combat_veterans",
    "rating",
    "rerating",
    "resuming",
    "rural_veterans",
    "stopping",
]
