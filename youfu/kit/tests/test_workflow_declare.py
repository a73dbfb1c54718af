"""Declaring a type: a route that cannot be walked is refused at import."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django import forms
from django.apps import apps

from youfu.kit.models import Application
from youfu.kit.tests import sample as s
from youfu.kit.workflow import MAKER, TYPES, Step, form, limits, register
from youfu.kit.workflow.route import at_level

TWICE = (s.TOWN, s.TOWN)
FORWARD = (replace(s.TOWN, returns_to=("review",)), s.REVIEW)
BACK_TO_ITSELF = (s.TOWN, replace(s.REVIEW, returns_to=("review",)))


class TestRegister:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"steps": ()}, "codes of their own"),
            ({"steps": TWICE}, "codes of their own"),
            ({"steps": (replace(s.TOWN, code=MAKER),)}, "codes of their own"),
            ({"steps": FORWARD}, "does not come before"),
            ({"steps": BACK_TO_ITSELF}, "does not come before"),
            ({"publicity": None}, "publishes what nobody declared"),
            ({"steps": (s.TOWN, s.NOTICE)}, "a notice decides nothing"),
            ({"steps": (s.HOSPITAL,)}, "nobody of the bureau"),
            ({"code": "rural_veteran"}, "declared twice"),
            ({"number": 13}, "declared twice"),
        ],
    )
    def test_it_refuses_a_route_that_cannot_be_walked(self, change: dict[str, Any], why: str) -> None:
        with pytest.raises(ValueError, match=why):
            register(s.sample(**change))
        assert "sample" not in TYPES

    def test_it_takes_one_that_can(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(TYPES, "sample", s.sample())
        del TYPES["sample"]
        assert register(s.sample()).prefix == "99"

    def test_it_needs_a_permission_at_every_step(self) -> None:
        wrong: Any = "applications.town"
        with pytest.raises(TypeError, match="names no permission"):
            Step("town", "初审", "town", wrong)


class TestForm:
    def test_it_is_told_whose_it_is(self) -> None:
        class Personal(forms.Form):
            for_person = True

            def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.person = person

        assert form.build(s.sample(form=Personal), "马有田").person == "马有田"  # type: ignore[attr-defined]

    def test_it_reads_what_it_can(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(TYPES, "sample", s.sample())
        given = {"amount": "12,x", "since": "not a day", "kind": "2"}
        nobody: Any = apps.get_model("people.Person")()
        application = Application(type="sample", given=given, person=nobody)
        values = form.cleaned(application)
        assert (values["amount"], values["since"], values["kind"]) == (None, None, 2)
        assert form.refused(application) == ["申请金额", "发生日期"]
        assert form.empty(application) == ["申请金额", "发生日期"]


class TestLimits:
    def test_it_knows_nothing_without_a_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from datetime import date

        monkeypatch.setattr(limits, "_LOOKUPS", [])
        assert limits.limit("limit.town", "/", date(2026, 11, 2)) is None
        lookup = limits.provide(lambda code, path, day: limits.Limit(code, 5, "示例", False))
        found = limits.limit("limit.town", "/", date(2026, 11, 2))
        assert found == lookup("limit.town", "/", date(2026, 11, 2))
        assert limits.limit("", "/", date(2026, 11, 2)) is None


class TestLevels:
    @pytest.mark.parametrize(
        ("level", "depth"), [("province", 1), ("city", 2), ("county", 3), ("town", 4), ("village", 4)]
    )
    def test_it_takes_a_path_down_to_a_level(self, level: str, depth: int) -> None:
        codes = ["330000000000", "330400000000", "330483000000", "330483100000"]
        assert at_level(f"/{'/'.join(codes)}/", level) == f"/{'/'.join(codes[:depth])}/"
