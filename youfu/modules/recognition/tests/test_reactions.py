"""What recognition answers to changes below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.organisations.actions import merge_region
from youfu.modules.organisations.models import Region

GIVEN = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True,
}  # fmt: skip


class TestMergeRegion:
    def test_it_carries_applications_along(
        self, cast: Any, make_person: Callable[..., Any], apply_for: Callable[..., Any]
    ) -> None:
        application = apply_for(make_person(born=date(1960, 1, 1)), "rural_veteran", GIVEN)
        village = application.region
        into = (
            Region.objects.current().filter(parent=village.parent, level="village").exclude(pk=village.pk)[0]
        )
        merge_region(
            village, into=into, effective_on=date(2026, 12, 1), document="桐政〔2026〕9号", by=cast.sysadmin
        )
        application.refresh_from_db()
        assert application.region == into
        deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=cast.town)
        application.refresh_from_db()
        assert application.position == 2
