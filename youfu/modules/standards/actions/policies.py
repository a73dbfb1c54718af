"""The policy library: what a document is, and whether it is still in force. Its states are rows; none is edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action, reread
from youfu.kit.errors import Refused, Stale
from youfu.modules.organisations.queries import county
from youfu.modules.standards.actions.loading import alone
from youfu.modules.standards.models import PolicyDocument, PolicyStatus

Status = PolicyDocument.Status
DESCRIBED = ("level", "issuer", "issued_on", "category", "url")


@action("policy.describe", gettext_lazy("补充政策文件信息"), Permission.STANDARDS_LOAD)
def describe(policy: PolicyDocument, *, values: Mapping[str, Any], by: Actor) -> PolicyDocument:
    """Say who issued a document, when, at which level, and where it can be read. What was said before stays in its history."""
    demand(by, Permission.STANDARDS_LOAD, county().path)
    for name in DESCRIBED:
        if name in values:
            setattr(policy, name, values[name])
    if policy.url and not policy.url.startswith(("https://", "http://")):
        raise Refused(_("公开网址应以 http:// 或 https:// 开头，请核对。"))
    if policy.issued_on and policy.repealed_on and policy.issued_on > policy.repealed_on:
        raise Refused(_("发文日期不能晚于登记的废止日期，请核对。"))
    policy.save(update_fields=list(DESCRIBED))
    return policy


@action(
    "policy.repeal", gettext_lazy("废止政策文件"), Permission.STANDARDS_LOAD, record=("on", "why"), lock=False
)
def repeal(
    policy: PolicyDocument, *, on: date, why: str, replaced_by: PolicyDocument | None = None, by: Actor
) -> PolicyDocument:
    """A document is no longer in force from a day on, another one perhaps in its place. What was priced by it stays as it is.
    One at a time, so that two that are replaced by each other at once are seen to be a circle."""
    alone(by)
    policy = cast(PolicyDocument, reread(policy))
    if not policy.in_force:
        raise Stale(_("这份文件已经登记为废止。"))
    if policy.issued_on is not None and on < policy.issued_on:
        raise Refused(_("废止日期不能早于发文日期，请核对。"))
    if on > clock.today():
        raise Refused(_("废止日期还没有到，请到期后登记。"))
    if replaced_by is not None and replaced_by.pk in {policy.pk, *_line(policy)}:
        raise Refused(_("替代文件不能是它本身或它所替代的文件，请另选。"))
    policy.status, policy.repealed_on, policy.replaced_by = Status.REPEALED, on, replaced_by
    return _keep(policy, on, why, by)


@action("policy.restore", gettext_lazy("恢复政策文件效力"), Permission.STANDARDS_LOAD, record=("why",))
def restore(policy: PolicyDocument, *, why: str, by: Actor) -> PolicyDocument:
    """Take a repeal back that was registered by mistake; it stays on record."""
    demand(by, Permission.STANDARDS_LOAD, county().path)
    if policy.in_force:
        raise Stale(_("这份文件登记为有效，不需要恢复。"))
    policy.status, policy.repealed_on, policy.replaced_by = Status.IN_FORCE, None, None
    return _keep(policy, clock.today(), why, by)


def _keep(policy: PolicyDocument, on: date, why: str, by: Actor) -> PolicyDocument:
    if not why.strip():
        raise Refused(_("请写明依据或原因。"))
    PolicyStatus.objects.create(
        document=policy,
        status=policy.status,
        on=on,
        replaced_by=policy.replaced_by,
        why=why.strip()[:200],
        by_id=by.pk,
    )
    policy.save(update_fields=["status", "repealed_on", "replaced_by"])  # a trigger compares it with that row
    return policy


def _line(policy: PolicyDocument) -> set[int]:
    """What was replaced by a document, and by those, and so on: none of them can take its place."""
    found: set[int] = set()
    ahead = {policy.pk}
    while ahead:
        ahead = set(PolicyDocument.objects.filter(replaced_by__in=ahead).values_list("pk", flat=True)) - found
        found |= ahead
    return found
