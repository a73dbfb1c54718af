"""user.change_password: one's own password, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.modules.home.actions import change_password


class TestChangePassword:
    def test_it_changes_ones_own(self, cast: Any) -> None:
        change_password(cast.clerk, password="long-enough-for-anybody", by=cast.clerk)
        cast.clerk.refresh_from_db()
        assert cast.clerk.check_password("long-enough-for-anybody")

    @pytest.mark.parametrize("who", ["sysadmin", "reviewer", "stranger"])
    def test_it_refuses_somebody_elses(self, cast: Any, who: str) -> None:
        with pytest.raises((Refused, PermissionDenied)):
            change_password(cast.clerk, password="long-enough-for-anybody", by=getattr(cast, who))
