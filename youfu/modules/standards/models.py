from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.organisations.models import Region
from youfu.modules.standards.queries import (
    ExclusionQuerySet,
    ParameterQuerySet,
    PolicyDocumentQuerySet,
    RateQuerySet,
)

# Every change of a standard gets the next number of one sequence, so that a roll can say "changed since the last one".
REVISED = pgtrigger.Trigger(
    name="revised",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        NEW.revision = nextval('standards_revision');
        IF TG_OP = 'INSERT' THEN NEW.first_revision = NEW.revision; END IF;
        RETURN NEW;
    """,
)
KEPT = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


def says_its_last(document: str) -> str:
    """At the end of the transaction a document's columns say what its last status says; without one it is in force."""
    return f"""
        IF EXISTS (
            SELECT FROM standards_policydocument d LEFT JOIN LATERAL (
                SELECT s.* FROM standards_policystatus s WHERE s.document_id = d.id ORDER BY s.id DESC LIMIT 1
            ) s ON true
            WHERE d.id = NEW.{document} AND (
                d.status <> coalesce(s.status, 'in_force')
                OR d.repealed_on IS DISTINCT FROM CASE WHEN s.status = 'repealed' THEN s."on" END
                OR d.replaced_by_id IS DISTINCT FROM s.replaced_by_id
            )
        ) THEN RAISE EXCEPTION 'a policy document is in force or repealed as its last status says'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    """


class Confidence(models.TextChoices):
    """How sure we are of an amount. Only `high` counts as verified."""

    HIGH = "high", _("已核实")
    MEDIUM = "medium", _("待核实（推算）")
    LOW = "low", _("待核实（存疑）")
    SAMPLE = "sample", _("示例（虚构）")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class PolicyDocument(models.Model):
    """A document 政策文件 that amounts and rules are taken from. Whether it is in force is what its last `PolicyStatus` says;
    the columns repeat it for lists, and the database holds the two together. Title and number are what is cited and stay."""

    class Level(models.TextChoices):
        NATION = "nation", _("国家")
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")

    class Status(models.TextChoices):
        IN_FORCE = "in_force", _("有效")
        REPEALED = "repealed", _("已废止")

    class Category(models.TextChoices):
        LAW = "law", _("法律法规")
        RULE = "rule", _("部门规章")
        STANDARD = "standard", _("待遇标准")
        POLICY = "policy", _("政策措施")
        PROCEDURE = "procedure", _("办理规定")
        OTHER = "other", _("其他")

    title = models.CharField(_("标题"), max_length=300)
    number = models.CharField(_("文号"), max_length=120, blank=True)
    level = models.CharField(_("层级"), max_length=8, choices=Level, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=120, blank=True)
    issued_on = models.DateField(_("发文日期"), null=True)
    category = models.CharField(_("类别"), max_length=10, choices=Category, blank=True)
    url = models.CharField(_("公开网址"), max_length=300, blank=True)
    status = models.CharField(_("效力"), max_length=8, choices=Status, default=Status.IN_FORCE)
    repealed_on = models.DateField(_("废止日期"), null=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaces", verbose_name=_("替代文件")
    )

    objects = PolicyDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("number", "title")
        constraints = (
            models.UniqueConstraint(fields=("number", "title"), name="document_unique"),
            models.CheckConstraint(
                name="policy_repealed_has_day",
                condition=Q(status="repealed", repealed_on__isnull=False)
                | Q(status="in_force", repealed_on=None, replaced_by=None),
            ),
            models.CheckConstraint(
                name="policy_repealed_after_issue",
                condition=Q(repealed_on=None) | Q(issued_on=None) | Q(repealed_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="policy_not_replaced_by_itself", condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk"))
            ),
        )
        triggers = [
            KEPT,
            pgtrigger.ReadOnly(name="cited_stays", fields=["title", "number"]),
            pgtrigger.Trigger(
                name="says_its_last",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "repealed_on", "replaced_by_id"),
                timing=pgtrigger.Deferred,
                func=says_its_last("id"),
            ),
        ]

    def __str__(self) -> str:
        """What it is cited by; some amounts were taken over with neither title nor number."""
        return self.number or self.title or _now("无文号")

    @property
    def in_force(self) -> bool:
        return self.status == self.Status.IN_FORCE


class PolicyStatus(models.Model):
    """A document was repealed, replaced, or found to be in force after all: on which day, why, by whom. Append-only."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="statuses")
    status = models.CharField(_("效力"), max_length=8, choices=PolicyDocument.Status)
    on = models.DateField(_("日期"))
    replaced_by = models.ForeignKey(
        PolicyDocument, models.PROTECT, null=True, related_name="+", verbose_name=_("替代文件")
    )
    why = models.CharField(_("依据或原因"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    at = models.DateTimeField(_("登记时间"), default=moment)

    class Meta:
        ordering = ("-id",)
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="says_its_last",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=says_its_last("document_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.get_status_display()}"


class Programme(models.Model):
    """A benefit 待遇项目. `number` is the small number it has in the ledger; `dimensions` are what its amount depends on."""

    number = models.SmallIntegerField(primary_key=True)
    code = models.CharField(_("代码"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=60)
    article = models.CharField(_("法律依据"), max_length=120)
    dimensions = ArrayField(models.CharField(max_length=20), verbose_name=_("计发条件"), default=list)
    regular = models.BooleanField(_("按月发放"), default=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.title


class Effective(models.Model):
    """What rates, parameters and exclusions share: a period, a document, how sure we are, and the revision number.

    A row is never edited. A later row closes it; a correction supersedes it; both cite their document.
    """

    valid = DateRangeField(_("执行期间"))
    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name=_("文件"))
    confidence = models.CharField(_("可信度"), max_length=8, choices=Confidence)
    source = models.TextField(_("来源"), blank=True)
    superseded_at = models.DateTimeField(_("被更正时间"), null=True)
    changes_from = models.DateField(help_text="first day on which this row's last change makes a difference")
    revision = models.BigIntegerField(default=0, editable=False)
    first_revision = models.BigIntegerField(default=0, editable=False)  # the one it was filed with

    class Meta:
        abstract = True

    @property
    def verified(self) -> bool:
        return self.confidence == Confidence.HIGH


def _same(*fields: str) -> list[tuple[Coalesce, str]]:
    """Constraint expressions that treat NULL as a value of its own."""
    return [
        (Coalesce(F(field), Value(-1 if field == "grade" else "")), RangeOperators.EQUAL) for field in fields
    ]


class Rate(Effective):
    """An amount 标准 of a programme for given dimensions (empty = any), in a region, over a period."""

    class Unit(models.TextChoices):
        YEAR = "yuan_per_year", _("元/年")
        MONTH = "yuan_per_month", _("元/月")
        SERVICE_YEAR = "yuan_per_service_year_month", _("元/年限·月")
        RATIO = "ratio", _("比例")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rates", verbose_name=_("待遇项目"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("适用区划"))
    label = models.CharField(_("对象"), max_length=200)
    grade = models.SmallIntegerField(_("等级"), null=True)
    cause = models.CharField(_("性质"), max_length=20, null=True)
    kind = models.CharField(_("类别"), max_length=20, null=True)
    period = models.CharField(_("入伍时期"), max_length=20, null=True)
    employment = models.CharField(_("属别"), max_length=20, null=True)
    residence = models.CharField(_("户籍"), max_length=20, null=True)
    unit = models.CharField(_("单位"), max_length=30, choices=Unit)
    amount_fen = models.BigIntegerField(_("金额（分）"), null=True)
    ratio = models.DecimalField(_("比例"), max_digits=10, decimal_places=4, null=True)
    base = models.CharField(_("基数"), max_length=40, blank=True)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "grade", "cause", "kind", "period", "-valid")
        triggers = [REVISED, KEPT]
        constraints = (
            ExclusionConstraint(
                name="rate_one_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    *_same("grade", "cause", "kind", "period", "employment", "residence"),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at=None),
            ),
            models.CheckConstraint(
                name="rate_is_amount_or_ratio",
                condition=Q(unit="ratio", ratio__gt=0, amount_fen=None)
                | (~Q(unit="ratio") & Q(ratio=None, amount_fen__gt=0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.label}"


class Parameter(Effective):
    """A yearly base or one-off figure 参数: average wage, income, minimum wage, multiples, ceilings."""

    code = models.CharField(_("代码"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("适用区划"))
    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=40)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        ordering = ("code", "title", "-valid")
        triggers = [REVISED, KEPT]
        constraints = (
            ExclusionConstraint(
                name="parameter_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Exclusion(Effective):
    """Two programmes that are not paid together, which one gives way, and why: data with a legal ground."""

    class Mode(models.TextChoices):
        YIELDS = "yields", _("让位")
        HIGHER = "higher", _("就高")

    yields = models.ForeignKey(
        Programme, models.PROTECT, related_name="yields_to", verbose_name=_("让位项目")
    )
    to = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        related_name="takes_from",
        verbose_name=_("优先项目（空＝任何其他定期待遇）"),
    )
    mode = models.CharField(_("方式"), max_length=8, choices=Mode)
    basis = models.CharField(_("依据"), max_length=300)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ("yields", "to")
        triggers = [REVISED, KEPT]
        constraints = (
            ExclusionConstraint(
                name="exclusion_one_at_a_time",
                expressions=[
                    ("yields", RangeOperators.EQUAL),
                    (Coalesce(F("to"), Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.yields} → {self.to or '*'}"
