"""The words of a PDF, read in a process of its own that may take neither long nor much memory: `python -m youfu.kit.pdftext`.

A PDF can be written so that reading its text takes hours or all memory. The process takes the file on standard input and writes
JSON lines: first what the PDF says of itself, as a list, then a string for each page, and in the end whether that is all there is
to read: no page was left out, none is without words or holds a picture. It may be ended at any moment; what was written until
then counts.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

SECONDS, MEMORY = 2, 600 * 1024 * 1024
PAGES, LONGEST = 300, 200_000
ABOUT = ("/Title", "/Subject", "/Keywords", "/Category")


def main() -> None:
    """Read what comes, write what was read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    about: Any = reader.metadata or {}
    say([str(about[name])[:500] for name in ABOUT if about.get(name)])
    total, whole = 0, len(reader.pages) <= PAGES
    for page in reader.pages[:PAGES]:
        text = page.extract_text()
        say(text)
        total += len(text)
        if total > LONGEST:
            return
        whole = whole and bool(text.strip()) and not _pictured(page)
    say(whole)


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
