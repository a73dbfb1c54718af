"""Read a recipients' workbook against the register: what is new, what is there already, what is refused and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youfu.kit.crypto import blind_index
from youfu.kit.sheets.declare import ParsedRow, Problem, check_cells
from youfu.kit.sheets.reading import read_table
from youfu.kit.sheets.table import Table
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import RegionIndex
from youfu.modules.people.models import BankAccount, Person
from youfu.modules.recognition.sheets import RECIPIENTS, for_county, terms_of
from youfu.rules import periods


@dataclass(frozen=True)
class Checked:
    """A workbook after every cell was checked. `new` rows can be filed, `unchanged` ones are on file just so."""

    table: Table
    new: list[ParsedRow]
    unchanged: list[ParsedRow]
    problems: list[Problem]

    def to_json(self, *, filed: int = 0) -> dict[str, Any]:
        """The result as the command line prints it. `accepted` rows are in order; `filed` of them are now on file."""
        return {
            "rows": len(self.table.rows),
            "accepted": len(self.new),
            "unchanged": len(self.unchanged),
            "filed": filed,
            "refused_rows": len({problem.row for problem in self.problems}),
            "refused": [problem.as_json() for problem in self.problems],
        }


def check_recipients(county: Region, path: Path) -> Checked:
    """Check every cell of a workbook for a county. Changes nothing; Refused when the file itself cannot be used."""
    sheet = for_county(RegionIndex(county))
    table = read_table(path, sheet.columns)
    good, problems = check_cells(sheet, table)
    new, unchanged, differing = _against_register(good)
    return Checked(table, new, unchanged, sorted(problems + differing, key=lambda p: p.row))


@dataclass(frozen=True)
class _OnFile:
    """What the register says of a person: the file, the account in use, and terms and first month by programme.

    The first month is None when every row of the programme was taken back from its beginning.
    """

    person: Person
    account: bytes | None
    held: dict[str, tuple[Any, int | None]]


def _against_register(rows: list[ParsedRow]) -> tuple[list[ParsedRow], list[ParsedRow], list[Problem]]:
    """Split rows into new, unchanged and those that say something else than the register."""
    known = _on_file([blind_index(row.values["id_number"].number) for row in rows])
    new, unchanged, problems = [], [], []
    for row in rows:
        filed = known.get(blind_index(row.values["id_number"].number))
        found = _differences(row, filed) if filed else []
        if found:
            problems += found
        elif filed and terms_of(row.values).programme in filed.held:
            unchanged.append(row)
        else:
            new.append(row)
    return new, unchanged, problems


def _on_file(indexes: list[bytes]) -> dict[bytes, _OnFile]:
    people = {p.pk: p for p in Person.objects.filter(id_index__in=indexes)} if indexes else {}
    accounts = dict(
        BankAccount.objects.filter(person__in=people, valid__endswith=None).values_list(
            "person_id", "number_index"
        )
    )
    held: dict[int, dict[str, tuple[Any, int | None]]] = {}
    rows = (
        Entitlement.objects.filter(person__in=people).select_related("terms", "programme").order_by("months")
    )
    for row in rows:
        code = row.programme.code
        first = held.get(row.person_id, {}).get(code, (None, None))[1]
        held.setdefault(row.person_id, {})[code] = (
            row.terms.priced(code), row.months.lower if first is None else first
        )  # fmt: skip
    return {
        bytes(p.id_index): _OnFile(p, bytes(a) if (a := accounts.get(pk)) else None, held.get(pk, {}))
        for pk, p in people.items()
    }


def _differences(row: ParsedRow, filed: _OnFile) -> list[Problem]:
    """Where a row contradicts the register: never overwritten silently, always said."""
    return [RECIPIENTS.problem(row, *contradiction) for contradiction in _contradictions(row.values, filed)]


def _contradictions(values: dict[str, Any], filed: _OnFile) -> Iterator[tuple[str, str, str]]:
    """(column, code, reason) of each contradiction."""
    person, terms = filed.person, terms_of(values)
    if values["name"] != person.name:
        yield (
            "name",
            "name_conflict",
            f"档案中此证号的姓名是“{person.name}”，请核对证号；确需更名请在人员档案中更正。",
        )
    if terms.programme not in filed.held:
        if person.status != Person.Status.ALIVE:
            status = person.get_status_display()
            yield (
                "status",
                "not_alive",
                f"档案中此人的状态是“{status}”，不能再列入；有误请先在人员档案中核实。",
            )
        return
    held, first = filed.held[terms.programme]
    if held != terms:
        yield (
            "category",
            "terms_conflict",
            f"档案中的计发条件是“{held}”，与本行不同：请在人员档案中办理条件变更。",
        )
    if first is None:
        yield "first_month", "taken_back", "档案中这项待遇已从起发月份起取消，请核对；确应享受请重新授予。"
    elif first != values["first_month"]:
        yield (
            "first_month",
            "first_month_conflict",
            f"档案中的起发年月是 {periods.month_text(first)}，请核对。",
        )
    if values["account"] and filed.account and blind_index(values["account"]) != filed.account:
        yield (
            "account",
            "account_conflict",
            "与档案中的发放账号不同：请在人员档案中办理账户变更（须另一人核实）。",
        )
