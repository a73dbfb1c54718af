"""The door for papers: a scan or photograph from outside is judged by its content, never by its name.

A picture is decoded and written anew, turned upright: what comes out is pixels and nothing else (no position of the phone, no
thumbnail, nothing appended). A PDF is kept as it is, but only one that merely shows pages: nothing that runs, sends or opens
another file. Source: OWASP ASVS 5.0.0, 5.2.2 (content against extension), 5.3.2 (generated names), 5.2.6 (pixel flood).
"""

from __future__ import annotations

import io
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from youfu.kit.crypto import sm3
from youfu.kit.errors import Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_WEIGHT = 64_000_000  # see _weight; unpacking the worst that is let in takes 200 MB
MAX_SIDE = 2400  # pixels: an A4 page at 200 dots an inch
MAX_PAGES, MAX_OBJECTS, MAX_NAMES = 300, 20_000, 2_000_000  # more is looked at for minutes, not seconds
TAIL = 4096  # bytes; where the end of a PDF says where to begin
JPEG, PDF = "image/jpeg", "application/pdf"

_PICTURES = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"))
_HEIC = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
_SMOOTH = {"1": "L", "P": "RGBA"}  # made smaller as they are, scans in these would lose their letters
_LIVELY = (
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "XFA",
)
# Each letter of a name may be written as its number: /J#61vaScript.
_RUNS = re.compile(
    b"/(?:%s)\\b" % b"|".join(b"".join(b"(?:%c|#(?i:%02x))" % (c, c) for c in n.encode()) for n in _LIVELY)
)
_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
_VALUES = {
    "/S": {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
    },
    "/Type": {"/EmbeddedFile"},
    "/Subtype": {"/RichMedia", "/Screen", "/3D", "/FileAttachment", "/Movie", "/Sound"},
}


@dataclass(frozen=True)
class Accepted:
    """A paper that may be kept: its kind (image/jpeg or application/pdf), the bytes to keep and the number of pages."""

    kind: str
    data: bytes
    pages: int

    @property
    def digest(self) -> str:
        return sm3(self.data)


def examine(file: Any) -> Accepted:
    """Read an upload to its end and say what may be kept of it; Refused with one sentence when nothing may."""
    return judge(file.read(MAX_BYTES + 1))


def judge(data: bytes, most: int = MAX_BYTES) -> Accepted:
    """What :func:`examine` makes of the bytes; `most` is how many may come."""
    if not data:
        raise Refused(_("文件是空的（0 字节），请重新拍照或扫描。"))
    if len(data) > most:
        raise Refused(_("文件超过 10 MB，请降低分辨率或分成几份上传。"))
    form = next((name for start, name in _PICTURES if data.startswith(start)), "")
    if not form and data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        form = "WEBP"
    if form:
        return Accepted(JPEG, _repainted(data, form), 1)
    if data.startswith(b"%PDF-"):
        return Accepted(PDF, data, _pages(data))
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise Refused(_("这是 HEIC 格式的照片，请在手机相机设置里选“兼容性最佳”后重拍，或另存为 JPEG。"))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(_("不接受 Word、Excel 和压缩文件，请打印后扫描，或另存为 PDF。"))
    raise Refused(_("只接受照片（JPEG、PNG、WebP）和 PDF，这个文件的内容都不是。"))


def _repainted(data: bytes, form: str) -> bytes:
    """The picture alone, upright, at most MAX_SIDE pixels long, on white, as a new JPEG."""
    try:
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            if _weight(picture, form) > MAX_WEIGHT:
                raise Refused(_("图片的像素太多，请降低分辨率后再传。"))
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            smooth = picture.convert(_SMOOTH[picture.mode]) if picture.mode in _SMOOTH else picture
            smooth.thumbnail((MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(smooth).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(_("图片的像素太多，请降低分辨率后再传。")) from bomb
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError) as broken:
        raise Refused(_("图片不完整或已损坏，请重新拍照或扫描。")) from broken
    clean = Image.new(
        "RGB", upright.size, "white"
    )  # a new picture has no words, profiles or positions to carry on
    clean.paste(upright, mask=upright.getchannel("A"))
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=88)
    return target.getvalue()


