"""The processes: making a cluster, starting `postgres`, finding the one that runs, stopping it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from youfu.config.postgres.binaries import Binaries
from youfu.config.postgres.errors import ServerError, _, from_log
from youfu.config.postgres.folders import Account, runnable

PORT = 5432  # only part of the socket's name: there is no TCP
DATABASE = ROLE = "youfu"
CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8", "UTF-8", "C")
STOP_PATIENCE = 60.0  # seconds for an orderly stop before an immediate one
START_PATIENCE = 600.0  # seconds: recovery after a power cut reads up to max_wal_size

SETTINGS = {
    "autovacuum_vacuum_insert_scale_factor": "0.1",
    "checkpoint_timeout": "15min",
    "cluster_name": "youfu",
    "huge_pages": "off",
    "jit": "off",
    "lc_messages": "C",
    "listen_addresses": "",
    "log_checkpoints": "off",
    "log_timezone": "Asia/Shanghai",
    "logging_collector": "off",
    "maintenance_work_mem": "256MB",
    "max_parallel_workers_per_gather": "2",
    "max_wal_size": "4GB",
    "password_encryption": "scram-sha-256",
    "random_page_cost": "1.1",
    "shared_buffers": "256MB",
    "timezone": "Asia/Shanghai",
    "unix_socket_permissions": "0700",
    "wal_compression": "on",
    "work_mem": "64MB",
}
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "max_connections": "250",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Running:
    """What `postmaster.pid` says about the server of a cluster."""

    pid: int
    socket_folder: Path
    ready: bool


def read_pid_file(data: Path) -> Running | None:
    """Read `postmaster.pid`; None when there is none or it is not complete yet."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        return Running(abs(int(lines[0])), Path(lines[4]), len(lines) > 7 and lines[7].startswith("ready"))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_server(pid: int, data: Path) -> bool:
    """Tell whether process `pid` lives (a zombie does not) and is the server of this cluster (not a reused number)."""
    if Path("/proc/self/stat").exists():
        try:
            state = (
                Path(f"/proc/{pid}/stat")
                .read_text(encoding="utf-8", errors="replace")
                .rpartition(")")[2]
                .split()[0]
            )
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return state not in "ZX" and os.fsencode(data) in words
    answer = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return not answer.stdout.startswith("Z") and str(data) in answer.stdout


def find_running(data: Path) -> Running | None:
    """Return the server that serves this cluster now, also one whose parent was killed; None when there is none."""
    running = read_pid_file(data)
    deadline = time.monotonic() + START_PATIENCE
    while running and is_server(running.pid, data):
        if running.ready:
            return running
        if time.monotonic() > deadline:
            raise ServerError(
                _("数据库进程 %(pid)d 十分钟没有就绪：请结束这个进程后再试。") % {"pid": running.pid}
            )
        time.sleep(0.02)  # it is starting or stopping
        running = read_pid_file(data) or running
    return None


def clear_traces(data: Path, sockets: Path) -> None:
    """Make the lock files of a killed server harmless; call only when `find_running` found none.

    The number in `postmaster.pid` may still answer: a zombie that nobody reaped, or a new process of that number.
    The file is not deleted, because it also leads PostgreSQL to shared memory that orphaned backends may still use;
    instead the number becomes our own, which PostgreSQL knows as its parent and ignores.
    """
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        lines = pid_file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        pid_file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]), encoding="utf-8")
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (sockets / name).unlink(missing_ok=True)


def environment() -> dict[str, str]:
    """Return a clean environment: no PG* variables of the user's, English messages that `errors` can read."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **kept}


def make_cluster(folder: Path, binaries: Binaries, account: Account) -> None:
    """Make the cluster with its role and database in `data.new` and rename it, so that there is never half a cluster."""
    new = folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    programs = runnable(binaries, folder, account)
    new.mkdir(mode=0o700)
    account.own(new, 0o700)
    base: list[str | Path] = [programs / "initdb", "-D", new, "-U", "postgres", "-A", "peer", "-E", "UTF8"]
    for ctype in CTYPES:
        answer = run(
            account, [*base, "--no-sync", "--lc-collate=C", f"--lc-ctype={ctype}", "--lc-messages=C"]
        )
        if answer.returncode == 0 or "invalid locale" not in answer.stderr:
            break
    if answer.returncode:
        raise from_log(folder, answer.stdout + answer.stderr)
    commands = (
        f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0\n"
    )
    single: list[str | Path] = [programs / "postgres", "--single", "-D", new, "-c", "log_checkpoints=off"]
    answer = run(account, [*single, "postgres"], commands)
    if answer.returncode or "ERROR" in answer.stdout + answer.stderr:
        raise from_log(folder, answer.stdout + answer.stderr)
    new.rename(folder / "data")


def run(account: Account, command: list[str | Path], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs under the server's account and keep what it says."""
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, errors="replace", check=False,
        cwd="/", env=environment(), umask=0o077, **account.popen(),
    )  # fmt: skip


