"""Papers 材料: handed in, used again, taken out. Each is one 件 of the person's archive; nothing is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import action, reread
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.papers import EvidenceFile
from youfu.kit.models.workflow import Application, Decision
from youfu.kit.workflow import files, holders, route
from youfu.kit.workflow.actions import papers
from youfu.kit.workflow.declare import TYPES
from youfu.rules.stepmachine import ENDED

OTHER = "other"  # a paper the catalogue does not name: the scan of an opinion on paper, what came in later


@dataclass(frozen=True)
class Described:
    """What the index of the archive says of a paper: who made it 责任者, its document number 文号 and the day it bears."""

    title: str = ""
    responsible: str = ""
    number: str = ""
    dated: date | None = None


@action("evidence.add", gettext_lazy("上传材料"), Permission.APPLICATIONS_VIEW, record=("paper",))
def add(
    application: Application, *, paper: str, file: Any, about: Described = Described(), by: Actor
) -> EvidenceFile:
    """Examine an upload (anything with read() and name) and put it into the application, as the person's next 件."""
    _demand_open(application, by)
    accepted = files.examine(file)
    return _enter(application, EvidenceFile(
        paper=paper, title=about.title, name=clean_name(getattr(file, "name", ""), accepted.kind), kind=accepted.kind,
        size=len(accepted.data), pages=accepted.pages, digest=files.keep(accepted), dated=about.dated,
        responsible=about.responsible.strip()[:80], number=about.number.strip()[:80],
    ), by)  # fmt: skip


@action("evidence.reuse", gettext_lazy("沿用材料"), Permission.APPLICATIONS_VIEW, record=("paper",))
def reuse(application: Application, *, earlier: EvidenceFile, paper: str, by: Actor) -> EvidenceFile:
    """Put a paper of an earlier application of the same person into this one, without uploading it again."""
    _demand_open(application, by)
    if earlier.person_id != application.person_id:
        raise Refused(_("只能沿用同一人的材料。"))
    demand(by, Permission.APPLICATIONS_VIEW, earlier.region_path)
    files.read(earlier.digest)
    return _enter(application, EvidenceFile(
        paper=paper, title=earlier.title, name=earlier.name, kind=earlier.kind, size=earlier.size, pages=earlier.pages,
        digest=earlier.digest, dated=earlier.dated, responsible=earlier.responsible, number=earlier.number,
    ), by)  # fmt: skip


def _enter(application: Application, row: EvidenceFile, by: Actor) -> EvidenceFile:
    """Give it its title and number. The action locked the person (Application.locked_after), so nobody else counts now."""
    titles = catalogue(application)
    if row.paper not in titles:
        raise Refused(_("材料目录里没有这一项，请刷新后重新选择。"))
    row.title = (row.title.strip() or titles[row.paper])[:120]
    row.application, row.person_id, row.added_by_id = application, application.person_id, by.pk
    last = EvidenceFile.objects.filter(person_id=row.person_id).aggregate(last=Max("item"))["last"]
    row.item = (last or 0) + 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "evidence_once" not in str(error):
            raise
        raise Refused(_("这份材料已经上传过，不必再传。")) from error
    return row


@action("evidence.remove", gettext_lazy("撤下材料"), Permission.APPLICATIONS_VIEW, record=("reason",))
def remove(row: EvidenceFile, *, reason: str, by: Actor) -> EvidenceFile:
    """Take a paper out of its application, saying why; file and row stay. What was decided upon stays in."""
    application: Application = reread(row.application)  # type: ignore[assignment]  # nobody decides meanwhile
    _demand_open(application, by)
    if row.removed_at is not None:
        raise Stale(_("这份材料已撤下。"))
    if not reason.strip():
        raise Refused(_("请写明撤下原因。"))
    if application.state == Application.State.OPEN and row.added_by_id != by.pk:
        raise Refused(_("办理中只能撤下自己上传的材料；申请人的材料有误，请退回补正。"))
    if Decision.objects.filter(paper=row).exists():
        raise Refused(_("这份材料是一条意见的原件，不能撤下。"))
    row.removed_at, row.removed_why = clock.now(), reason.strip()[:200]
    row.save(update_fields=["removed_at", "removed_why"])
    return row


def catalogue(application: Application) -> dict[str, str]:
    """Titles of the papers it may hold by code, those of the catalogue first."""
    return {p["code"]: p["title"] for p in papers(application)} | {OTHER: _("其他材料")}


def handler(application: Application) -> tuple[Permission, str] | None:
    """What it takes to change its papers now, and where: to make it, or to handle the open step. None when nobody may."""
    if application.state in ENDED:
        return None
    step = route.current(application)
    if step is not None:
        return holders.acting_at(step)
    declared = TYPES.get(application.type)
    return declared.make if declared else Permission.APPLICATIONS_MAKE, application.region_path


def may_change(application: Application, actor: Actor) -> bool:
    """Whether to offer it; the actions ask again."""
    asked = handler(application)
    return asked is not None and can(actor, *asked)


def _demand_open(application: Application, by: Actor) -> None:
    if application.state in ENDED:
        raise Stale(_("这件申请已办结，材料不能再变动。"))
    if not may_change(application, by):
        raise PermissionDenied("evidence")


def clean_name(name: str, kind: str) -> str:
    """What an upload was called, without folders and control characters, with the ending of what it is."""
    stem = _last_part(name).rpartition(".")[0] or _last_part(name) or "scan"
    return f"{stem[:80]}.{'pdf' if kind == files.PDF else 'jpg'}"


def _last_part(name: str) -> str:
    """The last part of a path of any system, printable characters only."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip(". ")
