"""The shape of the house (CONTRIBUTING.md), checked: the checkers on small texts first, then the project with the checkers."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from tests import architecture as checks

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "youfu" / "modules"

# kit is written once for all modules; what it may grow to before something has to leave it: lines that hold code, without
# blank lines, comments, docstrings, tests and migrations. Sheets are counted apart: reading what staff and attackers send is
# a program of its own, and the only part of kit that a module could not do without writing it again. So are the rights: a table
# with one line for each permission and role, which grows with every module and holds no code.
KIT_LIMIT, SHEETS_LIMIT = 3_500, 1_500
RIGHTS = {"youfu/kit/access/permissions.py", "youfu/kit/access/roles.py"}

# Longer argument lists, each with its reason.
LONG_LISTS = {
    (
        "youfu/kit/ledger.py",
        "post",
    ): "kind, source and parameters, months, memo, actor and path all go into one row of the ledger",
}

# Rows read past the region filter in pages, each with the reason why nobody learns more than they may see.
PAST_THE_FILTER = {
    ("youfu/modules/administration/pages/users.py", "Grant"): "narrows accounts that were filtered already",
    ("youfu/modules/payments/pages/panels.py", "Region"): "the county that a visible person's region lies in",
    (
        "youfu/modules/payments/pages/panels.py",
        "Roll",
    ): "the newest roll, to say what a visible person got in it",
    (
        "youfu/modules/recognition/pages/entitlements.py",
        "Region",
    ): "the county that a visible person's region lies in",
}


@cache
def project() -> tuple[tuple[PurePosixPath, str], ...]:
    """Name and text of each file that is or will be in the repository; without git, of each file that looks like it."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-c", "core.quotepath=off", "ls-files", "-co", "--exclude-standard"]
        names = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    else:
        outside = {".venv", "var", "build", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [str(path) for path in paths if not outside & set(path.parts)]
    return tuple(checks.files(ROOT, sorted(set(names))))


def python(*beginnings: str, tests: bool = True) -> list[tuple[PurePosixPath, str]]:
    """The Python files under these folders (all by default), never migrations."""
    return [
        (path, text)
        for path, text in project()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (tests or "tests" not in path.parts)
        and (not beginnings or str(path).startswith(beginnings))
    ]


def complaints(files: list[tuple[PurePosixPath, str]], check: Callable[[str], list[str]]) -> list[str]:
    return [f"{path}: {what}" for path, text in files for what in check(text)]


def function(name: str, lines: int, arguments: str = "") -> str:
    return f"def {name}({arguments}):\n" + "    pass\n" * (lines - 1)


class TestCheckers:
    def test_it_knows_the_files_of_a_module(self) -> None:
        assert checks.foreign_names(["models.py", "pages", "templates", "__init__.py"]) == []
        assert checks.foreign_names(["utils.py", "models.py", "services"]) == [
            "services has no place in a module", "utils.py has no place in a module",
        ]  # fmt: skip

    def test_it_ends_a_file_at_400_lines(self) -> None:
        assert checks.too_long("x\n" * 400) == []
        assert checks.too_long("x\n" * 401)

    def test_it_ends_a_function_at_40_lines(self) -> None:
        assert checks.long_functions(function("f", 40)) == []
        assert checks.long_functions(function("f", 41)) == ["f (line 1) has 41 lines"]
        assert checks.long_functions(
            "class A:\n" + function("g", 41).replace("\n", "\n    ").replace("def", "    def", 1)
        )

    def test_it_ends_an_argument_list_at_6(self) -> None:
        assert checks.long_argument_lists("def f(a, b, c, *rest, d, e, f, **more): ...") == []
        assert checks.long_argument_lists("class A:\n    def f(self, a, b, c, d, e, f): ...") == []
        assert checks.long_argument_lists("def f(a, b, c, /, d, *, e, f, g): ...") == [
            "f (line 1) takes 7 arguments"
        ]
        assert checks.long_argument_lists("def f(self, a, b, c, d, e, f): ...") != []
        assert checks.long_argument_lists("@pytest.fixture()\ndef f(a, b, c, d, e, f, g): ...") == []

    def test_it_sees_rows_that_nobody_narrowed(self) -> None:
        assert checks.unguarded_rows("rows = Person.objects.visible_to(actor, P)") == ["line 1 says .objects"]
        assert checks.unguarded_rows("rows = rows_of(Person, actor, P)  # never .objects") == []
        assert checks.hidden_managers("Person._default_manager.filter(pk=1)", {"Person"})
        assert checks.hidden_managers("Rate._default_manager.filter(pk=1)", {"Person"}) == []
        assert checks.hidden_managers("Person._default_manager.visible_to(actor, P)", {"Person"}) == []
        assert (
            checks.hidden_managers("held = Person._base_manager.filter(\n    pk=OuterRef('pk'))", {"Person"})
            == []
        )

    @pytest.mark.parametrize(
        "text", ["date.today()", "datetime.now()", "datetime.datetime.now(UTC)", "timezone.localtime()"]
    )
    def test_it_sees_somebody_ask_for_the_time(self, text: str) -> None:
        assert checks.clock_readings(f"day = {text}")

    def test_it_lets_everybody_convert_a_time(self) -> None:
        assert checks.clock_readings("at = timezone.localtime(event.at); today = clock.today()") == []

    @pytest.mark.parametrize(
        "text",
        ["cd /wor" + "k/x", "/hom" + "e/ann/x", "pip --index-url=https" + "://x/y", "https://files.python" + "hosted.org/a",
         "http://10.1." + "2.3/", "https://mir" + "ror.example/", "x.inter" + "nal", "/tm" + "p/x"],
    )  # fmt: skip
    def test_it_sees_the_addresses_of_one_machine(self, text: str) -> None:
        assert checks.places(text)

    def test_it_lets_addresses_pass_that_are_everybodys(self) -> None:
        assert (
            checks.places("PIP_INDEX_URL, 127.0.0.1:8000, 10.0 s, version 10.1.2, the home of /homework")
            == []
        )
        assert checks.places("/tm" + "p/x", test=True) == []

    def test_it_finds_actions_and_who_mentions_them(self) -> None:
        declared = checks.declared_actions(
            '@action("roll.approve", "审批", P.X)\ndef approve(roll, *, by): ...\n'
        )
        assert declared == [("roll.approve", "approve")]
        assert checks.mentions("actions.approve(roll, by=ann)", *declared[0])
        assert checks.mentions('assert event.action == "roll.approve"', *declared[0])
        assert not checks.mentions("disapprove(roll); approve_all()", *declared[0])

    def test_it_counts_only_lines_that_hold_code(self) -> None:
        text = '"""What\nfor."""\n\n# why\nx = """two\nlines"""  # more\n\n\n'
        text += 'def f():\n    """Doc."""\n    return (\n        1\n    )\n'
        assert checks.lines_of_code(text) == 6

    def test_it_finds_names_in_a_page(self) -> None:
        assert checks.dotted_names("see `youfu.kit.actions.action` and `youfu roll`") == [
            "youfu.kit.actions.action"
        ]


class TestShape:
    def test_it_has_only_the_known_files_in_a_module(self) -> None:
        found = {
            module.name: wrong
            for module in MODULES.iterdir()
            if module.is_dir() and module.name != "__pycache__"
            and (wrong := checks.foreign_names(child.name for child in module.iterdir()))
        }  # fmt: skip
        assert found == {}

    def test_it_has_no_long_file(self) -> None:
        pages = [(path, text) for path, text in project() if path.suffix in {".html", ".js"}]
        assert complaints(python() + pages, checks.too_long) == []

    def test_it_has_no_long_function(self) -> None:
        assert complaints(python(), checks.long_functions) == []

    def test_it_has_no_long_argument_list_without_a_reason(self) -> None:
        excused = {f"{file}: {name} " for file, name in LONG_LISTS}
        found = complaints(python(), checks.long_argument_lists)
        assert [f for f in found if not f.startswith(tuple(excused))] == []
        assert len(found) >= len(excused), "an excuse is no longer needed"

    def test_it_shows_rows_only_through_the_region_filter(self) -> None:
        readers = [
            (path, text) for path, text in python("youfu/modules", tests=False) if checks.is_reader(path)
        ]
        assert len(readers) > 10
        assert complaints(readers, checks.unguarded_rows) == []
        assert [f"{p}: {w}" for p, t in readers for w in checks.hidden_managers(t, guarded_names(p))] == []

    def test_it_asks_one_clock(self) -> None:
        files = [(p, t) for p, t in python("youfu", tests=False) if str(p) != "youfu/kit/clock.py"]
        assert complaints(files, checks.clock_readings) == []

    def test_it_keeps_the_kit_small(self) -> None:
        files = python("youfu/kit", tests=False)
        sizes = {str(path): checks.lines_of_code(text) for path, text in files if str(path) not in RIGHTS}
        sheets = sum(size for path, size in sizes.items() if path.startswith("youfu/kit/sheets/"))
        assert sheets <= SHEETS_LIMIT
        assert sum(sizes.values()) - sheets <= KIT_LIMIT

    def test_it_tests_every_action(self) -> None:
        tests = [text for path, text in python() if "tests" in path.parts]
        declared = [
            (path, *a) for path, text in python("youfu", tests=False) for a in checks.declared_actions(text)
        ]
        assert len(declared) > 20
        untested = [
            f"{path}: {code}"
            for path, code, name in declared
            if not any(checks.mentions(t, code, name) for t in tests)
        ]
        assert untested == []

    def test_it_names_no_machine_and_no_network(self) -> None:
        found = [
            f"{path}: {what}"
            for path, text in project()
            for what in checks.places(text, test="tests" in path.parts)
        ]
        assert found == []


def guarded_names(path: PurePosixPath) -> set[str]:
    """Names in a file that stand for tables whose rows belong to a region, but for those with a reason."""
    space: dict[str, Any] = vars(importlib.import_module(".".join(path.with_suffix("").parts)))
    managers = {name: getattr(value, "_default_manager", None) for name, value in space.items()}
    regional = {name for name, manager in managers.items() if hasattr(manager, "visible_to")}
    return {name for name in regional if (str(path), name) not in PAST_THE_FILTER}


class TestFloors:
    """import-linter keeps the floors; here it is shown that it would see the wrong import."""

    def lint(self, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        command += ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
        environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    @pytest.fixture
    def house(self, tmp_path: Path) -> Path:
        """The empty house: every package of ours, holding nothing."""
        for path, _text in python("youfu/", tests=False):
            if path.name == "__init__.py" and len(path.parts) <= 4:
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).touch()
        return tmp_path

    def test_it_keeps_the_floors(self) -> None:
        done = self.lint(ROOT)
        assert done.returncode == 0, done.stdout

    def test_it_accepts_the_empty_house(self, house: Path) -> None:
        assert self.lint(house).returncode == 0

    @pytest.mark.parametrize(
        ("file", "line"),
        [
            ("rules/money.py", "import django"),
            ("rules/money.py", "import time"),
            ("rules/money.py", "import youfu.kit"),
            ("kit/actions.py", "import youfu.modules.people"),
            ("modules/people/pages.py", "import youfu.modules.payments"),
            ("modules/recognition/actions.py", "import youfu.modules.payments"),
            ("modules/payments/actions.py", "import youfu.config"),
            ("modules/newcomer/__init__.py", ""),
            ("services/__init__.py", ""),
        ],
    )
    def test_it_sees_a_wrong_import_and_an_unlisted_module(self, house: Path, file: str, line: str) -> None:
        (house / "youfu" / file).parent.mkdir(exist_ok=True)
        (house / "youfu" / file).write_text(line, encoding="utf-8")
        done = self.lint(house)
        assert done.returncode == 1, done.stdout + done.stderr


class TestGuide:
    """What the guides name must exist."""

    def pages(self) -> list[tuple[str, str]]:
        return [
            (str(path), text) for path, text in project() if path.suffix == ".md" and path.parts[0] == "docs"
        ]

    def names(self) -> list[tuple[str, str]]:
        return [(page, name) for page, text in self.pages() for name in checks.dotted_names(text)]

    def test_it_names_only_what_exists(self) -> None:
        assert len(self.names()) > 30
        assert [f"{page}: {name}" for page, name in self.names() if not exists(name)] == []

    def test_it_quotes_what_is_written(self) -> None:
        quoted = [(page, *quote) for page, text in self.pages() for quote in checks.quotations(text)]
        assert len(quoted) > 12
        texts = {str(path): text for path, text in project()}
        wrong = [
            f"{page}: {file} has no {piece!r}"
            for page, file, pieces in quoted
            for piece in pieces
            if piece not in texts.get(file, "")
        ]
        assert wrong == []

    def test_it_would_notice(self) -> None:
        assert exists("youfu.kit.actions.action")
        assert not exists("youfu.kit.actions.reaction")
        assert not exists("youfu.kit.signals.send")
        quote = checks.quotations("```python\n# youfu/x.py\nline\n    …\nother\n```\n```sh\nls\n```")
        assert quote == [("youfu/x.py", ["line\n", "other\n"])]


def exists(dotted: str) -> bool:
    """Can this be imported, as a module or as something in one (a class, and what it holds, too)?"""
    parts = dotted.split(".")
    for split in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:split]))
        except ModuleNotFoundError:
            continue
        for name in parts[split:]:
            fields = getattr(thing, "__dataclass_fields__", {}) | getattr(thing, "__annotations__", {})
            if not hasattr(thing, name) and name not in fields:
                return False
            thing = getattr(thing, name, None)
        return True
    return False