def write_access_rules(data: Path, account: Account) -> None:
    """Write who may connect: over the socket only, the program's own account and root as the role "youfu".

    The roles "youfu" (owner of the database, no superuser) and "postgres" are open to the same two.
    """
    ours = account_names(account)
    maps = [f"youfu {name} {role}\n" for name in sorted(ours) for role in (ROLE, "postgres")]
    for name, text in (("pg_hba.conf", "local all all peer map=youfu\n"), ("pg_ident.conf", "".join(maps))):
        path = data / name
        path.write_text(text, encoding="utf-8")
        account.own(path, 0o600)


def account_names(account: Account) -> set[str]:
    """Names of the operating system's accounts that may connect."""
    if os.geteuid() == 0 and account.name in {"postgres", "nobody"}:
        return {"root"}  # other programs run under a service account too: it has no business here
    return {"root", f'"{account.name}"'}


def launch(
    folder: Path, binaries: Binaries, account: Account, sockets: Path, throwaway: bool
) -> subprocess.Popen[bytes]:
    """Start `postgres` as our direct child and return it when it accepts connections; ServerError when it gives up."""
    data = folder / "data"
    command = [runnable(binaries, folder, account) / "postgres", "-D", data, "-k", sockets, "-p", str(PORT)]
    settings = SETTINGS | (THROWAWAY_SETTINGS if throwaway else {}) | memory_settings()
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > 10_000_000:
        log.replace(folder / "server.log.1")
    deadline = time.monotonic() + 30
    while True:
        clear_traces(data, sockets)
        with log.open("ab") as output:
            before = output.tell()
            child = subprocess.Popen(
                [*map(str, command), *options], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd="/", env=environment(), umask=0o077, start_new_session=True, **account.popen(),
            )  # fmt: skip
        if wait_ready(child, data):
            return child
        with log.open("rb") as written:
            written.seek(before)
            text = written.read().decode(errors="replace")
        if "still in use" not in text or time.monotonic() > deadline:
            raise from_log(folder, text)
        time.sleep(0.2)  # backends of a killed server are about to notice that it is gone


def memory_settings() -> dict[str, str]:
    """Containers often have a tiny /dev/shm, where parallel queries would fail: use files there instead."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return {}
    return {} if room.f_bavail * room.f_frsize > 256 * 2**20 else {"dynamic_shared_memory_type": "mmap"}


def wait_ready(child: subprocess.Popen[bytes], data: Path) -> bool:
    """Wait until the child accepts connections (True) or has given up (False)."""
    deadline = time.monotonic() + START_PATIENCE
    while child.poll() is None:
        running = read_pid_file(data)
        if running and running.pid == child.pid and running.ready:
            return True
        if time.monotonic() > deadline:
            stop(child.pid, data, throwaway=False)
        time.sleep(0.01)
    return False


def stop(pid: int, data: Path, throwaway: bool, child: subprocess.Popen[bytes] | None = None) -> None:
    """Stop the server and wait until it is gone; a throw-away one without writing anything back."""
    order: signal.Signals | None = signal.SIGQUIT if throwaway else signal.SIGINT
    deadline = time.monotonic() + STOP_PATIENCE
    while child.poll() is None if child else is_server(pid, data):
        if order is not None:
            try:
                os.kill(pid, order)
            except ProcessLookupError:
                return
            order = None
        if time.monotonic() > deadline:  # somebody's transaction does not end: recovery will undo it
            order, deadline = signal.SIGQUIT, deadline + STOP_PATIENCE
        time.sleep(0.01)
