"""A step that no account could act at: said plainly, and a village's opinion entered by the town from its paper."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.models import Application, Decision, EvidenceFile
from youfu.kit.tests.papers import picture
from youfu.kit.workflow import deciding, evidence, holders
from youfu.modules.organisations.actions import close_account
from youfu.modules.recognition.pages.applications import waiting
from youfu.modules.recognition.queries import COUNTED
from youfu.modules.recognition.tests import journey, test_type_martyr_children
from youfu.modules.recognition.tests.applying import client_of

pytestmark = pytest.mark.django_db
GIVEN = test_type_martyr_children.TestMartyrChild.given
VILLAGE = Permission.APPLICATIONS_VILLAGE


@pytest.fixture
def application(make_person: Any, apply_for: Any, cast: Any, settings: Any, tmp_path: Any) -> Application:
    """Made at the counter for somebody of a village of the town in which nobody has an account."""
    settings.FILES = tmp_path
    person = make_person("陆老年", born=date(1950, 3, 1))
    home = cast.village.organisation.region
    person.household_region = type(home).objects.filter(parent=home.parent).exclude(pk=home.pk).first()
    person.save()
    made: Application = apply_for(person, "martyr_child", GIVEN, by=cast.counter)
    assert made.steps.get(order=made.position).code == "village"
    return made


@pytest.fixture
def paper(application: Application, cast: Any) -> EvidenceFile:
    file = io.BytesIO(picture())
    file.name = "opinion.jpg"
    added: EvidenceFile = evidence.add(application, paper="other", file=file, by=cast.town)
    return added


def stand_in(application: Application, paper: EvidenceFile | None, by: Any) -> Application:
    given = {"paper": paper, "paper_of": "虹桥村村委会"} if paper else {}
    seen = journey.verdict(application, opinion="情况属实", **given)
    decided: Application = deciding.decide(application, verdict=seen, by=by)
    return decided


class TestSaid:
    def test_it_stands_on_the_board_in_its_list_and_on_the_application(
        self, application: Application, cast: Any
    ) -> None:
        leader = client_of(cast.leader)
        assert "1 件申请所在的环节没有账号能办" in leader.get("/supervision").content.decode()
        listed = leader.get("/applications", {"view": "running", "counted": "nobodys"})
        assert [row.pk for row, _cells in listed.context["lines"]] == [application.pk]
        text = leader.get(f"/applications/{application.pk}").content.decode()
        assert "没有账号能办“村（社区）意见”这一环节" in text
        assert "由镇街道录入村社区签章的纸质意见" in text

    def test_it_is_said_of_any_step_and_no_more_once_somebody_may(
        self, application: Application, cast: Any, paper: EvidenceFile
    ) -> None:
        stand_in(application, paper, cast.town)
        assert not COUNTED["nobodys"](Application.objects.all()).exists()
        close_account(cast.town, by=cast.sysadmin)
        assert COUNTED["nobodys"](Application.objects.all()).get() == application
        text = client_of(cast.leader).get(f"/applications/{application.pk}").content.decode()
        assert "没有账号能办“镇街道初审”这一环节" in text
        assert "请安全管理员授权" in text

    def test_it_asks_whether_somebody_holds_it_there_or_above(self, cast: Any) -> None:
        own = cast.village.organisation.region.path
        town = own.rsplit("/", 2)[0] + "/"
        assert holders.nobodys([(VILLAGE, own), (VILLAGE, town), (Permission.APPLICATIONS_TOWN, own)]) == [
            (VILLAGE, town)
        ]


class TestStandIn:
    def test_the_town_enters_the_villages_paper_and_somebody_else_reviews(
        self, application: Application, paper: EvidenceFile, cast: Any
    ) -> None:
        assert application in waiting.waiting(waiting.seen_by(cast.town), cast.town)
        assert 'id="decide"' in client_of(cast.town).get(f"/applications/{application.pk}").content.decode()
        after = stand_in(application, paper, cast.town)
        assert after.steps.get(order=after.position).code == "town"
        written = after.decisions.latest("id")
        assert (written.paper_of, written.paper, written.counts) == ("虹桥村村委会", paper, True)
        with pytest.raises(Refused, match="须为不同人员"):
            deciding.decide(after, verdict=journey.verdict(after), by=cast.town)
        assert application not in waiting.waiting(waiting.seen_by(cast.town), cast.town)

    def test_the_database_keeps_four_eyes_over_it(
        self, application: Application, paper: EvidenceFile, cast: Any
    ) -> None:
        stand_in(application, paper, cast.town)
        with pytest.raises(IntegrityError, match="decision_never_on_two_steps"), transaction.atomic():
            Decision.objects.create(
                application=application, order=2, round=1, step="镇街道初审", verb="approve", by_id=cast.town.pk,
                author="姚建明", counts=True,
            )  # fmt: skip

    def test_it_is_refused_without_the_paper(self, application: Application, cast: Any) -> None:
        with pytest.raises(Refused, match="请上传村社区签章的纸质意见"):
            stand_in(application, None, cast.town)

    @pytest.mark.parametrize("who", ["counter", "clerk", "village", "stranger", "leader"])
    def test_it_is_refused_to_everybody_else(
        self, application: Application, paper: EvidenceFile, cast: Any, who: str
    ) -> None:
        with pytest.raises(PermissionDenied):
            stand_in(application, paper, getattr(cast, who))

    def test_where_the_village_has_an_account_it_is_the_villages(
        self, make_person: Any, apply_for: Any, cast: Any, settings: Any, tmp_path: Any
    ) -> None:
        settings.FILES = tmp_path
        person = journey.settle(make_person("陆老年", born=date(1950, 3, 1)), cast)
        application = apply_for(person, "martyr_child", GIVEN, by=cast.counter)
        assert application not in waiting.waiting(waiting.seen_by(cast.town), cast.town)
        assert application in waiting.waiting(waiting.seen_by(cast.village), cast.village)
        with pytest.raises(PermissionDenied):
            stand_in(application, None, cast.town)
        text = client_of(cast.leader).get(f"/applications/{application.pk}").content.decode()
        assert "没有账号能办" not in text
