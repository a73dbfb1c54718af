"""The one clock. Rules never ask it; actions and pages do, so that a test can set the day."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in the bureau's time zone."""
    return timezone.localtime()


def today() -> date:
    """The bureau's calendar day."""
    return now().date()
