from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from youfu.kit.crypto import SealedField
from youfu.modules.organisations.models import Region
from youfu.modules.people.queries import OfPersonQuerySet, PersonQuerySet
from youfu.rules import identifiers, life

LISTED = ("household_region", "status")


def history() -> tuple[pghistory.Tracker, ...]:
    """Keep what a row was before each change, whoever made it, SQL consoles included (ADR 0008)."""
    return pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent()


def never_overlap(name: str, *same: str) -> ExclusionConstraint:
    """One row at a time for the same person (and the same further fields)."""
    return ExclusionConstraint(
        name=name,
        expressions=[(field, RangeOperators.EQUAL) for field in ("person", *same)]
        + [("valid", RangeOperators.OVERLAPS)],
    )


@pghistory.track(*history())
class Person(models.Model):
    """One human being, one file 一人一档. The ID number is sealed; `id_index` finds it without opening it."""

    class Sex(models.TextChoices):
        MALE = "1", _("男")
        FEMALE = "2", _("女")

    class Household(models.TextChoices):
        URBAN = "urban", _("城镇")
        RURAL = "rural", _("农村")

    class Status(models.TextChoices):
        ALIVE = "alive", _("在世")
        DEAD = "dead", _("去世")
        MOVED = "moved", _("迁出")

    id_number = SealedField(_("身份证号"))
    id_index = models.BinaryField(max_length=32, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    # Bytes in order, so that one index serves both "begins with" and the order of the list, whatever the server's locale.
    pinyin = models.CharField(max_length=120, editable=False, db_collation="C")
    initials = models.CharField(max_length=30, editable=False, db_collation="C")
    sex = models.CharField(_("性别"), max_length=1, choices=Sex)
    born_on = models.DateField(_("出生日期"))
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    household = models.CharField(_("户籍类别"), max_length=8, choices=Household, blank=True)
    household_region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("户籍地"), db_index=False
    )
    residence_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("常住地")
    )
    address = models.CharField(_("居住地址"), max_length=200, blank=True)
    phone = SealedField(_("联系电话"), null=True)
    living_alone = models.BooleanField(_("孤老"), default=False)
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.ALIVE)
    remarks = models.CharField(_("备注"), max_length=500, blank=True)
    filed_at = models.DateTimeField(_("建档时间"), auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("pinyin", "id")
        triggers = [pgtrigger.FSM(name="status_by_table", field="status", transitions=life.pairs())]
        constraints = (models.UniqueConstraint(fields=("id_index",), name="person_id_unique"),)
        indexes = (
            # What the list filters by is included, so that a search reads the index alone (PersonQuerySet.matching).
            models.Index(Left("name", 1), "pinyin", "id", name="person_surname", include=("name", *LISTED)),
            models.Index(fields=("pinyin", "id"), name="person_pinyin", include=("initials", *LISTED)),
            models.Index(fields=("initials", "id"), name="person_initials", include=("pinyin", *LISTED)),
            models.Index(
                fields=("household_region", "pinyin", "id"), name="person_region", include=("status",)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def region_path(self) -> str:
        return self.household_region.path

    @property
    def masked_id(self) -> str:
        """330499********2417"""
        return identifiers.mask_id(self.id_number.reveal())

    @property
    def masked_phone(self) -> str:
        return identifiers.mask_phone(self.phone.reveal()) if self.phone else ""


class OfPerson(models.Model):
    """A row of somebody's file."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ss")

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def region_path(self) -> str:
        return self.person.region_path


class Category(models.TextChoices):
    """Categories of a person 身份类别; several at once."""

    DISABLED_MEMBER = "disabled_member", _("残疾军人")
    DISABLED_OFFICIAL = "disabled_official", _("伤残国家机关工作人员")
    DISABLED_POLICE = "disabled_police", _("伤残人民警察")
    DISABLED_MILITIA = "disabled_militia", _("伤残预备役人员和民兵民工")
    DISABLED_OTHER = "disabled_other", _("其他因公伤残人员")
    MARTYR_SURVIVOR = "martyr_survivor", _("烈士遗属")
    DUTY_DEATH_SURVIVOR = "duty_death_survivor", _("因公牺牲军人遗属")
    DECEASED_SURVIVOR = "deceased_survivor", _("病故军人遗属")
    RED_ARMY = "red_army", _("在乡退伍红军老战士")
    WEST_ROUTE = "west_route", _("在乡西路军红军老战士")
    RED_ARMY_SCATTERED = "red_army_scattered", _("红军失散人员")
    DEMOBILISED = "demobilised", _("在乡复员军人")
    ILLNESS_VETERAN = "illness_veteran", _("带病回乡退役军人")
    COMBAT_VETERAN = "combat_veteran", _("参战退役人员")
    NUCLEAR_TEST_VETERAN = "nuclear_test_veteran", _("参试退役人员")
    RURAL_VETERAN = "rural_veteran", _("60周岁以上农村籍退役士兵")
    MARTYR_CHILD = "martyr_child", _("部分烈士老年子女")


@pghistory.track(*history())
class Identity(OfPerson):
    """A category a person holds over a period."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ss", db_index=False)
    category = models.CharField(_("身份类别"), max_length=24, choices=Category)
    valid = DateRangeField(_("有效期"))
    basis = models.CharField(_("认定依据"), max_length=200, blank=True)

    class Meta:
        ordering = ("category",)
        constraints = (never_overlap("identity_once_at_a_time", "category"),)
        indexes = (
            # Who holds a category, and whether somebody does: both are answered by the index alone.
            models.Index(fields=("category", "person"), name="identity_category", include=("valid",)),
            models.Index(fields=("person",), name="identity_person", include=("category", "valid")),
        )

    def __str__(self) -> str:
        return str(self.get_category_display())


@pghistory.track(*history())
class Service(OfPerson):
    """A period in the forces 服役经历."""

    enlisted_on = models.DateField(_("入伍时间"), null=True)
    discharged_on = models.DateField(_("退役时间"), null=True)
    folded_years = models.SmallIntegerField(_("折算服役年限"), null=True)
    unit = models.CharField(_("服役单位"), max_length=120, blank=True)

    class Meta:
        ordering = ("enlisted_on",)
        constraints = (
            models.CheckConstraint(
                name="service_dates_in_order",
                condition=Q(enlisted_on=None)
                | Q(discharged_on=None)
                | Q(discharged_on__gt=models.F("enlisted_on")),
            ),
            models.CheckConstraint(
                name="service_years_in_range", condition=Q(folded_years=None) | Q(folded_years__range=(1, 60))
            ),
        )

    def __str__(self) -> str:
        return f"{self.enlisted_on or '?'} – {self.discharged_on or '?'}"


class Cause(models.TextChoices):
    WAR = "war", _("因战")
    DUTY = "duty", _("因公")
    ILLNESS = "illness", _("因病")


class Employment(models.TextChoices):
    EMPLOYED = "employed", _("在职")
    UNEMPLOYED = "unemployed", _("在乡")


@pghistory.track(*history())
class Disability(OfPerson):
    """A disability rating 伤残等级: grade 1–10; illness only 1–6 (军人抚恤优待条例 2024 art. 25)."""

    grade = models.SmallIntegerField(_("伤残等级"))
    cause = models.CharField(_("伤残性质"), max_length=8, choices=Cause)
    employment = models.CharField(_("属别"), max_length=10, choices=Employment, blank=True)
    mental = models.BooleanField(_("因精神障碍评定"), default=False)
    basis = models.CharField(_("评定依据"), max_length=200, blank=True)
    valid = DateRangeField(_("有效期"))

    class Meta:
        ordering = ("-valid",)
        constraints = (
            never_overlap("disability_one_at_a_time"),
            models.CheckConstraint(name="disability_grade", condition=Q(grade__range=(1, 10))),
            models.CheckConstraint(
                name="disability_illness_1_to_6", condition=~Q(cause="illness") | Q(grade__lte=6)
            ),
        )

    def __str__(self) -> str:
        return f"{self.grade}级（{self.get_cause_display()}）"


@pghistory.track(*history())
class FamilyMember(OfPerson):
    """A relative 家庭成员, as far as the bureau needs to know."""

    name = models.CharField(_("姓名"), max_length=60)
    relation = models.CharField(_("关系"), max_length=20)
    phone = SealedField(_("联系电话"), null=True)
    contact_first = models.BooleanField(_("紧急联系人"), default=False)

    class Meta:
        ordering = ("-contact_first", "name")

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"


@pghistory.track(*history())
class Certificate(OfPerson):
    """A certificate 证件 issued to a person."""

    kind = models.CharField(_("证件"), max_length=40)
    number = models.CharField(_("证书编号"), max_length=40)
    valid = DateRangeField(_("有效期"))

    class Meta:
        ordering = ("kind", "number")
        constraints = (
            models.UniqueConstraint(fields=("person", "kind", "number"), name="certificate_unique"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


@pghistory.track(*history())
class BankAccount(OfPerson):
    """Where a person's money goes 发放账户; one at a time. The number is sealed."""

    bank = models.CharField(_("开户银行"), max_length=60)
    number = SealedField(_("银行账号"))
    number_index = models.BinaryField(max_length=32, editable=False)
    holder = models.CharField(_("户名"), max_length=60)
    valid = DateRangeField(_("有效期"))

    class Meta:
        ordering = ("-valid",)
        constraints = (never_overlap("account_one_at_a_time"),)
        indexes = (models.Index(fields=("number_index",), name="account_number"),)

    def __str__(self) -> str:
        return f"{self.bank} {self.masked}"

    @property
    def masked(self) -> str:
        return identifiers.mask_account(self.number.reveal())


@pghistory.track(*history())
class StatusChange(OfPerson):
    """A change of status 状态变更: death, moving out, return — with its day and ground."""

    status = models.CharField(_("状态"), max_length=8, choices=Person.Status)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.on}"
