"""`youfu demo` and `youfu serve`: they come up, survive accidents, and leave nothing running however they end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.test_cli import PACKAGE, youfu

PATIENCE = 120.0  # seconds; a loaded machine founds a county slowly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.1)


def get(port: int, path: str) -> str:
    """The page, or an empty text while there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def processes(home: Path) -> dict[int, str]:
    """Everything that runs on this data folder: its environment or its arguments name it."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"YOUFU_HOME={home}\0".encode() in environment + b"\0" and command:
            found[int(folder.name)] = command
    return found


class Site:
    """A running `youfu demo`."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.log = home / "demo.log"
        self.start()

    def start(self, **more: str) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "LANGUAGE", "LC_ALL"}}
        given = {"YOUFU_HOME": str(self.home), "LANG": "zh_CN.UTF-8", "PYTHONPATH": str(PACKAGE)}
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "youfu.config.cli", "demo", "--port", str(self.port)],
                env=kept | given | more, cwd=self.home, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(
            lambda: "网站已启动" in self.said() or self.process.poll() is not None, "the site to start"
        )
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def people(self) -> int:
        done = youfu(self.home, "roll", "list", "--json")
        assert done.returncode == 0, done.stderr
        return int(re.findall(r'"people": ([0-9]+)', done.stdout)[0])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("只在有 /proc 的系统上运行")
    site = Site(tmp_path)
    yield site
    site.stop()


@pytest.mark.slow
def test_it_serves_a_county_keeps_it_and_stops_everything(site: Site) -> None:
    page = get(site.port, "/sign-in")
    assert "youfu-demo-2026" in page
    assert all(f">{name}<" in page for name in ("village", "clerk", "reviewer", "secadmin"))
    assert "reviewer" in site.said()
    assert (site.home / "demo" / "messy.xlsx").exists()

    taken = youfu(site.home, "demo", "--port", str(site.port))
    assert taken.returncode == 2
    assert f"端口 {site.port} 已被其他程序占用" in taken.stderr
    people = site.people()
    assert people > 1500

    assert site.stop() == 0
    assert processes(site.home) == {}
    assert not (postgres_data(site.home) / "postmaster.pid").exists()
    site.start(YOUFU_HOSTS="youfu.example other.example", YOUFU_HTTPS="yes")  # as behind a bureau's proxy
    assert "正在建立" not in site.said()
    assert site.people() == people
    assert site.stop(signal.SIGTERM) == 0
    assert processes(site.home) == {}


@pytest.mark.slow
def test_it_survives_the_death_of_its_parts_and_its_own(site: Site) -> None:
    def find(text: str) -> set[int]:
        return {pid for pid, command in processes(site.home).items() if text in command}

    (web,) = {pid for pid in find("commands.web") if os.getsid(pid) == pid}
    (worker,) = find("youfu.config.cli work")
    for victim in (web, worker):
        os.kill(victim, signal.SIGKILL)
    wait_until(lambda: bool(find("youfu.config.cli work") - {worker}), "a new worker")
    wait_until(lambda: '"ok": true' in get(site.port, "/healthz"), "the site to answer again")

    server = int((postgres_data(site.home) / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: "已重新启动" in site.said(), "the database to be started again")
    wait_until(lambda: '"ok": true' in get(site.port, "/healthz"), "the site to answer again")

    site.process.kill()
    site.process.wait()
    wait_until(lambda: not processes(site.home), "everything to stop by itself")
    site.start()
    assert '"ok": true' in get(site.port, "/healthz")


ENQUEUE = """
from youfu.kit.jobs import enqueue
from youfu.kit.scope import acting
from youfu.modules.organisations.models import User
from youfu.modules.organisations.queries import county
by, place = User.objects.get(username="clerk"), county()
given = {"county": place.pk, "upload": "clean.xlsx", "opening_from": 24312, "paid_through": 24320, "accept_valid": False}
with acting(by):
    enqueue("recipients.file", given, by=by, path=place.path)
"""
STATE = """
from youfu.kit.models import JobRun
run = JobRun.objects.latest("id")
print(run.state, run.result.get("filed"))
"""


@pytest.mark.slow
def test_it_finishes_an_import_whose_worker_was_killed_and_files_nobody_twice(site: Site) -> None:
    def shell(code: str) -> str:
        done = youfu(site.home, "manage", "shell", "-v", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    uploads = site.home / "files" / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).parent / "data" / "recipients-clean.xlsx", uploads / "clean.xlsx")
    before = site.people()
    shell(ENQUEUE)
    wait_until(lambda: shell(STATE).startswith(("running", "done")), "the job to be taken up")
    (worker,) = {pid for pid, command in processes(site.home).items() if "youfu.config.cli work" in command}
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: shell(STATE).startswith(("done", "failed")), "the job to be finished")
    assert shell(STATE) == "done 5400"
    count = "from youfu.modules.people.models import Person; print(Person.objects.count())"
    assert int(shell(count)) >= before + 5400
    assert youfu(site.home, "verify", "--json").stdout.strip() == "[]"


def postgres_data(home: Path) -> Path:
    note = home / "postgres.location"
    return (Path(note.read_text(encoding="utf-8").strip()) if note.exists() else home / "postgres") / "data"
