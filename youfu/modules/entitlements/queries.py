from __future__ import annotations

from typing import TYPE_CHECKING, Self

from youfu.kit import access

if TYPE_CHECKING:
    from youfu.modules.entitlements.models import Entitlement  # noqa: F401  names the class below


class EntitlementQuerySet(access.RegionQuerySet["Entitlement"]):
    """Entitlements, by the region of the person's household."""

    region_lookup = "person__household_region"

    def in_force(self, month: int) -> Self:
        """Rows that run in a month (index)."""
        return self.filter(months__contains=month)
