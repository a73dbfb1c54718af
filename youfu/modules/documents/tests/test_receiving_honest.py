"""Files as a real office program writes them pass the door, and their words are found."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from youfu.kit.tests.papers import Upload
from youfu.modules.documents.actions import door

TEXT = "<html><head><title>走访通知</title></head><body><h1>关于开展走访慰问的通知</h1><p>各镇人民政府：</p>{}</body></html>"
TABLE = "<table><tr><td>梧桐街道</td><td>12345</td></tr></table>"


def office(source: Path, to: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("there is no LibreOffice here")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"{source.stem}.{to.partition(':')[0]}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "to", "words"),
    [
        ("a.html", "docx:MS Word 2007 XML", ("关于开展走访慰问的通知", "各镇人民政府", "梧桐街道", "12345")),
        ("a.html", "pdf:writer_web_pdf_Export", ("走访慰问", "12345")),
        ("a.csv", "xlsx", ("梧桐街道", "12345", "张三")),
    ],
)
def test_it_accepts_what_an_office_program_writes(name: str, to: str, words: Any, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_text(
        TEXT.format(TABLE) if name.endswith("html") else "梧桐街道,12345\n张三,2\n", encoding="utf-8"
    )
    found = door.examine(Upload(office(source, to, tmp_path), f"通知.{to.partition(':')[0]}"))
    for word in words:
        assert word in found.text
