"""Small slips and quick hands: forms that changed meanwhile, broken addresses, double clicks, numbers that are their list's."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.kit.pages.todo import todos
from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.chasing import chase
from youfu.modules.documents.actions.delivering import forward, set_reply_form, withdraw
from youfu.modules.documents.models import Delivery, OfficialDocument, Reminder
from youfu.modules.documents.pages import delivering as delivering  # declares what is to do
from youfu.modules.documents.pages.delivering.matrix import Matrix
from youfu.modules.documents.tests.delivering import FORM, client_of, due, issued, send, villages_of
from youfu.modules.organisations.models import Organisation, User
from youfu.rules.reply_form import declare, to_json

OTHER = ({"title": "人数", "kind": "number"},)
BLANK = {f"kind-{n}": "number" for n in range(8)}


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def row(document: Any, cast: Any) -> Delivery:
    (made,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply")
    return made


class TestReplyForm:
    def test_it_stays_while_somebody_may_be_filling_it(self, row: Delivery, document: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="已要求单位回复"):
            set_reply_form(document, form=declare(OTHER), by=cast.office)
        with pytest.raises(DatabaseError), transaction.atomic():
            OfficialDocument.objects.filter(pk=document.pk).update(reply_form=to_json(declare(OTHER)))
        withdraw(document, why="有误", by=cast.office)

    def test_it_is_not_lost_to_a_page_opened_before(self, row: Delivery, document: Any, cast: Any) -> None:
        """Somebody declared the table and delivered while this page still offered to."""
        url, client = reverse("document-deliver", args=[document.pk]), client_of(cast.office)
        given = {"wants": "reply", "bodies": [cast.village.organisation_id], **BLANK}
        answer = client.post(url, given | {"title-0": "人数"})
        assert (answer.status_code, "刚由他人定下" in answer.content.decode()) == (422, True)
        assert client.post(url, given).status_code == 302
        document.refresh_from_db()
        assert document.reply_form == to_json(declare(FORM))

    def test_it_leaves_no_trace_when_nothing_was_declared(self, document: Any, cast: Any) -> None:
        given = {"wants": "sign", "bodies": [cast.town.organisation_id], **BLANK}
        assert (
            client_of(cast.office).post(reverse("document-deliver", args=[document.pk]), given).status_code
            == 302
        )
        assert not AuditEvent.objects.filter(action="documents.reply_form").exists()

    @pytest.mark.parametrize("part", [{"choices-0": "是、否"}, {"required-0": "on"}, {"summed-0": "on"}])
    def test_a_column_without_a_name_is_told(self, document: Any, cast: Any, part: dict[str, str]) -> None:
        given = {"wants": "reply", "bodies": [cast.town.organisation_id], **BLANK, **part}
        answer = client_of(cast.office).post(reverse("document-deliver", args=[document.pk]), given)
        assert answer.status_code == 422
        assert "请写上列名" in answer.content.decode()

    def test_a_column_may_be_called_as_one_of_the_sheets_own(self, document: Any, cast: Any) -> None:
        form = ({"title": "单位", "kind": "text"}, {"title": "回复人", "kind": "text"})
        (row,) = send(document, cast, cast.town.organisation, form=form, wants="reply")
        reply(row, rows=[{"c1": "民政办", "c2": "某人"}], by=cast.town)
        answer = client_of(cast.office).get(
            reverse("document-replies", args=[document.pk]), {"format": "xlsx"}
        )
        heads = [c.value for c in list(openpyxl.load_workbook(io.BytesIO(answer.content)).active)[1]]
        assert heads[:3] == ["单位", "单位 2", "回复人 2"]

    def test_a_file_that_more_rows_dropped_is_told(self, county: Any, cast: Any) -> None:
        (row,) = send(
            issued(county, cast, "多行"), cast, cast.town.organisation, form=FORM, several=True, wants="reply"
        )
        url, client = reverse("delivery-reply", args=[row.pk]), client_of(cast.town)
        file = io.BytesIO(b"%PDF-1.4")
        file.name = "回执.pdf"
        assert "请重新选择" in client.post(url, {"more": "1", "file": file}).content.decode()
        assert "请重新选择" not in client.post(url, {"more": "1"}).content.decode()


class TestByName:
    def test_files_of_its_answer_are_seen_by_those_who_see_it(self, county: Any, cast: Any) -> None:
        papers = pytest.importorskip("youfu.kit.tests.papers")
        (row,) = send(issued(county, cast), cast, cast.finance, wants="reply")
        file = io.BytesIO(papers.picture())
        file.name = "回执.jpg"
        paper = reply(row, file=file, by=cast.finance).attachments.get()
        colleague = User.objects.create(
            username="finance2", name="同事", organisation=cast.finance.organisation
        )
        colleague.grants.create(role="counter", region=county, valid=("2020-01-01", None))
        url = reverse("attachment", args=[paper.pk])
        for who, status in ((cast.finance, 200), (cast.office, 200), (cast.counter, 404), (colleague, 404)):
            answer: Any = client_of(who).get(url)
            assert answer.status_code == status, who
            b"".join(answer)  # the client closes what was read to its end


class TestReminding:
    def test_it_is_one_on_a_double_click(self, row: Delivery, document: Any, cast: Any) -> None:
        client, page = client_of(cast.office), reverse("delivery-matrix", args=[document.pk])
        token = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
        assert token
        for _ in range(2):
            given = {"only": row.pk, "once": token[1]}
            assert client.post(reverse("document-remind", args=[document.pk]), given).status_code == 302
        assert Reminder.objects.count() == 1

    def test_it_is_one_below_too(self, row: Delivery, cast: Any) -> None:
        forward(sign_for(row, by=cast.town), to=villages_of(cast.town)[:1], by=cast.town)
        client, page = client_of(cast.town), reverse("delivery", args=[row.pk])
        form = client.get(page).content.decode().split(reverse("delivery-remind", args=[row.pk]))[1]
        token = re.search(r'name="once" value="([^"]+)"', form)
        assert token
        for _ in range(2):
            given = {"words": "快", "once": token[1]}
            assert client.post(reverse("delivery-remind", args=[row.pk]), given).status_code == 302
        assert Reminder.objects.count() == 1

    @pytest.mark.parametrize("only", ["0", "x", "99999999", "²", "9" * 30])
    def test_a_broken_recipient_is_nobody(self, row: Delivery, document: Any, cast: Any, only: str) -> None:
        url, client = reverse("document-remind", args=[document.pk]), client_of(cast.office)
        assert client.get(url, {"only": only}).status_code == 404
        assert client.post(url, {"only": only}).status_code in (404, 422)
        client_of(cast.town).post(reverse("delivery-remind", args=[row.pk]), {"only": only})
        assert not Reminder.objects.exists()

    def test_it_names_the_one_it_is_about(self, row: Delivery, document: Any, cast: Any) -> None:
        url, client = reverse("document-remind", args=[document.pk]), client_of(cast.office)
        assert "催办乌镇镇" in client.get(url, {"only": row.pk}).content.decode()
        assert client.post(f"{url}?only={row.pk}", {"only": row.pk, "words": "快"}).status_code == 302
        assert Reminder.objects.get().delivery == row

    def test_words_stay_when_it_is_refused(self, row: Delivery, cast: Any) -> None:
        villages = villages_of(cast.town)[:2]
        forward(sign_for(row, by=cast.town), to=villages, by=cast.town)
        answer = client_of(cast.town).post(
            reverse("delivery-remind", args=[row.pk]), {"only": 0, "words": "请抓紧"}
        )
        assert answer.status_code == 422
        assert 'value="请抓紧"' in answer.content.decode()

    def test_the_night_does_not_hold_the_county(self, row: Delivery, county: Any, cast: Any) -> None:
        due(clock.today() - timedelta(days=3), row)
        with CaptureQueriesContext(connection) as seen:
            assert chase(county, by=cast.office) == 1
        locked = [q["sql"] for q in seen if "FOR " in q["sql"] and "organisations_region" in q["sql"]]
        assert locked == []


class TestNumbers:
    """Each number is that of the list it leads to."""

    def count(self, who: Any, word: str) -> tuple[int, int]:
        (item,) = (i for i in todos(who) if word in str(i.title))
        text = client_of(who).get(item.url).content.decode()
        listed = re.search(r"共 ([\d,]+) 条", text)
        number = re.search(r"\d+", str(item.title))
        assert listed
        assert number
        return int(number[0]), int(listed[1])

    @pytest.fixture
    def rows(self, county: Any, cast: Any) -> list[Delivery]:
        """One late and one running, at the town and at a village of it."""
        late, running = issued(county, cast, "超期的"), issued(county, cast, "未到期的")
        day = clock.today() + timedelta(days=9)
        places = (cast.town.organisation, cast.village.organisation)
        for document in (late, running):
            send(document, cast, *places, wants="reply", due_on=day)
        made = list(Delivery.objects.order_by("pk"))
        due(clock.today() - timedelta(days=9), *made[:2])
        return made

    def test_of_what_waits(self, rows: list[Delivery], cast: Any) -> None:
        assert self.count(cast.town, "待签收") == (1, 1)
        assert self.count(cast.town, "超期未办") == (1, 1)
        assert self.count(cast.office, "超期未签收") == (2, 2)
        for row in (rows[0], rows[2]):
            sign_for(row, by=cast.town)
        assert self.count(cast.town, "待回复") == (1, 1)

    def test_of_what_was_reported(self, rows: list[Delivery], cast: Any) -> None:
        Delivery.objects.filter(pk__in=[r.pk for r in rows[:2]]).update(escalated_at=clock.now())
        assert self.count(cast.town, "已上报") == (1, 1)
        assert self.count(cast.leader, "已上报") == (2, 2)

    @pytest.mark.parametrize("value", ["9" * 5000, "²", "x"])
    def test_odd_addresses_find_nothing(self, rows: list[Delivery], cast: Any, value: str) -> None:
        text = client_of(cast.office).get(reverse("chasing"), {"view": "all", "document": value})
        assert "共 0 条" in text.content.decode() or "没有" in text.content.decode()
        assert (
            client_of(cast.town).get(reverse("deliveries"), {"view": "area", "under": value}).status_code
            == 200
        )


class TestGroups:
    def test_a_person_in_a_town_stands_beside_its_station(self, document: Any, cast: Any) -> None:
        send(document, cast, cast.town.organisation, cast.village.organisation, cast.town)
        matrix = Matrix(document, cast.office)
        (group,) = matrix.groups(matrix.every)
        assert [line.row.user for line in group.heads] == [None, cast.town]
        assert [line.row.organisation for line in group.below] == [cast.village.organisation]
        assert group.name

    def test_all_sections_are_sections_only(self, document: Any, cast: Any) -> None:
        text = client_of(cast.office).get(reverse("document-deliver", args=[document.pk])).content.decode()
        ticked = re.findall(r'name="bodies" value="(\d+)" data-lots="sections"', text)
        kinds = set(Organisation.objects.filter(pk__in=ticked).values_list("kind", flat=True))
        assert kinds == {"section"}


class TestTable:
    """What the database refuses, whatever the program does."""

    def test_what_was_asked_stays(self, row: Delivery, cast: Any) -> None:
        for values in ({"wants": "sign"}, {"due_on": clock.today()}, {"words": "别的"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Delivery.objects.filter(pk=row.pk).update(**values)

    def test_only_what_was_asked_is_answered(self, county: Any, cast: Any) -> None:
        (row,) = send(issued(county, cast, "只签收"), cast, cast.town.organisation)
        sign_for(row, by=cast.town)
        with pytest.raises(DatabaseError), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(replied_at=clock.now())

    def test_what_is_passed_on_is_the_same_document(self, row: Delivery, county: Any, cast: Any) -> None:
        with pytest.raises(DatabaseError, match="another document"), transaction.atomic():
            Delivery.objects.create(
                document=issued(county, cast, "另一份"), organisation=cast.village.organisation, parent=row,
                delivered_by=cast.town,
            )  # fmt: skip
