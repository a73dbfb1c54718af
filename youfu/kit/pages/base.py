"""What every page has: a permission that is asked first, a title, and its place on the rail."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from youfu.kit.access import Actor, Permission, can, demand, visible_paths
from youfu.kit.pages import nav as navigation
from youfu.kit.text import Text


class Page(View):
    """A page names a permission; one that does not is a TypeError at import, so it can never be reached unguarded.

    `route` is the URL name of its own address when it stands on the rail, `section` that of the entry it belongs under.
    """

    permission: ClassVar[Permission]
    title: Text = ""
    template_name: str = ""
    route: ClassVar[str] = ""
    section: ClassVar[str] = ""
    nav: ClassVar[navigation.Nav | None] = None
    abstract: ClassVar[bool] = True  # what several pages share, no page itself
    before_password: ClassVar[bool] = False  # open to somebody who has not yet chosen a password of their own

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.abstract = abstract
        if abstract:
            return
        if not isinstance(getattr(cls, "permission", None), Permission):
            raise TypeError(f"{cls.__qualname__} names no permission")
        entry = cls.__dict__.get("nav")
        if entry is not None:
            if not cls.route:
                raise TypeError(f"{cls.__qualname__} stands on the rail but names no route")
            cls.section = cls.section or cls.route
            navigation.enter(cls.route, entry, cls.permission)

    @property
    def actor(self) -> Actor:
        """Whoever is signed in."""
        return signed_in(self.request)

    def may(self, permission: Permission, path: str | None = None) -> bool:
        """Whether to offer something; the action asks again."""
        return can(self.actor, permission, path)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        demand(self.actor, self.permission)
        if getattr(request.user, "password_given", False) and not self.before_password:
            return redirect("change-password")
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ("HX-Request", "Cookie"))
        return response

    def within(self) -> str:
        """The entry of the rail this page stands under; a page that shows things of two kinds asks the thing."""
        return self.section

    def show(self, context: dict[str, Any], *, template: str = "", status: int = 200) -> HttpResponse:
        """Answer with a template; `page` and the page's title are always there."""
        context = {"page": self, "title": self.title, **context}
        self.request.section = self.within()  # type: ignore[attr-defined]
        return render(self.request, template or self.template_name, context, status=status)

    def done(self, message: Text, url: str) -> HttpResponse:
        """After a change: say what was done and go on (post, redirect, get)."""
        messages.success(self.request, str(message))
        return redirect(url)


def signed_in(request: HttpRequest) -> Actor:
    """Whoever is signed in; pages and panels are only reached by somebody who is."""
    return cast(Actor, request.user)


def rows_of(model: Any, actor: Actor, permission: Permission) -> Any:
    """The rows of a table this actor may see: what a page says instead of `.objects`."""
    return model._default_manager.visible_to(actor, permission)


def in_paths(rows: Any, actor: Actor, permission: Permission) -> Any:
    """Rows that carry a region path as text (jobs, the trail), narrowed to where the actor holds the permission."""
    inside = Q(pk__in=[])
    for path in visible_paths(actor, permission):
        inside |= Q(path__startswith=path) | Q(path="")
    return rows.filter(inside)


def back_to(request: HttpRequest, fallback: str) -> str:
    """The address on this site that a small form (language, size) was sent from."""
    url = request.POST.get("next", "")
    hosts = {request.get_host()}
    return url if url_has_allowed_host_and_scheme(url, hosts, request.is_secure()) else fallback
