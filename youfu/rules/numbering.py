"""How a document's number is written: a template with the year and a running serial. Pure.

发文字号 such as 桐退役军人发〔2026〕12号 (GB/T 9704-2012, 7.2.5: the year in full between 〔〕, the serial without 第 and without
leading zeros); 索引号 such as 330483/2024-123331.
"""

from __future__ import annotations

import re
import unicodedata
from string import Formatter

FIELDS = frozenset({"code", "division", "year", "serial"})
_SPEC = re.compile(r"(?:0[1-9]d)?")
LONGEST = 80  # characters of a number, however high it counts


class BadTemplate(ValueError):
    """The template would not give every document a number of its own; `reason` is a code: broken, unknown, missing,
    long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Room:
    """Stands where a serial will be written."""

    def __format__(self, spec: str) -> str:
        return "　"


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


def fits(template: str, *, code: str) -> None:
    """Raise BadTemplate when a number written so could be longer than there is room for."""
    if len(write(template, code=code, division="0" * 6, year=9999, serial=999_999)) > LONGEST:
        raise BadTemplate("long")


def write(template: str, *, code: str, division: str, year: int, serial: int | None) -> str:
    """The number; `division` is the six digits of the county, `serial` None leaves room for it."""
    check(template)
    return template.format(
        code=code, division=division, year=year, serial=_Room() if serial is None else serial
    )


_YEAR = re.compile(r"[\[(〔【{<〈《]\s*(\d{4})\s*年?[\])〕】}>〉》]|(?<!\d)(\d{4})年(?=第?\d)")
_SERIAL = re.compile(r"第?0*(\d+)号?$")


def tidy(number: str) -> str:
    """A number of somebody else's as GB/T 9704 writes it, so that two ways of typing it are one: 浙退役军人发[2026]第012号
    becomes 浙退役军人发〔2026〕12号. What has no year in it stays as it is, but for spaces and full width."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", number))
    found = _YEAR.search(plain)
    if not found:
        return plain
    head, tail = plain[: found.start()], plain[found.end() :]
    serial = _SERIAL.fullmatch(tail)
    return f"{head}〔{found[1] or found[2]}〕{serial[1] + '号' if serial else tail}"


def names_agency(number: str) -> bool:
    """Whether a tidy number says whose it is (浙退役军人发〔2026〕12号 does, 12号 does not): only then can it stand alone."""
    return bool(re.match(r"[^\W\d_]{2,}.*〔\d{4}〕", number))
