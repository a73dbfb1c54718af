"""The page of a user says in words what each right is."""

from __future__ import annotations

from youfu.kit.access import Permission
from youfu.modules.administration.pages.users import RIGHTS


def test_it_has_a_word_for_every_permission() -> None:
    assert set(RIGHTS) == set(Permission)
