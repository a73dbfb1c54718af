"""Numbers: one after the other, kept when they come to nothing, never given twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from youfu.kit.errors import Refused
from youfu.modules.documents.actions import close_series, set_series
from youfu.modules.documents.actions.numbering import give, series_of, strike
from youfu.modules.documents.models import Number, NumberSeries


@pytest.fixture
def series(county: Any, cast: Any) -> NumberSeries:
    made: NumberSeries = set_series(county, purpose="out", code="桐退役军人发", by=cast.office)
    return made


class TestGive:
    def test_it_counts_each_year_from_one(self, series: NumberSeries, cast: Any) -> None:
        given = [str(give(series, year=year, by=cast.office)) for year in (2026, 2026, 2027, 2026)]
        assert given == [f"桐退役军人发〔{y}〕{n}号" for y, n in ((2026, 1), (2026, 2), (2027, 1), (2026, 3))]

    def test_it_writes_an_index_number_as_the_county_does(self, county: Any, cast: Any) -> None:
        assert str(give(series_of(county, "index"), year=2024, by=cast.office)) == "330483/2024-000001"

    def test_it_keeps_a_number_that_came_to_nothing(self, series: NumberSeries, cast: Any) -> None:
        strike(give(series, year=2026, by=cast.office), "文件不发了")
        assert give(series, year=2026, by=cast.office).serial == 2
        assert Number.objects.get(series=series, serial=1).void_why == "文件不发了"

    def test_it_gives_nothing_from_a_closed_series(self, series: NumberSeries, cast: Any) -> None:
        with pytest.raises(Refused, match="已停用"):
            give(close_series(series, by=cast.office), by=cast.office)

    @pytest.mark.parametrize("serial", [2, 3, 0, -1])
    def test_the_database_refuses_a_gap(self, series: NumberSeries, serial: int) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Number.objects.create(series=series, year=2026, serial=serial, text="x")

    def test_the_database_keeps_what_was_given(self, series: NumberSeries, cast: Any) -> None:
        number = give(series, year=2026, by=cast.office)
        with pytest.raises(DatabaseError), transaction.atomic():
            number.delete()
        number.text = "别的"
        with pytest.raises(DatabaseError), transaction.atomic():
            number.save()

    def test_it_never_writes_a_number_that_another_series_gave(
        self, series: NumberSeries, county: Any, cast: Any
    ) -> None:
        alike = set_series(
            county, purpose="out", code="桐退役", template="{code}军人发〔{year}〕{serial}号", by=cast.office
        )
        give(series, year=2026, by=cast.office)
        with pytest.raises(Refused, match="桐退役军人发〔2026〕1号 已经用过"):
            give(alike, year=2026, by=cast.office)
        assert str(give(alike, year=2027, by=cast.office)) == "桐退役军人发〔2027〕1号"

    def test_the_database_keeps_what_was_struck_out(self, series: NumberSeries, cast: Any) -> None:
        number = give(series, year=2026, by=cast.office)
        strike(number, "文件不发了")
        with pytest.raises(DatabaseError), transaction.atomic():
            Number.objects.filter(pk=number.pk).update(void_at=None, void_why="")


class TestSetSeries:
    def test_it_changes_only_the_numbers_to_come(self, series: NumberSeries, county: Any, cast: Any) -> None:
        first = give(series, year=2026, by=cast.office)
        set_series(
            county, purpose="out", code=series.code, template="{code}（{year}）{serial}号", by=cast.office
        )
        first.refresh_from_db()
        assert (str(first), str(give(series, year=2026, by=cast.office))) == (
            "桐退役军人发〔2026〕1号", "桐退役军人发（2026）2号",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "template", ["{year}号", "{code}{serial}", "{year}{serial}{name}", "{year}{serial"]
    )
    def test_it_refuses_what_would_repeat(self, county: Any, cast: Any, template: str) -> None:
        with pytest.raises(Refused):
            set_series(county, purpose="index", code="", template=template, by=cast.office)

    def test_it_asks_for_the_agency_code(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="代字"):
            set_series(county, purpose="out", code=" ", by=cast.office)

    def test_it_names_the_agency_in_the_number_of_a_document(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match=r"\{code\}"):
            set_series(county, purpose="out", code="甲发", template="〔{year}〕{serial}号", by=cast.office)
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberSeries.objects.create(
                region=county, purpose="out", code="甲发", template="〔{year}〕{serial}号"
            )

    def test_it_refuses_what_would_not_fit(self, county: Any, cast: Any) -> None:
        template = "{code}{code}{code}{year}{serial}"
        with pytest.raises(Refused, match="80 个字"):
            set_series(county, purpose="out", code="字" * 30, template=template, by=cast.office)

    def test_it_takes_out_what_cannot_be_printed(self, county: Any, cast: Any) -> None:
        assert set_series(county, purpose="out", code="甲\x0b 发\x07", by=cast.office).code == "甲发"

    @pytest.mark.parametrize("who", ["stranger", "clerk", "town", "stranger_office"])
    def test_it_is_the_offices(
        self, series: NumberSeries, county: Any, cast: Any, who: str, stranger_office: Any
    ) -> None:
        by = stranger_office if who == "stranger_office" else getattr(cast, who)
        with pytest.raises(PermissionDenied):
            set_series(county, purpose="out", code="甲发", by=by)
        with pytest.raises(PermissionDenied):
            close_series(series, by=by)
