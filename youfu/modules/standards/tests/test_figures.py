"""Local figures: entered with a document, listed as to be confirmed until then, and never a reason to price a month again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from youfu.kit.workflow.limits import limit
from youfu.modules.standards.models import Parameter
from youfu.modules.standards.queries import figures, tariff
from youfu.rules.figures import LOCAL, YEARLY, unit_of
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms, Unpriceable

GIVEN = {
    "code": "conscript.share", "region": "330483000000", "value": "0.45", "since": "2026-01-01",
    "document_title": "优待金办法（测试）", "document_number": "测试〔2026〕9号", "source": "第五条", "confidence": "high",
}  # fmt: skip


@pytest.fixture
def clerk(client: Client, cast: Any, on_day: Any) -> Client:
    on_day(date(2026, 11, 16))
    client.force_login(cast.clerk)
    return client


class TestFigures:
    def test_it_lists_what_nobody_entered(self, clerk: Client) -> None:
        text = clerk.get("/standards/figures").content.decode()
        assert text.count("待确认</span>") == len(LOCAL) + len(YEARLY)
        assert "conscript.share" in text

    def test_it_is_entered_with_its_document(self, clerk: Client, county: Any) -> None:
        assert (
            "占基数的比例"
            in clerk.get("/standards/figures/set", {"code": "conscript.share"}).content.decode()
        )
        assert clerk.post("/standards/figures/set", GIVEN)["Location"] == "/standards/figures"
        row = figures(county.path, date(2026, 11, 16))["conscript.share"]
        assert (row.value, row.unit, row.document.number) == (Decimal("0.45"), "ratio", "测试〔2026〕9号")
        assert "conscript.share" not in clerk.get("/standards/figures").content.decode()
        assert "0.45" in clerk.get("/standards/figures", {"view": "all"}).content.decode()

    def test_it_ends_the_one_before(self, clerk: Client, county: Any) -> None:
        clerk.post("/standards/figures/set", GIVEN)
        clerk.post("/standards/figures/set", GIVEN | {"value": "0.5", "since": "2026-07-01"})
        shares = [figures(county.path, date(2026, month, 1))["conscript.share"].value for month in (6, 7)]
        assert shares == [Decimal("0.45"), Decimal("0.5")]

    def test_it_prices_no_month(self, clerk: Client, county: Any) -> None:
        clerk.post("/standards/figures/set", GIVEN)
        assert not Parameter.objects.pricing().filter(code="conscript.share").exists()

    def test_the_average_wage_prices_the_months_of_its_year(self, clerk: Client, county: Any) -> None:
        form = clerk.get("/standards/figures/set", {"code": "average_wage"}).content.decode()
        assert 'value="2026-01-01"' in form
        clerk.post("/standards/figures/set", GIVEN | {"code": "average_wage", "value": "8000"})
        row = Parameter.objects.pricing().get(code="average_wage")
        assert (row.value, row.unit, row.region_id) == (Decimal(8000), "yuan_per_month", county.pk)
        nursing = Terms("nursing_allowance", grade=1, cause="war")
        assert tariff(county).price((nursing,), parse_month("2026-11")).by_programme == {
            "nursing_allowance": 400000
        }
        with pytest.raises(Unpriceable, match="请先录入2027年"):
            tariff(county).price((nursing,), parse_month("2027-01"))
        assert "average_wage" not in clerk.get("/standards/figures").content.decode()

    def test_a_band_is_entered_in_yuan_and_asked_in_fen(self, clerk: Client, county: Any) -> None:
        clerk.post("/standards/figures/set", GIVEN | {"code": "band.hardship_aid", "value": "5000"})
        found = limit("band.hardship_aid", county.path, date(2026, 11, 16))
        assert found is not None
        assert found.value == 500000

    @pytest.mark.parametrize("changed", [{"value": "-1"}, {"document_title": ""}, {"code": "limit.town"}])
    def test_it_refuses_what_is_not_a_figure(self, clerk: Client, changed: dict[str, str]) -> None:
        assert clerk.post("/standards/figures/set", GIVEN | changed).status_code == 422
        assert not Parameter.objects.filter(code="conscript.share").exists()

    def test_it_is_not_for_who_only_looks(self, client: Client, cast: Any) -> None:
        client.force_login(cast.leader)
        assert client.post("/standards/figures/set", GIVEN).status_code == 403

    @pytest.mark.parametrize(
        ("code", "unit"),
        [("conscript.fixed", "yuan"), ("conscript.tibet", "ratio"), ("medical.percent.combat_none", "ratio"),
         ("medical.cap.combat", "yuan"), ("assistive.years.crutch", "ratio"), ("band.hardship_aid", "yuan")],
    )  # fmt: skip
    def test_it_knows_the_unit(self, code: str, unit: str) -> None:
        assert unit_of(code) == unit
