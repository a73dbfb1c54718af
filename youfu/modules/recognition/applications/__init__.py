"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import (
    combat_veterans,
    deaths,
    hardship_aid,
    rating,
    rerating,
    resuming,
    rural_veterans,
    stopping,
)

__all__ = [
    "combat_veterans",
    "deaths",
    "hardship_aid",
    "rating",
    "rerating",
    "resuming",
    "rural_veterans",
    "stopping",
]
