"""What a search finds text by: pairs of characters that follow one another, in whatever script. Pure.

Chinese writes no spaces, so words cannot be indexed; every pair of neighbouring characters can. A text holds a phrase only when
it holds all of the phrase's pairs, which an index answers; whether they stand together is then looked up in the few texts left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 200_000  # characters of one document that are looked through


def plain(text: str) -> str:
    """The text as it is compared: full width as half width, small letters, nothing but letters and digits."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(c for c in folded if c.isalnum())


def phrases(query: str) -> list[str]:
    """What somebody looks for, in the form of `plain`: words between spaces, each of at least two characters."""
    return [word for part in query.split() if len(word := plain(part)) > 1]


def grams(text: str) -> list[str]:
    """Every pair of neighbouring characters of a plain text, each once, in order."""
    return sorted({text[i : i + 2] for i in range(len(text) - 1)})


def excerpt(text: str, wanted: Iterable[str], around: int = 40) -> list[tuple[str, bool]]:
    """The stretch of an original text in which one of the phrases stands first, in pieces: (words, is it the phrase).

    Punctuation and line breaks may stand between the characters of a phrase. Empty when none of them stands there.
    """
    ways = "|".join(r"[\W_]{0,6}".join(map(re.escape, phrase)) for phrase in wanted)
    if not ways:
        return []
    pattern = re.compile(ways, re.IGNORECASE)
    first = pattern.search(text)
    if first is None and not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        first = pattern.search(text)
    if first is None:
        return []
    start, end = max(first.start() - around, 0), first.end() + 2 * around
    pieces, at = [("…" if start else "", False)], start
    for found in pattern.finditer(text, start, min(end, len(text))):
        pieces += [(_flat(text[at : found.start()]), False), (_flat(found[0]), True)]
        at = found.end()
    pieces += [(_flat(text[at:end]), False), ("…" if end < len(text) else "", False)]
    return [(piece, marked) for piece, marked in pieces if piece]


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
