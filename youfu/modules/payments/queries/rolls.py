from __future__ import annotations

from typing import TYPE_CHECKING

from youfu.kit import access

if TYPE_CHECKING:
    from youfu.modules.payments.models import Roll  # noqa: F401  names the class below


class RollQuerySet(access.RegionQuerySet["Roll"]):
    """Rolls, by the county that pays them."""

    region_lookup = "county"
