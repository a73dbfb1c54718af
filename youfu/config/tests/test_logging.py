"""What the terminal says: a refusal in one line, a defect with all that leads to it."""

from __future__ import annotations

import logging
import sys

import pytest
from django.core.exceptions import PermissionDenied

from youfu.config.settings import without_traceback


@pytest.mark.parametrize(("level", "kept"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_it_keeps_the_traceback_of_defects_only(level: int, kept: bool) -> None:
    try:
        raise PermissionDenied("rolls.view")
    except PermissionDenied:
        record = logging.LogRecord("django.request", level, "", 0, "Forbidden: /rolls", None, sys.exc_info())
    assert without_traceback(record)
    text = logging.Formatter().format(record)
    assert text.startswith("Forbidden: /rolls")
    assert ("Traceback" in text) is kept
