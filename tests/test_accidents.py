"""Accidents: killed in the middle, no key, no database, no room. Nothing is lost, doubled or half done."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections

from tests.doomed import Doomed
from tests.test_cli import youfu
from youfu.config.postgres import Server
from youfu.config.postgres.folders import cluster_folder
from youfu.kit import crypto
from youfu.kit.errors import Refused
from youfu.kit.models import Entry, Journal
from youfu.kit.scope import acting
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import BankFile, Payout, Roll, RollLine
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import file_recipients
from youfu.modules.recognition.tests.books import book, row
from youfu.rules.periods import parse_month

M = parse_month
MESSY = Path(__file__).parent / "data" / "recipients-messy.xlsx"
TABLES = (
    "people_person", "people_bankaccount", "entitlements_entitlement", "kit_journal", "kit_entry", "payments_opening",
    "payments_roll", "payments_rollline", "payments_rollprice", "payments_rolltotal", "payments_bankfile", "payments_payout",
    "kit_auditevent",
)  # fmt: skip
WAITING = "select pid from pg_locks where not granted and relation = 'payments_rolltotal'::regclass"
pytestmark = pytest.mark.django_db(transaction=True)


def state() -> dict[str, str]:
    """A digest of everything that an accident could lose, double or leave half done."""
    parts = " union all ".join(
        f"select '{t}', count(*) || ' ' || coalesce(md5(string_agg(x::text, '|' order by x::text)), '') from {t} x"
        for t in TABLES
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{parts} union all select relname, '' from pg_class where relname ~ '^(payments_rollline|kit_entry)'"
        )
        return dict(cursor.fetchall())


def test_database() -> str:
    """The address of this process's own test database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))


test_database.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def doomed() -> Iterator[Doomed]:
    connections.close_all()
    with Doomed(test_database()) as process:
        yield process


def killed_everywhere(doomed: Doomed, what: str, every: int = 1, **given: Any) -> int:
    """Kill an order before each of its statements; each time nothing may have changed. Then it succeeds; how often it died."""
    before = state()
    for deaths, statement in enumerate(itertools.count(1, every)):
        end = doomed.do(what, statement=statement, **given)
        if not end["signal"]:
            assert end["status"] == 0
            return deaths
        assert state() == before, (what, statement)
    raise AssertionError


class TestKilled:
    """kill -9 in the middle, then the same again."""

    @pytest.mark.slow
    def test_it_files_everybody_once(self, doomed: Doomed, tmp_path: Path) -> None:
        path = book(tmp_path, *(row(serial) for serial in range(1, 9, 2)))
        assert killed_everywhere(doomed, "import", every=8, path=str(path)) > 8
        assert (Person.objects.count(), Entitlement.objects.count(), Entry.objects.count()) == (4, 4, 8)
        after = state()
        assert doomed.do("import", path=str(path))["status"] == 0
        assert {k: v for k, v in state().items() if k != "kit_auditevent"} == {
            k: v for k, v in after.items() if k != "kit_auditevent"
        }

    @pytest.mark.slow
    def test_it_files_a_whole_workbook_once_at_whatever_moment_it_is_killed(self, doomed: Doomed) -> None:
        before = state()
        for seconds in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
            end = doomed.do("import", path=str(MESSY), seconds=seconds)
            if not end["signal"] or Entitlement.objects.exists():  # it may also die when all is filed already
                break
            assert state() == before
        assert doomed.do("import", path=str(MESSY))["status"] == 0
        assert Entitlement.objects.count() == 487
        assert Journal.objects.count() == 1

    @pytest.mark.slow
    def test_it_pays_everybody_once(self, doomed: Doomed, make_entitled: Callable[..., Person]) -> None:
        for programme in ("combat_allowance", "illness_veteran_allowance", "nuclear_test_allowance"):
            make_entitled(programme, "2026-10", name=programme[:6])
        assert killed_everywhere(doomed, "compute", every=2, month="2026-11") > 20
        assert killed_everywhere(doomed, "compute", every=3, month="2026-11") > 15  # refreshing the draft
        assert killed_everywhere(doomed, "approve") > 10
        assert killed_everywhere(doomed, "export") > 10
        assert doomed.do("compute", month="2026-11")["status"] == 0
        assert doomed.do("export")["status"] == 0
        assert Roll.objects.get().total_fen == 2 * (104000 + 84400 + 104000) == payout_total()
        assert (Journal.objects.count(), BankFile.objects.count(), RollLine.objects.count()) == (2, 1, 6)
        assert check() == []


