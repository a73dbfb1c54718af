"""The guides to application types say what is declared, and a type stays small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools import application_types as tool
from youfu.config.commands import show
from youfu.config.commands.parsing import build
from youfu.kit.access import Permission
from youfu.kit.workflow import TYPES

APPLICATIONS = Path(tool.ROOT) / "youfu" / "modules" / "recognition" / "applications"
LIMIT = 120
# What several types share; every other file declares a type.
SHARED = {"benefits", "common", "disabled", "moves", "once", "standing"}


class TestGuides:
    @pytest.mark.parametrize("page", [tool.TABLE, tool.ADDING], ids=["table", "adding"])
    def test_it_says_what_is_declared(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        assert tool.filled(text) == text, "run: python tools/application_types.py"

    def test_it_holds_every_type(self) -> None:
        text = tool.TABLE.read_text(encoding="utf-8")
        assert [code for code in TYPES if f"`{code}`" not in text] == []

    def test_it_keeps_a_declaration_within_its_lines(self) -> None:
        lengths = {
            path.stem: len(path.read_text(encoding="utf-8").splitlines())
            for path in APPLICATIONS.glob("*.py")
        }
        assert set(lengths) >= SHARED
        assert {name: n for name, n in lengths.items() if n > LIMIT and name not in SHARED} == {}

    def test_it_keeps_three_within_them_with_their_tests(self) -> None:
        together = [int(line.split("|")[4]) for line in tool.lengths().splitlines()[2:]]
        assert len(together) == 3
        assert max(together) <= LIMIT


@pytest.mark.django_db
class TestShow:
    def run(self, capsys: Any, *words: str) -> str:
        from youfu.config.commands.declared import COMMANDS, GROUPS

        given = build(COMMANDS, GROUPS).parse_args(["show", "application-types", *words])
        assert show.application_types(given) == 0
        return str(capsys.readouterr().out)

    def test_it_prints_every_declared_type(self, capsys: Any) -> None:
        told = json.loads(self.run(capsys, "--json"))
        assert {kind["code"] for kind in told} == set(TYPES)
        for kind in told:
            assert kind["title"]
            assert kind["legal_basis"]
            assert kind["evidence"] or not TYPES[kind["code"]].papers
            assert all({"level", "permission", "working_days"} <= set(step) for step in kind["steps"])
            assert {step["permission"] for step in kind["steps"]} <= set(Permission)
            assert "publicity_days" in kind
            assert all(ground["clause"] for ground in kind["refusal_grounds"])
        rural = next(kind for kind in told if kind["code"] == "rural_veteran")
        assert rural["publicity_days"] == 3

    def test_it_reads_well(self, capsys: Any) -> None:
        text = self.run(capsys)
        assert "时限待确认" in text
        assert "公示：3 个工作日" in text

    def test_it_is_for_nobody_unknown(self, capsys: Any) -> None:
        from youfu.kit.errors import Refused

        with pytest.raises(Refused, match="没有用户名"):
            self.run(capsys, "--by", "nobody")
