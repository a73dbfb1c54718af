"""A step that no account could act at: said plainly, and a village's opinion entered by the town from its paper."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.models import Application, ApplicationStep, Decision, EvidenceFile, Notice
from youfu.kit.tests.papers import picture
from youfu.kit.workflow import deciding, evidence, holders
from youfu.modules.organisations.actions import close_account, give_grant, open_account
from youfu.modules.recognition.pages.applications import stuck, waiting
from youfu.modules.recognition.queries import COUNTED
from youfu.modules.recognition.tests import journey, test_type_martyr_children
from youfu.modules.recognition.tests.applying import client_of, press

pytestmark = pytest.mark.django_db
GIVEN = test_type_martyr_children.TestMartyrChild.given
VILLAGE = Permission.APPLICATIONS_VILLAGE


REMEDY = "请系统管理员再开立一个账号，并请安全管理员在“乌镇镇”授予它“镇街道审核”角色。"


def elsewhere(make_person: Any, cast: Any) -> Any:
    """Somebody of a village of the town in which nobody has an account."""
    person = make_person("陆老年", born=date(1950, 3, 1))
    home = cast.village.organisation.region
    person.household_region = type(home).objects.filter(parent=home.parent).exclude(pk=home.pk).first()
    person.save()
    return person


def second(cast: Any, username: str = "town_two") -> Any:
    """One more account of the town that may review there."""
    organisation = cast.town.organisation
    user, _password = open_account(organisation, username=username, name="沈明", by=cast.sysadmin)
    give_grant(user, role="town_reviewer", region=organisation.region, by=cast.secadmin)
    return user


def page_of(application: Application, user: Any) -> str:
    answer = client_of(user).get(f"/applications/{application.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(application: Application, user: Any, *, order: int, counts: bool) -> None:
    Decision.objects.create(
        application=application, order=order, round=1, step="示例", verb="pause", by=user, author=user.name, counts=counts
    )  # fmt: skip


@pytest.fixture
def application(make_person: Any, apply_for: Any, cast: Any, settings: Any, tmp_path: Any) -> Application:
    """Made at the counter for somebody of a village of the town in which nobody has an account."""
    settings.FILES = tmp_path
    made: Application = apply_for(elsewhere(make_person, cast), "martyr_child", GIVEN, by=cast.counter)
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
        close_account(cast.town, by=cast.sysadmin)
        assert COUNTED["nobodys"](Application.objects.all()).get() == application
        assert "没有账号能办“镇街道初审”这一环节</b>　请安全管理员授权。" in page_of(application, cast.leader)
        second(cast)
        assert not COUNTED["nobodys"](Application.objects.all()).exists()
        assert "没有账号能办" not in page_of(application, cast.leader)

    def test_it_asks_who_holds_it_there_or_above(self, cast: Any) -> None:
        own = cast.village.organisation.region.path
        town = own.rsplit("/", 2)[0] + "/"
        asked = [
            (VILLAGE, own),
            (VILLAGE, town),
            (Permission.APPLICATIONS_TOWN, own),
            ("applications.gone", own),
        ]
        assert holders.able(asked) == {
            (VILLAGE, own): {cast.village.pk},
            (VILLAGE, town): set(),
            (Permission.APPLICATIONS_TOWN, own): {cast.town.pk},
            ("applications.gone", own): set(),
        }


class TestUsedUp:
    """Everybody who could act at the step acted at another one of the application already: four eyes leave nobody."""

    def test_it_is_said_before_the_only_town_account_enters_the_villages_paper(
        self, application: Application, paper: EvidenceFile, cast: Any
    ) -> None:
        text = page_of(application, cast.town)
        assert "您办理本环节后，能办“镇街道初审”的人就都已办理过本件。</b>　" + REMEDY in text
        second(cast)
        assert "您办理本环节后" not in page_of(application, cast.town)

    def test_it_stands_on_the_board_in_its_list_and_on_the_application_until_one_more_may(
        self, application: Application, paper: EvidenceFile, cast: Any
    ) -> None:
        stand_in(application, paper, cast.town)
        leader = client_of(cast.leader)
        assert "1 件申请所在的环节没有账号能办" in leader.get("/supervision").content.decode()
        listed = leader.get("/applications", {"view": "running", "counted": "nobodys"})
        assert [row.pk for row, _cells in listed.context["lines"]] == [application.pk]
        said = "能办“镇街道初审”这一环节的人都已在其他环节办理过本件</b>　" + REMEDY
        assert said in page_of(application, cast.leader)
        more = second(cast)
        assert not COUNTED["nobodys"](Application.objects.all()).exists()
        assert said not in page_of(application, cast.leader)
        deciding.decide(application, verdict=journey.verdict(application), by=more)

    def test_it_is_said_of_the_village_too_where_the_town_handed_it_in(
        self, make_person: Any, apply_for: Any, cast: Any
    ) -> None:
        """The town may enter the village's paper, but the only account there made the application."""
        made = apply_for(elsewhere(make_person, cast), "martyr_child", GIVEN, by=cast.town)
        assert made.steps.get(order=made.position).code == "village"
        assert "没有账号能办“村（社区）意见”这一环节</b>　" + REMEDY in page_of(made, cast.leader)
        second(cast)
        assert "由镇街道录入村社区签章的纸质意见" in page_of(made, cast.leader)

    def test_it_needs_all_of_them_at_another_step_with_an_act_that_counts(
        self, make_person: Any, apply_for: Any, cast: Any
    ) -> None:
        """Three may review for the town: it is nobody's once all acted elsewhere, and somebody's again with a fourth."""
        person = journey.settle(make_person("陆老年", born=date(1950, 3, 1)), cast)
        application = apply_for(person, "martyr_child", GIVEN, by=cast.village)
        assert application.steps.get(order=application.position).code == "town"
        three = [cast.town, second(cast, "town_two"), second(cast, "town_three")]
        for n, user in enumerate(three):
            assert not COUNTED["nobodys"](Application.objects.all()).exists()
            act(application, user, order=2, counts=False)
            act(application, user, order=1, counts=False)
            assert not COUNTED["nobodys"](Application.objects.all()).exists()
            act(application, user, order=2 + n, counts=True)
        rows = COUNTED["nobodys"](Application.objects.all())
        assert rows.get() == application
        assert "都已在其他环节办理过本件" in page_of(application, cast.leader)
        second(cast, "town_four")
        assert not COUNTED["nobodys"](Application.objects.all()).exists()

    def test_it_is_not_about_what_is_recorded_of_others(
        self, application: Application, paper: EvidenceFile, cast: Any
    ) -> None:
        """A notice and a decision from elsewhere are concluded and recorded by whoever holds the step, four eyes apart."""
        stand_in(application, paper, cast.town)
        step = ApplicationStep(kind="review", order=2)
        only, acted = frozenset({cast.town.pk}), {cast.town.pk: 1}
        assert stuck.left(step, only, acted) == set()
        assert stuck.left(step, only, {cast.town.pk: 2}) == only
        for kind in ("publicity", "outside"):
            step.kind = kind
            assert stuck.left(step, only, acted) == only


