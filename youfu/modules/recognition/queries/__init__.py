"""Reads that several pages of recognition need: the e-archive of a person, notices for everybody, clocks by colour."""

from youfu.modules.recognition.queries.archive import Item, Volume, export_lines, volumes
from youfu.modules.recognition.queries.boards import (
    COLOURS,
    COUNTED,
    LATE,
    at_step,
    done_steps,
    in_colour,
    objections_to,
    running_notices,
)

__all__ = [
    "COLOURS",
    "COUNTED",
    "LATE",
    "Item",
    "Volume",
    "at_step",
    "done_steps",
    "export_lines",
    "in_colour",
    "objections_to",
    "running_notices",
    "volumes",
]
