"""The sums of the answers: whoever passed a document down answers for those below, whose figures are not counted again."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.urls import reverse

from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.delivering import forward
from youfu.modules.documents.models import Delivery
from youfu.modules.documents.tests.delivering import FORM, client_of, issued, send


def test_a_forwarded_answer_is_listed_and_not_counted_twice(county: Any, cast: Any) -> None:
    document = issued(county, cast)
    (row,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply")
    forward(sign_for(row, by=cast.town), to=[cast.village.organisation], by=cast.town)
    below = Delivery.objects.get(parent=row)
    reply(below, rows=[{"c1": "3", "c2": "0.50"}], by=cast.village)
    reply(row, rows=[{"c1": "12", "c2": "600.50"}], by=cast.town)
    url, client = reverse("document-replies", args=[document.pk]), client_of(cast.office)
    text = client.get(url).content.decode()
    assert text.count('<th scope="rowgroup"') == 2
    assert '<td class="num">12</td><td class="num">600.50</td>' in text.split("<tfoot>")[1]
    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"format": "xlsx"}).content)).active
    assert [cell.value for cell in list(book)[-1]][:3] == ["合计", 12, 600.5]


def test_a_village_that_was_asked_itself_is_counted(county: Any, cast: Any) -> None:
    document = issued(county, cast)
    rows = send(document, cast, cast.town.organisation, cast.village.organisation, form=FORM, wants="reply")
    for row, who in zip(rows, (cast.town, cast.village), strict=True):
        reply(row, rows=[{"c1": "5"}], by=who)
    text = client_of(cast.office).get(reverse("document-replies", args=[document.pk])).content.decode()
    assert '<td class="num">10</td>' in text.split("<tfoot>")[1]
