from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from youfu.kit import access
from youfu.kit.crypto import blind_index
from youfu.rules.celltext import clean

if TYPE_CHECKING:
    pass


class PersonQuerySet(access.RegionQuerySet["Person"]):
    """People, by the region of their household."""

    region_lookup = "household_region"

    def with_id(self, number: str) -> Self:
        """The person with this 18-character ID number."""
        return self.filter(id_index=blind_index(number.upper()))

    def matching(self, text: str) -> Self:
        """Search as a clerk types: a full ID number, the beginning of a name, of its pinyin or of its initials.

        One index answers each; the order follows the index used, so that a page never sorts a million rows.
        """
        text = clean(text).replace(" ", "")
        if not text:
            return self
        if text[0].isdigit():
            return self.with_id(text)
        if text.isascii():
            text = text.lower()
            return self.filter(Q(initials__startswith=text) | Q(pinyin__startswith=text))
        return self.filter(name__startswith=text)


class OfPersonQuerySet(access.RegionQuerySet[Any]):
    """Rows of people's files, by the region of the person's household."""

    region_lookup = "person__household_region"
