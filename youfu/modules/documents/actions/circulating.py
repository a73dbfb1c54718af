"""What every step of a document's way shares: where a verb leads, what is kept of it, and the version of the text."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.models import OfficialDocument, Opinion, Version
from youfu.rules import circulation
from youfu.rules.circulation import Progress, Verb

TEXT = ("title", "kind", "urgency", "main_to", "copy_to", "note", "body")
FOUR_EYES = frozenset({"draft", "check", "countersign", "sign"})


def move(document: OfficialDocument, verb: Verb, *, asked: int = 0, handled: bool = True) -> None:
    """Change the state as the verb leads; Stale when somebody was faster. The caller saves what else it changed."""
    now = Progress(document.state, document.round, asked)  # type: ignore[arg-type]
    try:
        to = circulation.advance(now, verb, handled=handled)
    except circulation.Illegal:
        raise Stale(
            _("这份文件现在是“%(state)s”，不能再做这一步，请刷新后查看。")
            % {"state": document.get_state_display()}
        ) from None
    document.state, document.round = to.state, to.round
    document.ended_on = clock.today() if to.state in circulation.ENDED else None
    document.save(update_fields=["state", "round", "ended_on"])


def say(document: OfficialDocument, verb: str, *, step: str, text: str = "", by: Actor) -> Opinion:
    """Keep what was done at a step (the state it was in before). Refused when four eyes would be two."""
    counts = (
        document.outgoing and step in FOUR_EYES and verb not in ("return", "cancel") and by.pk is not None
    )
    try:
        with transaction.atomic():
            return Opinion.objects.create(
                document=document, step=step, round=document.round, verb=verb, text=text.strip(), by_id=by.pk,
                author=by.label, organisation_id=getattr(by, "organisation_id", None), counts=counts,
            )  # fmt: skip
    except IntegrityError as error:
        if "opinion_never_at_two_steps" not in str(error):
            raise
        raise Refused(acted_elsewhere()) from None


def acted_elsewhere() -> str:
    """Said to whoever would act at two steps."""
    return _("您在这份文件的另一环节办理过，起草、核稿、会签、签发须由不同的人办理，请交由他人。")


def newest(document: OfficialDocument) -> int:
    """The order of its newest version; a page names it, so that nobody passes or overwrites a text they have not seen."""
    return document.versions.aggregate(n=Max("order"))["n"] or 0


def seen_newest(document: OfficialDocument, seen: int | None) -> None:
    """Stale when the text was changed since version `seen` was shown; None for whoever reads the row itself."""
    if seen is None or seen == newest(document):
        return
    last = document.versions.select_related("by").order_by("order").last()
    raise Stale(
        _("%(who)s 刚改过这份文件，现为第 %(n)d 稿：请先复制您填写的内容，刷新看过新稿再办理。")
        % {"who": last.by.name if last else "", "n": last.order if last else 0}
    )


def keep_version(document: OfficialDocument, *, by: Actor) -> Version | None:
    """Keep the text as it stands when it differs from the version before; None when it does not."""
    text: dict[str, Any] = {name: getattr(document, name) for name in TEXT}
    last = document.versions.order_by("-order").first()
    if last and last.text == text:
        return None
    return Version.objects.create(document=document, order=newest(document) + 1, text=text, by_id=by.pk)
