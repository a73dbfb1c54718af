"""The zip inside a workbook, opened without trusting a single number in it.

A workbook is a zip archive written by a stranger: its declared sizes may lie, its entries may overlap, and two
programs may see two different directories in it. Everything is checked here once, on the bytes in memory, and the
same bytes are later given to the reading library, so that what was inspected is what is read.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused

MAX_PARTS = 2_000
MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of all parts together; 5,400 rows × 25 columns are 7 MB. More cannot be looked at within two seconds."""
MAX_RATIO = 200
RATIO_MATTERS = 4 * 1024 * 1024
CHUNK = 256 * 1024

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


class Unfit(Refused):
    """A refusal that also says why in a word, for readers of other packages that have sentences of their own: damaged, too_big,
    too_many, encrypted, paths, dtd."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def damaged() -> Refused:
    """The refusal for a file that no honest program writes, or that was cut off on its way."""
    return Unfit("damaged", _("文件不完整或已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))


def too_big() -> Refused:
    """The refusal for a zip bomb and for a table that is honestly too large."""
    return Unfit(
        "too_big",
        _("文件解压后超过 %(megabytes)d MB，请分成几个文件导入，或删去多余的空行、图片和工作表。")
        % {"megabytes": MAX_UNPACKED // 1024 // 1024},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the archive; ``start`` and ``packed`` (bytes) say where its data lie."""

    name: str
    deflated: bool
    start: int
    packed: int
    size: int
    crc: int


class Package:
    """The parts of a workbook, by name; :meth:`chunks` unpacks one of them and believes only what comes out."""

    def __init__(self, data: bytes) -> None:
        """Raise Refused where the archive is damaged, encrypted, too large or built to mislead."""
        self.data = data
        self.parts: dict[str, Part] = {part.name: part for part in _parts(data)}

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of one part, never more than it declared, and check length and CRC."""
        part = self.parts[name]
        total, crc = 0, 0
        for chunk in _unpacked(self.data, part):
            total += len(chunk)
            if total > part.size:
                raise too_big()
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if total != part.size or crc != part.crc:
            raise damaged()

    def read(self, name: str, limit: int) -> bytes:
        """Return one small part whole; Refused when it is missing or longer than ``limit`` bytes."""
        if name not in self.parts or self.parts[name].size > limit:
            raise damaged()
        return b"".join(self.chunks(name))


def _parts(data: bytes) -> list[Part]:
    """Read the directory once the number of its entries is known to be harmless."""
    if data.count(_CENTRAL) > MAX_PARTS:
        raise Unfit(
            "too_many", _("文件里的内容项太多，不像 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再导入。")
        )
    if data.count(_END) != 1:  # two ends: two programs would read two different workbooks
        raise damaged()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, directory = archive.infolist(), archive.start_dir
    except (
        zipfile.BadZipFile,
        struct.error,
        NotImplementedError,
        ValueError,
        EOFError,
        OverflowError,
    ) as error:
        raise damaged() from error
    if not entries or len(entries) != data.count(_CENTRAL):
        raise damaged()
    for entry in entries:
        _check_entry(entry)
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise damaged()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_big()
    return _placed(data, entries, directory)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse names that point elsewhere, links, encryption, foreign compression and absurd ratios."""
    if entry.flag_bits & 0x1:
        raise Unfit("encrypted", _("文件已加密，请去掉打开密码后另存为 .xlsx。"))
    name = entry.filename
    steps = name.split("/")
    if (
        name.startswith("/")
        or "\\" in entry.orig_filename
        or "\0" in entry.orig_filename
        or ":" in name
        or ".." in steps
        or "." in steps
        or stat.S_ISLNK(entry.external_attr >> 16)
    ):
        raise Unfit("paths", _("文件内部含有指向别处的路径，不安全，请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    if entry.file_size > RATIO_MATTERS and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise too_big()


def _placed(data: bytes, entries: list[zipfile.ZipInfo], directory: int) -> list[Part]:
    """Find each entry's data and refuse entries that overlap or leave the file."""
    parts: list[Part] = []
    reached = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        offset = entry.header_offset
        if offset < reached or data[offset : offset + 4] != _LOCAL or (not parts and offset):
            raise damaged()
        name_length, extra_length = struct.unpack_from("<HH", data, offset + 26)
        start = offset + 30 + name_length + extra_length
        reached = start + entry.compress_size
        if reached > directory:
            raise damaged()
        deflated = entry.compress_type == zipfile.ZIP_DEFLATED
        if not deflated and entry.file_size != entry.compress_size:
            raise damaged()
        parts.append(Part(entry.filename, deflated, start, entry.compress_size, entry.file_size, entry.CRC))
    return parts


def _unpacked(data: bytes, part: Part) -> Iterator[bytes]:
    """Inflate in small pieces: the memory used never depends on what the part turns out to be."""
    packed = memoryview(data)[part.start : part.start + part.packed]
    if not part.deflated:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), CHUNK // 8):
            piece: bytes | memoryview = packed[at : at + CHUNK // 8]
            while len(piece):
                if engine.eof:  # something lies hidden behind the end of the stream
                    raise damaged()
                yield engine.decompress(piece, CHUNK)
                piece = engine.unconsumed_tail or engine.unused_data
        while not engine.eof:
            rest = engine.decompress(b"", CHUNK)
            if not rest and not engine.eof:
                raise damaged()
            yield rest
    except zlib.error as error:
        raise damaged() from error
