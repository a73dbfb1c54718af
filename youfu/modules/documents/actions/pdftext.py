"""The words of a PDF, read in a process of its own that may take neither long nor much memory: `python pdftext.py`.

A PDF can be written so that reading its text takes hours or all memory. The process takes the file on standard input and writes
JSON lines: first what the PDF says of itself, as a list, then each page, as a string, and at the end whether that is all there is
to read: no page was left out, none is without words or holds a picture. It may be ended at any moment; what was written until
then counts, and without the last line it is not all.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from collections.abc import Iterator
from typing import Any

# Of the processor, on a quick machine four times what 300 pages full of words take.
SECONDS, MEMORY = 10, 600 * 1024 * 1024
PAGES, LONGEST = 300, 200_000
ABOUT = ("/Title", "/Subject", "/Keywords", "/Category")


def main() -> None:
    """Read what comes, write what was read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.CRITICAL)
    for piece in pieces(sys.stdin.buffer.read()):
        say(piece)


def pieces(data: bytes) -> Iterator[object]:
    """What it says of itself, each page, and whether that is all."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    yield _about(reader)
    left, whole = LONGEST, len(reader.pages) <= PAGES
    for page in reader.pages[:PAGES]:
        try:
            text, pictured = page.extract_text(), _pictured(page)
        except Exception:  # whatever a parser makes of one page; the others can be read all the same
            text, pictured = "", True
        yield text[:left]
        whole = whole and bool(text.strip()) and not pictured
        left -= len(text)
        if left < 0:
            whole = False
            break
    yield whole


def _about(reader: Any) -> list[str]:
    """What it says of itself; nothing when that cannot be read."""
    try:
        about: Any = reader.metadata or {}
        return [str(about[name])[:500] for name in ABOUT if about.get(name)]
    except Exception:  # as above
        return []


def _pictured(page: Any) -> bool:
    """Whether a page holds a picture, in which words may stand that nobody can read here."""
    held = page.get("/Resources")
    found = held and held.get_object().get("/XObject")
    parts = found.get_object().values() if found else ()
    return any(part.get_object().get("/Subtype") == "/Image" for part in parts)


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
