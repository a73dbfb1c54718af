"""What was measured on: machine, versions, settings, and how busy it was with other things."""

from __future__ import annotations

import os
import platform
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = (
    "server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "work_mem",
    "maintenance_work_mem", "max_wal_size", "max_parallel_workers_per_gather", "jit",
)  # fmt: skip


def about(url: str) -> dict[str, Any]:
    """Facts as JSON values; nothing that tells whose machine it is."""
    with psycopg.connect(url) as connection:
        settings = {
            name: shown[0] for name in SETTINGS if (shown := connection.execute(f"show {name}").fetchone())
        }
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gb": memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "settings": settings,
        "load_at_start": load(),
    }


def processor() -> str:
    """The processor's name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.processor(),
    )


def memory_gb() -> int:
    """Installed memory."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def load() -> float:
    """Processes that wanted a core, on average over the last minute."""
    return round(os.getloadavg()[0], 1)


def peak_memory() -> int:
    """The most memory (MB) this process has had. Not `ru_maxrss` where it can be helped: that counts the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) // 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
