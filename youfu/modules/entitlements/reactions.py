"""What entitlements do when something in a person's file changes. A death is answered in actions.py."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youfu.kit.access import Actor
from youfu.kit.actions import Event, react
from youfu.modules.entitlements.actions import end
from youfu.modules.entitlements.models import Entitlement


@react("people.move_out")
def end_for_move(event: Event, *, by: Actor) -> None:
    """Who moved away is paid through the month that was recorded; months already posted beyond it become a recovery."""
    last: int = event.given["last_month"]
    running = Entitlement.objects.filter(person_id=event.thing.pk, months__isempty=False)
    for row in running.select_for_update():
        if row.months.upper is None or row.months.upper > last + 1:
            basis = event.given["basis"] or str(_("迁出"))
            end(row, last_month=last, reason=Entitlement.Ended.MOVED, basis=basis, by=by)
