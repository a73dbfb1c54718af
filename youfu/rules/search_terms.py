"""What a search finds text by: pairs of characters that follow one another, in whatever script. Pure.

Chinese writes no spaces, so words cannot be indexed; every pair of neighbouring characters can. A text holds a phrase only when
it holds all of the phrase's pairs, which an index answers; whether they stand together is then looked up in the few texts left.
"""

from __future__ import annotations

import unicodedata

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
