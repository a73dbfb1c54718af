"""Who uses a cluster: three lock files of the operating system, which a killed process cannot leave behind.

* `users.lock`: everybody who uses the server holds it shared. Whoever gets it exclusively is alone.
* `start.lock`: held exclusively while somebody looks, starts or stops, so that only one does.
* `keeper.lock`: held by the keeper, so that there is one.

Order of taking: start.lock, then users.lock, then keeper.lock.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from youfu.config.postgres.errors import ServerError, _

PATIENCE = 180.0  # seconds: initdb on a slow disk, or crash recovery in another program


class LockFile:
    """One lock file, open; closing it (or dying) gives the lock up."""

    def __init__(self, path: Path, descriptor: int = -1) -> None:
        """Open the file, made when missing; or take over the open file `descriptor` with its lock."""
        self.path = path
        self.descriptor = descriptor
        if descriptor >= 0:
            return
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(self.descriptor, owner.st_uid, owner.st_gid)

    def shared(self) -> None:
        """Wait for the lock together with others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def alone(self) -> None:
        """Wait until nobody else has the lock, for ever if need be."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_alone(self) -> bool:
        """Take the lock exclusively if nobody else has it; a shared lock held before is given up either way."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def try_alone_now(self) -> bool:
        """The same, but not put off by the keeper, who holds the lock for an instant now and then."""
        for pause in (0.002, 0.01):
            if self.try_alone():
                return True
            time.sleep(pause)
        return self.try_alone()

    def alone_within(self, seconds: float, refusal: str) -> None:
        """Take the lock exclusively; ServerError with the sentence `refusal` after so many seconds."""
        deadline = time.monotonic() + seconds
        while not self.try_alone():
            if time.monotonic() > deadline:
                raise ServerError(refusal)
            time.sleep(0.02)

    def is_current(self) -> bool:
        """Tell whether the open file is still the one at its path: a throw-away cluster may be gone, or made anew."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock up but keep the file open."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock up for good."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> LockFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def start_lock(folder: Path) -> LockFile:
    """Return start.lock of the cluster, held exclusively; ServerError when another program never gives it back."""
    lock = LockFile(folder / "start.lock")
    try:
        lock.alone_within(
            PATIENCE,
            _("另一个程序正在启动或停止 %(folder)s 的数据库，已等待三分钟：请确认它仍在正常运行后再试。")
            % {"folder": folder},
        )
    except BaseException:
        lock.close()
        raise
    return lock
