"""What an application type declares. One declaration gives form, evidence, checks, steps, deadlines, publicity, letters, to-do
and statistics; the engine knows nothing of any particular type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django import forms

from youfu.kit.access import Actor, Permission
from youfu.kit.text import Text
from youfu.rules.findings import Finding

if TYPE_CHECKING:
    from youfu.kit.models.workflow import Application

Level = Literal["village", "town", "county", "city", "province"]
Kind = Literal["review", "publicity", "outside"]
MAKER = "maker"  # where a return goes when it goes back to whoever made the application


@dataclass(frozen=True)
class Step:
    """One step of the route. `review` is decided here by somebody who holds the permission in that division; `publicity` is a
    notice that runs its days; `outside` is decided elsewhere (hospital, city, province) and recorded with document and date.

    Its time limit is data: "limit.TYPE.STEP" in the standards library, else "limit.STEP"; one never laid down is shown as to be
    confirmed. `records` names what this level must write down beside its opinion. `above` names an amount there (fen) from
    which on the step is needed, `when` asks the application; both are answered at submission.
    """

    code: str
    title: Text
    level: Level
    permission: Permission
    kind: Kind = "review"
    returns_to: tuple[str, ...] = (MAKER,)
    records: tuple[str, ...] = ()
    above: str = ""
    when: Callable[[Application], bool] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.permission, Permission):
            raise TypeError(f"step {self.code} names no permission")


@dataclass(frozen=True)
class Paper:
    """A paper of the evidence catalogue 材料目录, which doubles as the index of the archive. `when` tells from the given form
    data whether it is needed; optional papers are never missing."""

    code: str
    title: Text
    required: bool = True
    note: Text = ""
    when: Callable[[Mapping[str, Any]], bool] | None = None


@dataclass(frozen=True)
class Ground:
    """A ground for refusal 不予认定情形, with the clause it rests on."""

    code: str
    title: Text
    clause: str


@dataclass(frozen=True)
class Publicity:
    """A public notice 公示; its working days are the time limit of its step. `content` gives the lines that everybody may read:
    never an ID number, an account or a diagnosis."""

    content: Callable[[Application], Sequence[tuple[Text, str]]]
    article: str = ""


@dataclass(frozen=True)
class ApplicationType:
    """One kind of application 业务类型.

    `check(application)` gathers facts and asks `rules/`: every reason for and against. `approve(application, decided, by)`
    is what the last approval does, in its own transaction; it returns one sentence. `amount(application)` is the amount
    applied for in fen. `secret` are the form's fields that are sealed. `make` is the permission to make one. What speaks
    against a person (sex, age and the like) belongs into `check`.
    """

    code: str
    number: int
    title: Text
    basis: tuple[str, ...]
    form: type[forms.Form]
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]
    grounds: tuple[Ground, ...]
    check: Callable[[Application], Iterable[Finding]]
    approve: Callable[[Application, Mapping[str, Any], Actor], str]
    make: Permission = Permission.APPLICATIONS_MAKE
    publicity: Publicity | None = None
    amount: Callable[[Application], int | None] | None = None
    secret: tuple[str, ...] = ()
    letters: tuple[str, ...] = ("acceptance", "correction", "decision", "refusal")
    decides: type[forms.Form] | None = None  # what the deciding step may set, such as the amount approved
    foresee: Callable[[Application], Sequence[Mapping[str, Any]]] | None = None  # what approval would pay
    region: Callable[[Any, Mapping[str, Any]], Any] | None = (
        None  # where it is handled; the person's household otherwise
    )
    reversible: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        return f"{self.number:02d}"


TYPES: dict[str, ApplicationType] = {}


def register(declared: ApplicationType) -> ApplicationType:
    """Add a declared type. A route that cannot be walked is refused at import, not at a counter."""
    if declared.code in TYPES or declared.number in {t.number for t in TYPES.values()}:
        raise ValueError(f"application type {declared.code} is declared twice")
    codes = [step.code for step in declared.steps]
    if not codes or len(set(codes)) != len(codes) or MAKER in codes:
        raise ValueError(f"{declared.code}: steps need codes of their own")
    for number, step in enumerate(declared.steps):
        if not set(step.returns_to) <= {MAKER, *codes[:number]}:
            raise ValueError(f"{declared.code}.{step.code} returns to a step that does not come before it")
        if step.kind == "publicity" and declared.publicity is None:
            raise ValueError(f"{declared.code}.{step.code} publishes what nobody declared")
    if declared.steps[-1].kind == "publicity":
        raise ValueError(f"{declared.code}: a notice decides nothing, somebody has to")
    if all(step.kind != "review" for step in declared.steps):
        raise ValueError(f"{declared.code}: nobody of the bureau but its maker would have seen it")
    TYPES[declared.code] = declared
    return declared
