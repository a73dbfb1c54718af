"""`python -m benchmarks`: measure on a PostgreSQL of its own with durable settings, and write docs/benchmarks.md.

Each step runs in a process of its own, so that its memory can be told; its databases are copies of one empty county.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine, report
from benchmarks.runner import Run, Worker
from youfu.config.postgres import Server
from youfu.config.postgres.folders import cluster_folder

STEPS = (
    "import",
    "roll",
    "hostile",
    "applications",
    "people",
    "rise",
    "search",
    "documents",
    "document_search",
)
SIZES = (100_000, 1_000_000)
DESK = 50_000  # people of the county whose applications are measured


def main() -> int:
    """Measure what is asked for; everything by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=STEPS, default=STEPS, metavar="STEP", help=", ".join(STEPS)
    )
    parser.add_argument(
        "--people", nargs="+", type=int, default=SIZES, metavar="N", help="sizes of the large counties"
    )
    parser.add_argument("--repeat", type=int, default=3, help="how often the small steps are repeated")
    parser.add_argument("--keep", type=Path, help="write the page there instead of docs/benchmarks.md")
    given = parser.parse_args()
    for name in [name for name in os.environ if name.startswith(("PG", "YOUFU_", "DATABASE_URL"))]:
        if name != "YOUFU_PG_BIN":
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="youfu-bench-"))
    try:
        with Server.start(cluster_folder(home)) as server:
            session = Session(Worker(home, server), given.repeat)
            session.measure(given.only, given.people)
        report.write(session.results, session.about, given.keep)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


@dataclass
class Session:
    """One go at measuring: what was found, by title, and on what machine."""

    worker: Worker
    repeat: int
    results: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.worker.call("init", "youfu")
        self.about = machine.about(self.worker.server.url)

    def measure(self, steps: tuple[str, ...], sizes: tuple[int, ...]) -> None:
        """Run the chosen steps in order."""
        if "import" in steps or "roll" in steps:
            self._small(steps)
        if "hostile" in steps:
            self._keep(self.worker.call("hostile", "youfu"))
        if "applications" in steps:
            self.worker.copy("desk")
            self.worker.call("crowd", "desk", people=DESK)
            self._keep(self.worker.call("applications", "desk"))
            self.worker.drop("desk")
        if "document_search" in steps:
            self.worker.copy("library")
            self._keep(self.worker.call("document_search", "library"))
            self.worker.drop("library")
        if "documents" in steps:
            self.worker.copy("papers")
            self._keep(self.worker.call("documents", "papers"))
            self.worker.drop("papers")
        for size in sizes if {"people", "rise", "search"} & set(steps) else ():
            self._large(steps, size, largest=size == max(sizes))
        self.about["load_at_end"] = machine.load()

    def _small(self, steps: tuple[str, ...]) -> None:
        """The county's own workbook: filed and rolled in a fresh copy each time."""
        for _ in range(self.repeat):
            self.worker.copy("small")
            self._keep(self.worker.call("import", "small"))
            if "roll" in steps:
                self._keep(self.worker.call("roll", "small", month="2026-11", tag="5,400"))
                self._keep(self.worker.call("roll", "small", month="2026-12", tag="5,400", warm=True))

    def _large(self, steps: tuple[str, ...], size: int, largest: bool) -> None:
        self.worker.copy("large")
        self.worker.call("crowd", "large", people=size)
        if largest and "search" in steps:
            self._keep(self.worker.call("search", "large", people=size))
        if "people" in steps or "rise" in steps:
            for month in ("2026-08", "2026-09", "2026-10", "2026-11"):
                self._keep(self.worker.call("roll", "large", month=month, tag=f"{size:,}"))
        if largest and "rise" in steps:
            self._keep(self.worker.call("rise", "large", month="2026-12", tag=f"{size:,}"))
        self.worker.drop("large")

    def _keep(self, run: Run) -> None:
        for title, seconds in run.samples.items():
            kept = self.results.setdefault(
                title, {"seconds": [], "python_mb": 0, "postgres_mb": 0, "notes": {}}
            )
            kept["seconds"] += seconds
            kept["python_mb"] = max(kept["python_mb"], run.python_mb)
            kept["postgres_mb"] = max(kept["postgres_mb"], run.postgres_mb)
            kept["notes"] |= run.notes.get(title, {})
            print(f"{title}: {', '.join(f'{s:.3f}' for s in seconds[:6])} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
