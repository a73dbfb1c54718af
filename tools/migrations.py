"""Fail when a table has changed and its migration is missing. Works on a data folder and a server of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from youfu.config.postgres import Server


def main() -> int:
    """Ask Django whether every change has its migration; 0 when it has, 1 when not."""
    with (
        tempfile.TemporaryDirectory(prefix="youfu-check-") as home,
        Server.start(Path(tempfile.mkdtemp(prefix="youfu-pg-")), throwaway=True) as server,
    ):
        environment = os.environ | {
            "DATABASE_URL": server.url,
            "YOUFU_HOME": home,
            "DJANGO_SETTINGS_MODULE": "youfu.config.settings",
        }
        command = [
            sys.executable,
            "-m",
            "django",
            "makemigrations",
            "--check",
            "--dry-run",
            "--verbosity",
            "3",
        ]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    print((answer.stdout + answer.stderr).strip())
    return 1 if answer.returncode else 0


if __name__ == "__main__":
    raise SystemExit(main())
