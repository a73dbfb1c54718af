"""The new user's road through the actions: a workbook as staff typed it becomes two paid months."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from youfu.kit.sheets.writing import REASON, refused_workbook
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import Kind, Payout, Roll, RollTotal
from youfu.modules.payments.queries.bank import csv_bytes
from youfu.modules.payments.queries.explain import explain
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import Filed, file_recipients
from youfu.modules.standards.actions import load
from youfu.rules.periods import parse_month

M = parse_month
DATA = Path(__file__).parent / "data"


def expected(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def filed(county: Any, cast: Any, path: Path, **more: Any) -> Filed:
    months = {"opening_from": M("2026-01"), "paid_through": M("2026-10")}
    result: Filed = file_recipients(county, path=path, by=cast.clerk, **months, **more)
    return result


def by_programme(roll: Roll, *kinds: Kind) -> dict[str, dict[str, int]]:
    """People and fen of a roll by programme code."""
    found: dict[str, dict[str, int]] = {}
    for total in RollTotal.objects.filter(roll=roll, kind__in=kinds).select_related("programme"):
        row = found.setdefault(total.programme.code, {"people": 0, "fen": 0})
        row["people"], row["fen"] = row["people"] + total.people, row["fen"] + total.fen
    return found


@pytest.mark.slow
class TestRoad:
    def test_it_walks_from_a_clean_workbook_to_two_paid_months(self, county: Any, cast: Any) -> None:
        self.import_everybody(county, cast)
        november = self.pay_november(county, cast)
        self.load_the_rise(cast)
        december = self.pay_december(county, cast)
        self.explain_everybody_the_same(county, december)
        for roll in (november, december):
            self.pay_out(cast, roll)
        assert check() == []

    def import_everybody(self, county: Any, cast: Any) -> None:
        first = filed(county, cast, DATA / "recipients-clean.xlsx")
        assert (len(first.checked.table.rows), len(first.filed), first.checked.problems) == (5400, 5400, [])
        again = filed(county, cast, DATA / "recipients-clean.xlsx")
        assert (again.filed, len(again.checked.unchanged)) == ([], 5400)

    def pay_november(self, county: Any, cast: Any) -> Roll:
        wanted = expected("expected-roll-2026-11.json")
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        assert (roll.people, roll.total_fen) == (wanted["people"], wanted["total_fen"])
        assert by_programme(roll, Kind.CURRENT) == wanted["programmes"]
        assert by_programme(roll, Kind.ARREARS, Kind.RECOVERY) == {}
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        again = compute(county, month=M("2026-11"), by=cast.clerk)
        assert (again.pk, again.lines, again.people) == (None, 0, 0)
        return roll

    def load_the_rise(self, cast: Any) -> None:
        with (DATA / "standards-sample-rise.csv").open(encoding="utf-8-sig") as file:
            result = load(csv.DictReader(file), origin="standards-sample-rise.csv", by=cast.clerk)
        assert result.added == result.closed > 0

    def pay_december(self, county: Any, cast: Any) -> Roll:
        wanted = expected("expected-roll-2026-12-after-rise.json")
        roll = compute(county, month=M("2026-12"), by=cast.clerk)
        kinds = {kind: sum(t["fen"] for t in by_programme(roll, kind).values()) for kind in Kind}
        assert kinds == {kind: wanted[f"{kind.name.lower()}_fen"] for kind in Kind}
        current, arrears = by_programme(roll, Kind.CURRENT), by_programme(roll, Kind.ARREARS)
        for code, programme in wanted["by_programme"].items():
            assert current[code]["fen"] == programme["current_fen"]
            assert arrears.get(code, {"fen": 0})["fen"] == programme["difference_fen"]
        assert roll.changes
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        assert compute(county, month=M("2026-12"), by=cast.clerk).lines == 0
        return roll

    def explain_everybody_the_same(self, county: Any, roll: Roll) -> None:
        """What a person is told adds up to what they are paid."""
        for person in Person.objects.order_by("id_index")[:25]:
            why = explain(person, M("2026-12"), county)
            lines = roll.roll_lines.filter(person=person)
            assert why.total_fen == sum(line.amount_fen for line in lines) > 0
            assert all(line["article"] and line["document_title"] and line["rate"] for line in why.lines)

    def pay_out(self, cast: Any, roll: Roll) -> None:
        first = export_bank_file(roll, by=cast.finance)
        again = export_bank_file(roll, by=cast.finance)
        assert (first.digest, csv_bytes(first)) == (again.digest, csv_bytes(again))
        assert (first.count, first.total_fen, first.held) == (5400, roll.total_fen, 0)
        assert Payout.objects.filter(bank_file=first).count() == 5400

    def test_it_returns_the_bad_rows_of_a_messy_workbook_and_takes_them_corrected(
        self, county: Any, cast: Any, tmp_path: Path
    ) -> None:
        result = filed(county, cast, DATA / "recipients-messy.xlsx", accept_valid=True)
        self.refuses_exactly_what_is_wrong(result)
        returned = tmp_path / "returned.xlsx"
        refused_workbook(result.checked.table, result.checked.problems, returned)
        self.correct_a_grade(returned)
        again = filed(county, cast, returned, accept_valid=True)
        assert len(again.filed) == 1
        right = Entitlement.objects.latest("id")
        assert (right.terms.grade, Entitlement.objects.count()) == (8, 488)
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        assert roll.problems == []
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        assert check() == []

    def refuses_exactly_what_is_wrong(self, result: Filed) -> None:
        wanted = expected("recipients-messy.expected.json")
        columns: dict[int, set[str]] = {}
        for problem in result.checked.problems:
            columns.setdefault(problem.row, set()).add(problem.column_title)
        assert set(columns) == {row["row"] for row in wanted["refused"]}
        for row in wanted["refused"]:
            assert row["column"] in columns[row["row"]], row
        assert len(result.filed) == Entitlement.objects.count() == wanted["accepted"] == 487

    def correct_a_grade(self, path: Path) -> None:
        """What the clerk does: read the reason, put the cell right, save."""
        workbook = load_workbook(path)
        sheet = workbook.active
        header = next(row for row in sheet.iter_rows() if REASON in {str(c.value) for c in row})
        place = {str(cell.value).strip("* "): cell.column - 1 for cell in header if cell.value}
        wrong = next(
            row
            for row in sheet.iter_rows(min_row=header[0].row + 1)
            if row[place["伤残等级"]].value == "十一级"
        )
        assert "伤残等级" in str(wrong[place[REASON]].value)
        wrong[place["伤残等级"]].value = "八级"
        workbook.save(path)
