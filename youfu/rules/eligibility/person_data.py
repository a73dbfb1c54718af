"""What has to be right before an account, an ID number or a veteran card 优待证 is entered into somebody's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from youfu.rules.findings import Finding, finding
from youfu.rules.identifiers import IdentifierProblem, check_account, check_id
from youfu.rules.periods import birthday
from youfu.rules.start import RURAL_AGE

REAL_NAME = "个人存款账户实名制规定（国务院令第285号）"
ID_LAW = "居民身份证法第三条"
ID_FORMAT = "GB 11643-1999"
CARD_RULES = "退役军人、其他优抚对象优待证管理办法（试行）"
CHILDREN_18 = "军人抚恤优待条例（2024）第十九条"
RURAL = "民发〔2011〕110号"


@dataclass(frozen=True, slots=True)
class Account:
    """A new account: its number as typed, whose it is said to be, and who else is paid into it."""

    number: str
    holder: str
    name: str
    on: date
    since: date | None
    others: Sequence[str]
    alive: bool


def check_new_account(facts: Account) -> list[Finding]:
    """Every condition of a change of account 变更发放账户."""
    try:
        number, problem = check_account(facts.number), ""
    except IdentifierProblem as wrong:
        number, problem = "", wrong.reason
    shared = "、".join(facts.others)
    return [
        finding(facts.alive, "对象在世", "" if facts.alive else "档案登记已去世，不再变更发放账户", REAL_NAME),
        finding(bool(number), "账号格式正确", problem, REAL_NAME),
        finding(
            True if facts.holder == facts.name else None, "户名与本人姓名一致",
            "" if facts.holder == facts.name else f"户名“{facts.holder}”，本人“{facts.name}”，请核对代领和书面委托", REAL_NAME,
        ),
        finding(
            None if facts.others else True, "账号没有他人使用", f"{shared}也使用这个账号，请核对" if shared else "", REAL_NAME
        ),
        finding(
            facts.since is None or facts.on > facts.since, "启用日期在现有账户之后",
            f"现有账户自 {facts.since} 启用" if facts.since else "没有现有账户", REAL_NAME,
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """ID number, sex and birth date as they stand and as they should be. `taken_by` is who else has the new number; `drawn` are
    codes of programmes drawn now."""

    number: str
    sex: Literal["male", "female"]
    born_on: date
    was_born_on: date
    taken_by: str
    drawn: Sequence[str]
    today: date


def check_correction(facts: Correction) -> list[Finding]:
    """Every condition of a correction of identity 更正身份信息."""
    try:
        info, problem = check_id(facts.number, facts.today), ""
    except IdentifierProblem as wrong:
        info, problem = None, wrong.reason
    found = [
        finding(info is not None, "身份证号有效", problem, ID_FORMAT),
        finding(
            not facts.taken_by, "身份证号没有他人使用",
            f"{facts.taken_by}已登记这个身份证号" if facts.taken_by else "", ID_LAW,
        ),
    ]  # fmt: skip
    if info:
        same_day, same_sex = info.birth == facts.born_on, info.sex == facts.sex
        found += [
            finding(same_day, "出生日期与身份证号一致", f"身份证号为 {info.birth}，所填 {facts.born_on}", ID_FORMAT),
            finding(same_sex, "性别与身份证号一致", "" if same_sex else "身份证号第十七位奇数为男、偶数为女", ID_FORMAT),
        ]  # fmt: skip
    if facts.born_on != facts.was_born_on:
        found += _by_age(facts)
    return found


def _by_age(facts: Correction) -> list[Finding]:
    """Benefits that began with an age have to be looked at again."""
    before, after = birthday(facts.was_born_on, RURAL_AGE), birthday(facts.born_on, RURAL_AGE)
    found = []
    if "rural_veteran_allowance" in facts.drawn:
        text = f"原按 {before} 满 {RURAL_AGE} 周岁，更正后为 {after}，起发月份须另行办理"
        found.append(finding(None, "农村籍退役士兵起发年龄", text, RURAL))
    if "survivor_pension" in facts.drawn:
        found.append(finding(None, "遗属子女年龄条件", "更正出生日期后请核对是否仍符合年龄条件", CHILDREN_18))
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """An application for a veteran card. `served` and `survivor` are what the file holds; `barred` says that the form names a
    refusal (None: not asked); `held` is the number of a card of this kind in use."""

    kind: Literal["veteran", "survivor"]
    served: bool
    survivor: bool
    expelled: bool | None
    barred: bool | None
    suspended: bool
    held: str
    reissue: bool
    alive: bool


def check_card(facts: Card) -> list[Finding]:
    """Every condition of a veteran card 优待证."""
    veteran = facts.kind == "veteran"
    fits = facts.served if veteran else facts.survivor
    return [
        finding(facts.alive, "申请人在世", "", CARD_RULES),
        finding(
            fits or None, "已建档立卡，身份与证种相符",
            "" if fits else "档案中没有服役经历，请核对退役证件" if veteran else "档案中没有遗属身份，请核对认定材料", CARD_RULES,
        ),
        finding(
            None if facts.expelled is None else not facts.expelled, "没有被开除军籍、除名",
            "申请表没有写明" if facts.expelled is None else "", CARD_RULES,
        ),
        finding(
            None if facts.barred is None or (facts.suspended and not facts.barred) else not facts.barred,
            "不在剥夺政治权利、服刑、羁押、通缉期间", "待遇因故中止中，请核对" if facts.suspended else "", CARD_RULES,
        ),
        finding(
            not facts.held or facts.reissue, "没有在用的同种优待证",
            f"已持有 {facts.held}，遗失、损坏请选补领" if facts.held else "", CARD_RULES,
        ),
    ]  # fmt: skip
