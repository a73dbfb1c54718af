from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import ROLES, Held
from youfu.modules.organisations.queries import (
    GrantQuerySet,
    LocalityQuerySet,
    OrganisationQuerySet,
    RegionQuerySet,
    UserManager,
)

NATION = "000000000000"


class Region(models.Model):
    """An administrative division 行政区划 with its 12-digit code. Merges and renames are actions, never edits."""

    class Level(models.TextChoices):
        NATION = "nation", _("全国")
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")
        TOWN = "town", _("镇街道")
        VILLAGE = "village", _("村社区")

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级")
    )
    path = models.CharField(max_length=200)
    ended_on = models.DateField(_("撤销日期"), null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        indexes = (models.Index(fields=("path",), name="region_path", opclasses=("text_pattern_ops",)),)
        constraints = (
            models.CheckConstraint(name="region_code_is_12_digits", condition=Q(code__regex=r"^\d{12}$")),
            models.CheckConstraint(name="region_path_ends_in_separator", condition=Q(path__endswith="/")),
            models.UniqueConstraint(fields=("path",), name="region_path_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def region_path(self) -> str:
        return self.path


class RegionChange(models.Model):
    """A merge or rename of a division: what it was called until when, and by which document."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=(("rename", _("更名")), ("merge", _("并入"))))
    old_name = models.CharField(max_length=60)
    effective_on = models.DateField()
    document = models.CharField(_("批准文号"), max_length=120)

    class Meta:
        ordering = ("-effective_on",)

    def __str__(self) -> str:
        return f"{self.old_name} {self.get_kind_display()} {self.effective_on}"


class Organisation(models.Model):
    """A body of the service network: the bureau 局, its sections 科室, the town and village stations 服务站."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", _("局")
        SECTION = "section", _("科室")
        CENTRE = "centre", _("服务中心")
        STATION = "station", _("服务站")

    kind = models.CharField(_("类型"), max_length=8, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organisations", verbose_name=_("区划"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("上级机构")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("region_id", "kind", "name")
        constraints = (models.UniqueConstraint(fields=("region", "name"), name="organisation_name_unique"),)

    def __str__(self) -> str:
        return self.name

    @property
    def region_path(self) -> str:
        return self.region.path


class Locality(models.Model):
    """What letters and notices say of a county 地方信息: its bureau's address, how its documents are numbered, where to appeal.

    What is empty was never laid down: letters show it as 待填, nothing is invented.
    """

    region = models.OneToOneField(
        Region, models.PROTECT, related_name="locality", primary_key=True, verbose_name=_("县级区划")
    )
    name = models.CharField(_("机关全称"), max_length=80, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    address = models.CharField(_("办公地址"), max_length=120, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    fonds = models.CharField(_("全宗号"), max_length=20, blank=True)
    prefix = models.CharField(_("发文代字"), max_length=20, blank=True)
    review_body = models.CharField(_("行政复议机关"), max_length=80, blank=True)
    court = models.CharField(_("行政诉讼管辖法院"), max_length=80, blank=True)
    hospital = models.CharField(_("残疾情况鉴定医疗机构"), max_length=120, blank=True)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="locality_postcode_is_6_digits", condition=Q(postcode="") | Q(postcode__regex=r"^\d{6}$")
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.region)

    @property
    def region_path(self) -> str:
        return self.region.path


class User(AbstractBaseUser):
    """Somebody who signs in. Rights come only from grants; there is no superuser."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", verbose_name=_("机构")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    # Somebody else knows the password: the first page after signing in asks for one's own.
    password_given = models.BooleanField(_("待改初始密码"), default=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"{self.name}（{self.username}）"

    @property
    def region_path(self) -> str:
        return self.organisation.region.path

    def held(self) -> Iterable[Held]:
        """Roles held today, read once per loaded user: a new request sees a withdrawn grant at once."""
        if "_held" not in self.__dict__:
            rows = self.grants.in_force(clock.today()).values_list("role", "region__path")
            self.__dict__["_held"] = tuple(Held(role, path) for role, path in rows) if self.is_active else ()
        return self.__dict__["_held"]

    def role_titles(self) -> list[str]:
        return [str(ROLES[h.role].title) for h in self.held() if h.role in ROLES]


class Grant(models.Model):
    """A role given to a user in a region over a period 授权."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("用户"))
    role = models.CharField(
        _("角色"), max_length=40, choices=[(code, role.title) for code, role in ROLES.items()]
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="grants", verbose_name=_("区划"))
    valid = DateRangeField(_("有效期"))

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role")
        constraints = (
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.region}"

    @property
    def region_path(self) -> str:
        return self.region.path
