"""Child processes of `youfu serve`: started, watched, restarted when they die, and stopped with us however we end.

Each child runs in a session of its own, so that Ctrl-C reaches only us and we stop them in order. Each watches the pipe it has as
standard input: when we are killed with kill -9 the pipe closes and the child stops by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

FOLLOWS = "YOUFU_FOLLOWS"
PATIENCE = 10.0  # seconds a child gets to end by itself
QUICK_DEATHS = 5  # a child that dies that often in a row within a few seconds is not started again


def follow_parent() -> None:
    """In a child: stop when the parent is gone. Does nothing in a program somebody started by hand."""
    if not os.environ.pop(FOLLOWS, ""):
        return

    def wait() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="follow", daemon=True).start()


class Child:
    """One child process and how to start it again."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.command = [sys.executable, "-m", module, *arguments]
        self.deaths = 0
        self.start()

    def start(self) -> None:
        self.born = time.monotonic()
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, start_new_session=True, env=os.environ | {FOLLOWS: "yes"}
        )

    def revive(self) -> bool:
        """Start it again if it died; False when it keeps dying."""
        if self.process.poll() is None:
            return True
        self._kill_group()
        self.deaths = self.deaths + 1 if time.monotonic() - self.born < PATIENCE else 1
        if self.deaths >= QUICK_DEATHS:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end."""
        if self.process.stdin:
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.terminate()

    def reap(self) -> None:
        """Wait until it ended; after some patience it is killed with everything it started."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def stop_all(children: list[Child]) -> None:
    """End all children, together."""
    for child in children:
        child.stop()
    for child in children:
        child.reap()
