"""Refusals as pages: one sentence that says what to do, and a way back."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from youfu.kit.errors import Refused, Stale


def refusal_page(request: HttpRequest, error: Refused) -> HttpResponse:
    """422 for what can be put right, 409 when somebody else was faster; a fragment for htmx."""
    status = 409 if isinstance(error, Stale) else 422
    template = "kit/refusal_fragment.html" if getattr(request, "htmx", False) else "kit/refusal.html"
    context = {"sentence": str(error), "stale": status == 409, "back": _back(request)}
    return render(request, template, context, status=status)


def _back(request: HttpRequest) -> str:
    """Where the user came from, when that is on this site; otherwise the workbench."""
    url = request.headers.get("Referer", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else "/"


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: inside, but not allowed."""
    return render(request, "kit/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: outside one's region, or not there; the page does not say which."""
    return render(request, "kit/404.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere."""
    return render(request, "kit/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500: nothing was changed, and the page needs neither database nor session to say so. 503 when it is the database that
    is away or full: that passes, and the sentence says what to do meanwhile."""
    why = _ailing(sys.exc_info()[1])
    page = render(None, "kit/500.html", {"why": why})  # a request would bring in the session
    response = HttpResponse(page.content, status=503 if why else 500)
    if why:
        response["Retry-After"] = "10"
    return response


def _ailing(error: BaseException | None) -> str:
    """away, full, or nothing: what the database suffers from, by the SQLSTATE class (PostgreSQL manual, appendix A)."""
    if not isinstance(error, OperationalError | InterfaceError):
        return ""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if state.startswith("53"):  # 53100 disk full, 53200 out of memory; 53300 is only too many at once
        return "away" if state == "53300" else "full"
    return "away" if not state or state.startswith(("08", "57P")) else ""
