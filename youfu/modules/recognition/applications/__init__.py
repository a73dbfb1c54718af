"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import (
    certificates,
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
    "certificates",
    "combat_veterans",
    "deaths",
    "hardship_aid",
    "rating",
    "rerating",
    "resuming",
    "rural_veterans",
    "stopping",
]
