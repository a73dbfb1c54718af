"""What a stranger may hand in as a paper, and what is left of it."""

from __future__ import annotations

import io
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from youfu.kit.errors import Refused
from youfu.kit.tests.papers import Upload, bomb, from_a_phone, pdf, picture, with_attachment
from youfu.kit.workflow import files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    return tmp_path


def opened(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


class TestPictures:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_it_takes_what_phones_and_scanners_make(self, form: str) -> None:
        accepted = files.examine(Upload(picture(form), "whatever.docm"))
        assert (accepted.kind, accepted.pages) == ("image/jpeg", 1)
        image = opened(accepted.data)
        assert (image.format, image.size) == ("JPEG", (60, 40))

    def test_it_keeps_pixels_and_nothing_else(self) -> None:
        data = from_a_phone()
        assert b"PHONEMAKER" in data
        assert b"COMMENT-3304" in data
        assert opened(data).getexif().get_ifd(0x8825)
        kept = files.examine(Upload(data)).data
        assert not opened(kept).getexif()
        assert not {"exif", "comment", "icc_profile"} & set(opened(kept).info)
        assert b"PHONEMAKER" not in kept
        assert b"COMMENT" not in kept

    def test_it_turns_a_photograph_upright(self) -> None:
        image = opened(files.examine(Upload(from_a_phone())).data)
        assert image.size == (40, 60)
        red, _green, blue = image.getpixel((20, 5))
        assert red > 200 > blue

    def test_it_paints_over_what_is_hidden_behind_a_picture(self) -> None:
        page = b"<html><script>alert(1)</script></html>"
        for data in (picture() + page, picture(comment=page), picture("PNG") + page):
            kept = files.examine(Upload(data)).data
            assert b"<script>" not in kept
            assert opened(kept).size == (60, 40)

    def test_it_makes_large_ones_smaller(self) -> None:
        assert opened(files.examine(Upload(picture(size=(5000, 1000)))).data).size == (2400, 480)

    def test_it_puts_transparency_on_white(self) -> None:
        target = io.BytesIO()
        Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(target, "PNG")
        assert opened(files.examine(Upload(target.getvalue())).data).getpixel((4, 4)) == (255, 255, 255)

    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_it_refuses_more_pixels_than_it_can_unpack(
        self, form: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "MAX_WEIGHT", 60 * 40 - 1)
        with pytest.raises(Refused, match="像素太多"):
            files.examine(Upload(picture(form), "x"))

    def test_it_keeps_the_letters_of_a_scan_in_black_and_white(self) -> None:
        target = io.BytesIO()
        scan = Image.new("1", (4960, 7016), 1)  # A4 at 600 dots an inch
        scan.paste(0, (0, 3000, 4960, 3004))
        scan.save(target, "PNG")
        image = opened(files.examine(Upload(target.getvalue())).data)
        assert image.size == (1697, 2400)
        assert min(image.getpixel((800, y))[0] for y in range(1020, 1035)) < 160

    @pytest.mark.parametrize("side", [11_000, 12_000, 30_000])
    def test_it_refuses_a_bomb_before_unpacking_it(self, side: int) -> None:
        began = time.perf_counter()
        with pytest.raises(Refused, match="像素"):
            files.examine(Upload(bomb(side)))
        assert time.perf_counter() - began < 2

    def test_it_refuses_half_a_picture(self) -> None:
        whole = picture(size=(400, 400))
        for data in (whole[: len(whole) // 2], whole[:30], picture("PNG")[:60]):
            with pytest.raises(Refused, match="损坏"):
                files.examine(Upload(data))


class TestDocuments:
    def test_it_counts_pages(self) -> None:
        accepted = files.examine(Upload(pdf(3), "a.jpg"))
        assert (accepted.kind, accepted.pages) == ("application/pdf", 3)
        assert files.examine(Upload(pdf(2, packed=True))).pages == 2

    @pytest.mark.parametrize(
        "action",
        [
            {"/S": "/JavaScript", "/JS": "app.alert(1)"},
            {"/S": "/Launch", "/F": "calc.exe"},
            {"/S": "/SubmitForm", "/F": "x"},
            {"/S": "/GoToR", "/F": "x.pdf"},
        ],
    )
    @pytest.mark.parametrize("packed", [False, True])
    def test_it_refuses_what_does_more_than_show_pages(self, action: dict[str, str], packed: bool) -> None:
        data = pdf(1, action=action, packed=packed)
        assert (b"/OpenAction" in data) is not packed
        with pytest.raises(Refused, match="脚本"):
            files.examine(Upload(data))

    def test_it_reads_names_that_were_disguised(self) -> None:
        data = pdf(1, action={"/S": "/JavaScript", "/JS": "x"})
        with pytest.raises(Refused, match="脚本"):
            files.examine(Upload(data.replace(b"/JavaScript", b"/Java#53cript")))

    def test_it_refuses_an_attachment(self) -> None:
        with pytest.raises(Refused, match="附件"):
            files.examine(Upload(with_attachment()))

    def test_it_refuses_a_locked_one(self) -> None:
        with pytest.raises(Refused, match="密码"):
            files.examine(Upload(pdf(1, secret="x")))

    def test_it_refuses_a_broken_one(self) -> None:
        for data in (b"%PDF-1.7\n", b"%PDF-1.7\n" + b"0 0 obj<<" * 500, pdf()[:200]):
            with pytest.raises(Refused):
                files.examine(Upload(data))

    def test_it_refuses_too_many_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MAX_PAGES", 2)
        with pytest.raises(Refused, match="1 至 2 页"):
            files.examine(Upload(pdf(3)))

    def test_it_refuses_too_many_objects(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MAX_OBJECTS", 2)
        with pytest.raises(Refused, match="太多"):
            files.examine(Upload(pdf(3)))


class TestOthers:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "0 字节"),
            (b"\xff\xd8\xff" + b"0" * files.MAX_BYTES, "10 MB"),
            (b"PK\x03\x04" + b"word/vbaProject.bin" * 5, "Word"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "Word"),
            (b"\0\0\0\x18ftypheic" + b"0" * 99, "HEIC"),
            (b"MZ\x90\0" + b"0" * 99, "只接受"),
            (b"<html><script>alert(1)</script></html>", "只接受"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "只接受"),
            (b"GIF89a" + b"0" * 99, "只接受"),
            (b"   %PDF-1.7", "只接受"),
        ],
    )
    def test_it_looks_at_the_content_whatever_the_name(self, data: bytes, why: str) -> None:
        with pytest.raises(Refused, match=why):
            files.examine(Upload(data, "身份证.jpg"))


class TestKeeping:
    def test_it_keeps_a_paper_under_its_digest_for_this_program_only(self, folder: Path) -> None:
        accepted = files.examine(Upload(pdf(), "../../etc/passwd"))
        digest = files.keep(accepted)
        assert files.keep(accepted) == digest
        (kept,) = [path for path in folder.rglob("*") if path.is_file()]
        assert (kept.name, stat.S_IMODE(kept.stat().st_mode)) == (digest, 0o600)
        assert stat.S_IMODE(kept.parent.stat().st_mode) & 0o077 == 0
        assert files.read(digest) == accepted.data

    def test_it_notices_that_a_paper_was_changed(self, folder: Path) -> None:
        digest = files.keep(files.examine(Upload(pdf())))
        files.place(digest).write_bytes(b"%PDF-")
        with pytest.raises(Refused, match="摘要不符"):
            files.read(digest)

    @pytest.mark.parametrize("digest", ["0" * 64, "../../keys", ""])
    def test_it_says_that_a_paper_is_away(self, folder: Path, digest: str) -> None:
        with pytest.raises(Refused, match="备份"):
            files.read(digest)
