"""Numbers that stand for a person: checking them, and showing them without giving them away.

The checks take text that `celltext.as_identifier` has already cleaned. Each problem has a code, for tests and statistics,
and a sentence in Chinese that says what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_ACCOUNT_DIGITS = range(8, 31)
_PHONE_DIGITS = range(7, 13)


class IdentifierProblem(ValueError):
    """A number that cannot be right. `code` says how, `reason` (Chinese) what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class IdProblem(IdentifierProblem):
    """Codes id_length, id_letters, id_birth, id_checksum."""


class AccountProblem(IdentifierProblem):
    """Codes bank_letters, bank_length."""


class PhoneProblem(IdentifierProblem):
    """Codes phone_letters, phone_length."""


@dataclass(frozen=True, slots=True)
class IdInfo:
    """A valid citizen identification number 公民身份号码 and what it says: `sex` is "male" or "female"."""

    number: str
    birth: date
    sex: str


def check_id(text: str, on: date | None = None) -> IdInfo:
    """An 18-digit number by GB 11643-1999: six digits of region, birth date, sequence (odd for men), check digit.

    The region is not checked: it is where the number was issued, divisions come and go. `on` is today, so that a birth date
    in the future is refused. Raises IdProblem; of several faults the first in the order length, letters, birth, checksum.
    """
    number = text.strip().upper()
    if len(number) != 18:
        raise IdProblem("id_length", f"身份证号应为18位，现为{len(number)}位，请核对（15位旧号请换成18位）")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdProblem("id_letters", "身份证号只能是数字，末位可为X，请核对")
    birth = _birth(number, on)
    if number[-1] != check_digit(number):
        raise IdProblem("id_checksum", "身份证号校验位不符，多半是录错了一位，请对照证件核对")
    return IdInfo(number, birth, "male" if int(number[16]) % 2 else "female")


def check_digit(number: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def _birth(number: str, on: date | None) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdProblem("id_birth", f"身份证号中的出生日期{number[6:14]}不存在，请核对") from None
    if on is not None and birth > on:
        raise IdProblem("id_birth", f"身份证号中的出生日期{number[6:14]}在今天之后，请核对")
    return birth


def check_account(text: str) -> str:
    """A bank account: 8 to 30 digits. Raises AccountProblem.

    The Luhn digit is not enforced: only cards carry one. Passbooks 存折 and settlement accounts, which many of the oldest
    recipients are paid into, do not, and the bank's reply is the judge in the end.
    """
    number = text.strip()
    if not re.fullmatch(r"[0-9]*", number):
        raise AccountProblem("bank_letters", "银行账号只能是数字，请核对")
    if len(number) not in _ACCOUNT_DIGITS:
        raise AccountProblem("bank_length", f"银行账号应为8至30位数字，现为{len(number)}位，请核对")
    return number


def check_phone(text: str) -> str:
    """A telephone number: a mobile one, or a fixed line with or without its area code. Returns digits only.

    Raises PhoneProblem. A leading +86 is dropped.
    """
    number = re.sub(r"[\s()（）-]", "", text).removeprefix("+86")
    if not re.fullmatch(r"[0-9]*", number):
        raise PhoneProblem("phone_letters", "联系电话只能是数字，请核对")
    if len(number) not in _PHONE_DIGITS:
        raise PhoneProblem("phone_length", f"联系电话应为7至12位数字，现为{len(number)}位，请核对")
    return number


def mask_id(number: str) -> str:
    """ "330499194807182417" → "330499********2417"."""
    return _masked(number, 6, 4)


def mask_phone(number: str) -> str:
    """ "13800002716" → "138****2716"."""
    return _masked(number, 3, 4)


def mask_account(number: str) -> str:
    """ "6286263208853780608" → "6286***********0608"."""
    return _masked(number, 4, 4)


def _masked(number: str, head: int, tail: int) -> str:
    """Head and tail stay, at least half is hidden: a short number shows only its tail, a very short one nothing."""
    if len(number) < 2 * tail:
        return "*" * len(number)
    if len(number) - head - tail < 4:
        head = 0
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
