"""Applications at every stage, so that each trial account finds something on its desk. People and papers are invented.

| who | what they show |
| --- | --- |
| 施阿根 | a draft of the village: papers are missing |
| 何泉生 | returned for a missing page: on the village's desk again |
| 马有田 | at the town |
| 杨福根 | the notice runs, with an objection that waits for its answer |
| 曹荣林 | at the county's clerk |
| 张明德 | 参战, paused: the archive of his unit was asked |
| 许金水 | at the reviewer, overdue and reminded |
| 徐美珍 | 临时救助, the amount needs a leader's signature |
| 姚永坤 | approved: first paid by this month's roll |
| 顾小毛 | refused, with ground and clause |
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PIL import Image, ImageDraw

from youfu.config.demo.invent import id_number
from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.scope import acting
from youfu.kit.workflow import actions, deciding, evidence, pausing, publicity, route
from youfu.kit.workflow.calendar import working_days
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.organisations.models import Region, User
from youfu.modules.people.actions import NewPerson, register
from youfu.modules.people.models import Person
from youfu.modules.standards.actions import set_limit
from youfu.modules.standards.actions.limits import LimitRow
from youfu.modules.standards.models import Parameter
from youfu.rules import periods

LIMITS = (
    ("limit.village", "村（社区）意见", 5),
    ("limit.town", "镇街道初审", 10),
    ("limit.publicity", "公示", 5),
    ("limit.examine", "县级经办", 10),
    ("limit.review", "县级复核", 5),
    ("limit.sign", "负责人签批", 3),
)
SAMPLE = "优抚事项办理时限（示例，请换成本地的服务指南）"
SEEN = "材料齐全，经核实情况属实。"


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let something have happened on an earlier day, in the morning."""
    real, today = clock.now, clock.today
    morning = real().replace(year=day.year, month=day.month, day=day.day, hour=9, minute=30)
    setattr(clock, "today", lambda: day)  # noqa: B010
    setattr(clock, "now", lambda: morning)  # noqa: B010  a plain assignment to a module's function is refused by the type checker
    try:
        yield
    finally:
        setattr(clock, "today", today)  # noqa: B010
        setattr(clock, "now", real)  # noqa: B010


def lay_down_limits(county: Region, by: User) -> None:
    """Invented time limits, marked as such, for the steps nothing is laid down for."""
    known = set(Parameter.objects.standing().filter(region=county).values_list("code", flat=True))
    for code, title, days in LIMITS:
        if code not in known:
            laid = LimitRow(
                code, f"{title}（示例）", county.pk, days, date(2020, 1, 1), SAMPLE, confidence="sample"
            )
            set_limit(laid=laid, by=by)


def photograph() -> bytes:
    """A page as a phone would take it: grey lines on white, the word SAMPLE across."""
    page = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(page)
    for line in range(120, 800, 34):
        draw.line((60, line, 560 - line % 90, line), fill=(196, 200, 204), width=6)
    draw.text((250, 60), "SAMPLE", fill=(120, 30, 30))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=60)
    return file.getvalue()


@dataclass
class Counter:
    """Whoever makes and decides the applications of the trial county; days are counted back from today."""

    county: Region
    today: date

    def __post_init__(self) -> None:
        rows = User.objects.select_related("organisation__region")
        self.users = {user.username: user for user in rows}
        self.village: Region = self.users["village"].organisation.region
        self.page = photograph()

    def person(self, name: str, sequence: int, years: int = 61) -> Person:
        """Somebody of 民合村, registered at the station, who turned so many years old some months ago."""
        born = periods.first_day(periods.month_of(self.today) - years * 12 - 2) + timedelta(
            days=sequence % 20
        )
        number = id_number(born, sequence)
        facts = NewPerson(
            number, name, self.village, f"1380{number[8:14]}{sequence % 10}", "rural", bank="桐乡农商银行",
            account=f"6299{number[6:14]}{sequence:03d}{number[10:14]}",
        )  # fmt: skip
        person: Person = register(facts=facts, by=self.users["village"])
        return person

    def make(
        self, person: Person, kind: str, given: dict[str, Any], *, ago: int, papers: bool = True
    ) -> Application:
        """Drafted by the village so many days ago; with its papers, also handed in."""
        village = self.users["village"]
        with on(self.today - timedelta(days=ago)), acting(village):
            made: Application = actions.draft(person, kind=kind, given=given, by=village)
            if papers:
                for paper in actions.papers(made):
                    file = io.BytesIO(self.page)
                    file.name = f"{paper['code']}.jpg"
                    evidence.add(made, paper=paper["code"], file=file, by=village)
                made = actions.submit(made, by=village)
        return made

    def decide(self, made: Application, who: str, *, ago: int, choice: Any = "approve", **more: Any) -> None:
        """Decide at the open step; a notice is concluded."""
        by = self.users[who]
        made.refresh_from_db()
        step = made.steps.get(order=made.position)
        with on(self.today - timedelta(days=ago)), acting(by):
            if step.kind == "publicity":
                publicity.conclude(made, by=by)
                return
            record = {name: more.pop(name) for name in step.records if name in more}
            opinion = more.pop("opinion", SEEN)
            verdict = Verdict(choice, (made.position, made.round), opinion, record=record, **more)
            deciding.decide(made, verdict=verdict, by=by)


