"""Divisions: loaded once from the package, then changed only by document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.modules.organisations.models import NATION, Grant, Region, RegionChange, User

COLUMNS = "code, name, level, parent_id, path"


@action("regions.load", gettext_lazy("载入区划"), Permission.REGIONS_EDIT)
def load_regions(rows: Iterable[Mapping[str, str]], *, by: Actor) -> int:
    """Load divisions that are not there yet; returns how many were new.

    Rows have code (12 digits), name, level and parent, parents before children. Those without a parent hang under the nation,
    whose path is "/" and which is made here. COPY, because the country has tens of thousands of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("create temp table region_row (like organisations_region) on commit drop")
        cursor.execute("alter table region_row alter path drop not null")
        with cursor.copy(f"copy region_row ({COLUMNS}) from stdin") as copy:
            for row in _with_paths(rows):
                copy.write_row(row)
        cursor.execute(
            f"insert into organisations_region ({COLUMNS}) select {COLUMNS} from region_row on conflict (code) do nothing"
        )
        added = cursor.rowcount
        cursor.execute("drop table region_row")
    return added


def _with_paths(rows: Iterable[Mapping[str, str]]) -> Iterable[tuple[str, str, str, str | None, str]]:
    yield NATION, "全国", Region.Level.NATION.value, None, "/"
    paths = {NATION: "/"}
    for row in rows:
        parent = row["parent"] or NATION
        if parent not in paths:
            raise Refused(
                _("区划表中 %(code)s 的上级 %(parent)s 不在它之前，请核对。")
                % {"code": row["code"], "parent": parent}
            )
        path = paths[row["code"]] = f"{paths[parent]}{row['code']}/"
        yield row["code"], row["name"], row["level"], parent, path


@action(
    "region.rename",
    gettext_lazy("区划更名"),
    Permission.REGIONS_EDIT,
    record=("name", "effective_on", "document"),
)
def rename_region(region: Region, *, name: str, effective_on: date, document: str, by: Actor) -> Region:
    """Give a division a new name by a document; the old one is kept."""
    _demand_current(region)
    if name == region.name:
        raise Refused(_("新名称与现名相同，不需要更名。"))
    if region.parent and region.parent.children.filter(name=name, ended_on=None).exists():
        raise Refused(
            _("%(parent)s已有“%(name)s”，同一上级之下不能重名。")
            % {"parent": region.parent.name, "name": name}
        )
    RegionChange.objects.create(
        region=region, kind="rename", old_name=region.name, effective_on=effective_on, document=document
    )
    region.name = name
    region.save(update_fields=["name"])
    return region


@action(
    "region.merge",
    gettext_lazy("区划并入"),
    Permission.REGIONS_EDIT,
    record=("into", "effective_on", "document"),
)
def merge_region(region: Region, *, into: Region, effective_on: date, document: str, by: Actor) -> Region:
    """End a division and name its successor; who works there goes on there. People move by reaction: whoever keeps a region
    answers this action."""
    _demand_current(region)
    if into.level != region.level or into.ended_on or into.pk == region.pk:
        raise Refused(_("只能并入同级、仍存续的另一区划。"))
    if region.children.filter(ended_on=None).exists():
        raise Refused(_("请先处理其下级区划，再并入。"))
    RegionChange.objects.create(
        region=region, kind="merge", old_name=region.name, effective_on=effective_on, document=document
    )
    region.ended_on, region.successor = effective_on, into
    region.save(update_fields=["ended_on", "successor"])
    _hand_over(region, into)
    return region


def _hand_over(region: Region, into: Region) -> None:
    """Staff of a merged division belong to the successor's station and hold their roles there from today on."""
    station = into.organisations.order_by("pk").first()
    if station:
        User.objects.filter(organisation__region=region).update(organisation=station)
    today = clock.today()
    for grant in Grant.objects.in_force(today).filter(region=region):
        until = grant.valid.upper
        grant.valid = DateRange(grant.valid.lower, today)
        grant.save(update_fields=["valid"])
        period = DateRange(today, until)
        if not grant.user.grants.filter(role=grant.role, region=into, valid__overlap=period).exists():
            Grant.objects.create(user=grant.user, role=grant.role, region=into, valid=period)


def _demand_current(region: Region) -> None:
    """What was merged away is history."""
    if region.ended_on:
        raise Stale(
            _("%(name)s已于 %(day)s 撤销，不能再更名或并入。") % {"name": region.name, "day": region.ended_on}
        )
