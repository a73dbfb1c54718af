"""用户与授权: the system administrator opens accounts, the security administrator gives roles; neither can do both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import ROLES, Permission
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
from youfu.kit.templatetags.kit import local
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Grant, Organisation, Region, User

P = Permission
RIGHTS = {
    P.SITE_USE: _("使用系统"), P.PEOPLE_VIEW: _("查看档案"), P.PEOPLE_REVEAL: _("查看完整号码"), P.PEOPLE_EDIT: _("修改档案"),
    P.PEOPLE_EXPORT: _("导出名单"), P.RECIPIENTS_IMPORT: _("导入花名册"), P.ENTITLEMENTS_EDIT: _("办理待遇资格"),
    P.STANDARDS_VIEW: _("查看标准"), P.STANDARDS_LOAD: _("载入标准"), P.ROLLS_VIEW: _("查看批次"), P.ROLLS_COMPUTE: _("计算批次"),
    P.ROLLS_APPROVE: _("审批批次"), P.ROLLS_EXPORT: _("生成银行文件"), P.REGIONS_EDIT: _("调整区划"), P.USERS_VIEW: _("查看用户"),
    P.USERS_EDIT: _("管理账号"), P.GRANTS_EDIT: _("授予角色"), P.AUDIT_VIEW: _("查看审计记录"), P.JOBS_VIEW: _("查看后台任务"),
    P.REPORTS_VIEW: _("查看统计"), P.SYSTEM_VERIFY: _("数据核验"), P.PEOPLE_REGISTER: _("新建档案"),
    P.APPLICATIONS_VIEW: _("查看申请"), P.APPLICATIONS_MAKE: _("受理申请"), P.APPLICATIONS_VILLAGE: _("村级核实"),
    P.APPLICATIONS_TOWN: _("镇街道初审"), P.APPLICATIONS_EXAMINE: _("县级经办"), P.APPLICATIONS_REVIEW: _("县级复核"),
    P.APPLICATIONS_SIGN: _("局领导审批"), P.APPLICATIONS_SUPERVISE: _("督办"), P.APPLICATIONS_EXPORT: _("导出申请"),
    P.CALENDAR_EDIT: _("维护工作日历"), P.DOCUMENTS_READ: _("阅读送达文件"), P.DOCUMENTS_ANSWER: _("签收和回复文件"),
    P.DOCUMENTS_VIEW: _("查看本局公文"), P.DOCUMENTS_HANDLE: _("起草、会签、承办公文"), P.DOCUMENTS_CHECK: _("核稿"),
    P.DOCUMENTS_SIGN: _("签发和批办公文"), P.DOCUMENTS_ISSUE: _("编号、印发、传达、收文"), P.DOCUMENTS_EXPORT: _("导出公文名单"),
    P.ANNOUNCEMENTS_MAKE: _("发布通知公告"), P.DISCLOSURES_VIEW: _("查看公开信息"), P.DISCLOSURES_EDIT: _("编制公开信息"),
    P.DISCLOSURES_RELEASE: _("审查和答复公开"),
}  # fmt: skip


def running_roles(user: User) -> list[str]:
    """Roles held today, read from the grants that were fetched with the user."""
    return [grant.get_role_display() for grant in user.grants.all() if in_force(grant)]


def last_seen(user: User) -> str:
    return f"{local(user.last_login):%Y-%m-%d}" if user.last_login else "—"


def active(user: User) -> str:
    return _now("启用") if user.is_active else _now("停用")


def with_role(rows: Rows, role: str) -> Rows:
    held = Grant._default_manager.in_force(clock.today()).filter(role=role)
    return rows.filter(pk__in=held.values("user"))


def named(rows: Rows, text: str) -> Rows:
    return rows.filter(Q(username__startswith=text) | Q(name__startswith=text))


def roles(page: ListPage) -> Choices:
    return [(code, role.title) for code, role in ROLES.items()]


class Users(ListPage):
    """用户."""

    permission = Permission.USERS_VIEW
    route = "users"
    title = _("用户与授权")
    nav = Nav("manage", _("用户与授权"), "shield", 80)
    model = User
    export = Permission.USERS_VIEW
    order = ("username", "id")
    empty_title = _("没有用户")
    empty_why = _("系统管理员开立账号，安全管理员授予角色后才能使用。")
    columns = (
        Column(_("用户名"), lambda u: cells.link(u.username, reverse("user", args=[u.pk])), head=True,
               plain=lambda u: u.username),
        Column(_("姓名"), lambda u: u.name, css="nb", plain=lambda u: u.name),
        Column(_("机构"), lambda u: u.organisation.name, css="opt", plain=lambda u: u.organisation.name),
        Column(_("角色"), lambda u: cells.tags(cells.tag(title, line=True) for title in running_roles(u)),
               plain=lambda u: "、".join(running_roles(u))),
        Column(_("上次登录"), last_seen, css="nb opt", plain=last_seen),
        Column(_("状态"), lambda u: cells.mark(active(u), "ok" if u.is_active else "idle"), css="nb", plain=active),
    )  # fmt: skip
    filters = (
        Filter("q", _("用户名或姓名"), named, kind="search"),
        Filter("role", _("角色"), with_role, roles),
    )  # fmt: skip
    tabs = (
        Tab("active", _("启用"), lambda rows: rows.filter(is_active=True)),
        Tab("closed", _("停用"), lambda rows: rows.filter(is_active=False)),
    )

    def base(self) -> Rows:
        return super().base().select_related("organisation__region").prefetch_related("grants")

    def acts(self) -> list[dict[str, Any]]:
        if not self.may(Permission.USERS_EDIT):
            return []
        return [{"title": _("开立账号"), "url": reverse("user-open"), "icon": "plus", "primary": True}]


def in_force(grant: Grant) -> bool:
    """Whether a grant counts today."""
    today = clock.today()
    return bool(grant.valid.lower <= today and (grant.valid.upper is None or today < grant.valid.upper))


class UserPage(DetailPage):
    """One account with its roles, past and present."""

    permission = Permission.USERS_VIEW
    section = "users"
    page_name = "user"
    model = User
    template_name = "administration/user.html"

    def base(self) -> Rows:
        return super().base().select_related("organisation__region")

    def extra(self, part: Part | None) -> dict[str, Any]:
        grants = [(g, in_force(g)) for g in self.thing.grants.select_related("region").order_by("-valid")]
        mine = self.thing.pk == self.actor.pk
        return {
            "title": self.thing.name,
            "grants": grants,
            "can_edit": self.may(Permission.USERS_EDIT, self.thing.region_path) and not mine,
            "can_grant": self.may(Permission.GRANTS_EDIT, self.thing.region_path) and not mine,
            "permissions": [
                RIGHTS[p]
                for p in Permission
                if any(on and p in ROLES[g.role].permissions for g, on in grants)
            ],
        }


class OpenForm(forms.Form):
    organisation: Any = forms.ModelChoiceField(label=_("机构"), queryset=None, empty_label=None)
    username = forms.RegexField(
        label=_("用户名"), regex=r"^[a-z0-9._-]{2,60}$", help_text=_("小写字母、数字、点、横线"),
        error_messages={"invalid": _("只能用小写字母、数字、点和横线，2 至 60 位")},
    )  # fmt: skip
    name = forms.CharField(label=_("姓名"), max_length=60)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations


class OpenAccount(FormPage):
    """开立账号: it can do nothing until a role is given by somebody else."""

    permission = Permission.USERS_EDIT
    section = "users"
    title = _("开立账号")
    lead = _("初始密码只显示一次，请当面交给本人；授予角色由安全管理员办理。")
    form_class = OpenForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisations": rows_of(Organisation, self.actor, self.permission)}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        user, password = actions.open_account(
            given["organisation"], username=given["username"], name=given["name"], by=self.actor
        )
        return self.show(
            {"user": user, "password": password, "title": _("账号已开立")},
            template="administration/password.html",
        )

    def success_url(self, result: Any) -> str:
        return reverse("users")


class OfUser(FormPage, abstract=True):
    """A form about one account."""

    model = User
    related = ("organisation__region",)
    back = "user"
    permission = Permission.USERS_EDIT
    section = "users"
    template_name = "administration/form.html"


class CloseAccount(OfUser):
    title = _("停用账号")
    lead = _("停用后立即不能登录，历史记录保留。")
    said = _("账号已停用。")
    act = actions.close_account


class ResetPassword(OfUser):
    title = _("重置密码")
    lead = _("生成一个新的随机密码，只显示一次。")

    def perform(self, form: forms.Form) -> Any:
        password = actions.reset_password(self.thing, by=self.actor)
        return self.show(
            {"user": self.thing, "password": password, "title": _("密码已重置")},
            template="administration/password.html",
        )


class GiveForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=[(code, role.title) for code, role in ROLES.items()])
    region: Any = forms.ModelChoiceField(label=_("管理区域"), queryset=None, empty_label=None)
    start = DayField(label=_("自"))
    end = DayField(label=_("至（不含）"), required=False, help_text=_("留空为长期"))

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = regions
        field.label_from_instance = lambda r: f"{r.parent.name} {r.name}" if r.level == "village" else r.name


class GiveGrant(OfUser):
    """授予角色: incompatible pairs are refused."""

    permission = Permission.GRANTS_EDIT
    title = _("授予角色")
    lead = _("经办与复核、审批与出账、三类管理员互不兼任，系统会拒绝。")
    said = _("角色已授予，立即生效。")
    form_class = GiveForm
    act = actions.give_grant

    def form_kwargs(self) -> dict[str, Any]:
        levels = (Region.Level.COUNTY, Region.Level.TOWN, Region.Level.VILLAGE)
        regions = rows_of(Region, self.actor, self.permission).current().filter(level__in=levels)
        return {"regions": regions.select_related("parent")}

    def initial(self) -> dict[str, Any]:
        return {"start": clock.today(), "region": self.thing.organisation.region_id}


class WithdrawGrant(FormPage):
    """收回角色."""

    model = Grant
    related = ("user", "region")
    permission = Permission.GRANTS_EDIT
    section = "users"
    title = _("收回角色")
    lead = _("今天起不再有效，持有人下一次操作即被拒绝。")
    said = _("角色已收回。")
    template_name = "administration/grant.html"
    act = actions.withdraw_grant

    def success_url(self, result: Any) -> str:
        return reverse("user", args=[self.thing.user_id])
