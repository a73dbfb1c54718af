"""Accounts and roles, the trail, refusals, jobs, verification."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from youfu.kit.actions import ACTIONS
from youfu.kit.models import AuditEvent, Denial, JobRun
from youfu.modules.administration.pages.trail import KEYS
from youfu.modules.organisations.models import Grant, User


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestUsers:
    def test_it_lists_accounts_of_ones_own_region(self, cast: Any) -> None:
        names = [user.username for user, _cells in client_of(cast.auditor).get("/users").context["lines"]]
        assert "clerk" in names
        assert "stranger" not in names
        assert client_of(cast.auditor).get(f"/users/{cast.stranger.pk}").status_code == 404

    def test_it_narrows_by_role(self, cast: Any) -> None:
        lines = client_of(cast.auditor).get("/users", {"role": "finance"}).context["lines"]
        assert [user.username for user, _cells in lines] == ["finance"]

    def test_it_opens_an_account_and_tells_the_password_once(self, cast: Any) -> None:
        given = {"organisation": cast.clerk.organisation_id, "username": "newcomer", "name": "新来的"}
        response = client_of(cast.sysadmin).post("/users/open", given)
        password = response.context["password"]
        assert User.objects.get(username="newcomer").check_password(password)
        assert not any(password in str(event.changes) for event in AuditEvent.objects.all())

    @pytest.mark.parametrize("username", ["", "A B", "clerk", "x"])
    def test_it_opens_no_account_with_a_bad_name(self, cast: Any, username: str) -> None:
        number = User.objects.count()
        given = {"organisation": cast.clerk.organisation_id, "username": username, "name": "某"}
        assert client_of(cast.sysadmin).post("/users/open", given).status_code == 422
        assert User.objects.count() == number

    def test_it_closes_an_account_at_once(self, cast: Any) -> None:
        theirs = client_of(cast.leader)
        assert client_of(cast.sysadmin).post(f"/users/{cast.leader.pk}/close").status_code == 302
        assert theirs.get("/").status_code == 302

    def test_it_resets_a_password(self, cast: Any) -> None:
        response = client_of(cast.sysadmin).post(f"/users/{cast.leader.pk}/password")
        assert User.objects.get(pk=cast.leader.pk).check_password(response.context["password"])


class TestGrants:
    def given(self, cast: Any, role: str) -> dict[str, Any]:
        return {"role": role, "region": cast.leader.organisation.region_id, "start": "2026-01-01"}

    def test_it_gives_and_withdraws_a_role(self, cast: Any) -> None:
        client = client_of(cast.secadmin)
        assert client.post(f"/users/{cast.leader.pk}/grant", self.given(cast, "records")).status_code == 302
        grant = Grant.objects.get(user=cast.leader, role="records")
        assert client.post(f"/grants/{grant.pk}/withdraw").status_code == 302
        grant.refresh_from_db()
        assert grant.valid.upper is not None

    @pytest.mark.parametrize("role", ["benefits_clerk", "finance", "security_administrator"])
    def test_it_refuses_incompatible_roles(self, cast: Any, role: str) -> None:
        response = client_of(cast.secadmin).post(f"/users/{cast.leader.pk}/grant", self.given(cast, role))
        assert response.status_code == 422
        assert not Grant.objects.filter(user=cast.leader, role=role).exists()


class TestTrail:
    def test_it_shows_what_was_done_in_words(self, cast: Any) -> None:
        client_of(cast.secadmin).post(
            f"/users/{cast.leader.pk}/grant",
            {"role": "records", "region": cast.leader.organisation.region_id, "start": "2026-01-01"},
        )
        text = client_of(cast.auditor).get("/trail", {"action": "grant.give"}).content.decode()
        assert "授予角色" in text
        assert "档案" in text
        assert cast.secadmin.label in text

    def test_it_has_a_word_for_all_that_is_recorded(self) -> None:
        recorded = {name for declared in ACTIONS.values() for name in declared.record}
        assert recorded - set(KEYS) == set()

    def test_it_shows_refusals(self, cast: Any) -> None:
        client_of(cast.office).get("/people")
        assert Denial.objects.count() == 1
        text = client_of(cast.auditor).get("/trail/denials").content.decode()
        assert "/people" in text
        assert cast.office.label in text

    @pytest.mark.parametrize("day", ["2026-11-31", "x"])
    def test_it_bears_days_that_are_none(self, cast: Any, day: str) -> None:
        assert client_of(cast.auditor).get("/trail", {"on": day}).status_code == 200


class TestJobs:
    def test_it_shows_progress_then_the_result(self, cast: Any, county: Any) -> None:
        run = JobRun.objects.create(kind="x", title="检查", path=county.path, by=cast.clerk, done=1, total=4)
        client = client_of(cast.auditor)
        assert "25%" in client.get("/jobs").content.decode()
        assert (
            'id="progress"' in client.get(f"/jobs/{run.pk}", headers={"HX-Request": "true"}).content.decode()
        )
        assert client_of(cast.stranger).get(f"/jobs/{run.pk}").status_code == 404


class TestVerify:
    def test_it_runs_when_asked(self, cast: Any) -> None:
        client = client_of(cast.auditor)
        assert "尚未核验" in client.get("/verify").content.decode()
        assert "全部相符" in client.post("/verify").content.decode()
