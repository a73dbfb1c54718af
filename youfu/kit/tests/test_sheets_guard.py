"""The door for files: every hostile file is refused with a sentence, fast and within its memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.kit.sheets.guard import inspect
from youfu.kit.tests.hostile import OFFICE, WORKBOOKS, plain, relation, text_row, workbook, worksheet

SECONDS = 2.0
MEGABYTES = 200

# One process of its own looks at all of them: its peak memory is theirs, and a crash would be seen as one.
WATCHER = """
import json, resource, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from youfu.kit.errors import Refused
from youfu.kit.sheets.guard import inspect
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
for path in sys.argv[1:]:
    started = time.process_time()
    try:
        inspect(path)
        sentence = ""
    except Refused as refused:
        sentence = str(refused)
    print(json.dumps({"path": path, "sentence": sentence, "seconds": time.process_time() - started,
                      "megabytes": peak() - before}))
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _words) in WORKBOOKS.items():
        (folder / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", WATCHER, *(str(folder / name) for name in WORKBOOKS)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(one["path"]).name: one for one in seen}


class TestInspect:
    @pytest.mark.parametrize("name", WORKBOOKS)
    def test_it_refuses_a_hostile_file_in_time_and_memory(
        self, watched: dict[str, dict[str, Any]], name: str
    ) -> None:
        seen = watched[name]
        assert WORKBOOKS[name][1] in seen["sentence"]
        assert seen["sentence"].endswith("。")
        assert seen["seconds"] < SECONDS
        assert seen["megabytes"] < MEGABYTES

    def test_it_lets_an_innocent_workbook_pass(self) -> None:
        inspect(io.BytesIO(plain()))

    def test_it_leaves_an_open_file_at_its_beginning(self) -> None:
        opened = io.BytesIO(plain())
        inspect(opened)
        assert opened.read(2) == b"PK"

    def test_it_lets_hyperlinks_pass(self) -> None:
        rels = {"xl/worksheets/_rels/sheet1.xml.rels": relation("hyperlink", "mailto:a@b.c")}
        inspect(io.BytesIO(workbook(worksheet(text_row(1, "姓名")), rels)))

    def test_it_lets_cells_without_references_pass_when_they_are_few(self) -> None:
        inspect(io.BytesIO(workbook(worksheet("<row><c><v>1</v></c><c><v>2</v></c></row>" * 10))))

    def test_it_does_not_believe_the_declared_dimension(self) -> None:
        sheet = worksheet(text_row(1, "姓名")).replace(
            "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
        )
        inspect(io.BytesIO(workbook(sheet)))

    def test_it_refuses_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="找不到文件"):
            inspect(tmp_path / "nowhere.xlsx")

    def test_it_refuses_a_workbook_relation_to_a_part_nobody_looked_at(self) -> None:
        rels = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="media/image1.png"/></Relationships>'
        )
        with pytest.raises(Refused, match="损坏"):
            inspect(io.BytesIO(workbook(worksheet(""), {"xl/media/image1.png": "<worksheet/>"}, rels=rels)))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_it_lets_csv_pass_in_the_encodings_of_excel_and_wps(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "table.csv"
        path.write_bytes("姓名,身份证号\r\n张三,1\r\n".encode(encoding))
        inspect(path)
