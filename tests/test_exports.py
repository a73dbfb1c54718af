"""Every list can be taken away: by whoever may, as it stands on the page, and on record."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from openpyxl import load_workbook

from youfu.kit.access import ROLES
from youfu.kit.models import AuditEvent
from youfu.kit.pages import Exported, ListPage
from youfu.kit.pages.columns import EXTENSIONS
from youfu.modules.organisations.models import Grant
from youfu.modules.recognition.models import Campaign

ROOT = Path(__file__).resolve().parent.parent
assert get_resolver().url_patterns  # every page is declared by now

# List pages that cannot be taken away, each with its reason.
WITHOUT = {"incoming-book": "the register of a year as it is printed and bound; the register has the button"}
# Columns that stay out of the workbook, each with its reason.
LEFT_OUT = {
    ("supervision", "操作"): "a button",
    ("confirmations", "操作"): "a button",
    ("groups", "操作"): "a button",
}
# Templates with a table that is no list of its own, each with its reason.
NO_LIST = {
    "kit/table.html": "the table of every list page, whose head has the button",
    "documents/delivering/deliver.html": "the columns of a reply form, to fill in",
    "documents/delivering/delivery.html": "one delivery: its own reply and those below it; the inbox is exported",
    "documents/delivering/matrix_table.html": "the recipients of one document; the inbox and the overview are exported",
    "documents/opening/changes.html": "one item, before and after a correction",
    "documents/opening/text.html": "a table inside the text of an item",
    "documents/sending/sheet.html": "a table inside the text of a document, with its own .docx",
    "documents/sending/versions.html": "two versions of one draft, side by side",
    "home/sign_in.html": "the accounts of a trial site",
    "administration/region.html": "one division: what it was called; the list of divisions is exported",
    "administration/user.html": "one account and its roles; the list of accounts is exported",
    "payments/changes.html": "standards changed since the last roll: the list of standards is exported",
    "payments/panels/history.html": "one person's payments on their own page",
    "payments/panels/one_offs.html": "one person's part of a list that is exported",
    "people/parts/accounts.html": "one person's file",
    "people/parts/disability.html": "one person's file",
    "people/parts/family.html": "one person's file",
    "people/parts/log.html": "one person's file",
    "people/parts/service.html": "one person's file",
    "recognition/letter.html": "a letter, with its own .docx",
    "recognition/panels/entitlements.html": "one person's entitlements on their own page",
    "recognition/parts/archive_inside.html": "a part of the archive page, which has the button",
    "recognition/parts/archive_items.html": "a part of the archive page, which has the button",
    "recognition/parts/archive_volumes.html": "a part of the archive page, which has the button",
    "recognition/parts/board.html": "counts, each of which opens its list, which is exported",
    "recognition/run.html": "an import's refused rows, which are taken away as the workbook to correct",
    "recognition/supervision.html": "counts above a list page, which has the button",
    "reports/group.html": "a part of the page of reports, which has the button",
    "standards/policy.html": "the standards of one policy document; the list of standards is exported",
    "standards/detail.html": "one standard and those before it; the list of standards is exported",
}


def kinds(above: type[Any]) -> Iterator[type[Any]]:
    for page in above.__subclasses__():
        if page.__module__.startswith("youfu.modules.") and not page.abstract:
            yield page
        yield from kinds(page)


LISTS = sorted(kinds(ListPage), key=lambda page: page.__qualname__)
EXPORTED = sorted({p for p in kinds(Exported) if p.export}, key=lambda page: page.__qualname__)


def address(page: type[Any]) -> str | None:
    """Its address; None when it needs to know of which thing."""
    try:
        return reverse(page.route)
    except NoReverseMatch:
        return None


def somebody(cast: Any, *permissions: str) -> Any:
    """Who may look and take away: both, not one of the two."""
    names = {
        "benefits_clerk": "clerk", "benefits_reviewer": "reviewer", "bureau_leader": "leader", "auditor": "auditor",
        "system_administrator": "sysadmin", "security_administrator": "secadmin", "finance": "finance",
        "documents": "office",
    }  # fmt: skip
    return next(
        getattr(cast, name) for role, name in names.items() if ROLES[role].permissions.issuperset(permissions)
    )


def lookers(page: type[Any]) -> list[str]:
    """Those of the cast who may look and not take away."""
    names = {
        "village_worker": "village",
        "counter": "counter",
        "bureau_leader": "leader",
        "auditor": "auditor",
    }
    rights = {name: ROLES[role].permissions for role, name in names.items()}
    return [n for n, may in rights.items() if page.permission in may and page.export not in may]


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.__qualname__)
class TestLists:
    def test_it_names_who_may_take_it_away(self, page: type[ListPage]) -> None:
        assert (page.export is not None) is (page.route not in WITHOUT)

    def test_it_takes_every_column(self, page: type[ListPage]) -> None:
        if isinstance(page.columns, property):  # they depend on the view; its own tests look at them
            return
        added = [c for c, _permission in EXTENSIONS[page.route].columns] if page.route in EXTENSIONS else []
        missing = {(page.route, str(c.title)) for c in (*page.columns, *added) if c.plain is None}
        assert missing == {named for named in LEFT_OUT if named[0] == page.route}


class TestWorkbooks:
    @pytest.mark.parametrize("page", [p for p in EXPORTED if address(p)], ids=lambda page: page.__qualname__)
    def test_it_is_taken_away_and_that_is_on_record(
        self, page: type[Exported], client: Client, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 16))
        user = somebody(cast, page.permission, page.export or "")
        client.force_login(user)
        assert "format=xlsx" in client.get(address(page) or "").content.decode()
        answer = client.get(address(page) or "", {"format": "xlsx"})
        assert answer.status_code == 200
        lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert user.label in str(lines[-1][0])
        assert ("含个人信息" in str(lines[-1][0])) is page.personal
        assert AuditEvent.objects.filter(action=f"{page.route}.export").count() == 1

    @pytest.mark.parametrize("page", [p for p in EXPORTED if lookers(p)], ids=lambda page: page.__qualname__)
    def test_it_is_refused_to_whoever_only_looks(
        self, page: type[Exported], client: Client, cast: Any, on_day: Any
    ) -> None:
        """Where looking and taking away are two permissions; a page that needs a thing of its own is asked by its own tests."""
        where = address(page)
        if where is None:
            assert page.route in {"roll", "confirmation-campaign"}
            return
        for name in lookers(page):
            client.force_login(getattr(cast, name))
            assert "format=xlsx" not in client.get(where).content.decode()
            assert client.get(where, {"format": "xlsx"}).status_code == 403


class TestPlaces:
    """Somebody who may look at the county and take away one town's."""

    @pytest.fixture
    def seconded(self, cast: Any) -> Any:
        town = cast.town.organisation.region
        since = DateRange(date(2020, 1, 1), None)
        for role in ("town_reviewer", "records"):
            Grant.objects.create(user=cast.counter, role=role, region=town, valid=since)
        return cast.counter

    def names(self, answer: Any) -> set[str]:
        lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        return {str(cell) for line in lines[:-1] for cell in line}

    def test_it_takes_a_list_away_from_where_one_may(
        self, client: Client, seconded: Any, cast: Any, make_person: Any
    ) -> None:
        town = cast.town.organisation.region_id[:9]
        make_person("王建军", village=town)
        make_person("李卫国", village="330483001")
        client.force_login(seconded)
        shown = client.get(reverse("people")).content.decode()
        assert "王建军" in shown
        assert "李卫国" in shown
        taken = self.names(client.get(reverse("people"), {"format": "xlsx"}))
        assert "王建军" in taken
        assert "李卫国" not in taken

    def test_it_keeps_what_is_elsewhere_on_the_page(
        self, client: Client, seconded: Any, county: Any, cast: Any
    ) -> None:
        campaign = Campaign.objects.create(
            county=county, year=2026, opens_on=date(2026, 3, 1), due_on=date(2026, 6, 30), basis="县局〔2026〕3号",
            opened_by=cast.clerk,
        )  # fmt: skip
        where = reverse("confirmation-campaign", args=[campaign.pk])
        client.force_login(seconded)
        assert "format=xlsx" not in client.get(where).content.decode()
        assert client.get(where, {"format": "xlsx"}).status_code == 403
        client.force_login(cast.clerk)
        assert "format=xlsx" in client.get(where).content.decode()
        assert client.get(where, {"format": "xlsx"}).status_code == 200

    def test_it_takes_the_contributed_columns(self, client: Client, cast: Any, make_person: Any) -> None:
        make_person()
        client.force_login(cast.clerk)
        assert "月待遇（元）" in self.names(client.get(reverse("people"), {"format": "xlsx"}))


class TestTemplates:
    def test_it_knows_of_every_table_why_it_has_no_button(self) -> None:
        bare = set()
        for path in ROOT.glob("youfu/**/templates/**/*.html"):
            text, name = path.read_text(), path.as_posix().partition("/templates/")[2]
            if "<table" in text and not re.search(r"format='?=?'?xlsx", text):
                bare.add(name)
        assert bare == set(NO_LIST)
