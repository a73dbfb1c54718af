"""What must be looked at before something is made public: numbers that stand for a person, and metadata that is missing. Pure.

政府信息公开条例 (2019) articles 14, 15 and 17 (secrecy review before release); 个人信息保护法 (2021) articles 28 and 51.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from youfu.rules import identifiers, masking

Kind = Literal["id", "phone", "account"]
Need = Literal["must", "if_any", "may"]


@dataclass(frozen=True, slots=True)
class Element:
    """One of the 14 core metadata: its code, whether it has to be there, and whether the rule for it was read in the source."""

    code: str
    need: Need
    sure: bool


# 政府信息公开目录系统实施指引（试行）, part 2 (国务院办公厅秘书局, 2009): 14 elements, 6 必选项, 3 条件必选项, 5 可选项.
# The numbers 6, 3 and 5 and the elements with sure=True were read in quotations of the text; the others are what is left when the
# sums are to come out, and have to be compared with the original.
METADATA = (
    Element("number", "must", sure=True),  # 索引号
    Element("title", "must", sure=True),  # 名称
    Element("summary", "may", sure=True),  # 内容概述
    Element("made_on", "must", sure=False),  # 生成日期
    Element("subject", "must", sure=False),  # 主题分类
    Element("issuer", "must", sure=False),  # 发布机构
    Element("link", "must", sure=False),  # 在线链接地址
    Element("document_number", "if_any", sure=False),  # 文件编号
    Element("valid_from", "if_any", sure=False),  # 生效日期
    Element("valid_until", "if_any", sure=False),  # 废止日期
    Element("keywords", "may", sure=False),  # 关键词
    Element("carrier", "may", sure=False),  # 载体类型
    Element("format", "may", sure=False),  # 信息格式
    Element("language", "may", sure=False),  # 语种
)
GIVEN_AT_RELEASE = frozenset({"number", "link"})


def missing(values: Mapping[str, object]) -> list[str]:
    """Codes of mandatory elements that nobody filled in; number and link come with the release."""
    wanted = (e.code for e in METADATA if e.need == "must" and e.code not in GIVEN_AT_RELEASE)
    return [code for code in wanted if not str(values.get(code) or "").strip()]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not become public: what it is, and the words around it with the number masked."""

    kind: Kind
    excerpt: str


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# A chain: digits, singly or in groups, with at most two spaces or one stroke between two of them; X only as the last of an ID.
_CHAIN = re.compile(
    r"(?<![0-9A-Za-z])(?:\+|00)?\d+(?:(?:[ \t]{1,2}|[ \t]?[-‐-―·][ \t]?)\d+)*(?:[ \t-]?[Xx](?![0-9A-Za-z]))?"
)
_LINES = re.compile(r"(?<![0-9A-Za-z])\d+(?:\s{1,2}\d+)+(?:\s?[Xx](?![0-9A-Za-z]))?")  # broken over lines
_GROUP = re.compile(r"\d+|[Xx]")
_AMOUNT_AFTER = re.compile(r"\s?(?:\.\d{2}(?!\d)|元|万元|亿元|美元|人次|人民币)")
_AMOUNT_BEFORE = re.compile(r"(?:[¥￥$]|人民币)\s?$")
_NAMED = (
    ("id", re.compile(r"身份证[^0-9]{0,8}$"), range(15, 19)),
    ("account", re.compile(r"(?:账号|帐号|账户|帐户|卡号|存折)[^0-9]{0,8}$"), range(8, 31)),
    ("phone", re.compile(r"(?:手机|手机号|手机号码)[^0-9]{0,4}$"), range(11, 12)),
)
NAMED_WITHIN = 16  # characters before a number; none of the patterns above needs more
_STROKE = r"[ \t]?[-‐-―·][ \t]?"
_DAYS = re.compile(rf"(?:19|20)\d\d(?:{_STROKE}\d\d?){{2}}(?:{_STROKE}(?:19|20)\d\d(?:{_STROKE}\d\d?){{2}})?")
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)))
)
_PROVINCES |= frozenset(map(str, (*range(61, 66), 71, 81, 82, 83)))
_MOBILE = re.compile(r"1[3-9]\d{9}")
_CARD = re.compile(r"62\d{14,17}|(?:4|5[1-5]|35|60)\d{14}\d?")  # UnionPay and the international schemes
# How groups are laid out where the digits alone prove little: mobile numbers 3-4-4, cards in fours, old ID numbers 6-6-3.
_LAYOUTS = {
    "phone": re.compile(r"(?:\+?86 )?(?:\d{11}|\d{3} \d{4} \d{4}|\d{3} \d{8}|\d{7} \d{4})|86\d{11}"),
    "account": re.compile(r"\d+|(?:\d{4} ){3,4}\d{1,4}"),
    "id": re.compile(r"\d+|\d{6} \d{6} \d{3}"),
}
AROUND = 10


