"""user.change_password: one's own password, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.modules.home.actions import change_password
from youfu.modules.organisations.actions import give_grant, open_account, reset_password


class TestChangePassword:
    def test_it_changes_ones_own(self, cast: Any) -> None:
        change_password(cast.clerk, password="long-enough-for-anybody", by=cast.clerk)
        cast.clerk.refresh_from_db()
        assert cast.clerk.check_password("long-enough-for-anybody")

    @pytest.mark.parametrize("who", ["sysadmin", "reviewer", "stranger"])
    def test_it_refuses_somebody_elses(self, cast: Any, who: str) -> None:
        with pytest.raises((Refused, PermissionDenied)):
            change_password(cast.clerk, password="long-enough-for-anybody", by=getattr(cast, who))


class TestFirstPassword:
    def test_it_has_to_be_changed_before_anything_else(self, cast: Any, client: Any) -> None:
        office = cast.clerk.organisation
        user, word = open_account(office, username="new", name="新人", by=cast.sysadmin)
        give_grant(user, role="auditor", region=office.region, by=cast.secadmin)
        client.post("/sign-in", {"username": "new", "password": word})
        for url in ("/", "/people", "/rolls"):
            assert client.get(url)["Location"] == "/password"
        assert "初始密码" in client.get("/password").content.decode()
        own = "only-i-know-this-one"
        given = {"old_password": word, "new_password1": own, "new_password2": own}
        assert client.post("/password", given).status_code == 302
        assert client.get("/people").status_code == 200

    def test_it_is_asked_for_again_after_a_reset(self, cast: Any, client: Any) -> None:
        reset_password(cast.clerk, by=cast.sysadmin)
        cast.clerk.refresh_from_db()
        client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/people")["Location"] == "/password"
