"""The command line from outside: what it prints, and its exit status. No database is needed for any of this."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from youfu.config.commands.declared import COMMANDS

PACKAGE = Path(__file__).parents[1]


def youfu(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with a data folder of its own and no database but its own."""
    kept = {
        k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "LANGUAGE", "LC_ALL", "YOUFU_HOME"}
    }
    given = {"YOUFU_HOME": str(home), "LANG": "zh_CN.UTF-8", "PYTHONPATH": str(PACKAGE), **environment}
    return subprocess.run(
        [sys.executable, "-m", "youfu.config.cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | given,
        cwd=home,
        timeout=300,
        check=False,
    )


class TestHelp:
    def test_it_lists_every_command_with_a_line_in_chinese(self, tmp_path: Path) -> None:
        done = youfu(tmp_path, "--help")
        assert done.returncode == 0
        lines = done.stdout.splitlines()
        for command in COMMANDS:
            line = next(line for line in lines if line.startswith(f"  {command.words} "))
            assert line.split(command.words)[1].strip()
        assert "计算一个月的发放批次" in done.stdout

    def test_it_is_printed_when_nothing_is_asked(self, tmp_path: Path) -> None:
        assert youfu(tmp_path).stdout == youfu(tmp_path, "--help").stdout

    def test_it_does_not_load_django(self, tmp_path: Path) -> None:
        done = youfu(tmp_path, "--help", PYTHONVERBOSE="1")
        assert "import 'youfu.config.commands.declared'" in done.stderr
        assert "import 'django" not in done.stderr

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
    def test_it_explains_each_command(self, tmp_path: Path, command: object) -> None:
        from youfu.config.commands.declared import GROUPS
        from youfu.config.commands.parsing import build

        parser = build(COMMANDS, GROUPS)
        with pytest.raises(SystemExit) as finished:
            parser.parse_args([*command.words.split(), "--help"])  # type: ignore[attr-defined]
        assert finished.value.code == 0

    def test_it_makes_no_data_folder(self, tmp_path: Path) -> None:
        youfu(tmp_path, "--help", YOUFU_HOME=str(tmp_path / "data"))
        assert not (tmp_path / "data").exists()


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (("fly",), "没有“fly”这个命令"),
            (("roll", "fly"), "没有“fly”这个命令"),
            (("roll", "compute"), "缺少参数"),
            (("roll", "compute", "2026-13", "--by", "clerk"), "月份应写成 2026-11 的样子"),
            (("roll", "compute", "２０２６-11", "--by", "clerk"), "月份应写成 2026-11 的样子"),
            (("roll", "approve", "2026-11", "--by"), "--by 后面缺少内容"),
            (("init", "--county", "330483", "--nonsense"), "不认识的参数：--nonsense"),
            (("serve", "--port", "70000"), "端口应为 1 至 65535 的数字"),
        ],
    )
    def test_it_says_in_chinese_what_is_wrong_with_the_arguments(
        self, tmp_path: Path, arguments: tuple[str, ...], sentence: str
    ) -> None:
        done = youfu(tmp_path, *arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert sentence in done.stderr

    @pytest.mark.parametrize("words", ["roll list", "verify --json", "users list", "work"])
    def test_it_says_to_run_init_first_and_makes_nothing(self, tmp_path: Path, words: str) -> None:
        done = youfu(tmp_path, *words.split())
        assert (done.returncode, done.stdout) == (2, "")
        assert "请先运行 youfu init" in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_it_says_so_when_the_database_of_the_bureau_cannot_be_reached(self, tmp_path: Path) -> None:
        done = youfu(tmp_path, "roll", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:9/youfu")
        assert (done.returncode, done.stdout) == (2, "")
        assert "数据库无法连接" in done.stderr

    def test_it_says_so_when_the_address_of_the_database_is_wrong(self, tmp_path: Path) -> None:
        done = youfu(tmp_path, "roll", "list", DATABASE_URL="mysql://root@127.0.0.1/youfu")
        assert (done.returncode, done.stdout) == (2, "")
        assert "DATABASE_URL" in done.stderr

    def test_it_says_so_when_the_data_folder_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        done = youfu(tmp_path, "init", "--county", "330483", YOUFU_HOME=str(tmp_path / "data"))
        assert (done.returncode, done.stdout) == (2, "")
        assert "YOUFU_HOME" in done.stderr
