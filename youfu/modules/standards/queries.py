from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Max, Min, Q
from django.db.models.functions import Lower

from youfu.kit.workflow.declare import TYPES, ApplicationType, Step
from youfu.kit.workflow.limits import Limit, provide
from youfu.rules import citing, pricing
from youfu.rules.figures import LOCAL, YEARLY
from youfu.rules.money import yuan_to_fen

if TYPE_CHECKING:
    from youfu.modules.organisations.models import Region
    from youfu.modules.standards.models import (  # noqa: F401  named in the bases below, for the type checker
        Exclusion,
        Parameter,
        PolicyDocument,
        Rate,
    )

E = TypeVar("E", bound=models.Model)


class EffectiveQuerySet(models.QuerySet[E]):
    """Standards are public law: whoever may see them sees all, wherever they apply."""

    def standing(self) -> Self:
        """Rows that have not been corrected."""
        return self.filter(superseded_at=None)

    def on(self, day: date) -> Self:
        return self.standing().filter(valid__contains=day)

    def since(self, revision: int) -> Self:
        """Rows added, closed or corrected after a revision."""
        return self.filter(revision__gt=revision)

    def latest_revision(self) -> int:
        return self.aggregate(latest=Max("revision"))["latest"] or 0

    def first_change(self, revision: int) -> date | None:
        """The first day on which anything changed after a revision makes a difference.

        A row filed after it counts from its own first day, even if it was closed again since.
        """
        known = self.since(revision).aggregate(
            changed=Min("changes_from"),
            filed=Min(Lower("valid"), filter=Q(first_revision__gt=revision)),
        )
        return min((day for day in known.values() if day), default=None)


class PolicyDocumentQuerySet(models.QuerySet["PolicyDocument"]):
    """Policy documents; public, as what is taken from them."""

    def cited_in(self, text: str) -> Self:
        """The documents that a text cites, by number or by title."""
        rows = self.values_list("pk", "title", "number", "status")
        known = [citing.Known(pk, title, number, status == "in_force") for pk, title, number, status in rows]
        return self.filter(pk__in=citing.cited(text, known))

    def repealed_in_use(self, day: date) -> Self:
        """Documents that are repealed while a rate, a parameter or an exclusion in force still rests on them."""
        from youfu.modules.standards.models import Exclusion, Parameter, Rate

        used = Q(pk__in=[])
        for model in (Rate, Parameter, Exclusion):
            used |= Q(pk__in=model.objects.on(day).values("document_id"))
        return self.filter(used, status="repealed")


class RateQuerySet(EffectiveQuerySet["Rate"]):
    """Amounts of programmes."""

    def regular(self) -> Self:
        """Rates of what is paid monthly."""
        return self.filter(programme__regular=True)

    def unverified(self) -> Self:
        return self.exclude(confidence="high")


class ParameterQuerySet(EffectiveQuerySet["Parameter"]):
    """Yearly bases and one-off figures, and numbers the workflow asks for by a code with dots ("limit.rural_veteran.town")."""

    def pricing(self) -> Self:
        """What an amount may be counted from. A time limit prices no month, so laying one down changes no roll."""
        return self.exclude(code__contains=".")

    def asked(self) -> Self:
        """What the workflow asks for."""
        return self.filter(code__contains=".")


class ExclusionQuerySet(EffectiveQuerySet["Exclusion"]):
    """Programmes that are not paid together."""


def tariff(county: Region) -> pricing.Tariff:
    """Everything in the register that prices a month in this county, as the rules know it."""
    from youfu.modules.standards.models import Exclusion, Parameter, Programme, Rate

    chain = (*(code for code in reversed(county.path.split("/")) if code), "000000000000")
    return pricing.Tariff(
        rates=[
            _rate(row) for row in Rate.objects.standing().regular().select_related("programme", "document")
        ],
        parameters=[
            _parameter(row) for row in Parameter.objects.standing().pricing().select_related("document")
        ],
        exclusions=[_exclusion(row) for row in Exclusion.objects.standing().select_related("yields", "to")],
        regions=chain,
        articles=dict(Programme.objects.values_list("code", "article")),
    )


