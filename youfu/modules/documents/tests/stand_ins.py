"""Addresses of pages that are built elsewhere, for tests of one area alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from youfu.config import urls
from youfu.kit.pages.panels import shown
from youfu.modules.documents.models import OfficialDocument


def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = OfficialDocument.objects.get(pk=pk)
    panels = [p for place in ("main", "side") for p in shown("document", place, found, request)]
    return HttpResponse(
        "".join(render(request, p.template, {"given": p.given}).content.decode() for p in panels)
    )


urlpatterns = [
    *urls.urlpatterns,
    path("documents/<int:pk>", document, name="document"),
    path("documents/deliveries/<int:pk>", document, name="delivery"),
]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
