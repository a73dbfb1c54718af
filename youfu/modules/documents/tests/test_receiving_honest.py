"""Files as a real office program writes them pass the door, and their words are found."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from youfu.kit.pages import Column
from youfu.kit.pages.workbook import workbook
from youfu.kit.tests.papers import Upload
from youfu.kit.workflow.letters import Line
from youfu.kit.workflow.wordfile import word_file
from youfu.modules.documents.actions import door

TEXT = "<html><head><title>走访通知</title></head><body><p>关于开展走访慰问的通知</p><p>各镇人民政府：</p>{}</body></html>"
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
def test_it_accepts_what_an_office_program_writes(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(TEXT.format(TABLE), encoding="utf-8")
    word = office(source, "docx:MS Word 2007 XML", tmp_path)
    paper = office(tmp_path / "a.docx", "pdf", tmp_path)
    for data, name in ((word, "通知.docx"), (paper, "通知.pdf")):
        found = door.examine(Upload(data, name))
        for words in ("关于开展走访慰问的通知", "各镇人民政府", "梧桐街道", "12345"):
            assert words in found.text


def test_it_accepts_the_workbooks_of_this_program() -> None:
    column = Column("镇街道", str, plain=str)
    data, _count = workbook("名单", [column], iter(["梧桐街道", "濮院镇"]), note="由文书导出")
    found = door.examine(Upload(data, "名单.xlsx"))
    assert (found.kind, "濮院镇" in found.text, "由文书导出" in found.text) == (door.XLSX, True, True)


def test_it_accepts_the_word_files_of_this_program() -> None:
    data = word_file([Line("title", ("关于年审的通知",)), Line("text", ("各镇人民政府",))], title="通知")
    found = door.examine(Upload(data, "通知.docx"))
    assert found.text.splitlines()[:2] == ["关于年审的通知", "各镇人民政府"]
