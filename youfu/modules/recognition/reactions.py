"""What recognition does when something below it happens."""

from __future__ import annotations

from django.db.models import F, Func, Value

from youfu.kit.access import Actor
from youfu.kit.actions import Event, react
from youfu.kit.models import Application, ApplicationStep


@react("region.merge")
def move_applications(event: Event, *, by: Actor) -> None:
    """Running applications of a merged division go on in its successor, for the same steps."""
    merged, into = event.thing, event.given["into"]
    running = Application.objects.running().filter(region=merged)
    ids = list(running.values_list("pk", flat=True))
    running.update(region=into)
    steps = ApplicationStep.objects.filter(application__in=ids, path__startswith=merged.path)
    steps.update(path=Func(F("path"), Value(merged.path), Value(into.path), function="replace"))
