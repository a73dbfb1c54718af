"""Certificates of the disabled 残疾证: exchange 换证, reissue 补证 and correction 变更. The kinds are data."""

from __future__ import annotations

from dataclasses import dataclass

from youfu.rules.findings import Finding, finding

MEASURES = "伤残抚恤管理办法（2020）"
FORGED = "军人抚恤优待条例（2024）第五十八条"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: whether the old certificate is handed in, and what paper proves the reason."""

    title: str
    hands_in_old: bool
    proof: str


# messages: choices of a form
KINDS = {
    "exchange": Kind("换证（换发新版、填满或期满）", True, ""),
    "damage": Kind("换证（损坏）", True, ""),
    "loss": Kind("补证（遗失）", False, "遗失声明"),
    "name": Kind("变更（姓名）", True, "公安机关变更证明"),
    "id_number": Kind("变更（身份证号）", True, "公安机关变更证明"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What file and form say. `held` is a certificate in the file; `same_as_held` whether the number typed is its number;
    `genuine` is what comparing with the issuing province showed, None when nobody has."""

    alive: bool
    rated: bool
    held: bool
    same_as_held: bool
    genuine: bool | None
    kind: str


def check(facts: Facts) -> list[Finding]:
    """Every condition of a new certificate."""
    number = None if not facts.held else facts.same_as_held
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世或迁出", MEASURES),
        finding(facts.rated, "已评定残疾等级", "" if facts.rated else "档案没有伤残等级", MEASURES),
        finding(
            None if number is not True else True, "原证编号与档案一致",
            "" if number else "与档案登记的编号不同，请核对" if facts.held else "档案没有登记证件编号，请核对", MEASURES,
        ),
        finding(
            facts.genuine, "原证件真实",
            "尚未与发证机关核对" if facts.genuine is None else "" if facts.genuine else "核对为伪造，另行取消待遇并追回", FORGED,
        ),
        finding(True, "办理事项", KINDS[facts.kind].title, MEASURES),
    ]  # fmt: skip
