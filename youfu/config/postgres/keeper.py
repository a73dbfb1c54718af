"""The keeper: stops the server when all programs that used it are gone, even if they were killed.

It waits for `users.lock`, which the operating system takes from a killed process. It runs in a session of its own,
so that Ctrl-C does not reach it, and as `python -m youfu.config.postgres.keeper FOLDER [throwaway]`.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from youfu.config.postgres.server import stop_and_clear
from youfu.config.postgres.sharing import LockFile, start_lock


def keep(folder: Path, throwaway: bool) -> None:
    """Wait until nobody uses the server of the cluster `folder`, then stop it."""
    with LockFile(folder / "keeper.lock") as mine, LockFile(folder / "users.lock") as users:
        if not mine.try_alone():
            return
        while True:
            users.alone()
            users.release()  # a starter holds start.lock first and may be waiting for this one
            with start_lock(folder):
                if users.try_alone():
                    stop_and_clear(folder, throwaway)
                    mine.close()  # before start.lock: the next starter must see that it needs a new keeper
                    return


if __name__ == "__main__":
    with contextlib.suppress(FileNotFoundError):  # the folder was deleted: nothing is left to keep
        keep(Path(sys.argv[1]), "throwaway" in sys.argv[2:])
