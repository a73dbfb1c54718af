"""The whole first road at the command line: found a county, import its workbook, pay a month, take a rise, explain, verify."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.test_cli import youfu
from youfu.config.demo.cast import ACCOUNTS

DATA = Path(__file__).parent / "data"
PAID = ("--paid-through", "2026-10", "--opening-from", "2026-01")


def expected(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


class County:
    """A county in a folder, and how commands are given to it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: str, status: int = 0) -> str:
        done = youfu(self.home, *arguments)
        assert done.returncode == status, done.stderr or done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr if status else done.stdout

    def json(self, *arguments: str, status: int = 0) -> Any:
        """Standard output is one JSON document and nothing else."""
        done = youfu(self.home, *arguments, "--json")
        assert done.returncode == status, done.stderr or done.stdout
        return json.loads(done.stdout)


@pytest.fixture
def tongxiang(tmp_path: Path) -> County:
    """An empty county with its users."""
    county = County(tmp_path)
    county.run("init", "--county", "330483", "--demo-users")
    return county


@pytest.mark.slow
def test_it_turns_a_workbook_into_two_paid_months(tongxiang: County) -> None:
    _import(tongxiang)
    _pay_november(tongxiang)
    _rise(tongxiang)
    _pay_out(tongxiang)
    assert tongxiang.json("verify", "--by", "auditor") == []


def _import(county: County) -> None:
    clean = str(DATA / "recipients-clean.xlsx")
    assert "权限" in county.run("recipients", "import", clean, "--by", "reviewer", *PAID, status=2)
    result = county.json("recipients", "import", clean, "--by", "clerk", *PAID)
    assert (result["rows"], result["accepted"], result["unchanged"], result["refused"]) == (5400, 5400, 0, [])
    again = county.json("recipients", "import", clean, "--by", "clerk", *PAID)
    assert (again["accepted"], again["unchanged"], again["refused"]) == (0, 5400, [])


def _pay_november(county: County) -> None:
    roll, wanted = (
        county.json("roll", "compute", "2026-11", "--by", "clerk"),
        expected("expected-roll-2026-11.json"),
    )
    assert set(roll) == {
        "roll",
        "month",
        "people",
        "total_fen",
        "kinds",
        "programmes",
        "programme_kinds",
        "lines",
    }
    assert (roll["roll"], roll["month"], roll["people"]) == ("2026-11", "2026-11", wanted["people"])
    assert roll["kinds"] == {"current": wanted["total_fen"], "arrears": 0, "recovery": 0}
    assert roll["programmes"] == wanted["programmes"]
    assert "尚未审批" in county.run("roll", "compute", "2026-12", "--by", "clerk", status=2)
    assert "尚未审批" in county.run(
        "roll", "bank-file", "2026-11", "--by", "finance", "--out", str(county.home / "x"), status=2
    )
    assert "权限" in county.run("roll", "approve", "2026-11", "--by", "clerk", status=2)
    assert "--acknowledge-unverified" in county.run(
        "roll", "approve", "2026-11", "--by", "reviewer", status=2
    )
    county.run("roll", "approve", "2026-11", "--by", "reviewer", "--acknowledge-unverified")
    assert "已由" in county.run(
        "roll", "approve", "2026-11", "--by", "leader", "--acknowledge-unverified", status=2
    )
    nothing = county.json("roll", "compute", "2026-11", "--by", "clerk")
    assert (nothing["roll"], nothing["lines"], nothing["people"], nothing["total_fen"]) == (None, 0, 0, 0)


def _rise(county: County) -> None:
    loaded = county.json("standards", "load", str(DATA / "standards-sample-rise.csv"), "--by", "clerk")
    assert loaded["added"] == loaded["closed"] > 0
    again = county.json("standards", "load", str(DATA / "standards-sample-rise.csv"))
    assert (again["added"], again["unchanged"]) == (0, loaded["added"])
    roll = county.json("roll", "compute", "2026-12", "--by", "clerk")
    wanted = expected("expected-roll-2026-12-after-rise.json")
    assert roll["kinds"] == {k: wanted[f"{k}_fen"] for k in ("current", "arrears", "recovery")}
    for code, programme in wanted["by_programme"].items():
        kinds = roll["programme_kinds"][code]
        assert (kinds["current"], kinds["arrears"]) == (programme["current_fen"], programme["difference_fen"])
        assert roll["programmes"][code]["fen"] == sum(kinds.values())
    county.run("roll", "approve", "2026-12", "--by", "leader", "--acknowledge-unverified")
    _explain(county)


def _explain(county: County) -> None:
    """A disabled veteran of grade ten: December and the difference of four months, each with its document."""
    number = "330499198506246793"
    why = county.json("explain", number, "--month", "2026-12", "--by", "clerk")
    assert (why["person"], why["month"]) == ("冯祥", "2026-12")
    assert why["total_fen"] == sum(line["amount_fen"] for line in why["lines"]) > 0
    assert [line["kind"] for line in why["lines"]] == ["current"] + ["arrears"] * 4
    keys = {"rate", "unit", "quantity", "document_number", "article", "verified"}
    assert all(keys <= set(line) and line["document_number"] == "示例〔2026〕1号" for line in why["lines"])
    assert county.json("explain", number, "--month", "2026-12") == why
    assert "不在您负责的区划内" in county.run(
        "explain", number, "--month", "2026-12", "--by", "village", status=2
    )


