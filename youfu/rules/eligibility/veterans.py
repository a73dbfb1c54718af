"""What the categories of veterans have in common: how somebody lives, and the two decisions of the county.

Recognised is not yet paid 认定与享受待遇是两个决定: a condition of the money that is not met lets the category be recognised all
the same, so it is a matter for a person to look at, never a reason against recognition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from youfu.rules.findings import Finding, finding
from youfu.rules.pricing import Excluded
from youfu.rules.programmes import title

REGULATION = "军人抚恤优待条例（2024）第六十二条"
NOTICE = "调整部分优抚对象等人员抚恤和生活补助标准的通知（参战参试退役人员范围）"
# messages: the beginning of a finding's title
PAID = "享受待遇："
# messages: choices of forms. 身份认定依据: the person's own file or discharge paper speaks for itself, a witness does not.
EVIDENCE = {
    "archive": "个人档案",
    "certificate": "退役证件",
    "witness": "已认定人员书面证明",
    "other": "其他材料",
}
# messages: choices of forms
LIVES = {"rural": "居住在农村", "urban_idle": "城镇无工作单位", "urban_employed": "城镇有工作单位"}


def alive(yes: bool, ground: str) -> Finding:
    return finding(yes, "申请人在世", "" if yes else "档案登记已去世或迁出", ground)


def in_order(enlisted_on: date, discharged_on: date, ground: str) -> Finding:
    """The service ended after it began."""
    return finding(
        enlisted_on < discharged_on, "服役起止时间", f"{enlisted_on} 入伍，{discharged_on} 退役", ground
    )  # fmt: skip


def proved(evidence: str, what: str, ground: str) -> Finding:
    """What it is proved by: a key of EVIDENCE."""
    return finding(
        True if evidence in ("archive", "certificate") else None, what, f"依据：{EVIDENCE[evidence]}", ground
    )


def livelihood(lives: str | None, in_difficulty: bool | None, ground: str) -> Finding:
    """居住在农村，或者城镇无工作单位且家庭生活困难. `lives` is a key of LIVES; None when nobody said."""
    met: bool | None = None if lives is None else lives == "rural"
    if lives == "urban_idle":
        met = in_difficulty
    words = LIVES.get(lives or "", "申请表没有写明居住和就业情况")
    if lives == "urban_idle":
        words += {True: "，家庭生活困难", False: "，家庭生活不困难", None: "，家庭生活是否困难没有写明"}[
            in_difficulty
        ]
    return finding(met, "居住在农村，或城镇无工作单位且家庭生活困难", words, ground)


def of_pay(found: Iterable[Finding]) -> list[Finding]:
    """Conditions of the money alone: one that is not met is shown as such and leaves recognition to a person."""
    return [
        replace(
            row, title=PAID + row.title, state="look" if row.state == "fail" else row.state,
            detail=f"不符合：{row.detail}。只能认定身份，不能享受待遇" if row.state == "fail" else row.detail,
        )
        for row in found
    ]  # fmt: skip


def unpayable(found: Iterable[Finding]) -> list[Finding]:
    """The reasons of `of_pay` that speak against paying; an empty list when nothing does."""
    return [row for row in found if row.title.startswith(PAID) and row.detail.startswith("不符合：")]


def together(programme: str, drawn: Sequence[str], excluded: Iterable[Excluded] | str) -> list[Finding]:
    """What it yields to and what yields to it. `drawn` are codes of benefits drawn now, `excluded` what pricing them together
    left unpaid, or the sentence why they have no price. To draw the same benefit already is a reason against."""
    # messages: the title of a finding
    about = "与在领待遇的关系"
    if programme in drawn:
        return [finding(False, "未重复享受", f"已在领{title(programme)}", REGULATION)]
    names = "、".join(map(title, drawn))
    if isinstance(excluded, str):
        return [finding(None, about, f"现享受{names}；{excluded}", REGULATION)]
    found = [finding(None, about, f"{e.reason}批准后只发{title(e.in_favour_of)}", e.basis) for e in excluded]
    nothing = f"现享受{names}，可以兼领" if drawn else "本系统无在领记录"
    return found or [finding(True, about, nothing, REGULATION)]