def _weight(picture: Image.Image, form: str) -> int:
    """How much a picture asks for when it is unpacked, in pixels of an ordinary photograph (64 million are allowed): those are
    made smaller on the way, the others are not, and WebP takes most."""
    pixels = picture.width * picture.height
    if form == "JPEG":
        return pixels * (4 if picture.info.get("progressive") else 1)
    if form == "WEBP":
        return pixels * 6
    return pixels * (1 if picture.mode in ("1", "L") else 4)


def _pages(data: bytes) -> int:
    """How many pages a PDF has; Refused when it is locked, broken or does more than show them."""
    lively = Refused(_("PDF 里有脚本、附件或会打开其他程序的内容，请打印后扫描，或另存为只有页面的 PDF。"))
    if data.count(b"/") > MAX_NAMES or data.count(b"obj") > 2 * MAX_OBJECTS:
        raise Refused(_("PDF 的内容太多，请分成几份上传。"))
    if _RUNS.search(data):
        raise lively
    if b"startxref" not in data[-TAIL:] or b"%%EOF" not in data[-TAIL:]:  # looked for backwards, byte by byte
        raise Refused(_("PDF 不完整或已损坏，请重新扫描。"))
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refused(_("PDF 设了密码，请去掉密码后再传。"))
        numbers = {(n, g) for g, row in reader.xref.items() for n in row} | {
            (n, 0) for n in reader.xref_objStm
        }
        if len(numbers) > MAX_OBJECTS:
            raise Refused(_("PDF 的内容太多，请分成几份上传。"))
        if any(_runs(reader.get_object(IndirectObject(n, g, reader))) for n, g in sorted(numbers)):
            raise lively
        pages = len(reader.pages)
    except Refused:
        raise
    except Exception as broken:  # whatever a parser makes of bytes that strangers send
        raise Refused(_("PDF 不完整或已损坏，请重新扫描。")) from broken
    if not 1 <= pages <= MAX_PAGES:
        raise Refused(_("PDF 应有 1 至 %(n)d 页。") % {"n": MAX_PAGES})
    return pages


def _runs(thing: Any) -> bool:
    """Whether an object of a PDF, or anything written inside it, is more than a page."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ArrayObject):
            waiting.extend(one)
        elif isinstance(one, DictionaryObject):
            if _KEYS & set(one) or any(str(one.raw_get(k)) in v for k, v in _VALUES.items() if k in one):
                return True
            waiting.extend(one.raw_get(key) for key in one)
    return False


def keep(accepted: Accepted) -> str:
    """Store under the digest, readable by this program only; the same paper twice is one file. Returns the digest (64 hex)."""
    target = place(accepted.digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(accepted.data)
            out.flush()
            os.fsync(out.fileno())  # the row that names it is durable, so it has to be
        part.replace(target)
    return accepted.digest


def read(digest: str) -> bytes:
    """The bytes kept under a digest, proved by it; Refused when they are away or were changed."""
    with opened(digest) as kept:
        return kept.read()


def opened(digest: str) -> BinaryIO:
    """The file kept under a digest, open at its beginning and proved piece by piece: what is large is never whole in memory."""
    try:
        kept = place(digest).open("rb")
    except OSError as missing:
        raise Refused(_("原文件不在存储里，请联系管理员从备份恢复。")) from missing
    if sm3(iter(lambda: kept.read(1 << 20), b"")) != digest:
        kept.close()
        raise Refused(_("原文件与登记的摘要不符，可能已被改动，请联系管理员。"))
    kept.seek(0)
    return kept


def place(digest: str) -> Path:
    """Where a paper lies; the name is its digest, never the user's."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Refused(_("原文件不在存储里，请联系管理员从备份恢复。"))
    return Path(settings.FILES) / "evidence" / digest[:2] / digest
