"""One request, one transaction: where the web comes in."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from youfu.kit.audit import deny
from youfu.kit.errors import Refused
from youfu.kit.pages.refusals import refusal_page
from youfu.kit.scope import acting


class ScopeMiddleware:
    """One transaction for one request; refusals are written to a log that outlives its rollback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with acting(request.user) as scope:
            response = self.get_response(request)
            denied = getattr(request, "denied", None)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if denied:
            deny(scope, request.method or "", request.path, denied)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn the refusals of kit/errors into pages, and mark what belongs in the denial log."""
        if isinstance(error, PermissionDenied | Http404):
            request.denied = f"{type(error).__name__}: {error}"  # type: ignore[attr-defined]
            return None
        if isinstance(error, Refused):
            return refusal_page(request, error)
        return None
