"""What is larger than anything anybody may hand in is not taken in: it is neither kept in memory nor written to the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Quota(FileUploadHandler):
    """Lets the form go on without its files when the request says that it is too long; the form then asks for a smaller one.

    The rest is read and thrown away, so that the browser gets to see the answer.
    """

    over = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        self.over = content_length > settings.UPLOAD_MOST

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        if self.over:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None
