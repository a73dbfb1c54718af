"""The door for files of documents: PDF, pictures, Word, Excel and OFD, judged by content, never by name. Secret ones stay out.

Pictures and PDF pass the door for papers (`youfu.kit.workflow.files`), packages the one beside this (`office`). What may be
kept comes with its words, for search and for the checks before something is made public.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.kit.workflow import files
from youfu.modules.documents.actions import office
from youfu.rules.search_terms import LONGEST
from youfu.rules.secrecy import mark

MEGABYTES = 50
MAX_BYTES = MEGABYTES * 1024 * 1024
TAKES = ".pdf,.docx,.xlsx,.ofd,image/jpeg,image/png,image/webp"
READING_SECONDS = 15  # of the clock; the process itself may take less of the processor's

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
# The name a file may have for what it is. The first is given to one that has none.
SUFFIXES: dict[str, tuple[str, ...]] = {
    files.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"),
    files.PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    OFD: (".ofd",),
}
_PACKAGES = {"docx": DOCX, "xlsx": XLSX, "ofd": OFD}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Received:
    """A file that may be kept: what it is, what to keep, how many pages (None where nobody can say), its name and its words.

    `whole` says that these are all the words in it: none were too many, took too long, or stand on a broken page or in a picture.
    """

    kind: str
    data: bytes
    pages: int | None
    name: str
    text: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Words:
    """What was read out of a file: its text, whether that is all of it, what the file says of itself, and the beginning of each
    sheet of a workbook."""

    text: str = ""
    whole: bool = False
    about: Sequence[str] = ()
    sheets: Sequence[str] = ()


def examine(file: Any) -> Received:
    """Read an upload and say what may be kept of it; Refused with one sentence when nothing may."""
    name = clean_name(str(getattr(file, "name", "") or ""))
    size = getattr(file, "size", None)
    if size is not None and size > MAX_BYTES:
        raise _too_large()  # before a byte of it is read
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise Refused(_("文件是空的（0 字节），请检查后重新上传。"))
    if len(data) > MAX_BYTES:
        raise _too_large()
    found, words = _judged(data, name)
    _refuse_secrets(name, words)
    return found


def clean_name(name: str) -> str:
    """A file's name as it may be shown: refused where it points elsewhere or hides what it is, shortened where it is long."""
    if not name.strip() or any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co") for c in name):
        raise Refused(_("文件名里有看不见的控制字符，可能是伪装的文件，请改名后再上传。"))
    if re.search(r"[/\\]|^\.+$|^[A-Za-z]:", name):
        raise Refused(_("文件名里含有路径，请只保留文件本身的名字再上传。"))
    path = PurePosixPath(name.strip())
    return path.stem[: 190 - len(path.suffix[:10])] + path.suffix[:10]


def _judged(data: bytes, name: str) -> tuple[Received, Words]:
    """What the bytes are, and what they say."""
    if data.startswith(b"PK\x03\x04"):
        opened = office.opened(data)
        kind, words = _PACKAGES[opened.kind], Words(opened.text, opened.whole, opened.about, opened.sheets)
        return Received(kind, data, None, _fitting(name, kind), words.text, words.whole), words
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(_("文件已加密，请去掉打开密码后再上传。"))
        raise Refused(
            _("这是旧格式（.doc、.xls、.wps 等）的文件，请用 Word 或 WPS 另存为 .docx、.xlsx 或 PDF 再上传。")
        )
    if (
        not data.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"))
        and data[4:8] != b"ftyp"
    ):
        raise Refused(
            _(
                "只接受 PDF、图片、Word（.docx）、Excel（.xlsx）和 OFD，这个文件都不是，请另存为其中一种再上传。"
            )
        )
    accepted = files.judge(data, MAX_BYTES)
    name = _fitting(name, accepted.kind)
    words = _words_of_pdf(data) if accepted.kind == files.PDF else Words()
    return Received(accepted.kind, accepted.data, accepted.pages, name, words.text, words.whole), words


def _fitting(name: str, kind: str) -> str:
    """The name with an ending that says what the file is; Refused when it says something else."""
    path, allowed = PurePosixPath(name), SUFFIXES[kind]
    suffix = path.suffix.casefold()
    if suffix in allowed:
        return name if kind != files.JPEG else path.stem + ".jpg"  # a picture was painted anew
    if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) and not suffix[1:].isdigit():
        raise Refused(
            _("文件名写的是 %(suffix)s，内容却是 %(kind)s，请检查是否选错了文件。")
            % {"suffix": suffix, "kind": allowed[0][1:].upper()}
        )
    return name + allowed[0]


def _refuse_secrets(name: str, words: Words) -> None:
    """A marked file is not taken in at all: this system must not hold it (保守国家秘密法, article 30)."""
    stated = (piece for value in words.about for piece in (value, *re.split(r"[,;，；、\s]+", value)))
    places = (
        (_("文件名"), mark(name)),
        (_("文件属性"), next(filter(None, map(mark, stated)), "")),
        (_("文件首页"), next(filter(None, map(mark, (words.text, *words.sheets))), "")),
    )
    for place, found in places:
        if found:
            refuse_secret(place, found)


def refuse_secret(place: str, found: str) -> None:
    """The sentence for everybody who meets a mark."""
    raise Refused(
        _("%(place)s有密级标志“%(mark)s”：本系统不得存储、处理涉密文件，请按保密规定在涉密渠道办理。")
        % {"place": place, "mark": found}
    )


def _too_large() -> Refused:
    return Refused(_("文件超过 %(n)d MB，请压缩图片或分成几份上传。") % {"n": MEGABYTES})


def _words_of_pdf(data: bytes) -> Words:
    """Text and properties, as far as they come in time, and whether that is all; a scan has none."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("pdftext.py"))]
    try:
        said = subprocess.run(
            command, input=data, capture_output=True, timeout=READING_SECONDS, check=False
        ).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    lines = [json.loads(line) for line in said.split(b"\n")[:-1] if line]
    about = next((line for line in lines if isinstance(line, list)), [])
    text = "\n".join(line for line in lines if isinstance(line, str))
    return Words(_storable(text)[:LONGEST], lines[-1:] == [True] and len(text) <= LONGEST, about)


def _storable(text: str) -> str:
    """The text without what no database takes: zeros, and halves of characters that a font may claim."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").replace("\0", "")
    return unicodedata.normalize("NFKC", text)
