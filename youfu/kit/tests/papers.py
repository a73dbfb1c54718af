"""Papers for tests: honest ones, and those that are not what they seem."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


class Upload(io.BytesIO):
    """Bytes with a name, as a browser sends them."""

    def __init__(self, data: bytes, name: str = "scan.jpg") -> None:
        super().__init__(data)
        self.name = name


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "red")
    image.paste((0, 0, 255), (size[0] // 2, 0, size[0], size[1]))
    target = io.BytesIO()
    image.save(target, form, **more)
    return target.getvalue()


def from_a_phone() -> bytes:
    """A photograph taken sideways, with the place it was taken at, a comment and the maker of the phone."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turned a quarter
    exif[0x010F] = "PHONEMAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 37.0, 55.0)
    return picture(exif=exif, comment=b"COMMENT-330499195005011013")


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that says it is side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(
    pages: int = 2, *, action: dict[str, str] | None = None, packed: bool = False, secret: str = ""
) -> bytes:
    """A PDF of blank pages; `action` is done when it is opened, `packed` hides objects in a compressed stream."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    if action:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(
            DictionaryObject({
                NameObject(key): NameObject(value) if value.startswith("/") else TextStringObject(value)
                for key, value in action.items()
            })
        )  # fmt: skip
    if secret:
        writer.encrypt(secret, algorithm="RC4-128")
    target = io.BytesIO()
    if packed:
        writer.compress_identical_objects()
        return _packed(writer)
    writer.write(target)
    return target.getvalue()


def with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("run.exe", b"MZ")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _packed(writer: PdfWriter) -> bytes:
    """Write every object but streams into one object stream with a cross-reference stream (ISO 32000-1, 7.5.7–7.5.8)."""
    bodies: list[bytes] = []
    for thing in writer._objects:
        target = io.BytesIO()
        assert thing is not None
        thing.write_to_stream(target)
        bodies.append(target.getvalue())
    offsets, at = [], 0
    for number, body in enumerate(bodies, 1):
        offsets.append(f"{number} {at}")
        at += len(body) + 1
    head = (" ".join(offsets) + " ").encode()
    inner = zlib.compress(head + b"\n".join(bodies) + b"\n")
    stream, table = len(bodies) + 1, len(bodies) + 2
    out = b"%PDF-1.5\n"
    start = len(out)
    out += (
        (
            f"{stream} 0 obj\n<</Type/ObjStm/N {len(bodies)}/First {len(head)}/Length {len(inner)}/Filter/FlateDecode>>\nstream\n"
        ).encode()
        + inner
        + b"\nendstream\nendobj\n"
    )
    begin = len(out)
    rows = struct.pack(">BIH", 0, 0, 65535)
    rows += b"".join(struct.pack(">BIH", 2, stream, index) for index in range(len(bodies)))
    rows += struct.pack(">BIH", 1, start, 0) + struct.pack(">BIH", 1, begin, 0)
    packed = zlib.compress(rows)
    root = writer.root_object.indirect_reference
    assert root is not None
    out += (
        (
            f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 4 2]/Root {root.idnum} 0 R/Length {len(packed)}"
            "/Filter/FlateDecode>>\nstream\n"
        ).encode()
        + packed
        + b"\nendstream\nendobj\n"
    )
    return out + f"startxref\n{begin}\n%%EOF\n".encode()
