"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import (
    arrival,
    certificates,
    combat_veterans,
    deaths,
    demobilised_veterans,
    departure,
    from_forces,
    hardship_aid,
    illness_veterans,
    martyr_children,
    nuclear_test_veterans,
    rating,
    rerating,
    resuming,
    rural_veterans,
    stopping,
)

__all__ = [
    "arrival",
    "certificates",
    "combat_veterans",
    "deaths",
    "demobilised_veterans",
    "departure",
    "from_forces",
    "hardship_aid",
    "illness_veterans",
    "martyr_children",
    "nuclear_test_veterans",
    "rating",
    "rerating",
    "resuming",
    "rural_veterans",
    "stopping",
]
