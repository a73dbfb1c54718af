"""The web server as a child of `youfu serve`: python -m youfu.config.commands.web HOST PORT."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from youfu.config.commands.children import follow_parent

THREADS = 2 * (os.cpu_count() or 1)  # requests at once
POOL = 10  # database connections the pool gives out, with two to spare


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youfu.config.settings")
    os.environ.setdefault("YOUFU_POOL", "yes")
    follow_parent()
    Path(os.environ["YOUFU_HOME"], "static").mkdir(parents=True, exist_ok=True)
    Server(
        "youfu.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=min(THREADS, POOL),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
