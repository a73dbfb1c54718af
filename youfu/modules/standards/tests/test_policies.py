"""The policy library: what a document is, whether it is in force, what rests on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client

from youfu.kit import clock, indicators
from youfu.kit.errors import Refused, Stale
from youfu.modules.standards.actions import describe, repeal, restore
from youfu.modules.standards.models import PolicyDocument, PolicyStatus, Rate


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at_once(change: Callable[[], Any]) -> None:
    """Make a change and ask the database now what it asks at the end of a transaction."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@pytest.fixture
def cited(db: None) -> PolicyDocument:
    """A document a rate in force rests on."""
    return Rate.objects.on(clock.today()).order_by("pk")[0].document


@pytest.fixture
def other(db: None) -> PolicyDocument:
    return PolicyDocument.objects.create(title="新办法（示例）", number="示例〔2026〕9号")


class TestRepeal:
    def test_it_keeps_the_day_the_reason_and_what_came_instead(
        self, cited: PolicyDocument, other: PolicyDocument, cast: Any
    ) -> None:
        repeal(cited, on=clock.today(), why="示例〔2026〕9号", replaced_by=other, by=cast.clerk)
        cited.refresh_from_db()
        assert (cited.status, cited.replaced_by) == ("repealed", other)
        restore(cited, why="登记错了", by=cast.clerk)
        kept = [(row.status, row.why) for row in cited.statuses.order_by("id")]
        assert kept == [("repealed", "示例〔2026〕9号"), ("in_force", "登记错了")]
        cited.refresh_from_db()
        assert (cited.in_force, cited.repealed_on, cited.replaced_by) == (True, None, None)

    def test_it_leaves_the_rates_alone(self, cited: PolicyDocument, cast: Any) -> None:
        before = list(Rate.objects.filter(document=cited).order_by("pk").values())
        repeal(cited, on=clock.today(), why="x", by=cast.clerk)
        assert list(Rate.objects.filter(document=cited).order_by("pk").values()) == before

    def test_it_refuses_what_cannot_be(self, cited: PolicyDocument, other: PolicyDocument, cast: Any) -> None:
        today = clock.today()
        with pytest.raises(Refused, match="还没有到"):
            repeal(cited, on=today + timedelta(days=1), why="x", by=cast.clerk)
        with pytest.raises(Refused, match="依据或原因"):
            repeal(cited, on=today, why=" ", by=cast.clerk)
        with pytest.raises(Refused, match="另选"):
            repeal(cited, on=today, why="x", replaced_by=cited, by=cast.clerk)
        with pytest.raises(Stale):
            restore(cited, why="x", by=cast.clerk)
        repeal(cited, on=today, why="x", replaced_by=other, by=cast.clerk)
        with pytest.raises(Stale):
            repeal(cited, on=today, why="x", by=cast.clerk)
        with pytest.raises(Refused, match="另选"):
            repeal(other, on=today, why="x", replaced_by=cited, by=cast.clerk)  # a circle

    @pytest.mark.parametrize("who", ["stranger", "leader", "office", "village"])
    def test_it_is_for_whoever_keeps_the_standards_here(
        self, cited: PolicyDocument, cast: Any, who: str
    ) -> None:
        for act in (
            lambda by: repeal(cited, on=clock.today(), why="x", by=by),
            lambda by: restore(cited, why="x", by=by),
            lambda by: describe(cited, values={"issuer": "x"}, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(getattr(cast, who))

    def test_the_database_keeps_every_state(self, cited: PolicyDocument, cast: Any) -> None:
        repeal(cited, on=clock.today(), why="x", by=cast.clerk)
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyStatus.objects.update(why="别的")
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyDocument.objects.filter(pk=cited.pk).update(status="in_force")
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyDocument.objects.create(title="没人引用的").delete()

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "repealed", "repealed_on": date(2026, 1, 1)},  # nobody registered it
            {"title": "别的"},
            {"number": "示例〔2026〕10号"},
        ],
    )
    def test_the_database_holds_states_and_names(self, other: PolicyDocument, values: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            at_once(lambda: PolicyDocument.objects.filter(pk=other.pk).update(**values))

    def test_the_database_holds_the_last_state(
        self, cited: PolicyDocument, other: PolicyDocument, cast: Any
    ) -> None:
        said = {"status": "repealed", "on": clock.today(), "why": "x"}
        back = {"status": "in_force", "repealed_on": None, "replaced_by": None}
        at_once(lambda: repeal(cited, on=clock.today(), why="x", replaced_by=other, by=cast.clerk))
        with pytest.raises(DatabaseError), transaction.atomic():
            at_once(lambda: PolicyDocument.objects.filter(pk=cited.pk).update(**back))
        with pytest.raises(DatabaseError), transaction.atomic():
            at_once(lambda: PolicyStatus.objects.create(document=other, **said))
        at_once(lambda: restore(cited, why="x", by=cast.clerk))


class TestDescribe:
    def test_it_says_who_issued_it(self, cited: PolicyDocument, cast: Any) -> None:
        describe(
            cited,
            values={"issuer": "民政部", "level": "nation", "issued_on": date(2011, 7, 1)},
            by=cast.clerk,
        )
        cited.refresh_from_db()
        assert (cited.issuer, cited.level, cited.issued_on) == ("民政部", "nation", date(2011, 7, 1))

    def test_it_refuses_a_day_of_issue_after_the_repeal(self, other: PolicyDocument, cast: Any) -> None:
        repeal(other, on=date(2026, 3, 1), why="x", by=cast.clerk)
        with pytest.raises(Refused, match="不能晚于"):
            describe(other, values={"issued_on": date(2026, 6, 1)}, by=cast.clerk)
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyDocument.objects.filter(pk=other.pk).update(issued_on=date(2026, 6, 1))

    def test_it_keeps_what_was_said_before(self, other: PolicyDocument, cast: Any) -> None:
        describe(other, values={"issuer": "民政部"}, by=cast.clerk)
        describe(other, values={"issuer": "退役军人事务部"}, by=cast.clerk)
        history: Any = other
        assert [event.issuer for event in history.events.order_by("pgh_id")] == ["", "民政部"]

    def test_it_takes_no_address_that_runs(self, cited: PolicyDocument, cast: Any) -> None:
        with pytest.raises(Refused, match="http"):
            describe(cited, values={"url": "javascript:alert(1)"}, by=cast.clerk)


class TestCitedIn:
    @pytest.mark.parametrize("written", ["示例〔2026〕9号", "示例[2026]9号", "示例 ［2026］ 9 号"])
    def test_it_finds_a_number_however_it_is_written(self, other: PolicyDocument, written: str) -> None:
        assert list(PolicyDocument.objects.cited_in(f"依据《办法》（{written}）第三条")) == [other]

    def test_it_finds_nothing_in_other_words(self, other: PolicyDocument) -> None:
        assert list(PolicyDocument.objects.cited_in("依据有关规定")) == []


class TestPages:
    def test_it_warns_of_a_repealed_document_in_use(self, cited: PolicyDocument, cast: Any) -> None:
        client = client_of(cast.clerk)
        rate = Rate.objects.on(clock.today()).filter(document=cited)[0]
        assert "已于" not in client.get(f"/standards/{rate.pk}").content.decode()
        answer = client.post(
            f"/standards/documents/{cited.pk}/repeal", {"on": clock.today().isoformat(), "why": "新办法"}
        )
        assert answer.status_code == 302
        assert "废止" in client.get(f"/standards/{rate.pk}").content.decode()
        page = client.get(f"/standards/documents/{cited.pk}")
        assert page.context["running"] > 0
        assert cited in [row for row, _c in client.get("/standards/documents?view=in_use").context["lines"]]
        assert indicators.INDICATORS["standards.repealed"].compute(cast.clerk) == 1

    def test_it_names_a_document_without_title_and_number(self, cast: Any) -> None:
        bare = PolicyDocument.objects.get(title="", number="")
        client = client_of(cast.clerk)
        assert str(bare) == "无文号"
        twin = PolicyDocument.objects.create(title="无号的通知（示例）")
        PolicyDocument.objects.create(title="有号的通知（示例）", number="示例〔2026〕8号")
        page = client.get(f"/standards/documents/{twin.pk}/repeal").content.decode()
        assert f'<option value="{bare.pk}">无文号</option>' in page
        assert ">示例〔2026〕8号 有号的通知（示例）</option>" in page
        rate = Rate.objects.standing()[0]
        Rate.objects.filter(pk=rate.pk).update(document=bare)
        assert (
            f'<a href="/standards/documents/{bare.pk}">无文号</a>'
            in client.get(f"/standards/{rate.pk}").content.decode()
        )

    def test_it_offers_nothing_to_who_keeps_the_standards_elsewhere(
        self, cited: PolicyDocument, cast: Any
    ) -> None:
        client, where = client_of(cast.stranger), f"/standards/documents/{cited.pk}"
        assert "登记废止" not in client.get(where).content.decode()
        for verb in ("describe", "repeal", "restore"):
            assert client.get(f"{where}/{verb}").status_code == 403

    def test_it_is_read_by_every_station_and_changed_by_few(self, cited: PolicyDocument, cast: Any) -> None:
        page = client_of(cast.village).get(f"/standards/documents/{cited.pk}")
        assert page.status_code == 200
        assert page.context["rate_count"] > 0
        assert "登记废止" not in page.content.decode()
        assert client_of(cast.village).get(f"/standards/documents/{cited.pk}/repeal").status_code == 403
        assert client_of(cast.clerk).get("/standards/documents/0").status_code == 404

    def test_it_saves_a_description_and_takes_the_list_away(self, cited: PolicyDocument, cast: Any) -> None:
        client = client_of(cast.clerk)
        answer = client.post(
            f"/standards/documents/{cited.pk}/describe", {"issuer": "民政部", "level": "nation"}
        )
        assert answer.status_code == 302
        assert client.post(f"/standards/documents/{cited.pk}/restore", {"why": "x"}).status_code == 409
        assert cited in [row for row, _c in client.get("/standards/documents?level=nation").context["lines"]]
        assert client.get("/standards/documents?format=xlsx").status_code == 200
