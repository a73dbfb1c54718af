"""区划: the county's towns and villages; they change by document only, and what they were is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import (
    Column,
    DayField,
    DetailPage,
    Filter,
    FormPage,
    ListPage,
    Nav,
    Part,
    Tab,
    cells,
    rows_of,
)
from youfu.kit.pages.columns import Choices, Rows
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Region

LEVELS = (Region.Level.TOWN, Region.Level.VILLAGE)


def called(rows: Rows, text: str) -> Rows:
    """By a part of the name, or the beginning of the code."""
    return rows.filter(Q(name__icontains=text) | Q(code__startswith=text))


def towns(page: ListPage) -> Choices:
    found = rows_of(Region, page.actor, page.permission).filter(level=Region.Level.TOWN)
    return list(found.current().values_list("code", "name"))


def above(region: Region) -> str:
    return region.parent.name if region.parent else "—"


def state_of(region: Region) -> str:
    """In being, or into what it was merged."""
    return _now("并入%(name)s") % {"name": region.successor.name} if region.successor else _now("现行")


class Regions(ListPage):
    """区划: towns with their villages, in the order of their codes."""

    permission = Permission.REGIONS_EDIT
    route = "regions"
    title = _("区划")
    lead = _("镇街道和村社区随国家代码载入，此后只凭文件更名或并入；原名和并入去向都保留。")
    nav = Nav("manage", _("区划"), "pin", 85)
    model = Region
    export = Permission.REGIONS_EDIT
    personal = False
    order = ("path",)
    empty_title = _("没有区划")
    empty_why = _("区划由 youfu init 载入。")
    columns = (
        Column(_("名称"), lambda r: cells.link(r.name, reverse("region", args=[r.pk])), head=True, plain=lambda r: r.name),
        Column(_("级别"), lambda r: r.get_level_display(), css="nb", plain=lambda r: r.get_level_display()),
        Column(_("上级"), above, css="nb", plain=above),
        Column(_("区划代码"), lambda r: r.pk, css="nb", plain=lambda r: r.pk),
        Column(_("状态"), lambda r: cells.tag(state_of(r), "idle") if r.successor else cells.mark(state_of(r), "ok"),
               css="nb", plain=state_of),
    )  # fmt: skip
    filters = (
        Filter("q", _("名称或代码"), called, kind="search"),
        Filter("town", _("镇街道"), lambda rows, code: rows.filter(Q(pk=code) | Q(parent_id=code)), towns,
               everything=_("全部")),
        Filter("level", _("级别"), lambda rows, level: rows.filter(level=level),
               lambda page: [(level.value, level.label) for level in LEVELS]),
    )  # fmt: skip
    tabs = (
        Tab("current", _("现行"), lambda rows: rows.current()),
        Tab("ended", _("已撤销"), lambda rows: rows.exclude(ended_on=None)),
        Tab("changed", _("更过名"), lambda rows: rows.filter(changes__kind="rename").distinct()),
    )

    def base(self) -> Rows:
        return super().base().filter(level__in=LEVELS).select_related("parent", "successor")


class RegionPage(DetailPage):
    """One division: what it is called, what it was called, what became of it."""

    permission = Permission.REGIONS_EDIT
    section = "regions"
    page_name = "region"
    model = Region
    template_name = "administration/region.html"

    def base(self) -> Rows:
        return super().base().filter(level__in=LEVELS).select_related("parent", "successor")

    def extra(self, part: Part | None) -> dict[str, Any]:
        region = self.thing
        return {
            "title": region.name,
            "changes": region.changes.all(),
            "inside": region.children.filter(ended_on=None).count(),
            "stations": region.organisations.all(),
            "came": region.predecessors.all(),
        }


class OfRegion(FormPage, abstract=True):
    """A form about one division; it leads back to it."""

    back = "region"
    permission = Permission.REGIONS_EDIT
    section = "regions"
    template_name = "administration/region_form.html"

    def target_rows(self) -> Any:
        found = rows_of(Region, self.actor, self.permission).filter(level__in=LEVELS)
        return found.select_related("parent")

    def initial(self) -> dict[str, Any]:
        return {"effective_on": clock.today()}


class ChangeForm(forms.Form):
    """What every change of a division needs."""

    effective_on = DayField(label=_("生效日期"))
    document = forms.CharField(label=_("批准文号"), max_length=120, help_text=_("例如：桐政发〔2026〕9号"))


class RenameForm(ChangeForm):
    name = forms.CharField(
        label=_("新名称"), max_length=60, help_text=_("写全称，例如：乌镇镇、民合村村委会")
    )
    field_order = ("name", "effective_on", "document")


class RenameRegion(OfRegion):
    """更名."""

    title = _("区划更名")
    submit = _("更名")
    lead = _("代码不变，档案和授权不受影响；原名保留备查。")
    said = _("已更名。")
    form_class = RenameForm
    act = actions.rename_region

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"name": self.thing.name}


class MergeForm(ChangeForm):
    into: Any = forms.ModelChoiceField(label=_("并入"), queryset=None)
    field_order = ("into", "effective_on", "document")

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = regions
        field.label_from_instance = lambda r: f"{r.parent.name} {r.name}" if r.level == "village" else r.name


class MergeRegion(OfRegion):
    """并入: the division ends, its people belong to the other from then on."""

    title = _("区划并入")
    submit = _("并入")
    lead = _("并入后本区划撤销，户籍和常住在此的人员随即归入新区划。不能撤回。")
    said = _("已并入，人员已随之转入。")
    form_class = MergeForm
    act = actions.merge_region

    def form_kwargs(self) -> dict[str, Any]:
        found = rows_of(Region, self.actor, self.permission).current().filter(level=self.thing.level)
        return {"regions": found.exclude(pk=self.thing.pk).select_related("parent").order_by("path")}
