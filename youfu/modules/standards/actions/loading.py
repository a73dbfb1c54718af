"""Loading standards. Nothing with a legal date is edited: a later row closes the earlier one, a correction supersedes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import county
from youfu.modules.standards.models import Effective, Exclusion, Parameter, PolicyDocument, Programme, Rate
from youfu.rules.money import yuan_to_fen
from youfu.rules.tariff_rows import ParameterRow, RateRow, RowProblem, read_rows

DIMENSIONS = ("grade", "cause", "kind", "period", "employment", "residence")


@dataclass
class LoadResult:
    """What loading did: rows added, earlier rows closed, rows corrected, rows already there."""

    added: int = 0
    closed: int = 0
    corrected: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return _(
            "新增 %(added)s 条，接续关闭 %(closed)s 条，更正 %(corrected)s 条，已有 %(unchanged)s 条。"
        ) % vars(self)


@action("standards.load", gettext_lazy("载入政策标准"), Permission.STANDARDS_LOAD, record=("origin",))
def load(rows: Iterable[Mapping[str, str]], *, origin: str, by: Actor) -> LoadResult:
    """Load rows of the published CSV layout; all or nothing. Loading the same rows again changes nothing.

    A rate continues until a later row of its key: notices come months late, and until then the old amount is paid. The end a row
    gives counts only for a parameter, and for a rate whose people a later, wider one takes over; `end_rate` ends one for good.
    Amounts are yuan with at most two decimals; regions are "national", a province's name or a 12-digit code.
    """
    alone(by)
    try:
        read = read_rows(rows)
    except RowProblem as problem:
        raise Refused(str(problem)) from problem
    register = _Register()
    for row in sorted(read, key=lambda r: r.effective_from):
        register.expect(
            _rate(row, register) if isinstance(row, RateRow) else _parameter(row, register), row.effective_to
        )
    return register.save()


@action("standards.programmes", gettext_lazy("登记待遇项目"), Permission.STANDARDS_LOAD)
def load_programmes(rows: Iterable[Mapping[str, str]], *, by: Actor) -> int:
    """Make the programmes known that are not yet; returns how many were new."""
    alone(by)
    known = set(Programme.objects.values_list("code", flat=True))
    new = [row for row in rows if row["code"] not in known]
    Programme.objects.bulk_create(
        Programme(
            number=int(row["number"]),
            code=row["code"],
            title=row["title"],
            article=row["article"],
            dimensions=row["dimensions"].split(),
            regular=row["regular"] == "yes",
        )
        for row in new
    )
    return len(new)


@action("standards.exclusions", gettext_lazy("登记不并享规则"), Permission.STANDARDS_LOAD)
def load_exclusions(rows: Iterable[Mapping[str, str]], *, by: Actor) -> int:
    """Make the exclusions known that are not yet; returns how many were new."""
    alone(by)
    programmes = {p.code: p for p in Programme.objects.all()}
    made = 0
    for row in rows:
        to = None if row["to"] == "*" else programmes[row["to"]]
        start = date.fromisoformat(row["effective_from"])
        end = date.fromisoformat(row["effective_to"]) if row["effective_to"] else None
        if Exclusion.objects.standing().filter(
            yields=programmes[row["yields"]], to=to, valid__overlap=DateRange(start, end)
        ):
            continue
        Exclusion.objects.create(
            yields=programmes[row["yields"]], to=to, mode=row["mode"], basis=row["basis"],
            document=_Register().document(row["document_title"], row["document_number"]),
            confidence=row["confidence"], valid=DateRange(start, end), changes_from=start,
        )  # fmt: skip
        made += 1
    return made


@action(
    "standards.end_rate", gettext_lazy("终止标准"), Permission.STANDARDS_LOAD, record=("last_day", "basis")
)
def end_rate(rate: Rate, *, last_day: date, basis: str = "", by: Actor) -> Rate:
    """End a rate that nothing follows; from the next day on there is none in force, and a roll will say so. `basis` is the
    document or reason, kept in the audit."""
    demand(by, Permission.STANDARDS_LOAD, county().path)
    until = date.fromordinal(last_day.toordinal() + 1)
    if rate.superseded_at or not (
        rate.valid.lower < until and (rate.valid.upper is None or until < rate.valid.upper)
    ):
        raise Refused(_("终止日期须在这条标准的执行期间之内。"))
    rate.valid, rate.changes_from = DateRange(rate.valid.lower, until), until
    rate.save()
    return rate


def alone(by: Actor) -> None:
    """Standards hold for the whole county, so the permission must too. One writer at a time: the same file loaded twice at once
    adds its rows once."""
    demand(by, Permission.STANDARDS_LOAD, county().path)
    with connection.cursor() as cursor:
        cursor.execute(
            "lock table standards_rate, standards_parameter, standards_exclusion in share row exclusive mode"
        )


@dataclass
class _Register:
    """The standing rows by key, and what becomes of them; written in one go at the end."""

    result: LoadResult = field(default_factory=LoadResult)

    def __post_init__(self) -> None:
        self.rows: dict[tuple[Any, ...], list[Any]] = {}
        for row in [*Rate.objects.standing(), *Parameter.objects.standing()]:
            self.rows.setdefault(_key(row), []).append(row)
        self.programmes = {p.code: p for p in Programme.objects.all()}
        self.documents = {(d.title, d.number): d for d in PolicyDocument.objects.all()}
        self.regions: dict[str, Region] = {}
        self.families: dict[tuple[Any, ...], list[Rate]] = {}
        for rate in (row for rows in self.rows.values() for row in rows if isinstance(row, Rate)):
            self.families.setdefault(_family(rate), []).append(rate)
        self.coming: list[tuple[Any, date | None]] = []
        self.new: list[Any] = []
        self.changed: dict[int, Any] = {}

    def expect(self, row: Any, last_day: date | None) -> None:
        """Note a row to be filed: earlier ones may have to know of it."""
        self.coming.append((row, last_day))
        if isinstance(row, Rate):
            self.families.setdefault(_family(row), []).append(row)

    def put(self, row: Any, last_day: date | None) -> None:
        """File one new row among those of its key."""
        others = self.rows.setdefault(_key(row), [])
        start = row.valid.lower
        same = next((o for o in others if o.valid.lower == start), None)
        if same and _says(same) == _says(row):
            self.result.unchanged += 1
            return
        row.valid = DateRange(start, self._until(row, last_day, others))
        if same:
            self._supersede(same, others)
        for earlier in others:
            if earlier.valid.lower < start and (earlier.valid.upper is None or earlier.valid.upper > start):
                self._close(earlier, start)
        others.append(row)
        self.new.append(row)
        self.result.added += not same

    def _until(self, row: Any, last_day: date | None, others: list[Any]) -> date | None:
        """The first day on which a new row no longer counts; None while it runs on."""
        after = [other.valid.lower for other in others if other.valid.lower > row.valid.lower]
        if last_day and (isinstance(row, Parameter) or self._taken_over(row)):
            after.append(date.fromordinal(last_day.toordinal() + 1))
        return min(after, default=None)

    def _taken_over(self, row: Rate) -> bool:
        """Does a later rate of the programme speak for these people and more? (城乡统一 after 城镇 and 农村)"""
        later = (other for other in self.families[_family(row)] if other.valid.lower > row.valid.lower)
        return any(_is_wider(other, row) for other in later)

    def save(self) -> LoadResult:
        """File what is coming, in the order of its first days, and write it all in one go."""
        for row, last_day in self.coming:
            self.put(row, last_day)
        for row in self.changed.values():
            row.save()
        Rate.objects.bulk_create([row for row in self.new if isinstance(row, Rate)])
        Parameter.objects.bulk_create([row for row in self.new if isinstance(row, Parameter)])
        return self.result

    def _supersede(self, old: Any, others: list[Any]) -> None:
        if not old.pk:
            raise Refused(
                _("表中有两行是同一对象、同一起始日期（%(what)s，%(day)s），内容却不同：请只留一行。")
                % {"what": old, "day": old.valid.lower}
            )
        old.superseded_at, old.changes_from = clock.now(), old.valid.lower
        others.remove(old)
        self.result.corrected += 1
        self.changed[id(old)] = old

    def _close(self, earlier: Any, start: date) -> None:
        """A row ends where the next begins, or where it says so itself."""
        earlier.valid = DateRange(earlier.valid.lower, start)
        if earlier.pk:
            earlier.changes_from = start
            self.result.closed += 1
            self.changed[id(earlier)] = earlier

    def document(self, title: str, number: str) -> PolicyDocument:
        if (title, number) not in self.documents:
            self.documents[title, number] = PolicyDocument.objects.get_or_create(title=title, number=number)[
                0
            ]
        return self.documents[title, number]

    def region(self, code: str) -> Region:
        if code not in self.regions:
            found = (
                Region.objects.current().filter(pk=code)
                if code.isdigit()
                else Region.objects.current().filter(name=code)
            )
            if found.count() != 1:
                raise Refused(
                    _("适用区划“%(name)s”无法识别：请写 national、省名或 12 位区划代码。") % {"name": code}
                )
            self.regions[code] = found.get()
        return self.regions[code]


def _key(row: Effective) -> tuple[Any, ...]:
    """What may have only one standing value on a day."""
    if isinstance(row, Rate):
        return ("rate", row.programme_id, row.region_id, *(getattr(row, d) for d in DIMENSIONS))
    assert isinstance(row, Parameter)
    return ("parameter", row.code, row.title, row.region_id)


def _family(rate: Rate) -> tuple[Any, ...]:
    return (rate.programme_id, rate.region_id)


def _is_wider(one: Rate, other: Rate) -> bool:
    """Does `one` hold for everybody `other` holds for, and for more?"""
    pairs = [(getattr(one, name), getattr(other, name)) for name in DIMENSIONS]
    return all(a in (None, b) for a, b in pairs) and any(a != b for a, b in pairs)


def _says(row: Any) -> tuple[Any, ...]:
    """What two rows must agree on to be the same statement."""
    value = (row.unit, row.amount_fen, row.ratio) if isinstance(row, Rate) else (row.unit, row.value)
    return (*value, row.document_id, row.confidence)


def _common(row: RateRow | ParameterRow, register: _Register) -> dict[str, Any]:
    return {
        "region": register.region(row.region),
        "document": register.document(row.document_title, row.document_number),
        "valid": DateRange(row.effective_from, None),
        "changes_from": row.effective_from,
        "confidence": row.confidence,
        "source": row.source,
    }


def _rate(row: RateRow, register: _Register) -> Rate:
    ratio = row.unit == "ratio"
    return Rate(
        programme=register.programmes[row.programme],
        label=row.label,
        unit=row.unit,
        amount_fen=None if ratio else yuan_to_fen(row.amount),
        ratio=row.amount if ratio else None,
        base="average_wage" if ratio else "",
        **{name: row.dims.get(name) for name in DIMENSIONS},
        **_common(row, register),
    )


def _parameter(row: ParameterRow, register: _Register) -> Parameter:
    return Parameter(code=row.code, title=row.title, value=row.value, unit=row.unit, **_common(row, register))
