"""What a check found: one reason for or against, with its legal ground. A rule returns *every* reason, never the first only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["pass", "look", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition and how it was met: `pass`, `look` (a person has to judge) or `fail` (it may not be approved so)."""

    state: State
    title: str
    detail: str
    ground: str

    def __post_init__(self) -> None:
        if self.state not in ("pass", "look", "fail") or not self.ground:
            raise ValueError(f"a finding has a state and a legal ground: {self}")


def finding(ok: bool | None, title: str, detail: str, ground: str) -> Finding:
    """Met (True), not met (False), or not to be told from the records (None: a person has to look)."""
    return Finding("look" if ok is None else "pass" if ok else "fail", title, detail, ground)


def failed(findings: Iterable[Finding]) -> list[Finding]:
    """The reasons why it may not be approved."""
    return [found for found in findings if found.state == "fail"]