class TestAbolished:
    """A step whose permission the program does not know any more."""

    @pytest.fixture
    def gone(self, application: Application) -> Application:
        with pgtrigger.ignore("kit.ApplicationStep:copy_stays"):
            application.steps.filter(order=application.position).update(permission="applications.gone")
        return application

    def test_it_opens_for_everybody_and_can_be_withdrawn(self, gone: Application, cast: Any) -> None:
        assert COUNTED["nobodys"](Application.objects.all()).get() == gone
        for who in (cast.leader, cast.town, cast.clerk, cast.counter):
            text = page_of(gone, who)
            assert "“村（社区）意见”环节的权限已取消，请撤回本件后重新申请。" in text
            assert 'id="decide"' not in text
        counter = client_of(cast.counter)
        assert counter.get(f"/applications/{gone.pk}").context["forms"].keys() == {"withdraw"}
        press(counter, gone, "withdraw", reason="重新申请")
        gone.refresh_from_db()
        assert gone.state == "withdrawn"

    def test_it_may_be_the_step_of_a_notice(self, published: Notice, cast: Any) -> None:
        made = published.application
        with pgtrigger.ignore("kit.ApplicationStep:copy_stays"):
            made.steps.filter(order=made.position).update(permission="applications.gone")
        assert "环节的权限已取消" in page_of(made, cast.town)
        days = client_of(cast.town).get(f"/applications/{made.pk}/notice/days")
        assert "环节的权限已取消" in days.content.decode()

    def test_it_takes_no_decision_and_no_paper(self, gone: Application, cast: Any) -> None:
        answer = press(client_of(cast.town), gone, choice="approve", opinion="同意")
        assert "环节的权限已取消" in answer.content.decode()
        assert not evidence.may_change(gone, cast.town)

    def test_a_stranger_does_not_find_it(self, gone: Application, cast: Any) -> None:
        assert client_of(cast.stranger).get(f"/applications/{gone.pk}").status_code == 404


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
