"""What deliveries do when something below them happens."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from youfu.kit.access import Actor
from youfu.kit.actions import Event, react
from youfu.modules.documents.actions.delivering import take_back
from youfu.modules.documents.models import Delivery


@react("region.merge")
def take_back_from_merged(event: Event, *, by: Actor) -> None:
    """What a merged division has not finished can be signed for by nobody any more, so nobody is chased for it: it is taken back,
    and whoever sent it delivers it to the successor where that has not got it. Somebody's own goes along with that person."""
    merged, into = event.thing, event.given["into"]
    why = _("%(name)s已并入%(into)s，由并入后的单位办理。") % {"name": merged.name, "into": into.name}
    left = Q(organisation__region=merged, user=None) | Q(user__organisation__region=merged)
    # Document by document, as everybody holds them; what was passed on comes before what it was made of.
    for row in Delivery.objects.filter(left).waiting().order_by("document", "-pk"):
        take_back(row, why=why, by=by)
