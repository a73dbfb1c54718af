"""What every template knows about the frame around it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from youfu.kit.access import Permission, can
from youfu.kit.pages import nav

SIZE_COOKIE = "youfu_size"
SIZES = ("normal", "large")


class Shell:
    """The frame of one request; everything is computed when a template asks for it. Safe for nobody and for no session."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Any:
        """The signed-in user, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def size(self) -> str:
        chosen = self.request.COOKIES.get(SIZE_COOKIE, "")
        return chosen if chosen in SIZES else "normal"

    @property
    def here(self) -> str:
        """This page's address, for the small forms that come back to it."""
        return self.request.get_full_path()

    @cached_property
    def rail(self) -> list[tuple[Any, list[nav.Item]]]:
        """Groups of the navigation this user may open."""
        return list(nav.rail(self.user, self._section())) if self.user else []

    @cached_property
    def finds_people(self) -> bool:
        """Whether the search of the top bar is of use to this user."""
        return bool(self.user) and can(self.user, Permission.PEOPLE_VIEW)

    @cached_property
    def bell(self) -> nav.Item | None:
        """What everybody should read, for the bell of the top bar; nothing when all is read."""
        items = (item for _group, items in self.rail for item in items)
        return next((item for item in items if item.icon == "bell" and item.badge), None)

    def _section(self) -> str:
        if said := getattr(self.request, "section", ""):
            return str(said)
        match = self.request.resolver_match
        view = getattr(match.func, "view_class", None) if match else None
        return str(getattr(view, "section", ""))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` and the nonce of the content security policy."""
    return {
        "shell": Shell(request),
        "csp_nonce": SimpleLazyObject(lambda: str(getattr(request, "csp_nonce", ""))),
    }
