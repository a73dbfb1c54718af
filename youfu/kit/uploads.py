"""What is larger than anything anybody may hand in is not taken in: it is neither kept in memory nor written to the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class Quota(FileUploadHandler):
    """Leaves the files out of a request that says that it is too long, keeps what was typed, and tells the request `too_long`;
    the form page then refuses.

    The files are read and thrown away, so that the browser gets to see the answer.
    """

    over = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        self.over = content_length > settings.UPLOAD_MOST

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        if self.over:
            self.request.too_long = True  # type: ignore[union-attr]
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None
