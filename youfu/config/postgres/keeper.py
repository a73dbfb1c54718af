"""The keeper: stops the server when all programs that used it are gone, even if they were killed.

It waits for `users.lock`, which the operating system takes from a killed process. It runs in a session of its own, so
that Ctrl-C does not reach it, as `python -m youfu.config.postgres.keeper FOLDER THROWAWAY KEEPER USERS START`: the
last three are the numbers of the open lock files, the first of them locked already.
"""

from __future__ import annotations

import sys
from pathlib import Path

from youfu.config.postgres.server import stop_and_clear
from youfu.config.postgres.sharing import LockFile


def keep(folder: Path, throwaway: bool, mine: LockFile, users: LockFile, starting: LockFile) -> None:
    """Wait until nobody uses the server of the cluster `folder`, then stop it."""
    while True:
        users.alone()
        users.release()  # a starter takes start.lock first and may be waiting for this one
        starting.alone()
        if not starting.is_current():
            return
        if users.try_alone():
            stop_and_clear(folder, throwaway)
            mine.close()  # before start.lock: the next starter must see that it needs a new keeper
            return
        starting.release()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    names = ("keeper.lock", "users.lock", "start.lock")
    locks = [LockFile(place / name, int(number)) for name, number in zip(names, sys.argv[3:6], strict=True)]
    keep(place, sys.argv[2] == "True", *locks)
