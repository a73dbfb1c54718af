"""Indicators: a queryset and an aggregate, so that every number on every page is a link to its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Count
from django.db.models.query import QuerySet
from django.urls import reverse

from youfu.kit.access import Actor, Permission, can
from youfu.kit.text import Text


@dataclass(frozen=True)
class Indicator:
    """A declared statistic. `rows(actor)` are what it counts; `opens` names the list page and its filter that shows them."""

    code: str
    title: Text
    unit: Text
    permission: Permission
    rows: Callable[[Actor], QuerySet[Any]]
    opens: tuple[str, str]
    value: Aggregate = field(default_factory=lambda: Count("pk"))
    money: bool = False
    note: Text = ""

    def compute(self, actor: Actor) -> int:
        """The number for what this actor may see; money in fen."""
        return self.rows(actor).aggregate(value=self.value)["value"] or 0

    @property
    def url(self) -> str:
        page, query = self.opens
        return reverse(page) + (f"?{query}" if query else "")


INDICATORS: dict[str, Indicator] = {}


def register(indicator: Indicator) -> Indicator:
    """Add a declared indicator; codes are unique."""
    if indicator.code in INDICATORS:
        raise ValueError(f"indicator {indicator.code} is declared twice")
    INDICATORS[indicator.code] = indicator
    return indicator


def visible(actor: Actor) -> list[Indicator]:
    """The indicators this actor may see, in the order declared."""
    return [i for i in INDICATORS.values() if can(actor, i.permission)]
