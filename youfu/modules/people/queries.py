from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q
from django.db.models.functions import Left

from youfu.kit import access
from youfu.kit.crypto import blind_index
from youfu.rules.celltext import clean

if TYPE_CHECKING:
    from youfu.modules.people.models import Person  # noqa: F401  named in the base below, for the type checker


class PersonQuerySet(access.RegionQuerySet["Person"]):
    """People, by the region of their household."""

    region_lookup = "household_region"

    def visible_to(self, actor: access.Actor, permission: access.Permission) -> Self:
        """The filter everybody has, by region codes."""
        return self.within(access.visible_paths(actor, permission))

    def with_id(self, number: str) -> Self:
        """The person with this 18-character ID number."""
        return self.filter(id_index=blind_index(number.upper()))

    def matching(self, text: str) -> Self:
        """Search as a clerk types: a full ID number, the beginning of a name, of its pinyin or of its initials.

        Each is answered by one index of Person that also holds the order of the list, so that a page of matches is read in
        order until it is full. Pinyin and initials begin with the same letter, which says where in the index to look.
        """
        text = clean(text).replace(" ", "")
        if not text:
            return self
        if text[0].isdigit():
            return self.with_id(text)
        if text.isascii():
            text = text.lower()
            either = Q(initials__startswith=text) | Q(pinyin__startswith=text)
            return self.filter(either, pinyin__startswith=text[0])
        return self.alias(surname=Left("name", 1)).filter(surname=text[0], name__startswith=text)


class OfPersonQuerySet(access.RegionQuerySet[Any]):
    """Rows of people's files, by the region of the person's household."""

    region_lookup = "person__household_region"
