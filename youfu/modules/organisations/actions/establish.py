"""Establish a county: its bureau, sections, service centre and stations, made from the region tree."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Organisation, Region
from youfu.rules import naming

SECTIONS = ("办公室", "优抚褒扬科", "移交安置科", "财务科")
Kind = Organisation.Kind


@action("county.establish", gettext_lazy("建立本县机构"), Permission.REGIONS_EDIT)
def establish_county(county: Region, *, by: Actor) -> Organisation:
    """Make the county's bodies, those that are missing; returns the bureau. One database holds one county."""
    if county.level != Region.Level.COUNTY:
        raise Refused(_("%(name)s（%(code)s）不是县级区划，请给出县（市、区）的代码。") % vars(county))
    other = (
        Organisation.objects.filter(kind=Kind.BUREAU).exclude(region=county).select_related("region").first()
    )
    if other:
        raise Refused(
            _("这套数据属于%(name)s（%(code)s），一套数据只放一个县：请用 YOUFU_HOME 另指定一个数据文件夹。")
            % {"name": other.region.name, "code": other.region_id}
        )
    bureau = _made(Kind.BUREAU, f"{county.name}退役军人事务局", county, None)
    for name in SECTIONS:
        _made(Kind.SECTION, name, county, bureau)
    _stations(county, _made(Kind.CENTRE, f"{county.name}退役军人服务中心", county, bureau))
    return bureau


def _made(kind: Kind, name: str, region: Region, parent: Organisation | None) -> Organisation:
    return Organisation.objects.get_or_create(
        region=region, name=name, defaults={"kind": kind, "parent": parent}
    )[0]


def _stations(county: Region, centre: Organisation) -> None:
    """One station for each town and village that has none yet."""
    served = set(Organisation.objects.filter(kind=Kind.STATION).values_list("region_id", flat=True))
    inside = Region.objects.under(county).current()
    towns = [r for r in inside.filter(level=Region.Level.TOWN) if r.pk not in served]
    Organisation.objects.bulk_create(_station(town, centre) for town in towns)
    parents = {o.region_id: o for o in Organisation.objects.filter(kind=Kind.STATION, parent=centre)}
    villages = [r for r in inside.filter(level=Region.Level.VILLAGE) if r.pk not in served]
    Organisation.objects.bulk_create(_station(v, parents[v.parent_id]) for v in villages if v.parent_id)


def _station(region: Region, parent: Organisation) -> Organisation:
    """店街塘村村委会 → 店街塘村退役军人服务站."""
    name = f"{naming.forms(region.name).place}退役军人服务站"
    return Organisation(kind=Kind.STATION, name=name, region=region, parent=parent)
