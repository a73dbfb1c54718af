"""Opening belongs to a place: whoever holds all of these rights in the next county holds none of them here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from youfu.kit import clock
from youfu.modules.documents.actions import disclosing, policies, requesting
from youfu.modules.documents.models import InformationRequest, OfficialDocument
from youfu.modules.documents.pages.opening.items import waiting_for
from youfu.modules.documents.tests.opening import VALUES, client_of, make_item, open_item

ASKED = {"applicant_kind": "citizen", "applicant": "王小明", "contact": "x", "form": "", "wanted": "资金"}
ITEM: dict[str, Callable[[Any, Any], Any]] = {
    "edit": lambda item, by: disclosing.edit(item, values={"title": "别的"}, by=by),
    "submit": lambda item, by: disclosing.submit(item, by=by),
    "return": lambda item, by: disclosing.send_back(item, why="x", by=by),
    "release": lambda item, by: disclosing.release(item, by=by),
    "reconsider": lambda item, by: disclosing.reconsider(item, by=by),
    "correct": lambda item, by: disclosing.correct(item, values={"title": "别的"}, why="x", by=by),
    "correction": lambda item, by: disclosing.release_correction(item, by=by),
    "correction-drop": lambda item, by: disclosing.drop_correction(item, why="x", by=by),
    "withdraw": lambda item, by: disclosing.withdraw(item, why="x", by=by),
}
LATER = timedelta(days=10)
REQUEST: dict[str, Callable[[Any, Any], Any]] = {
    "assign": lambda row, by: requesting.assign(row, handler=by.organisation, by=by),
    "ask": lambda row, by: requesting.ask_supplement(row, what="x", until=clock.today() + LATER, by=by),
    "supplied": lambda row, by: requesting.supplied(row, text="x", on=clock.today(), by=by),
    "consult": lambda row, by: requesting.consult(row, whom="x", by=by),
    "consulted": lambda row, by: requesting.consulted(row, text="x", on=clock.today(), by=by),
    "extend": lambda row, by: requesting.extend(row, why="x", by=by),
    "draft": lambda row, by: requesting.draft(row, answer=requesting.Answer("given", "x"), by=by),
    "return": lambda row, by: requesting.send_back(row, why="x", by=by),
    "answer": lambda row, by: requesting.answer(row, by=by),
    "withdraw": lambda row, by: requesting.withdraw(row, why="x", by=by),
    "reveal": lambda row, by: requesting.reveal(row, purpose="x", by=by),
}


@pytest.fixture
def asked(county: Any, cast: Any) -> InformationRequest:
    row: InformationRequest = requesting.register(
        county, asked=ASKED, way="letter", received_on=clock.today(), by=cast.office
    )
    return row


class TestItem:
    def test_it_is_not_made_next_door(
        self, county: Any, issued: OfficialDocument, cast: Any, stranger_office: Any
    ) -> None:
        with pytest.raises(PermissionDenied):
            disclosing.make(county, values=VALUES, by=stranger_office)
        with pytest.raises(PermissionDenied):
            disclosing.make_from(issued, by=stranger_office)
        with pytest.raises(PermissionDenied):
            policies.adopt(issued, by=cast.stranger)  # who keeps the standards, next door
        client = client_of(stranger_office)
        assert client.get(reverse("document-disclose", args=[issued.pk])).status_code == 404
        assert client_of(cast.stranger).get(reverse("document-adopt", args=[issued.pk])).status_code == 404
        here = disclosing.make(stranger_office.organisation.region, values=VALUES, by=stranger_office)
        assert here.state == "draft"  # what is refused above is the place, not the role

    @pytest.mark.parametrize("verb", sorted(ITEM))
    def test_nothing_is_done_with_it_next_door(
        self, county: Any, cast: Any, stranger_office: Any, verb: str
    ) -> None:
        item = make_item(county, cast.office)
        with pytest.raises(PermissionDenied):
            ITEM[verb](item, stranger_office)
        client, url = client_of(stranger_office), reverse(f"disclosure-{verb}", args=[item.pk])
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)

    def test_it_does_not_exist_next_door(self, county: Any, cast: Any, stranger_office: Any) -> None:
        item = open_item(county, cast)
        disclosing.submit(make_item(county, cast.office), by=cast.office)
        client = client_of(stranger_office)
        assert client.get(reverse("disclosure", args=[item.pk])).status_code == 404
        assert client.get(reverse("disclosures")).context["lines"] == []
        assert waiting_for(stranger_office) == 0
        assert item.title not in client.get("/").content.decode()


class TestRequest:
    def test_it_is_not_registered_next_door(self, county: Any, stranger_office: Any) -> None:
        with pytest.raises(PermissionDenied):
            requesting.register(
                county, asked=ASKED, way="letter", received_on=clock.today(), by=stranger_office
            )

    @pytest.mark.parametrize("verb", sorted(REQUEST))
    def test_nothing_is_done_with_it_next_door(
        self, asked: InformationRequest, stranger_office: Any, verb: str
    ) -> None:
        with pytest.raises(PermissionDenied):
            REQUEST[verb](asked, stranger_office)
        client, url = client_of(stranger_office), reverse(f"information-request-{verb}", args=[asked.pk])
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)

    def test_it_does_not_exist_next_door(
        self, asked: InformationRequest, cast: Any, stranger_office: Any
    ) -> None:
        requesting.draft(asked, answer=requesting.Answer("given", "x"), by=cast.office)
        client = client_of(stranger_office)
        for name in ("information-request", "information-request-letter", "information-request-file"):
            assert client.get(reverse(name, args=[asked.pk])).status_code == 404, name
        assert client.get(reverse("information-requests")).context["lines"] == []
        assert waiting_for(stranger_office) == 0
        assert str(asked.number) not in client.get("/").content.decode()