def _rate(row: Rate) -> pricing.Rate:
    return pricing.Rate(
        id=row.pk,
        programme=row.programme.code,
        region=row.region_id,
        grade=row.grade,
        cause=row.cause,
        kind=row.kind,
        period=row.period,
        employment=row.employment,
        residence=row.residence,
        unit=row.unit,
        amount_fen=row.amount_fen or 0,
        ratio=row.ratio,
        base=row.base,
        start=row.valid.lower,
        end=row.valid.upper,
        document_title=row.document.title,
        document_number=row.document.number,
        article=row.programme.article,
        confidence=row.confidence,
    )


def _parameter(row: Parameter) -> pricing.Parameter:
    return pricing.Parameter(
        code=row.code,
        region=row.region_id,
        value_fen=yuan_to_fen(row.value),
        start=row.valid.lower,
        end=row.valid.upper,
        document_title=row.document.title,
        document_number=row.document.number,
        confidence=row.confidence,
    )


def _exclusion(row: Exclusion) -> pricing.Exclusion:
    return pricing.Exclusion(
        yields=row.yields.code,
        to=row.to.code if row.to else "*",
        mode=row.mode,
        basis=row.basis,
        start=row.valid.lower,
        end=row.valid.upper,
    )


@provide
def find_limit(code: str, path: str, day: date) -> Limit | None:
    """A number the workflow asks for by code: the one of the nearest region above `path` that was in force on the day."""
    from youfu.modules.standards.models import Parameter

    chain = [*(c for c in path.split("/") if c), "000000000000"]
    rows = Parameter.objects.on(day).filter(code=code, region__in=chain).select_related("document")
    nearest = max(
        rows, key=lambda row: (row.region_id != "000000000000", chain.index(row.region_id)), default=None
    )
    if nearest is None:
        return None
    money = nearest.unit.startswith(
        "yuan"
    )  # an amount above which somebody else decides as well: the workflow counts fen
    value = yuan_to_fen(nearest.value) if money else int(nearest.value)
    return Limit(code, value, str(nearest.document), nearest.verified)


@dataclass(frozen=True)
class Asked:
    """A step of a declared type, the code of its limit, and the row in force; None: 待确认."""

    type: ApplicationType
    step: Step
    code: str
    row: Parameter | None

    @property
    def shared(self) -> bool:
        """Is the limit the one of all types?"""
        return self.row is not None and self.row.code != self.code

    @property
    def state(self) -> str:
        """The state word of its tag: a limit nobody verified wants a look, as one nobody laid down."""
        return "ok" if self.row is not None and self.row.verified else "look"


def in_force(path: str, day: date) -> dict[str, Parameter]:
    """The number in force for each code the workflow may ask for: of the nearest region above a path."""
    from youfu.modules.standards.models import Parameter

    return _nearest(Parameter.objects.on(day).asked(), path)


def _nearest(rows: ParameterQuerySet, path: str) -> dict[str, Parameter]:
    """One row a code: of the nearest region above a path."""
    regions = ["000000000000", *(code for code in path.split("/") if code)]
    found = sorted(
        rows.filter(region__in=regions).select_related("document", "region"),
        key=lambda row: regions.index(str(row.region_id)),
    )
    return {row.code: row for row in found}


def asked(path: str, day: date) -> list[Asked]:
    """Every step of every type, in the types' order."""
    known = in_force(path, day)
    found = []
    for declared in sorted(TYPES.values(), key=lambda t: t.number):
        for step in declared.steps:
            code = f"limit.{declared.code}.{step.code}"
            row = known.get(code) or known.get(f"limit.{step.code}")
            found.append(Asked(declared, step, code, row))
    return found


def figures(path: str, day: date) -> dict[str, Parameter]:
    """The local figure in force for each code of `rules.figures`, LOCAL and YEARLY: of the nearest region above a path."""
    from youfu.modules.standards.models import Parameter

    return _nearest(Parameter.objects.on(day).filter(code__in=[*YEARLY, *LOCAL]), path)


def chain(county: Region) -> list[Region]:
    """The county and what lies above it, up to the nation, nearest first: where a limit may apply."""
    from youfu.modules.organisations.models import Region

    codes = [*reversed([code for code in county.path.split("/") if code]), "000000000000"]
    rows = Region.objects.in_bulk(codes)
    return [rows[code] for code in codes if code in rows]
