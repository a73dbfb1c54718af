"""Panels that an upper module contributes to the page of a lower one.

`people` cannot know what is paid, so `payments` declares a panel for the page "person": which template, where on the page,
what it needs, and who may see it. The lower page shows what is declared and knows none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from youfu.kit.access import Permission, can
from youfu.kit.text import Text

Context = Callable[[Any, HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """`place` is a named spot of the page (pay, flags, side, or the code of a tab); None from `context` shows nothing."""

    page: str
    place: str
    order: int
    permission: Permission
    template: str
    context: Context
    title: Text = ""


@dataclass(frozen=True)
class Shown:
    """A panel with its content, ready for `{% include %}`."""

    template: str
    title: Text
    given: dict[str, Any]


PANELS: list[Panel] = []


def panel(
    page: str, place: str, *, order: int, permission: Permission, template: str, title: Text = ""
) -> Callable[[Context], Context]:
    """Declare a panel by decorating the function that gathers what its template needs."""

    def decorate(context: Context) -> Context:
        PANELS.append(Panel(page, place, order, Permission(permission), template, context, title))
        return context

    return decorate


def shown(page: str, place: str, thing: Any, request: HttpRequest) -> list[Shown]:
    """The panels of one spot, in order, as far as this user may see them."""
    path = getattr(thing, "region_path", None)
    found = []
    for declared in sorted(PANELS, key=lambda p: p.order):
        if (declared.page, declared.place) != (page, place):
            continue
        if not can(request.user, declared.permission, path):  # type: ignore[arg-type]
            continue
        given = declared.context(thing, request)
        if given is not None:
            found.append(Shown(declared.template, declared.title, given))
    return found
