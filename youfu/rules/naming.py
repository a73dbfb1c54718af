"""Names of places as staff write them: 乌镇 for 乌镇镇, 民合村 for 民合村村委会.

Every name has three forms, from the fullest to the barest:

    as written                  店街塘村村委会    振东社区居委会    濮院镇
    without its committee       店街塘村          振东社区          濮院镇
    without its kind            店街塘            振东              濮院

Two names mean the same place when a form of one equals a form of the other; the fuller the form, the better the match, and
only the best matches count. Two names that both tell their kind never match when the kinds differ: 金家村 is not 金家社区.
Where two places match equally well (金家, when there is a village and a community of that name) nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from youfu.rules.celltext import clean

T = TypeVar("T")

# What a committee's name adds to the place it governs. 村委会 and 居委会 imply the kind of place where it is left out:
# 店街塘村委会 is the committee of 店街塘村.
_COMMITTEES = (
    (re.compile(r"(?:村民委员会|村委会|村委)$"), "村"),
    (re.compile(r"(?:居民委员会|居委会|居委)$"), "社区"),
    (re.compile(r"(?:人民政府|办事处)$"), ""),
)
# At least two characters stay: 乌镇 is a name, not a town called 乌.
_KIND = re.compile(r"(.{2,}?)(街道|民族乡|社区|镇|乡|村)")


class UnknownName(LookupError):
    """No candidate has that name."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class AmbiguousName(LookupError):
    """Several candidates match equally well; `names` are they, for the message."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        super().__init__(f"{text}: {'、'.join(names)}")
        self.text, self.names = text, names


class Forms(NamedTuple):
    """The three forms of a name and its kind ("" when the name does not tell)."""

    written: str
    place: str
    bare: str
    kind: str


@lru_cache(maxsize=100_000)
def forms(text: str) -> Forms:
    """The forms of a name: "店街塘村村委会" → (店街塘村村委会, 店街塘村, 店街塘, 村)."""
    written = re.sub(r"\s", "", clean(text))
    place = _without_committee(written)
    match = _KIND.fullmatch(place)
    return Forms(written, place, match[1] if match else place, match[2] if match else "")


def _without_committee(written: str) -> str:
    for committee, kind in _COMMITTEES:
        place = committee.sub("", written)
        if place != written and place:
            return place if place.endswith(kind) else place + kind
    return written


def stem(text: str) -> str:
    """The barest form: "乌镇镇" → "乌镇", "店街塘村村委会" → "店街塘", "乌镇" → "乌镇"."""
    return forms(text).bare


class Names(Generic[T]):
    """Candidates filed by every form of their name, for finding many of them."""

    def __init__(self, candidates: Iterable[T], name_of: Callable[[T], str] = str) -> None:
        self._candidates = tuple(candidates)
        self._forms = tuple(forms(name_of(candidate)) for candidate in self._candidates)
        self._by_form: dict[str, set[int]] = {}
        for position, own in enumerate(self._forms):
            for form in own[:3]:
                self._by_form.setdefault(form, set()).add(position)

    def find(self, text: str) -> T:
        """The one candidate of that name. Raises UnknownName, or AmbiguousName when several match equally well."""
        asked = forms(text)
        sharing = set().union(*(self._by_form.get(form, ()) for form in asked[:3]))
        fitting = (position for position in sharing if _compatible(asked, self._forms[position]))
        ranked = {position: _rank(asked, self._forms[position]) for position in fitting}
        if not ranked or not asked.written:
            raise UnknownName(text)
        best = sorted(position for position, rank in ranked.items() if rank == min(ranked.values()))
        if len(best) > 1:
            raise AmbiguousName(text, tuple(self._forms[position].written for position in best))
        return self._candidates[best[0]]


def find(text: str, candidates: Iterable[T], name_of: Callable[[T], str] = str) -> T:
    """The one of the candidates that `text` names; see `Names` when there is more than one to find."""
    return Names(candidates, name_of).find(text)


def same(one: str, other: str) -> bool:
    """Can the two names mean one place? 乌镇 and 乌镇镇 can, 金家村 and 金家社区 cannot."""
    a, b = forms(one), forms(other)
    return not set(a[:3]).isdisjoint(b[:3]) and (_compatible(a, b) or _compatible(b, a))


def _compatible(asked: Forms, own: Forms) -> bool:
    """Kinds must not differ, unless the name as written is itself a form of the other (大新村 for 大新村社区居委会)."""
    return not asked.kind or not own.kind or asked.kind == own.kind or asked.written in own[:3]


def _rank(asked: Forms, own: Forms) -> int:
    """0 the same as written, 1 the same but for a committee, 2 the same but for a kind."""
    if asked.written == own.written:
        return 0
    return 1 if asked.place == own.place else 2
