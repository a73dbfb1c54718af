"""Which documents of the policy library a text cites: by their number, or by their title with or without its year. Pure.

Read backwards: the documents are few, the text is short, and no pattern of numbers has to be guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# A number that follows other characters is somebody else's (浙民发〔2017〕154号 is not 民发〔2017〕154号), unless they are words.
WORDS = (
    "依据", "根据", "按照", "参照", "依照", "执行", "通知", "意见", "办法", "规定", "按", "据", "见", "和", "与", "及", "或",
    "由", "以", "的", "为",
)  # fmt: skip
_ALONE = "(?:(?<![一-鿿])" + "".join(f"|(?<={word})" for word in WORDS) + ")"
_BRACKETS = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕"})
_DATED = re.compile(r"[(〔][^()〔〕]*(?:19|20)\d\d[^()〔〕]*[)〕]")  # 军人抚恤优待条例(2024年修订)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BEHIND = re.compile(r"》?(?:\(([^()]*)\)|〔(\d{4})〕)")  # what stands in brackets behind a title


@dataclass(frozen=True)
class Known:
    """A document of the library."""

    key: int
    title: str
    number: str
    in_force: bool

    @property
    def years(self) -> frozenset[str]:
        """The years of this edition: those in its title, else that of its number."""
        said = "".join(_DATED.findall(brackets(self.title)))
        return frozenset(_YEAR.findall(said or brackets(self.number)))


def brackets(text: str) -> str:
    """Without spaces and full width, with one kind of bracket: 民发[2011] 110号 becomes 民发〔2011〕110号."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def cited(text: str, library: Iterable[Known]) -> set[int]:
    """The keys of the documents that a text cites."""
    written, found = brackets(text), set()
    titles: dict[str, list[Known]] = {}
    for one in library:
        number = brackets(one.number)
        if number and re.search(rf"{_ALONE}{re.escape(number)}(?!\d)", written):
            found.add(one.key)
        titles.setdefault(_DATED.sub("", brackets(one.title)), []).append(one)
    for title, editions in titles.items():
        if title:
            for hit in re.finditer(rf"(?<![省市县区州]){re.escape(title)}(?!实施)", written):
                behind = _BEHIND.match(written, hit.end())
                years = _YEAR.findall("".join(filter(None, behind.groups()))) if behind else []
                found |= {one.key for one in _meant(editions, frozenset(years))}
    return found


def _meant(editions: list[Known], years: frozenset[str]) -> list[Known]:
    """Of the editions of one title: the one of the year that the text says, else the newest that is in force."""
    if years:
        return [one for one in editions if years & one.years or (len(editions) == 1 and not one.years)]
    standing = [one for one in editions if one.in_force] or editions
    newest = max(max(one.years, default="") for one in standing)
    return [one for one in standing if max(one.years, default="") == newest]
