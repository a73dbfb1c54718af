"""How a document's number is written: a template with the year and a running serial. Pure.

发文字号 such as 桐退役军人发〔2026〕12号 (GB/T 9704-2012, 7.2.5: the year in full between 〔〕, the serial without 第 and without
leading zeros); 索引号 such as 330483/2024-123331.
"""

from __future__ import annotations

import re
from string import Formatter

FIELDS = frozenset({"code", "division", "year", "serial"})
_SPEC = re.compile(r"(?:0\d{1,2}d)?")


class BadTemplate(ValueError):
    """The template would not give every document a number of its own; `reason` is a code: broken, unknown, missing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(template: str) -> None:
    """Raise BadTemplate unless the template can be filled and holds both the year and the serial."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise BadTemplate("broken") from None
    names = [name for _text, name, _spec, _conversion in parts if name is not None]
    if any(conversion for *_rest, conversion in parts) or any(
        not _SPEC.fullmatch(spec or "") or (spec and name != "serial")
        for _text, name, spec, _c in parts
        if name is not None
    ):
        raise BadTemplate("broken")
    if set(names) - FIELDS:
        raise BadTemplate("unknown")
    if not {"year", "serial"} <= set(names):
        raise BadTemplate("missing")


def write(template: str, *, code: str, division: str, year: int, serial: int) -> str:
    """The number; `division` is the six digits of the county."""
    check(template)
    return template.format(code=code, division=division, year=year, serial=serial)
