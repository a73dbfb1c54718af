"""Type 3: a certificate exchanged, reissued or corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import EvidenceFile
from youfu.kit.workflow import actions, deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.people.actions import Rating, issue_certificate, rate_disability

pytestmark = pytest.mark.django_db
GIVEN = {
    "kind": "exchange", "category": "disabled_member", "old_number": "军浙D000001", "genuine": True, "reason": "",
}  # fmt: skip


@pytest.fixture
def holder(make_person: Any, cast: Any, on_day: Any) -> Any:
    on_day(date(2026, 11, 2))
    person = make_person("屠永福")
    rate_disability(person, rating=Rating(8, "duty"), on=date(2012, 4, 11), by=cast.clerk)
    issue_certificate(person, kind="残疾军人", number="军浙D000001", on=date(2012, 4, 11), by=cast.clerk)
    return person


def papers(application: Any) -> set[str]:
    return {paper["code"] for paper in actions.papers(application)}


class TestCertificate:
    def test_it_replaces_the_certificate_in_the_file(
        self, holder: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(holder, "certificate", GIVEN)
        assert list(application.steps.values_list("code", flat=True)) == [
            "examine", "review", "city", "province",
        ]  # fmt: skip
        decide_all(application, certificate="军浙D000099")
        assert application.outcome == "已办结，证件编号 军浙D000099。"
        assert [(c.number, c.valid.upper is None) for c in holder.certificates.order_by("valid")] == [
            ("军浙D000001", False), ("军浙D000099", True),
        ]  # fmt: skip

    def test_it_asks_each_kind_for_its_papers(self, holder: Any, cast: Any) -> None:
        draft = actions.draft(holder, kind="certificate", given=GIVEN, by=cast.counter)
        assert papers(draft) == {"form", "id_card", "photo", "certificate"}
        actions.revise(draft, given={**GIVEN, "kind": "loss"}, by=cast.counter)
        draft.refresh_from_db()
        assert papers(draft) == {"form", "id_card", "photo", "proof"}

    def test_it_refuses_for_a_forged_one_with_the_ground(
        self, holder: Any, apply_for: Any, cast: Any
    ) -> None:
        application = apply_for(holder, "certificate", {**GIVEN, "genuine": False})
        seen = (application.position, application.round)
        with pytest.raises(Refused, match="原证件真实"):
            deciding.decide(application, verdict=Verdict("approve", seen, "同意"), by=cast.clerk)
        rejected = Verdict("reject", seen, "发证机关查无此证", ground="forged")
        deciding.decide(application, verdict=rejected, by=cast.clerk)
        application.refresh_from_db()
        assert application.state == "refused"
        assert "第五十八条" in application.outcome
        assert holder.certificates.get().valid.upper is None

    def test_it_refuses_a_stranger(self, holder: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(holder, kind="certificate", given=GIVEN, by=cast.stranger)
        assert not EvidenceFile.objects.exists()
