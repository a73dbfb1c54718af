"""人员档案: the list, by name, pinyin or ID number, by place, category and state."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.templatetags.kit import grade as grade_name
from youfu.kit.templatetags.kit import place_name
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import BankAccount, Category, Identity, Person
from youfu.rules import periods

C = Category
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "disabled": (
        _("残疾军人等"),
        (C.DISABLED_MEMBER, C.DISABLED_OFFICIAL, C.DISABLED_POLICE, C.DISABLED_MILITIA, C.DISABLED_OTHER),
    ),
    "survivor": (_("三属"), (C.MARTYR_SURVIVOR, C.DUTY_DEATH_SURVIVOR, C.DECEASED_SURVIVOR)),
    "demobilised": (_("在乡复员"), (C.DEMOBILISED, C.RED_ARMY, C.WEST_ROUTE, C.RED_ARMY_SCATTERED)),
    "illness": (_("带病回乡"), (C.ILLNESS_VETERAN,)),
    "combat": (_("参战"), (C.COMBAT_VETERAN,)),
    "nuclear": (_("参试"), (C.NUCLEAR_TEST_VETERAN,)),
    "rural": (_("农村籍退役士兵"), (C.RURAL_VETERAN,)),
    "martyr_child": (_("烈士子女"), (C.MARTYR_CHILD,)),
}  # fmt: skip


SHORT = {
    C.RURAL_VETERAN: _("农村籍退役士兵"),
    C.DISABLED_MILITIA: _("伤残民兵民工"),
    C.DISABLED_OFFICIAL: _("伤残机关人员"),
}


def in_category(rows: Rows, group: str) -> Rows:
    """People who hold a category of the group today."""
    held = Identity._base_manager.filter(
        person=OuterRef("pk"), category__in=GROUPS[group][1], valid__contains=clock.today()
    )
    return rows.filter(Exists(held))


def in_place(rows: Rows, code: str) -> Rows:
    """People of a division and of everything inside it."""
    return rows.in_region(code)


def towns(page: ListPage) -> Choices:
    """Towns the actor sees people in."""
    found = rows_of(Region, page.actor, page.permission).current().filter(level=Region.Level.TOWN)
    return list(found.values_list("code", "name"))


def villages(page: ListPage) -> Choices:
    """Villages of the chosen town; of all towns when there are not too many (a station's own)."""
    town = page.request.GET.get("town", "")
    found = rows_of(Region, page.actor, page.permission).current().filter(level=Region.Level.VILLAGE)
    if town:
        found = found.filter(parent_id=town)
    elif found.values("parent").distinct().count() > 1:
        return list(found.filter(pk=page.request.GET.get("village", "")).values_list("code", "name"))
    return list(found.values_list("code", "name"))


def without_account(rows: Rows) -> Rows:
    """The living who have no account in use: their money would be held back."""
    account = BankAccount._base_manager.filter(person=OuterRef("pk"), valid__contains=clock.today())
    return rows.filter(~Exists(account), status=Person.Status.ALIVE)


def turning_sixty(rows: Rows) -> Rows:
    """Those who reach 60 next month: rural veterans among them may be told to apply (民发〔2011〕110号)."""
    following = periods.month_of(clock.today()) + 1 - 60 * 12
    return rows.filter(
        born_on__gte=periods.first_day(following),
        born_on__lt=periods.first_day(following + 1),
        status=Person.Status.ALIVE,
    )


def filed_this_month(rows: Rows) -> Rows:
    return rows.filter(filed_at__date__gte=clock.today().replace(day=1))


def name_cell(person: Person) -> Any:
    age = periods.age_on(person.born_on, clock.today())
    return cells.link(person.name, reverse("person", args=[person.pk]), f"{person.get_sex_display()} {age}")


def categories_cell(person: Person) -> Any:
    """Categories held today; the grade stands beside the disability."""
    today = clock.today()
    grade = next((d.grade for d in person.disabilitys.all() if _on(d, today)), None)
    shown = []
    for identity in person.identitys.all():
        if _on(identity, today):
            text = str(SHORT.get(identity.category) or identity.get_category_display())
            shown.append(
                cells.tag(
                    f"{text} {grade_name(grade)}"
                    if grade and identity.category.startswith("disabled")
                    else text
                )
            )
    return cells.tags(shown)


def place_cell(person: Person) -> Any:
    """Town and, dim, village."""
    region = person.household_region
    if region.level == Region.Level.VILLAGE and region.parent:
        return cells.two(region.parent.name, place_name(region.name))
    return place_name(region.name)


def plain_place(person: Person) -> str:
    region = person.household_region
    return (
        f"{region.parent.name} {region.name}"
        if region.level == Region.Level.VILLAGE and region.parent
        else region.name
    )


def _on(row: Any, day: Any) -> bool:
    return bool(row.valid.lower <= day and (row.valid.upper is None or day < row.valid.upper))


class People(ListPage):
    """人员档案."""

    permission = Permission.PEOPLE_VIEW
    export = Permission.PEOPLE_EXPORT
    route = "people"
    title = _("人员档案")
    nav = Nav("work", _("人员档案"), "people", 20)
    model = Person
    order = ("pinyin", "id")
    template_name = "people/list.html"
    empty_title = _("还没有人员档案")
    empty_why = _("档案由导入花名册建立，来申请的人当场登记。待遇经办人员可以从表格导入，逐格检查后建档。")
    columns = (
        Column(_("姓名"), name_cell, head=True, plain=lambda p: p.name),
        Column(_("身份证号"), lambda p: cells.masked(p.masked_id), plain=lambda p: p.masked_id),
        Column(_("出生日期"), lambda p: p.born_on.isoformat(), css="opt nb", plain=lambda p: p.born_on),
        Column(_("身份类别"), categories_cell,
               plain=lambda p: "、".join(str(i) for i in p.identitys.all() if _on(i, clock.today()))),
        Column(_("镇街道、村社区"), place_cell, css="nb", plain=plain_place),
        Column(_("状态"), lambda p: p.get_status_display() if p.status == "alive" else cells.tag(p.get_status_display()),
               css="nb", plain=lambda p: p.get_status_display()),
    )  # fmt: skip
    filters = (
        Filter(
            "category",
            _("类别"),
            in_category,
            lambda page: [(k, v[0]) for k, v in GROUPS.items()],
            kind="chips",
        ),
        Filter("q", _("姓名、拼音、身份证号"), lambda rows, text: rows.matching(text), kind="search"),
        Filter("town", _("镇街道"), in_place, towns, everything=_("全部")),
        Filter("village", _("村社区"), in_place, villages, everything=_("全部")),
        Filter("sex", _("性别"), lambda rows, value: rows.filter(sex=value), lambda page: Person.Sex.choices),
    )
    tabs = (
        Tab("filed", _("在册"), lambda rows: rows.filter(status=Person.Status.ALIVE)),
        Tab("new", _("本月建档"), filed_this_month),
        Tab("sixty", _("下月满 60 周岁"), turning_sixty),
        Tab("noaccount", _("无发放账户"), without_account),
        Tab("ended", _("去世与迁出"), lambda rows: rows.exclude(status=Person.Status.ALIVE)),
        Tab("all", _("全部"), lambda rows: rows),
    )

    @cached_property
    def tab(self) -> Tab | None:
        """A search looks for everybody, the dead and those who moved away too, unless a view was chosen."""
        wanted = self.request.GET.get("view", "all" if self.request.GET.get("q", "").strip() else "")
        return next((t for t in self.tabs if t.code == wanted), self.tabs[0])

    def base(self) -> Rows:
        return (
            super()
            .base()
            .select_related("household_region__parent")
            .prefetch_related("identitys", "disabilitys")
        )

    def acts(self) -> list[dict[str, Any]]:
        found = []
        if self.may(Permission.RECIPIENTS_IMPORT):
            found.append({"title": _("从表格导入"), "url": reverse("import"), "icon": "up", "primary": True})
        if self.may(Permission.PEOPLE_REGISTER):
            found.append({"title": _("登记人员"), "url": reverse("person-register"), "icon": "plus"})
        return found


@todo(Permission.PEOPLE_EDIT, order=30)
def missing_accounts(actor: Any) -> list[Todo]:
    """People whose money would be held back."""
    number = without_account(rows_of(Person, actor, Permission.PEOPLE_EDIT)).count()
    if not number:
        return []
    return [
        Todo(
            _now("%(n)d 人没有发放账户") % {"n": number}, _now("发放时暂挂，登记账户后随下一份银行文件发出"),
            f"{reverse('people')}?view=noaccount", _now("登记"), "look", "bank",
        )
    ]  # fmt: skip


@todo(Permission.PEOPLE_VIEW, order=40)
def soon_sixty(actor: Any) -> list[Todo]:
    """Who may be told to apply, before they ask."""
    number = turning_sixty(rows_of(Person, actor, Permission.PEOPLE_VIEW)).count()
    if not number:
        return []
    return [
        Todo(
            _now("下月有 %(n)d 人年满 60 周岁") % {"n": number}, _now("农村籍退役士兵可主动告知申请老年生活补助"),
            f"{reverse('people')}?view=sixty", _now("看名单"), "info", "cal",
        )
    ]  # fmt: skip
