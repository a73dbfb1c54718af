"""How long a hostile workbook can keep the program busy, and how much memory it can make it take."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.steps import Answer

TITLE = "Hostile workbooks: the slowest refusal"
CHECK = """
import json, sys, time
import django
django.setup()
from benchmarks.machine import peak_memory
from youfu.kit.errors import Refused
from youfu.kit.sheets.reading import read_table
from youfu.modules.recognition.sheets import RECIPIENTS
from pathlib import Path
begun, sentence = time.perf_counter(), ""
try:
    read_table(Path(sys.argv[1]), RECIPIENTS.columns)
except Refused as refused:
    sentence = str(refused)
seconds = time.perf_counter() - begun
print(json.dumps([seconds, peak_memory(), sentence]))
"""


def measure(answer: Answer) -> None:
    """Refuse each in a fresh process; SystemExit when one is not refused."""
    from youfu.kit.tests.hostile import WORKBOOKS

    worst_memory = (0, "")
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, _words) in WORKBOOKS.items():
            path = Path(folder) / name
            path.write_bytes(make())
            done = subprocess.run(
                [sys.executable, "-c", CHECK, str(path)], capture_output=True, text=True, check=True
            )
            seconds, megabytes, sentence = json.loads(done.stdout)
            if not sentence:
                raise SystemExit(f"{name} was not refused")
            slowest, worst_memory = max(slowest, (seconds, name)), max(worst_memory, (megabytes, name))
            answer.samples.setdefault(TITLE, []).append(seconds)
            path.unlink()
    answer.python_mb = worst_memory[0]
    answer.note(
        TITLE,
        files=len(WORKBOOKS),
        slowest=slowest[1],
        most_memory_mb=worst_memory[0],
        hungriest=worst_memory[1],
    )
