"""Chasing 催办: by hand with words, by the program around the last day, and reporting upwards 上报 what is late for too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.workflow import calendar
from youfu.kit.workflow.limits import Limit, limit
from youfu.modules.documents.actions.delivering import belongs
from youfu.modules.documents.models import Delivery, OfficialDocument, Reminder
from youfu.modules.organisations.models import Region
from youfu.rules.working_days import WorkingDays

# Working days after which a late delivery is reported upwards. No text lays it down: the county enters it among its local
# figures, with the document it decided by; until then it is shown as to be confirmed and nothing is reported.
PATIENCE = "delivery.escalation"
Automatic = Reminder.Automatic


@action("documents.remind", gettext_lazy("催办文件"), Permission.DOCUMENTS_ISSUE, record=("words",))
def remind(
    document: OfficialDocument, *, only: Iterable[int] | None = None, words: str = "", by: Actor
) -> int:
    """Remind all that have not finished, or those of them whose keys are given; returns how many."""
    rows = document.deliveries.all().waiting()
    return _remind(rows if only is None else rows.filter(pk__in=list(only)), words, by)


@action("documents.remind_below", gettext_lazy("催办下级"), Permission.DOCUMENTS_ANSWER, record=("words",))
def remind_below(delivery: Delivery, *, only: Iterable[int] | None = None, words: str = "", by: Actor) -> int:
    """The same for what one forwarded down oneself."""
    belongs(delivery, by)
    rows = delivery.forwarded.all().waiting()
    return _remind(rows if only is None else rows.filter(pk__in=list(only)), words, by)


def _remind(rows: object, words: str, by: Actor) -> int:
    """Somebody in particular who has finished meanwhile is no error when others are reminded."""
    keys = list(rows.values_list("pk", flat=True))  # type: ignore[attr-defined]
    if not keys:
        raise Refused(_("所选单位都已办结，不用催办，请刷新后查看。"))
    _write(keys, words=words.strip() or _("请尽快办理。"), by=by)
    return len(keys)


def _write(keys: Iterable[int], *, words: str, by: Actor, automatic: str = "") -> None:
    """One row each; counted at the delivery, which a list shows."""
    keys = list(keys)
    at = clock.now()
    Reminder.objects.bulk_create(
        Reminder(
            delivery_id=key, words=words[:300], by_id=by.pk, author=by.label[:200], at=at, automatic=automatic
        )
        for key in keys
    )  # fmt: skip
    rows = Delivery.objects.filter(pk__in=keys)
    if automatic == Automatic.ESCALATED:
        rows.filter(escalated_at=None).update(escalated_at=at)
    else:
        rows.update(reminded=F("reminded") + 1)


def patience(path: str) -> Limit | None:
    """After how many working days overdue something is reported upwards in a region; None: nobody laid it down."""
    return limit(PATIENCE, path, clock.today())


def to_remind(county: Region, today: date, days: WorkingDays) -> dict[str, list[int]]:
    """What the program has to do today, by reason: {before, after, escalated} → keys of deliveries."""
    rows = Delivery.objects.filter(document__region=county).waiting().exclude(due_on=None)
    soon = rows.filter(due_on__range=(today, days.after(today, 1)))
    late = rows.filter(due_on__lt=today)
    # What was delivered today has just been told.
    found = {
        Automatic.BEFORE: soon.filter(delivered_at__date__lt=today),
        Automatic.AFTER: late,
    }
    limit_ = patience(county.path)
    if limit_ is not None:
        long_ago = _ago(today, max(1, limit_.value), days)
        found[Automatic.ESCALATED] = late.filter(due_on__lte=long_ago, escalated_at=None)
    return {
        str(reason): list(chosen.exclude(reminders__automatic=reason).values_list("pk", flat=True))
        for reason, chosen in found.items()
    }


def _hold(keys: Iterable[int]) -> None:
    """Lock the documents of these deliveries, as everybody does before they touch one (`Delivery.locked_after`)."""
    documents = OfficialDocument.objects.filter(deliveries__in=list(keys)).order_by("pk").values("pk")
    list(OfficialDocument.objects.filter(pk__in=documents).order_by("pk").select_for_update(no_key=True))


def _ago(today: date, number: int, days: WorkingDays) -> date:
    """The last day from which `number` working days have passed by today."""
    day = today
    while days.between(day, today) < number:
        day = date.fromordinal(day.toordinal() - 1)
    return day


@action("documents.chase", gettext_lazy("自动催办和上报"), Permission.DOCUMENTS_ISSUE, lock=False)
def chase(county: Region, *, by: Actor) -> int:
    """What the program does by itself around the last day; done again it does nothing. Returns how many it told.

    It holds the documents concerned, not the county: whoever holds one of those may be about to point to the county.
    """
    words = {
        Automatic.BEFORE: _("即将到期，请及时办理。"),
        Automatic.AFTER: _("已超过期限，请尽快办理。"),
        Automatic.ESCALATED: _("超期未办，已上报上级单位和局领导。"),
    }
    today, days = clock.today(), calendar.working_days()
    concerned = {key for found in to_remind(county, today, days).values() for key in found}
    _hold(concerned)
    waiting = {
        reason: [key for key in keys if key in concerned]  # what came meanwhile waits for the next night
        for reason, keys in to_remind(county, today, days).items()
    }
    for reason, keys in waiting.items():
        _write(keys, words=str(words[Automatic(reason)]), by=by, automatic=reason)
    return sum(len(keys) for keys in waiting.values())
