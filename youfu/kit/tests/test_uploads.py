"""A request that is too long leaves no file behind."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory


def posted(settings: Any, most: int) -> Any:
    settings.UPLOAD_MOST = most
    files = {"a": "before", "file": SimpleUploadedFile("a.pdf", b"%PDF-" * 1000), "z": "after"}
    return RequestFactory().post("/", files)


def test_it_takes_what_is_small_enough(settings: Any) -> None:
    request = posted(settings, 1_000_000)
    assert request.FILES["file"].size == 5000
    assert request.POST["a"] == "before"


def test_it_leaves_out_the_file_of_a_request_that_is_too_long(settings: Any) -> None:
    request = posted(settings, 1000)
    assert not request.FILES
    assert request.too_long


def test_it_keeps_what_was_typed_before_and_after_the_file(settings: Any) -> None:
    request = posted(settings, 1000)
    assert (request.POST["a"], request.POST["z"]) == ("before", "after")
