"""What payments does when something below it happens."""

from __future__ import annotations

from youfu.kit.access import Actor
from youfu.kit.actions import Event, react
from youfu.modules.payments.actions import open_books


@react("recipients.file")
def open_for_filed(event: Event, *, by: Actor) -> None:
    """Recipients were filed from a workbook: their months up to the one last paid are opening entries."""
    filed = event.result
    if filed.filed:
        open_books(
            event.thing,
            claims=filed.filed,
            first_month=filed.opening_from,
            last_month=filed.paid_through,
            by=by,
        )
