"""Pages for everybody: no sign-in, no session, kept by browsers for a minute, and different by the language and size chosen."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

SECONDS = 60
R = TypeVar("R", bound=HttpResponseBase)


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, from a template that extends `kit/public.html`."""
    return kept(render(request, template, context, status=status))


def kept(response: R) -> R:
    """An answer that anybody's cache may keep for a minute."""
    patch_cache_control(response, public=True, max_age=SECONDS)
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response
