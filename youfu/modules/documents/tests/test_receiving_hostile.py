"""What each hostile file costs at the door: at most two seconds and 200 MB more than the program has without it. The process that
reads the words of a PDF has its own limits, and keeps them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from youfu.kit.tests.papers import Upload
from youfu.modules.documents.actions import door, pdftext
from youfu.modules.documents.tests import office as make
from youfu.modules.documents.tests.test_receiving_door import HOSTILE

ROOT = Path(__file__).parents[4]
CHECK = """
import json, resource, sys, time
import django
django.setup()
from benchmarks.machine import peak_memory
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import door
before = peak_memory()
def reading():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
for path, name in json.load(sys.stdin):
    class Upload:
        def __init__(self): self.name, self.file = name, open(path, "rb")
        def read(self, most): return self.file.read(most)
    begun, clock, read, said = time.process_time(), time.monotonic(), reading(), ""
    try:
        door.examine(Upload())
    except Refused as refused:
        said = str(refused)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps([
        time.process_time() - begun, peak_memory() - before, said, reading() - read, most, time.monotonic() - clock,
    ]))
"""


class Cost(NamedTuple):
    """Seconds of the processor and MB, the sentence, the same of the process that reads, and seconds of the clock."""

    seconds: float
    megabytes: int
    said: str
    reading: float
    held: int
    clock: float

    def check(self, case: str) -> None:
        assert self.seconds <= 2, (case, self)
        assert self.megabytes <= 200, (case, self)
        assert self.reading <= pdftext.SECONDS + 2, (case, self)  # and what starting it takes
        assert self.held <= pdftext.MEMORY >> 20, (case, self)
        assert self.clock <= door.READING_SECONDS + 5, (case, self)


def cost(*files: tuple[Path, str]) -> list[Cost]:
    """What each costs, one after the other in one fresh process."""
    order = json.dumps([(str(path), name) for path, name in files])
    command = [sys.executable, "-c", CHECK]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True, cwd=ROOT)
    return [Cost(*json.loads(line)) for line in done.stdout.splitlines()]


def pdf_of(*objects: bytes, length: int = 0) -> bytes:
    """A PDF of these numbered objects, with a table that says where they are."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def stream(data: bytes, *, packed: bool = True, more: bytes = b"") -> bytes:
    kept = zlib.compress(data, 9) if packed else data
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (more, how, len(kept), kept)


def one_page(content: bytes, resources: bytes = b"<<>>", *more: bytes) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %s>>" % resources,
        content,
        *more,
    )


def nested_forms(depth: int = 8, width: int = 12) -> bytes:
    """Forms that each show the next many times: 12 to the power of 8 texts when read out."""
    forms = []
    for level in range(depth):
        to = b"<</XObject<</X %d 0 R>>>>" % (6 + level) if level + 1 < depth else b"<<>>"
        body = b"/X Do " * width if level + 1 < depth else b"BT (x) Tj ET"
        forms.append(stream(body, more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources %s" % to))
    return one_page(stream(b"/X Do " * width), b"<</XObject<</X 5 0 R>>>>", *forms)


def book(pages: int) -> bytes:
    """Plain pages of 22 lines with 28 characters each."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    lines = b"".join(b"0 -16 Td (%s) Tj " % (b"%02d " % n + b"words " * 4)[:28] for n in range(22))
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages), font]
    for n in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % (first + 2 * n + 1)
        )
        objects.append(stream(b"BT /F1 12 Tf 72 780 Td " + lines + b"ET"))
    return pdf_of(*objects)


def _body(inner: str) -> str:
    return f'<w:document xmlns:w="{make.W}"><w:body>{inner}</w:body></w:document>'


TAIL = b"\nstartxref\n0\n%%EOF"
HUNGRY: dict[str, tuple[Any, str]] = {
    "a pdf whose page unpacks to 60 MB": (lambda: one_page(stream(b"(x) Tj " * 9_000_000)), "a.pdf"),
    "a pdf of forms inside forms": (nested_forms, "b.pdf"),
    "a pdf of 48 MB": (lambda: one_page(stream(b"q Q " * 12_000_000, packed=False)), "c.pdf"),
    "a pdf of escapes": (lambda: b"%PDF-1.7\n" + b"#41" * 16_000_000 + TAIL, "d.pdf"),
    "a pdf without a table": (lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 2_000_000, "e.pdf"),
    "a pdf of names": (lambda: b"%PDF-1.7\n" + b"/" * 48_000_000, "e.pdf"),
    "a pdf of numbers that begin objects": (lambda: b"%PDF-1.7\n" + b"1 " * 24_000_000 + TAIL, "e.pdf"),
    "a pdf without an end": (lambda: b"%PDF-1.7\n" + b"#41" * 16_000_000, "d.pdf"),
    "a pdf of lines that begin objects": (lambda: b"%PDF-1.7\n" + b"\n1 1" * 12_000_000 + TAIL, "e.pdf"),
    "a pdf of comments": (lambda: b"%PDF-1.7\n" + b"%\n" * 24_000_000 + TAIL, "f.pdf"),
    "a word file of one endless field": (
        lambda: make.docx(body=_body("<w:p><w:r><w:instrText>" + "\n" * 3_800_000 + "</w:instrText></w:r></w:p>")), "g.docx",
    ),
    "a word file of a long field and many lines": (
        lambda: make.docx(body=_body(
            "<w:p><w:r><w:instrText>" + "PAGE " * 39_000 + "</w:instrText></w:r></w:p>" + "<w:p/>" * 200_000)), "g.docx",
    ),
    "a word file of line breaks": (lambda: make.docx("\n" * 15_000_000), "g.docx"),
    "a word file of 48 MB": (lambda: make.docx(more={"word/media/a.jpg": random.Random(1).randbytes(45_000_000)}), "g.docx"),
    "a word file of 30 MB of xml": (
        lambda: make.docx(more={f"word/x{n}.xml": b"<a>" + b"<b c='d'/>" * 160_000 + b"</a>" for n in range(8)}), "h.docx",
    ),
    "a workbook of many cells": (
        lambda: make.xlsx(more={"xl/worksheets/sheet2.xml": b"<a>" + b"<c><v>1</v></c>" * 2_000_000 + b"</a>"}), "i.xlsx",
    ),
}  # fmt: skip


@pytest.mark.slow
def test_it_costs_little_to_refuse(tmp_path: Path) -> None:
    files = []
    for number, (build, name, _words) in enumerate(HOSTILE.values()):
        path = tmp_path / str(number)
        path.write_bytes(build())
        files.append((path, name))
    for case, found in zip(HOSTILE, cost(*files), strict=True):
        assert found.said, case
        found.check(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", HUNGRY)
def test_it_gives_up_on_what_is_hungry(case: str, tmp_path: Path) -> None:
    build, name = HUNGRY[case]
    path = tmp_path / "file"
    path.write_bytes(build())
    assert path.stat().st_size <= door.MAX_BYTES
    (found,) = cost((path, name))
    found.check(case)


@pytest.mark.slow
def test_it_has_time_for_an_honest_book(tmp_path: Path) -> None:
    """300 pages full of words are read to their end in half of what is allowed."""
    path = tmp_path / "book.pdf"
    path.write_bytes(book(300))
    (found,) = cost((path, "book.pdf"))
    assert not found.said
    assert found.reading <= pdftext.SECONDS / 2, found
    assert door.examine(Upload(path.read_bytes(), "book.pdf")).whole
