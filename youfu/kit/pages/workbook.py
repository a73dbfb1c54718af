"""A list as a workbook: what stands on the page, for all rows, with a line that says who took it away."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from youfu.kit.pages.columns import Column, gathered
from youfu.kit.sheets.declare import Column as SheetColumn
from youfu.kit.sheets.writing import write_workbook
from youfu.kit.text import Text

PIECE = 1000


def workbook(title: str, columns: Sequence[Column], rows: Iterator[Any], *, note: Text) -> tuple[bytes, int]:
    """The file and its number of rows. Columns without `plain` stay out; rows are read in pieces."""
    taken = [c for c in columns if c.plain]
    declared = [
        SheetColumn(code=str(number), title=c.title, read=str, text=not c.money, money=c.money, width=16)
        for number, c in enumerate(taken)
    ]

    def lines() -> Iterator[dict[str, Any]]:
        while piece := list(islice(rows, PIECE)):
            known = gathered(taken, piece)
            for row in piece:
                yield {str(number): c.plain(row, *more) for number, (c, more) in enumerate(known) if c.plain}
        yield {"0": str(note)}

    target = io.BytesIO()
    written = write_workbook(target, title, declared, lines())
    return target.getvalue(), written - 1