def _pay_out(county: County) -> None:
    out = county.home / "bank"
    assert "更早的批次" in county.run(
        "roll", "bank-file", "2026-12", "--by", "finance", "--out", str(out), status=2
    )
    first = county.json("roll", "bank-file", "2026-11", "--by", "finance", "--out", str(out))
    before = {path.name: path.read_bytes() for path in out.glob("*.csv*")}
    assert county.json("roll", "bank-file", "2026-11", "--by", "finance", "--out", str(out)) == first
    assert {path.name: path.read_bytes() for path in out.glob("*.csv*")} == before
    assert first["count"] == 5400
    names = sorted(Path(path).name for path in first["files"])
    assert names == sorted(path.name for path in out.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.iterdir())
    with next(out.glob("*.csv")).open(encoding="utf-8-sig") as file:
        *lines, total = list(csv.reader(file))[1:]
    assert len(lines) == first["count"]
    assert sum(round(float(line[4]) * 100) for line in lines) == first["total_fen"]
    assert total[:2] == ["合计", "5400"]
    sheet = load_workbook(next(out.glob("*.xlsx")), read_only=True).active
    assert sheet.max_row == 5400 + 3  # title, header and total


@pytest.mark.slow
def test_it_files_the_good_rows_of_a_messy_workbook_and_returns_the_others(tongxiang: County) -> None:
    messy, refused = str(DATA / "recipients-messy.xlsx"), tongxiang.home / "refused.xlsx"
    command = ("recipients", "import", messy, "--by", "clerk", *PAID)
    checked = tongxiang.json(*command, "--check", status=2)
    assert checked["accepted"] == expected("recipients-messy.expected.json")["accepted"]
    nothing = tongxiang.json(*command, "--refused-out", str(refused), status=2)
    assert nothing["refused"] == checked["refused"]
    assert refused.exists()
    filed = tongxiang.json(*command, "--accept-valid", status=2)
    assert (filed["accepted"], filed["unchanged"]) == (checked["accepted"], 0)
    again = tongxiang.json(*command, "--accept-valid", status=2)
    assert (again["accepted"], again["unchanged"]) == (0, filed["accepted"])
    assert tongxiang.json("verify") == []


@pytest.mark.slow
def test_it_refuses_what_can_be_put_right_and_keeps_what_is_there(tongxiang: County) -> None:
    keys = (tongxiang.home / "keys" / "youfu.keys").read_bytes()
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in (tongxiang.home / "keys").iterdir())
    again = youfu(tongxiang.home, "init", "--county", "330483", "--demo-users")
    assert again.returncode == 0
    assert "已在，未改动" in again.stderr
    assert (tongxiang.home / "keys" / "youfu.keys").read_bytes() == keys
    assert "一套数据只放一个县" in tongxiang.run("init", "--county", "330481", status=2)
    assert "nobody" in tongxiang.run("roll", "compute", "2026-11", "--by", "nobody", status=2)
    assert "找不到文件" in tongxiang.run("standards", "load", "absent.csv", status=2)
    assert "没有 2026-11 批次" in tongxiang.run("roll", "approve", "2026-11", "--by", "reviewer", status=2)
    assert tongxiang.json("roll", "list") == []
    assert tongxiang.json("roll", "compute", "2026-11", "--by", "clerk")["lines"] == 0
    names = {
        user["username"]: [r["role"] for r in user["roles"]]
        for user in tongxiang.json("users", "list", "--by", "auditor")
    }
    assert set(names) == {account.username for account in ACCOUNTS}
    assert names["clerk"] == ["benefits_clerk"]
    _refuse_without_keys(tongxiang)


def _refuse_without_keys(county: County) -> None:
    """A lost key file is said plainly, and nothing makes a new one in its place."""
    file = county.home / "keys" / "youfu.keys"
    kept = file.rename(file.with_suffix(".kept"))
    number = "330499198506246793"
    assert "密钥文件" in county.run("explain", number, "--month", "2026-11", status=2)
    assert "密钥文件" in county.run("init", "--county", "330483", status=2)
    assert not file.exists()
    kept.rename(file)


@pytest.mark.slow
def test_it_lets_the_first_administrators_be_opened_at_the_keyboard_and_nobody_else(tmp_path: Path) -> None:
    county = County(tmp_path)
    done = youfu(tmp_path, "init", "--county", "330481")
    assert done.returncode == 0
    assert "youfu users open" in done.stderr
    clerk = ("users", "open", "c1", "--name", "张三", "--role", "benefits_clerk")
    assert "先开立" in county.run(*clerk, status=2)
    county.run("users", "open", "sa", "--name", "李四", "--role", "system_administrator")
    county.run("users", "open", "se", "--name", "王五", "--role", "security_administrator")
    assert "--by" in county.run(
        "users", "open", "sx", "--name", "赵六", "--role", "system_administrator", status=2
    )
    assert "权限" in county.run(*clerk, "--by", "sa", status=2)
    assert "密码" in county.run("users", "open", "c1", "--name", "张三", "--by", "sa")
    assert "权限" in county.run("users", "grant", "c1", "--role", "benefits_clerk", "--by", "sa", status=2)
    county.run("users", "grant", "c1", "--role", "benefits_clerk", "--by", "se")
    assert "经办和复核" in county.run(
        "users", "grant", "c1", "--role", "benefits_reviewer", "--by", "se", status=2
    )
    assert "没有角色" in county.run("users", "grant", "c1", "--role", "king", "--by", "se", status=2)
