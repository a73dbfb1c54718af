"""The county's bodies as they stand under one another, for ticking: all towns, all villages of one, sections, groups, people.

A tick for a whole lot ("all villages of this town") is understood when the form is sent, so that it works without a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import rows_of
from youfu.modules.documents.models import RecipientGroup
from youfu.modules.documents.pages.delivering.words import short
from youfu.modules.organisations.models import Organisation, User

ISSUE = Permission.DOCUMENTS_ISSUE
Kind = Organisation.Kind


@dataclass
class Tick:
    """A body with its box: what it is called among staff, and the lots it is in."""

    row: Organisation
    short: str
    lots: list[str] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.row.pk


@dataclass
class Town:
    """A town's station and those of its villages."""

    station: Tick
    villages: list[Tick] = field(default_factory=list)

    @property
    def every(self) -> str:
        return f"under:{self.station.pk}"


class Tree:
    """Every body the actor may deliver to."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        rows = rows_of(Organisation, actor, ISSUE).filter(region__ended_on=None).select_related("region")
        self.bodies: dict[int, Organisation] = {row.pk: row for row in rows.order_by("region__code", "pk")}
        self.groups: list[RecipientGroup] = list(
            rows_of(RecipientGroup, actor, ISSUE).prefetch_related("organisations")
        )
        self.own: list[Tick] = []
        self.towns: dict[str, Town] = {}
        self.ticks: dict[int, Tick] = {}
        self._plant()

    def _plant(self) -> None:
        ticks = {pk: Tick(row, short(row)) for pk, row in self.bodies.items()}
        stations = []
        for tick in ticks.values():
            if tick.row.kind == Kind.STATION and tick.row.region.level == "town":
                self.towns[tick.row.region_id] = Town(tick)
                tick.lots.append("towns")
            elif tick.row.kind == Kind.STATION and tick.row.region.level == "village":
                stations.append(tick)
            else:
                self.own.append(tick)
                tick.lots += ["sections"] if tick.row.kind == Kind.SECTION else []
        for tick in stations:
            if tick.row.region.parent_id in self.towns:
                town = self.towns[tick.row.region.parent_id]
                town.villages.append(tick)
                tick.lots += ["villages", town.every]
        for group in self.groups:
            for row in group.organisations.all():
                if row.pk in ticks:
                    ticks[row.pk].lots.append(f"group:{group.pk}")
        self.ticks = ticks

    @property
    def villages(self) -> int:
        return sum(len(town.villages) for town in self.towns.values())

    @cached_property
    def lots(self) -> dict[str, list[int]]:
        """What a tick for a lot stands for."""
        names = ["towns", "villages", "sections", *(t.every for t in self.towns.values())]
        found: dict[str, list[int]] = {name: [] for name in (*names, *(f"group:{g.pk}" for g in self.groups))}
        for tick in self.ticks.values():
            for lot in tick.lots:
                found[lot].append(tick.pk)
        return found

    def chosen(self, bodies: Iterable[str], lots: Iterable[str] = ()) -> list[Organisation]:
        """The bodies that are ticked, one by one or in a lot, in the tree's order."""
        keys = {int(key) for key in bodies} | {key for lot in lots for key in self.lots[lot]}
        return [row for key, row in self.bodies.items() if key in keys]

    def people(self, text: str) -> list[User]:
        """People by name or user name, divided by 、 or white space; ValidationError names who is not found or not unique."""
        found: dict[int, User] = {}
        rows = rows_of(User, self.actor, ISSUE).filter(is_active=True).select_related("organisation__region")
        for word in re.split(r"[\s、，,;；]+", text.strip()):
            if not word:
                continue
            known = list(rows.filter(username=word)) or list(rows.filter(name=word))
            known = [u for u in known if can(u, Permission.DOCUMENTS_ANSWER, u.region_path)]
            if not known:
                raise ValidationError(_now("没有能签收文件的“%(word)s”，请核对姓名。") % {"word": word})
            if len(known) > 1:
                who = "、".join(f"{u.name}（{u.organisation}，{u.username}）" for u in known)
                said = _now("叫“%(word)s”的有多人：%(who)s，请改填用户名。") % {"word": word, "who": who}
                raise ValidationError(said)
            found[known[0].pk] = known[0]
        return list(found.values())


class BodiesForm(forms.Form):
    """Ticks over a tree; `organisations` in the cleaned data are those chosen."""

    bodies = forms.MultipleChoiceField(label=_("收文单位"), required=False)
    lots = forms.MultipleChoiceField(label=_("整批选择"), required=False)

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["bodies"].choices = [(str(key), "") for key in tree.bodies]  # type: ignore[attr-defined]
        self.fields["lots"].choices = [(lot, "") for lot in tree.lots]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["organisations"] = self.tree.chosen(given.get("bodies") or (), given.get("lots") or ())
        return given

    @property
    def ticked(self) -> set[str]:
        """The values that are ticked, for the template."""
        found: set[str] = set()
        for name in ("bodies", "lots"):
            found |= {str(value) for value in self[name].value() or ()}
        return found

    @property
    def opened(self) -> set[str]:
        """Towns of which a village is ticked by itself."""
        ticked = self.ticked
        return {t.every for t in self.tree.towns.values() if any(str(v.pk) in ticked for v in t.villages)}

    @property
    def group_lots(self) -> list[tuple[str, RecipientGroup]]:
        return [(f"group:{group.pk}", group) for group in self.tree.groups]
