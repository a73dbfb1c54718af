"""One server in use: started or shared, given back when no longer needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from youfu.config.postgres import process
from youfu.config.postgres.binaries import Binaries, choose
from youfu.config.postgres.errors import from_os
from youfu.config.postgres.folders import is_private, prepare, server_account, socket_folder
from youfu.config.postgres.sharing import LockFile, start_lock


class Server:
    """A PostgreSQL server of one cluster folder, shared by all programs that use that folder.

    Use it as a context manager, or call `stop()`. Attributes: `folder` (the cluster's, with `data`, `run` and
    `server.log` in it), `url` (postgresql:// over the Unix socket), `version` such as "18.6".
    """

    def __init__(self, folder: Path, users: LockFile, throwaway: bool) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.throwaway = throwaway
        self.url = ""
        self.version = ""
        self._users = users
        self._child: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, data_dir: Path, *, throwaway: bool = False) -> Server:
        """Start the server of the cluster folder `data_dir`, made when missing, or share the one that runs.

        A throw-away server gives up safety against a power cut, and its folder is deleted by the last user.
        Raises ServerError with a sentence for the user.
        """
        folder = Path(data_dir).absolute()
        try:
            account = server_account(folder)
            prepare(folder, account)
            with start_lock(folder):
                server = cls(folder, LockFile(folder / "users.lock"), throwaway)
                try:
                    server._users.shared()
                    server._start_or_share()
                except BaseException:
                    server._users.close()
                    raise
                return server
        except OSError as error:
            raise from_os(folder, error) from error

    def _start_or_share(self) -> None:
        """Bring the server up; start.lock and users.lock are held."""
        account = server_account(self.folder)
        running = process.find_running(self.data) if self.data.exists() else None
        if running is None:
            binaries = self._binaries()
            if not self.data.exists():
                process.make_cluster(self.folder, binaries, account)
            process.write_access_rules(self.data, account)
            sockets = socket_folder(self.folder, account)
            self._forget_child()
            self._child = process.launch(self.folder, binaries, account, sockets, self.throwaway)
            (self.folder / "version").write_text(f"{binaries.version}\n", encoding="utf-8")
        else:
            sockets = running.socket_folder
            if not is_private(sockets, account):
                raise PermissionError(1, "", str(sockets))
        self.version = (self.folder / "version").read_text(encoding="utf-8").strip()
        self.url = f"postgresql://{process.ROLE}@/{process.DATABASE}?host={quote(str(sockets), safe='')}&port={process.PORT}"
        self._start_keeper()

    def _binaries(self) -> Binaries:
        """The binaries for this cluster: of its own major version when it has data already."""
        mark = self.data / "PG_VERSION"
        return choose(int(mark.read_text(encoding="ascii").split(".")[0]) if mark.exists() else None)

    def _start_keeper(self) -> None:
        """Start the process that stops the server when every user of it was killed; one is enough.

        Its lock files are opened here and handed over: it is in office from its first moment and makes no file later.
        """
        with ExitStack() as stack:
            names = ("keeper.lock", "users.lock", "start.lock")
            locks = [stack.enter_context(LockFile(self.folder / name)) for name in names]
            if not locks[0].try_alone():
                return
            descriptors = [lock.descriptor for lock in locks]
            command = [
                sys.executable,
                "-m",
                "youfu.config.postgres.keeper",
                str(self.folder),
                str(self.throwaway),
            ]
            source = str(Path(__file__).resolve().parents[3])
            self._forget_keeper()
            self._keeper = subprocess.Popen(
                [*command, *map(str, descriptors)], pass_fds=descriptors, cwd="/", start_new_session=True,
                env=process.environment() | {"PYTHONPATH": source},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def running(self) -> bool:
        """Tell whether the server accepts connections now."""
        running = process.read_pid_file(self.data)
        return bool(running and running.ready and process.is_server(running.pid, self.data))

    def revive(self) -> bool:
        """Start the server again if it was killed; True when it had to be. The address stays the same."""
        if self.running():
            return False
        try:
            with start_lock(self.folder):
                self._start_or_share()
        except OSError as error:
            raise from_os(self.folder, error) from error
        return True

    def stop(self) -> None:
        """Give the server back: the last user stops it (and deletes a throw-away one), others go on undisturbed."""
        if self._users.descriptor < 0:
            return
        with start_lock(self.folder):
            last = self._users.try_alone_now()
            if last:
                self._dismiss_keeper()
                stop_and_clear(self.folder, self.throwaway, self._child)
            self._forget_child()
            self._forget_keeper()
            self._users.close()

    def _forget_child(self) -> None:
        """Reap our child, or leave it to the others that use it."""
        if self._child and self._child.poll() is None:
            self._child.returncode = 0  # it lives on; without this Python would warn that we lost it
        self._child = None

    def _dismiss_keeper(self) -> None:
        """End our keeper: we do its work now. One that another program started sees for itself that all is done."""
        if self._keeper:
            self._keeper.terminate()
            self._keeper.wait()

    def _forget_keeper(self) -> None:
        """Leave the keeper to the others that use the server."""
        if self._keeper and self._keeper.poll() is None:
            self._keeper.returncode = 0  # as above
        self._keeper = None

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def stop_and_clear(folder: Path, throwaway: bool, child: subprocess.Popen[bytes] | None = None) -> None:
    """Stop the server of a cluster; start.lock is held and nobody uses the server.

    A socket folder outside the cluster is removed, and so is the whole cluster of a throw-away server.
    """
    running = process.find_running(folder / "data")
    if running:
        ours = child if child and child.pid == running.pid else None
        process.stop(running.pid, folder / "data", throwaway, ours)
    note = folder / "socket.location"
    if note.exists():
        shutil.rmtree(Path(note.read_text(encoding="utf-8").strip()), ignore_errors=True)
        note.unlink()
    if throwaway:
        shutil.rmtree(folder, ignore_errors=True)
