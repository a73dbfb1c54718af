"""会签: only sections that can answer are asked, each answers once a round, and a question nobody answers can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import sending
from youfu.modules.documents.models import Consultation, OfficialDocument
from youfu.modules.documents.tests.sending import colleague, drafted, section, walked
from youfu.modules.organisations.models import Organisation, User

pytestmark = pytest.mark.django_db


def waiting(user: Any) -> set[int]:
    return set(OfficialDocument.objects.waiting_for(user).values_list("pk", flat=True))


class TestCountersign:
    def asked(self, cast: Any, *names: str) -> OfficialDocument:
        document = walked(cast, "check")
        sections = [section(name) for name in names]
        checked: OfficialDocument = sending.check(document, ask=sections, by=cast.office)
        return checked

    def test_it_waits_for_every_section_that_was_asked(self, cast: Any) -> None:
        second = colleague("second", "records", "办公室")
        document = self.asked(cast, "财务科", "办公室")
        assert document.state == "countersign"
        assert document.pk in waiting(cast.finance)
        document = sending.countersign(document, text="无意见", by=cast.finance)
        assert document.state == "countersign"
        assert document.pk not in waiting(cast.finance)
        assert sending.countersign(document, by=second).state == "sign"

    def test_it_asks_nobody_who_could_never_answer(self, cast: Any) -> None:
        """The office checks, the bureau's leader signs, in an empty section nobody sits."""
        document = walked(cast, "check")
        empty = Organisation.objects.create(
            kind="section", name="空科室", region=cast.office.organisation.region
        )
        assert section("财务科") in sending.may_be_asked(document)
        for body in (section("办公室"), cast.leader.organisation, empty):
            with pytest.raises(Refused, match="没有可以会签的人"):
                sending.check(document, ask=[body], by=cast.office)

    def test_it_can_be_taken_back_by_the_office_when_nobody_answers(self, cast: Any) -> None:
        document = self.asked(cast, "财务科")
        User.objects.filter(pk=cast.finance.pk).update(is_active=False)
        with pytest.raises(Stale, match="没有请您"):
            sending.give_back(document, why="等不到", by=cast.reviewer)
        assert sending.give_back(document, why="无人会签", by=cast.office).state == "draft"

    def test_it_goes_on_when_the_last_answered(self, cast: Any) -> None:
        assert sending.countersign(self.asked(cast, "财务科"), by=cast.finance).state == "sign"

    def test_it_may_be_asked_for_by_the_drafter(self, cast: Any) -> None:
        document = sending.submit(drafted(cast), ask=[section("财务科")], by=cast.clerk)
        assert sending.check(document, by=cast.office).state == "countersign"

    def test_it_is_answered_once_by_those_who_were_asked(self, cast: Any) -> None:
        colleague("second", "records", "办公室")
        document = self.asked(cast, "财务科", "办公室")
        with pytest.raises(Stale, match="没有请您"):
            sending.countersign(document, by=cast.reviewer)
        sending.countersign(document, by=cast.finance)
        with pytest.raises(Stale, match="已经会签"):
            sending.countersign(document, by=cast.finance)
        with pytest.raises(Stale, match="已经会签"):
            sending.give_back(document, why="晚了", by=cast.finance)

    def test_it_is_for_other_sections_of_the_bureau(self, cast: Any) -> None:
        document = walked(cast, "check")
        with pytest.raises(Refused, match="起草科室"):
            sending.check(document, ask=[cast.clerk.organisation], by=cast.office)
        with pytest.raises(Refused, match="本局"):
            sending.check(document, ask=[cast.stranger.organisation], by=cast.office)

    def test_it_is_asked_anew_in_a_new_round(self, cast: Any) -> None:
        document = self.asked(cast, "财务科")
        document = sending.give_back(document, why="经费来源不清", by=cast.finance)
        assert (document.state, document.round) == ("draft", 2)
        document = sending.submit(document, ask=[section("财务科")], by=cast.clerk)
        document = sending.check(document, by=cast.office)
        assert sending.countersign(document, by=cast.finance).state == "sign"
        assert Consultation.objects.filter(document=document).count() == 2

    def test_the_database_keeps_the_answer_and_waits_for_it(self, cast: Any) -> None:
        document = self.asked(cast, "财务科")
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialDocument.objects.filter(pk=document.pk).update(state="sign")
        sending.countersign(document, by=cast.finance)
        row = Consultation.objects.filter(document=document)
        for change in ({"answered_at": None}, {"round": 2}):
            with pytest.raises(DatabaseError), transaction.atomic():
                row.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()

    def test_it_is_refused_to_a_stranger(self, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            sending.countersign(self.asked(cast, "财务科"), by=cast.stranger)
