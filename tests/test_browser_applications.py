"""The road of an application in a real browser: a village worker's phone, the town, the public, the county, the next roll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import Desk, sideways
from youfu.kit.models import Application, EvidenceFile
from youfu.kit.tests.papers import picture
from youfu.modules.payments.actions import approve, compute
from youfu.modules.people.models import Person
from youfu.modules.recognition.jobs import conclude_notices
from youfu.rules.identifiers import check_digit
from youfu.rules.periods import parse_month

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = 390
BORN = date(1966, 10, 9)
Sit = Callable[..., Desk]


def number() -> str:
    head = f"330499{BORN:%Y%m%d}017"
    return head + check_digit(head)


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def sit(
    request: Any,
    chromium: Any,
    live_server: Any,
    cast: Any,
    limits: None,
    settings: Any,
    tmp_path: Path,
    on_day: Any,
) -> Iterator[Sit]:
    """A maker of desks for the people of the cast, on a Monday in November 2026."""
    settings.FILES = tmp_path / "files"
    on_day(date(2026, 11, 2))
    desks: list[Desk] = []

    def make(name: str, width: int = 1440) -> Desk:
        desks.append(Desk(chromium, live_server.url, javascript=request.param, width=width))
        return desks[-1].sign_in(name) if name else desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[int], Path]:
    """A maker of photographs, each another."""

    def take(which: int) -> Path:
        path = tmp_path / f"photo-{which}.jpg"
        path.write_bytes(picture(size=(600 + which, 800)))
        return path

    return take


class TestRoad:
    def test_it_walks_from_a_phone_in_a_village_to_the_next_roll(
        self, sit: Sit, photo: Callable[[int], Path], county: Any, cast: Any, on_day: Any
    ) -> None:
        village = sit("village", width=PHONE)
        self.register(village)
        application = self.apply(village)
        self.hand_in(village, application, photo)
        town = sit("town")
        self.send_back(town, application)
        self.correct(village, application, photo(9))
        self.agree(town, application, "town")
        self.read_in_public(sit(""), application)
        on_day(date(2026, 11, 9))
        assert conclude_notices() == 1
        self.agree(sit("clerk"), application, "examine")
        self.agree(sit("reviewer"), application, "review")
        application.refresh_from_db()
        assert (application.state, application.ended_on) == ("approved", date(2026, 11, 9))
        self.be_paid(sit("leader"), application, county, cast)

    def register(self, village: Desk) -> None:
        """Nobody is found under the number, so a file is opened at the station."""
        village.open("/counter")
        village.page.locator("main").get_by_label("查找人员").fill(number())
        village.press("查找")
        village.page.get_by_text("没有找到这位人员").wait_for()
        assert number() not in village.page.url
        village.follow("登记人员")
        village.page.get_by_label("姓名").fill("马有田")
        village.page.get_by_label("身份证号").fill(number())
        village.page.get_by_label("手机").fill("13800001234")
        village.page.get_by_label("开户银行").fill("桐乡农商银行")
        village.page.get_by_label("银行账号").fill("6299661009017661009")
        assert sideways(village.page) == []
        village.press("建档")
        village.heading("马有田")
        assert Person.objects.get().born_on == BORN

    def apply(self, village: Desk) -> Application:
        village.open("/counter")
        village.page.locator("main").get_by_label("查找人员").fill("mayoutian")
        village.press("查找")
        village.page.wait_for_url("**/counter?person=*")
        village.follow("农村籍退役士兵老年生活补助")
        village.page.get_by_label("入伍时间").fill("1984-11-01")
        village.page.get_by_label("退役时间").fill("1988-01-15")
        village.page.get_by_label("退役时落户农村").select_option("true")
        assert sideways(village.page) == []
        village.press("保存，下一步交材料")
        village.page.wait_for_url("**/applications/*")
        return Application.objects.get()

    def hand_in(self, village: Desk, application: Application, photo: Callable[[int], Path]) -> None:
        """One photograph for each paper the catalogue asks for; until then it cannot be handed in."""
        assert village.page.locator("#submit button.primary").is_disabled()
        for which, paper in enumerate(("form", "id_card", "household", "discharge")):
            self.photograph(village, application, paper, photo(which))
        assert sideways(village.page) == []
        village.page.locator("#submit button.primary").click()
        village.page.locator("#submit").wait_for(state="detached")
        application.refresh_from_db()
        assert (application.state, application.position) == ("open", 1)

    def photograph(self, village: Desk, application: Application, paper: str, path: Path) -> None:
        held = EvidenceFile.objects.count()
        village.open(f"/applications/{application.pk}?paper={paper}")
        village.page.locator("#choose").set_input_files(path)
        village.page.locator("#evidence form.hand button").click()
        village.page.wait_for_load_state()
        village.page.locator("#evidence img").wait_for()
        assert EvidenceFile.objects.count() == held + 1

    def send_back(self, town: Desk, application: Application) -> None:
        """Found on the to-do list; returned for what is missing, in words."""
        town.open("/applications")
        town.follow("马有田")
        town.page.wait_for_url(f"**/applications/{application.pk}*")
        town.page.locator("label[for=decide_back]").click()
        town.page.locator("#decide textarea").fill("退役证只有首页，请补拍第二页。")
        town.page.locator("#decide button.primary").click()
        town.page.locator("#decide").wait_for(state="detached")
        application.refresh_from_db()
        assert application.state == "returned"

    def correct(self, village: Desk, application: Application, page_two: Path) -> None:
        village.open("/counter")
        village.follow("马有田")
        village.page.get_by_text("请补拍第二页").first.wait_for()
        self.photograph(village, application, "discharge", page_two)
        village.page.locator("#submit button.primary").click()
        village.page.locator("#submit").wait_for(state="detached")
        application.refresh_from_db()
        assert (application.state, application.round) == ("open", 2)

    def agree(self, desk: Desk, application: Application, code: str) -> None:
        """The step is on this desk; the checks stand beside it, and the clock runs."""
        application.refresh_from_db()
        assert application.steps.get(order=application.position).code == code
        desk.open("/applications")
        desk.follow("马有田")
        desk.page.locator("label[for=decide_pass]").click()
        desk.page.locator("#decide button.primary").click()
        desk.page.locator("#decide").wait_for(state="detached")

    def read_in_public(self, anybody: Desk, application: Application) -> None:
        """Without signing in: the name, the place, the years; no number, no account, no telephone."""
        notice = application.notices.get()
        assert notice.until_day == date(2026, 11, 5)
        assert anybody.open(f"/notices/{notice.pk}") == 200
        text = anybody.page.locator("body").inner_text()
        assert "折算服役年限" in text
        for secret in (number(), number()[-4:], "6299661009017661009", "13800001234"):
            assert secret not in text

    def be_paid(self, leader: Desk, application: Application, county: Any, cast: Any) -> None:
        """The next roll pays from the month it follows from, and "why" names the application."""
        month = parse_month("2026-11")
        roll = approve(
            compute(county, month=month, by=cast.clerk), acknowledge_unverified=True, by=cast.reviewer
        )
        assert (roll.people, roll.lines) == (1, 1)
        leader.open(f"/people/{application.person_id}?month=2026-11")
        made = leader.page.locator("section[aria-labelledby=made]")
        made.wait_for()
        assert f"农村籍退役士兵老年生活补助申请 {application.number}" in made.inner_text()