def findings(text: str) -> list[Finding]:
    """Every ID number (18 digits with a valid check digit, or 15), mobile number and bank account in a text, in order.

    Full width digits and numbers written in groups are found too; index numbers, document numbers, amounts, days and fixed lines
    are none. A number that is called an ID or account number in the text is one, whatever its digits.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    found: dict[tuple[int, int], Finding] = {}
    for chain in _CHAIN.finditer(plain):
        for start, end, kind, digits in _in_chain(plain, chain):
            found[start, end] = Finding(kind, _excerpt(plain, start, end, kind, digits))
    for chain in _LINES.finditer(plain):
        if "\n" in chain[0]:
            for start, end, written in _runs(chain, range(18, 19)):
                digits = written.replace(" ", "")
                if _is_id(digits) and not _overlaps(found, start, end):
                    found[start, end] = Finding("id", _excerpt(plain, start, end, "id", digits))
    return [found[span] for span in sorted(found)]


def _overlaps(found: Mapping[tuple[int, int], Finding], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in found)


def _runs(chain: re.Match[str], lengths: range) -> Iterator[tuple[int, int, str]]:
    """Neighbouring groups of a chain that are as long together as one of the lengths: (start, end, groups with a space
    between)."""
    groups = [(m.start() + chain.start(), m.end() + chain.start(), m[0]) for m in _GROUP.finditer(chain[0])]
    for first in range(len(groups)):
        parts: list[str] = []
        for _start, end, part in groups[first:]:
            parts.append(part.upper())
            length = sum(map(len, parts))
            if length > lengths[-1]:
                break
            if length in lengths:
                yield groups[first][0], end, " ".join(parts)


def _in_chain(plain: str, chain: re.Match[str]) -> Iterator[tuple[int, int, Kind, str]]:
    """What one chain of digits holds; the first that is recognised takes its digits, ID numbers first: they prove themselves."""
    taken: dict[tuple[int, int], Finding] = {}
    whole = "".join(_GROUP.findall(chain[0])).upper()
    named = () if _DAYS.fullmatch(chain[0]) else _NAMED  # 账户截至2026-11-30余额: a day, no account
    for name, before, lengths in named:
        if len(whole) in lengths and before.search(
            plain, max(0, chain.start() - NAMED_WITHIN), chain.start()
        ):
            yield chain.start(), chain.end(), name, whole  # type: ignore[misc]
            return
    runs = list(_runs(chain, range(11, 20)))
    runs += [
        (at, at + 18, plain[at : at + 18].upper())
        for group in re.finditer(
            r"\d{19,}[Xx]?", chain[0]
        )  # numbers that were written one right after the other
        for at in range(chain.start() + group.start(), chain.start() + group.end() - 17)
    ]
    for wanted in ("id", "other"):
        for start, end, written in runs:
            kind = _kind(written)
            if kind is None or (kind == "id") != (wanted == "id") or _overlaps(taken, start, end):
                continue
            if kind == "id" or not _amount(plain, start, end):
                taken[start, end] = Finding(kind, "")
                yield start, end, kind, written.replace(" ", "")


def _kind(written: str) -> Kind | None:
    digits = written.replace(" ", "")
    if _is_id(digits) or (_is_old_id(digits) and _LAYOUTS["id"].fullmatch(written)):
        return "id"
    if _MOBILE.fullmatch(digits.removeprefix("86")) and _LAYOUTS["phone"].fullmatch(written):
        return "phone"
    if _CARD.fullmatch(digits) and _luhn(digits) and _LAYOUTS["account"].fullmatch(written):
        return "account"
    return None


def _is_id(digits: str) -> bool:
    if len(digits) != 18 or digits[:2] not in _PROVINCES or not "1900" <= digits[6:10] <= "2100":
        return False
    try:
        identifiers.check_id(digits)
    except identifiers.IdProblem:
        return False
    return True


def _is_old_id(digits: str) -> bool:
    """15 digits as issued before 1999: region, birth date with two digits of the year, sequence."""
    if len(digits) != 15 or not digits.isdigit() or digits[:2] not in _PROVINCES or digits[2:4] == "00":
        return False
    try:
        date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    except ValueError:
        return False
    return digits[12:] != "000"


def _luhn(digits: str) -> bool:
    if not digits.isdigit() or len(set(digits)) == 1:
        return False
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0


def _amount(plain: str, start: int, end: int) -> bool:
    """Is the number said to be an amount or a count?"""
    return bool(_AMOUNT_AFTER.match(plain, end)) or bool(
        _AMOUNT_BEFORE.search(plain, max(0, start - 5), start)
    )


_MASKS = {"id": identifiers.mask_id, "phone": identifiers.mask_phone, "account": identifiers.mask_account}


def _excerpt(plain: str, start: int, end: int, kind: Kind, digits: str) -> str:
    """The masked number and a few words around it, in which other long numbers are struck out too."""
    before = masking.text(plain[max(0, start - AROUND) : start]).lstrip()
    after = masking.text(plain[end : end + AROUND]).rstrip()
    # What stands around may hold the end of another number, too short for `masking.text`.
    before, after = (re.sub(r"\d{4,}", "****", part) for part in (before, after))
    return f"{before}{_MASKS[kind](digits)}{after}".replace("\n", " ")


def in_all(parts: Sequence[tuple[str, str]]) -> list[tuple[str, Finding]]:
    """The findings of several named texts, each with the name of the text it stands in."""
    return [(where, finding) for where, text in parts for finding in findings(text)]
