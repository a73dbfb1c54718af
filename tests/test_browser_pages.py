"""Every page in a real browser: for eyes, fingers, screen readers, large text, and in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.browsing import Desk, chinese_in_frame, owed, sideways, work
from tests.test_permissions import PAGES
from youfu.kit.access import can
from youfu.kit.models import JobRun
from youfu.kit.templatetags.kit import place_name
from youfu.modules.documents.models import (
    Announcement,
    Attachment,
    Disclosure,
    Number,
    NumberSeries,
    OfficialDocument,
    RecipientGroup,
)
from youfu.modules.documents.pages.opening.item_forms import GROUNDS
from youfu.modules.documents.tests.opening import open_item
from youfu.modules.organisations.models import Organisation, Region, User
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.people.models import BankAccount, Person
from youfu.modules.recognition.models import Campaign
from youfu.modules.standards.models import Parameter, PolicyDocument, Rate
from youfu.rules.figures import LOCAL, YEARLY
from youfu.rules.periods import parse_month

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MESSY = Path(__file__).parent / "data" / "recipients-messy.xlsx"
ROLES = ("clerk", "reviewer", "leader", "finance", "office", "auditor", "sysadmin", "secadmin")
FILES = {
    "import-template",
    "evidence",
    "letter-docx",
    "document-docx",
    "attachment",
    "information-request-letter",
}  # no pages
# What papers bear, and what somebody might type, is Chinese in English, too.
MARKS = ("绝密", "机密", "秘密", "光荣牌", "悬挂", "浙退役军人厅发")
Visit = Callable[..., str]
Look = Callable[[Any], list[str]]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> None:
    """Files of this test, before anything is handed in."""
    settings.FILES = tmp_path


@pytest.fixture
def addresses(
    folder: None, cast: Any, things: dict[str, Any], make_entitled: Any, county: Any
) -> dict[str, list[tuple[str, str]]]:
    """By role, the pages that this role is the first to see: (name, address)."""
    approve(things["roll"], acknowledge_unverified=True, by=cast.reviewer)
    export_bank_file(things["roll"], by=cast.finance)
    make_entitled(
        "disability_pension", "2026-11", name="王志强", grade=7, cause="war", employment="unemployed"
    )
    draft = compute(county, month=parse_month("2026-12"), by=cast.clerk)
    found: dict[str, list[tuple[str, str]]] = {role: [] for role in ROLES}
    for name, (permission, kind) in PAGES.items():
        role = next(role for role in ROLES if can(getattr(cast, role), permission))
        found[role].append((name, reverse(name, args=[things[kind].pk] if kind else [])))
    person = reverse("person", args=[things["person"].pk])
    for part in ("service", "disability", "benefits", "family", "accounts", "log"):
        found["clerk"].append((part, f"{person}?part={part}"))
    found["reviewer"] += [(name, reverse(name, args=[draft.pk])) for name in ("roll", "roll-approve")]
    return found


@pytest.fixture
def visit(chromium: Any, live_server: Any, on_day: Any, addresses: Any) -> Visit:
    """Open every page, each as somebody who may, and gather what a look at it finds wrong."""
    on_day(date(2026, 11, 23))

    def go(look: Look, *, width: int = 1440, **cookies: str) -> str:
        wrong = []
        for role in ROLES:
            desk = Desk(chromium, live_server.url, width=width).sign_in(role)
            desk.context.add_cookies(
                [
                    {"name": f"youfu_{name}", "value": value, "url": live_server.url}
                    for name, value in cookies.items()
                ]
            )
            for name, path in [*addresses[role], *(imported(desk) if role == "clerk" else ())]:
                if name in FILES:
                    continue
                assert desk.open(path) == 200, path
                if found := look(desk.page):
                    wrong.append(f"{name} {path}: {found}")
            desk.close()
        return "\n".join(wrong)

    return go


def imported(desk: Desk) -> list[tuple[str, str]]:
    """A workbook handed in and checked: its preview."""
    if not JobRun.objects.filter(kind="recipients.check", state="done").exists():
        JobRun.objects.all().update(state="done", finished_at="2026-11-23T00:00Z")
        desk.open("/import")
        desk.page.locator("input[type=file]").set_input_files(MESSY)
        desk.page.locator("form.panel button.primary").click()
        desk.page.locator("#progress").wait_for()
        work()
    run = JobRun.objects.latest("pk")
    return [("import-run", reverse("import-run", args=[run.pk]))]


class TestEveryPage:
    def test_it_can_be_heard_and_reached_by_keyboard(self, visit: Visit) -> None:
        assert visit(owed) == ""

    @pytest.mark.parametrize("size", ["normal", "large"])
    def test_it_fits_a_phone(self, visit: Visit, size: str) -> None:
        assert visit(lambda page: sideways(page) + owed(page), width=390, size=size) == ""

    def test_it_fits_a_screen_in_large_text(self, visit: Visit) -> None:
        assert visit(sideways, size="large") == ""

    def test_it_speaks_english(self, visit: Visit) -> None:
        names = {"中文", "优"}  # a language is named in itself; the seal
        for rows in (
            Region.objects.exclude(level__in=("town", "village")).values_list("name", flat=True),
            Region.objects.filter(code__startswith="330483").values_list("name", flat=True),
            Organisation.objects.values_list("name", flat=True),
            User.objects.values_list("name", flat=True),
            Person.objects.values_list("name", flat=True),
            BankAccount.objects.values_list("bank", flat=True),
            PolicyDocument.objects.values_list("title", flat=True),
            PolicyDocument.objects.values_list("number", flat=True),
            Rate.objects.values_list("label", flat=True),
            Parameter.objects.values_list("title", flat=True),
            Campaign.objects.values_list("basis", flat=True),
            OfficialDocument.objects.values_list("title", flat=True),
            OfficialDocument.objects.values_list("sender", flat=True),
            Number.objects.values_list("text", flat=True),
            NumberSeries.objects.values_list("code", flat=True),
            Attachment.objects.values_list("title", flat=True),
            RecipientGroup.objects.values_list("name", flat=True),
            Disclosure.objects.values_list("title", flat=True),
            Announcement.objects.values_list("title", flat=True),
            GROUNDS,
            MARKS,
            [*LOCAL.values(), *YEARLY.values()],  # what the standards file calls a local figure
        ):
            names |= {str(value) for value in rows if value}
        names |= {str(place_name(name)) for name in list(names)}
        names |= {name[0] for name in User.objects.values_list("name", flat=True)}
        ordered = sorted(names, key=len, reverse=True)
        assert visit(lambda page: chinese_in_frame(page, ordered), language="en") == ""


class TestPublic:
    @pytest.mark.parametrize(("width", "size"), [(1440, "normal"), (390, "normal"), (390, "large")])
    def test_it_is_there_for_everybody(
        self, chromium: Any, live_server: Any, cast: Any, county: Any, width: int, size: str
    ) -> None:
        item = open_item(county, cast)
        desk = Desk(chromium, live_server.url, width=width)
        desk.context.add_cookies([{"name": "youfu_size", "value": size, "url": live_server.url}])
        found = {}
        for path in (
            "/open",
            f"/open/{item.number}",
            "/open?q=年度确认",
            "/open/request",
            "/open/request/status",
            "/notices",
        ):
            assert desk.open(path) == 200, path
            found[path] = owed(desk.page) + sideways(desk.page)
        assert {path: wrong for path, wrong in found.items() if wrong} == {}
        desk.close()


class TestFilters:
    @pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
    def test_it_folds_on_a_phone_and_is_open_on_a_screen(
        self, chromium: Any, live_server: Any, make_person: Any, javascript: bool
    ) -> None:
        make_person("陈建国")
        phone = Desk(chromium, live_server.url, width=390, javascript=javascript).sign_in("clerk")
        phone.open("/people")
        town, search = phone.page.get_by_label("镇街道"), phone.page.locator("main input[name=q]")
        assert (town.is_visible(), search.is_visible()) == (False, True)
        place = phone.page.get_by_role("link", name="陈建国").bounding_box()
        assert place
        assert place["y"] < 600
        phone.page.get_by_text("筛选条件").click()
        town.wait_for()
        phone.close()
        screen = Desk(chromium, live_server.url, javascript=javascript).sign_in("clerk")
        screen.open("/people")
        assert screen.page.get_by_label("镇街道").is_visible()
        assert not screen.page.get_by_text("筛选条件").is_visible()
        screen.close()


class TestPrint:
    def test_it_prints_every_reason_and_no_controls(
        self, chromium: Any, live_server: Any, things: Any
    ) -> None:
        desk = Desk(chromium, live_server.url).sign_in("reviewer")
        desk.open(reverse("roll", args=[things["roll"].pk]))
        assert not desk.page.locator("tr.why").first.is_visible()
        desk.page.emulate_media(media="print")
        assert desk.page.locator("tr.why").first.is_visible()
        for control in ("nav.rail", "header.bar", ".head .acts", "#lines form", "input.more"):
            assert not desk.page.locator(control).first.is_visible(), control
        desk.close()
