"""The rail is built from the pages: a page that says where it belongs appears there, for whoever may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission, can
from youfu.kit.text import Text

GROUPS: dict[str, Text] = {"daily": _("日常"), "work": _("业务"), "manage": _("管理")}


@dataclass(frozen=True)
class Nav:
    """A place on the rail. `badge(actor)` counts what waits there; nothing is shown for 0."""

    group: str
    title: Text
    icon: str
    order: int
    badge: Callable[[Actor], int] | None = None


@dataclass(frozen=True)
class Item:
    """One line of the rail as one user sees it now."""

    title: Text
    icon: str
    url: str
    current: bool
    badge: int


_ENTRIES: dict[str, tuple[Nav, Permission]] = {}


def enter(route: str, nav: Nav, permission: Permission) -> None:
    """Called by Page for every page that names a Nav; `route` is its URL name."""
    if nav.group not in GROUPS:
        raise TypeError(f"{route}: no navigation group {nav.group!r}")
    _ENTRIES[route] = (nav, permission)


def rail(actor: Actor, section: str) -> Iterable[tuple[Text, list[Item]]]:
    """Groups with the items this actor may open; `section` is the URL name of the part of the site one is in."""
    entries = sorted(_ENTRIES.items(), key=lambda entry: entry[1][0].order)
    for group, title in GROUPS.items():
        items = [
            Item(nav.title, nav.icon, reverse(route), route == section, nav.badge(actor) if nav.badge else 0)
            for route, (nav, permission) in entries
            if nav.group == group and can(actor, permission)
        ]
        if items:
            yield title, items


def entries() -> dict[str, tuple[Any, Permission]]:
    """Every declared entry, for tests."""
    return dict(_ENTRIES)