def apply_all(county: Region, today: date) -> None:
    """Every stage, once."""
    desk = Counter(county, today)
    lay_down_limits(county, desk.users["clerk"])
    desk.make(desk.person("施阿根", 41), "rural_veteran", _served(1984), ago=1, papers=False)
    _returned(desk)
    desk.make(desk.person("马有田", 45), "rural_veteran", _served(1984), ago=2)
    _published(desk)
    _examined(desk)
    _paused(desk)
    _overdue(desk)
    _to_sign(desk)
    _approved(desk)
    _refused(desk)


def _served(year: int, years: int = 4) -> dict[str, Any]:
    """A conscript of the countryside, enlisted in November of a year."""
    return {
        "enlisted_on": date(year, 11, 1), "discharged_on": date(year + years, 3, 10), "unit": "", "rural": True,
        "conscript": True,
    }  # fmt: skip


def _returned(desk: Counter) -> None:
    made = desk.make(desk.person("何泉生", 43), "rural_veteran", _served(1983), ago=9)
    desk.decide(made, "town", ago=6, choice="return", opinion="退役证只有首页，请补拍盖章的第二页。")


def _published(desk: Counter) -> None:
    made = desk.make(desk.person("杨福根", 47), "rural_veteran", _served(1983), ago=6)
    desk.decide(made, "town", ago=2)
    town = desk.users["town"]
    with on(desk.today - timedelta(days=1)), acting(town):
        publicity.object_to(
            made.notices.get(), content="群众来电：入伍时间与村里登记的不一致。", on=clock.today(), by=town
        )


def _noticed(desk: Counter, person: Person, kind: str, given: dict[str, Any], *, ended: int) -> Application:
    """Handed in, reviewed by the town four days later, and published; the notice ends so many days ago, as soon as it may."""
    end, days = desk.today - timedelta(days=ended), route.allowed(kind, "publicity", person.region_path) or 0
    begun, calendar = end, working_days()
    while calendar.after(begun, days) >= end:
        begun -= timedelta(days=1)
    ago = (desk.today - begun).days
    made = desk.make(person, kind, given, ago=ago + 4)
    desk.decide(made, "town", ago=ago)
    desk.decide(made, "town", ago=ended)
    return made


def _examined(desk: Counter) -> None:
    _noticed(desk, desk.person("曹荣林", 49), "rural_veteran", _served(1982, 5), ended=4)


def _paused(desk: Counter) -> None:
    given = _served(1979) | {
        "operation": "12", "evidence": "witness", "lives": "rural", "in_difficulty": None
    }  # fmt: skip
    made = _noticed(desk, desk.person("张明德", 51, 66), "combat_veteran", given, ended=7)
    clerk = desk.users["clerk"]
    with on(desk.today - timedelta(days=5)), acting(clerk):
        pausing.pause(made, awaits="other", text="已去函原部队查阅参战档案，等待复函。", by=clerk)


def _overdue(desk: Counter) -> None:
    made = _noticed(desk, desk.person("许金水", 53), "rural_veteran", _served(1983), ended=28)
    desk.decide(made, "clerk", ago=22)
    leader = desk.users["leader"]
    with on(desk.today - timedelta(days=1)), acting(leader):
        deciding.remind(made, text="已超过时限，请尽快复核。", by=leader)


def _to_sign(desk: Counter) -> None:
    widow = Person.objects.select_related("household_region").filter(name="徐美珍").order_by("id")[0]
    given = {
        "reason": "illness",
        "story": "独居，今年住院两次，自付部分较多。",
        "amount": 300000,
        "low_income": True,
    }
    made = _noticed(desk, widow, "hardship_aid", given, ended=11)
    desk.decide(made, "clerk", ago=4, granted_fen=250000)
    desk.decide(made, "reviewer", ago=1)


def _approved(desk: Counter) -> None:
    made = _noticed(desk, desk.person("姚永坤", 55), "rural_veteran", _served(1983), ended=12)
    desk.decide(made, "clerk", ago=5)
    desk.decide(made, "reviewer", ago=0, opinion="同意。")


def _refused(desk: Counter) -> None:
    made = desk.make(desk.person("顾小毛", 57, 59), "rural_veteran", _served(1986), ago=8)
    desk.decide(
        made, "town", ago=3, choice="reject", ground="age", opinion="尚未年满 60 周岁，到龄后可再申请。"
    )
