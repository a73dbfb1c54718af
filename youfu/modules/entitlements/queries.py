from __future__ import annotations

from typing import TYPE_CHECKING, Self

from youfu.kit import access

if TYPE_CHECKING:
    from youfu.modules.entitlements.models import Entitlement, OneOff  # noqa: F401  names the classes below


class EntitlementQuerySet(access.RegionQuerySet["Entitlement"]):
    """Entitlements, by the region of the person's household."""

    region_lookup = "person__household_region"

    def in_force(self, month: int) -> Self:
        """Rows that run in a month (index)."""
        return self.filter(months__contains=month)


class OneOffQuerySet(access.RegionQuerySet["OneOff"]):
    """One-off benefits, by the region of the person's household."""

    region_lookup = "person__household_region"

    def standing(self) -> Self:
        """Awards that were not reversed."""
        return self.filter(stands=True)

    def of_month(self, month: int) -> Self:
        """Awards and reversals posted in a month (index)."""
        return self.filter(month=month).select_related("programme", "payee")
