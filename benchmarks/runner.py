"""Running one step in its own process, on its own database, while watching how much memory it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from youfu.config.postgres import Server
from youfu.config.postgres.process import read_pid_file


@dataclass(frozen=True)
class Run:
    """What a step reported: seconds by title, facts beside them, and the peak memory (MB) of both programs."""

    samples: dict[str, list[float]]
    notes: dict[str, dict[str, Any]]
    python_mb: int
    postgres_mb: int


class Worker:
    """Steps are functions of `benchmarks.steps`; this starts them."""

    def __init__(self, home: Path, server: Server) -> None:
        self.home = home
        self.server = server

    def call(self, step: str, database: str, **given: Any) -> Run:
        """Run a step; raises CalledProcessError when it fails, after its own message on standard error."""
        environment = os.environ | {"DATABASE_URL": self._url(database), "YOUFU_HOME": str(self.home)}
        command = [sys.executable, "-m", "benchmarks.steps", step, json.dumps(given)]
        with self._watched() as peak:
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
        answer = json.loads(done.stdout or "{}")
        return Run(
            answer.get("samples", {}), answer.get("notes", {}), answer.get("python_mb", 0), peak[0] // 1024
        )

    def copy(self, name: str) -> None:
        """A fresh copy of the empty county."""
        self.drop(name)
        self._sql(f"create database {name} template youfu")

    def drop(self, name: str) -> None:
        self._sql(f"drop database if exists {name} with (force)")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, database: str) -> str:
        return self.server.url.replace("@/youfu?", f"@/{database}?")

    @contextmanager
    def _watched(self) -> Iterator[list[int]]:
        """Peak proportional memory (KB) of all server processes meanwhile; 0 where the system does not tell (not Linux)."""
        running = read_pid_file(self.server.data)
        peak, over = [0], threading.Event()

        def watch() -> None:
            while running and not over.is_set():
                peak[0] = max(peak[0], memory_of_tree(running.pid))
                time.sleep(0.1)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield peak
        finally:
            over.set()
            thread.join()


def memory_of_tree(parent: int) -> int:
    """Proportional set size (KB) of a process and its children: shared buffers are counted once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            pid, ppid = int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent not in (pid, ppid):
                continue
            lines = (folder / "smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration, ValueError):
            continue
    return total
