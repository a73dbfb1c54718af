"""What the program does by itself: reminding of what is due or late, and reporting upwards what is late for too long."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youfu.kit import clock
from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.kit.jobs import nightly
from youfu.kit.workflow import calendar
from youfu.modules.documents.actions import chasing
from youfu.modules.organisations import queries


@nightly
def chase_deliveries() -> int:
    """Remind and report; returns how many were told. Nothing is written, not even in the trail, when nothing is to be done."""
    try:
        county = queries.county()
    except Refused:  # no county yet
        return 0
    if not any(chasing.to_remind(county, clock.today(), calendar.working_days()).values()):
        return 0
    return int(chasing.chase(county, by=System(_("到期催办"))))
