"""What everybody may read of a person in a public notice 公示: enough for a neighbour to object, too little for a stranger.

个人信息保护法 (2021) articles 6 and 28: no more than the purpose needs; ID numbers, accounts and health are never published.
"""

from __future__ import annotations

import re

STAR = "*"
# An ID number, an account or a mobile number, also written in groups; years, months and amounts are shorter.
NUMBERS = re.compile(r"(?<![\d.])\d(?:[ -]?\d){7,}[Xx]?(?!\d)")
DAYS = re.compile(r"\d{4}-\d{2}-\d{2}")


def name(full: str) -> str:
    """A name for everybody: first and last character stay (王建明 → 王*明), of two the first (王明 → 王*), of one none.

    Names with more characters keep the same two; a middle dot is shown, as it says what kind of name it is.
    """
    text = full.strip()
    if len(text) < 2:
        return STAR * len(text)
    if len(text) == 2:
        return text[0] + STAR
    return text[0] + "".join(c if c == "·" else STAR for c in text[1:-1]) + text[-1]


def text(line: str) -> str:
    """A line for everybody: long numbers are struck out, whatever they are; days (2026-11-23) stay."""
    kept = DAYS.sub(lambda day: day[0].replace("-", "\0"), line)
    return NUMBERS.sub(STAR * 6, kept).replace("\0", "-")
