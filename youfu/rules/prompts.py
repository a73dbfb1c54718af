"""到龄和到期提醒: who reaches an age or a day that a right hangs on, as a table.

A prompt only says that somebody should be told or looked at; what follows is an application that people decide. `title` is what
staff read, `kind` the application type that comes next, `ahead` how many days before the day the prompt begins, `keep` how many
days after it nobody forgot it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from youfu.rules.periods import birthday

FIRST_ENLISTMENT, BEFORE_ENLISTMENT = date(1954, 11, 1), date(2011, 11, 1)
SURVIVORS = frozenset({"martyr_survivor", "duty_death_survivor", "deceased_survivor"})
STUDENT_PROOF = "在学证明"
MONTH_AHEAD, YEAR_KEPT = 31, 366
SURVIVOR_LAW = "军人抚恤优待条例（2024）第十九条"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One line of the table. `age` in full years, None for a day of its own (`of` says which)."""

    code: str
    title: str
    ground: str
    advice: str
    kind: str
    of: Literal["survivor", "rural", "certificate", "study", "rating"]
    age: int | None = None
    ahead: int = MONTH_AHEAD
    keep: int = YEAR_KEPT


PROMPTS = (
    Prompt("survivor_18", "遗属子女、兄弟姐妹满 18 周岁", SURVIVOR_LAW, "核对是否在校就读或残疾且无收入，不再符合的办理停发",
           "stop", "survivor", 18),
    Prompt("survivor_22", "遗属满 22 周岁", SURVIVOR_LAW, "核对是否仍在校就读，不再符合的办理停发", "stop", "survivor", 22),
    Prompt("rural_60", "农村籍退役士兵满 60 周岁", "民发〔2011〕110号", "告知本人可以申请老年生活补助", "rural_veteran",
           "rural", 60),
    Prompt("certificate", "证件到期", "证件载明的有效期", "通知换证", "certificate", "certificate"),
    Prompt("school_end", "在学证明到期", SURVIVOR_LAW, "核对是否继续就读，毕业的办理停发", "stop", "study"),
    Prompt("recheck", "伤残等级复查到期", "评定结论载明的有效期", "通知复查，等级有变化的办理调残", "rerating",
           "rating"),
)  # fmt: skip
ONE_DAY = timedelta(days=1)
BY_CODE = {prompt.code: prompt for prompt in PROMPTS}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says. `services` are (enlisted, discharged); `rural` is the household; certificates are (kind, last day + 1);
    `rating_ends` is the day after the last one of a rating that is limited."""

    born_on: date
    categories: frozenset[str] = frozenset()
    draws: bool = False
    rural: bool | None = None
    services: Sequence[tuple[date | None, date | None]] = ()
    certificates: Sequence[tuple[str, date]] = ()
    rating_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A prompt that stands: which, and the day it is about."""

    prompt: Prompt
    on: date


def window(prompt: Prompt, today: date) -> tuple[date, date]:
    """First and last day whose prompts stand today."""
    return today - timedelta(days=prompt.keep), today + timedelta(days=prompt.ahead)


def births(prompt: Prompt, today: date) -> tuple[date, date]:
    """First and last birth date whose age is reached inside the window."""
    first, last = window(prompt, today)
    age = prompt.age or 0
    lower, upper = _shifted(first, age), _shifted(last, age)
    while birthday(lower - ONE_DAY, age) >= first:
        lower -= ONE_DAY
    while birthday(lower, age) < first:
        lower += ONE_DAY
    while birthday(upper + ONE_DAY, age) <= last:
        upper += ONE_DAY
    while birthday(upper, age) > last:
        upper -= ONE_DAY
    return lower, upper


def _shifted(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def due(facts: Facts, today: date) -> list[Due]:
    """Every prompt that stands for a living person today, in the order of the table."""
    return [
        Due(prompt, day)
        for prompt in PROMPTS
        for day in _days(prompt, facts)
        if window(prompt, today)[0] <= day <= window(prompt, today)[1]
    ]


def _days(prompt: Prompt, facts: Facts) -> Iterator[date]:
    if (prompt.of == "survivor" and prompt.age and facts.categories & SURVIVORS and facts.draws) or (
        prompt.of == "rural"
        and prompt.age
        and not facts.draws
        and facts.rural is not False
        and _served(facts)
    ):
        yield birthday(facts.born_on, prompt.age)
    elif prompt.of in ("certificate", "study"):
        yield from (
            day for kind, day in facts.certificates if (kind == STUDENT_PROOF) is (prompt.of == "study")
        )
    elif prompt.of == "rating" and facts.rating_ends:
        yield facts.rating_ends


def _served(facts: Facts) -> bool:
    """Enlisted in the years the allowance is for, and discharged."""
    return any(
        start and end and FIRST_ENLISTMENT <= start < BEFORE_ENLISTMENT for start, end in facts.services
    )