def payout_total() -> int:
    return sum(Payout.objects.values_list("amount_fen", flat=True))


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Where the key file should be, and is not."""
    settings.KEY_FILE = tmp_path / "youfu.keys"
    crypto.keys.cache_clear()
    yield settings.KEY_FILE
    crypto.keys.cache_clear()


class TestKeys:
    @pytest.mark.parametrize("other", [False, True])
    def test_it_does_nothing_without_the_key_file_of_this_database(
        self,
        county: Any,
        cast: Any,
        make_entitled: Callable[..., Person],
        key_file: Path,
        tmp_path: Path,
        other: bool,
    ) -> None:
        settings_file = key_file
        own = Path(os.environ["YOUFU_HOME"], "keys", "youfu.keys")
        settings_file.write_bytes(own.read_bytes())
        make_entitled("combat_allowance", "2026-11")
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        before = state()
        settings_file.unlink()
        if other:
            crypto.KeyFile(settings_file).create()
        crypto.keys.cache_clear()
        months = {"opening_from": M("2026-09"), "paid_through": M("2026-10")}
        sentence = "同一套数据" if other else "密钥文件"
        with pytest.raises(Refused, match=sentence):
            file_recipients(county, path=book(tmp_path, row()), by=cast.clerk, **months)
        with pytest.raises(Refused, match=sentence):
            export_bank_file(roll, by=cast.finance)
        assert state() == before
        assert settings_file.exists() is other
        settings_file.write_bytes(own.read_bytes())
        crypto.keys.cache_clear()
        assert export_bank_file(roll, by=cast.finance).count == 1


def cli(*arguments: str, database: str) -> subprocess.Popen[str]:
    """The command line on the test database."""
    environment = os.environ | {"DATABASE_URL": database, "LANG": "zh_CN.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "youfu.config.cli", *arguments], env=environment, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


class TestDatabase:
    @pytest.mark.slow
    def test_it_says_that_the_database_stopped_and_that_nothing_was_done(
        self, county: Any, cast: Any, make_entitled: Callable[..., Person]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        before = state()
        with acting(cast.clerk), connection.cursor() as cursor:
            cursor.execute(
                "lock table payments_rolltotal in access exclusive mode"
            )  # it stops here, half way
            command = cli("roll", "compute", "2026-11", "--by", "clerk", database=test_database())
            waiting = None
            while waiting is None and command.poll() is None:
                time.sleep(0.1)
                cursor.execute(WAITING)
                waiting = cursor.fetchone()
            cursor.execute("select pg_terminate_backend(%s)", waiting)
        out, err = command.communicate(timeout=30)
        assert (command.returncode, out) == (2, "")
        assert "数据库无法连接或中途断开，本次操作没有生效" in err
        assert "Traceback" not in err
        assert state() == before

    @pytest.mark.slow
    def test_it_says_that_there_is_no_database(self) -> None:
        command = cli(
            "roll", "compute", "2026-11", "--by", "clerk", database="postgresql://youfu@127.0.0.1:9/youfu"
        )
        out, err = command.communicate(timeout=30)
        assert (command.returncode, out) == (2, "")
        assert "数据库无法连接" in err


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A data folder on a disk of its own, with room for a county and little more."""
    folder = Path(tempfile.mkdtemp(prefix="youfu-disk-"))
    order = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=0700", "tmpfs", str(folder)]
    able = os.geteuid() == 0 and sys.platform == "linux"
    if not able or subprocess.run(order, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("只有 root 能挂载一个小磁盘，磁盘写满的测试未运行")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


class TestDisk:
    @pytest.mark.slow
    def test_it_says_that_the_disk_is_full_and_goes_on_when_there_is_room(self, small_disk: Path) -> None:
        months = ("--by", "clerk", "--opening-from", "2026-01", "--paid-through", "2026-10", "--accept-valid")
        order = ("recipients", "import", str(MESSY), *months)
        assert youfu(small_disk, "init", "--county", "330483", "--demo-users").returncode == 0
        filler = small_disk / "filler"
        with Server.start(cluster_folder(small_disk)):
            with filler.open("wb", buffering=0) as file, suppress(OSError):
                while file.write(b"\0" * 65536) == 65536:
                    pass
            full = youfu(small_disk, *order)
            filler.unlink()
        assert full.returncode == 2, full.stderr
        assert "磁盘已满" in full.stderr or "数据库" in full.stderr
        assert "Traceback" not in full.stderr
        listed = youfu(small_disk, "verify", "--json")
        assert (listed.returncode, listed.stdout.strip()) == (0, "[]")
        again = youfu(small_disk, *order, "--json")
        assert '"accepted": 487, "unchanged": 0' in again.stdout
