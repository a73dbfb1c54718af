"""Said plainly on the page of an application: that nobody can act at a step, or will be able to, and who can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from youfu.kit.access import ROLES
from youfu.kit.models import ApplicationStep
from youfu.kit.templatetags.kit import place_name, said
from youfu.kit.workflow import holders

if TYPE_CHECKING:
    from youfu.modules.recognition.pages.applications.review import Review


def stuck(review: Review) -> dict[str, Any]:
    """`nobody` {title, text} when no account can act at the open step; `last_one`, the same, when this person may, and a later
    step is left with nobody by it."""
    step = review.step
    if step is None:
        return {}
    acting = review.acting or (step.permission, step.path)
    later = [s for s in review.steps if s.order > step.order and s.kind == "review"]
    who = holders.able([acting, *((s.permission, s.path) for s in later)])
    acted = {d.by_id: d.order for d in review.decisions if d.counts}
    found: dict[str, Any] = {"nobody": _nobody(review, step, who[acting], acted)}
    if step.kind == "review" and review.may_decide():
        mine = acted | {review.actor.pk: step.order}
        for one in later:
            able = who[one.permission, one.path]
            if left(one, able, acted) and not left(one, able, mine):
                title = _("您办理本环节后，能办“%(step)s”的人就都已办理过本件。") % {"step": said(one.title)}
                found["last_one"] = {"title": title, "text": _remedy(review, one.permission, one.path)}
                break
    return found


def _nobody(
    review: Review, step: ApplicationStep, who: holders.Accounts, acted: Mapping[Any, int]
) -> dict[str, str] | None:
    title = _("没有账号能办“%(step)s”这一环节") % {"step": said(step.title)}
    if review.acting is None:
        text = _("“%(step)s”环节的权限已取消，请撤回本件后重新申请。") % {"step": said(step.title)}
        return {"title": title, "text": text}
    if not who:
        return {"title": title, "text": _("请安全管理员授权。")}
    stands_in = review.acting != (step.permission, step.path)
    if not left(step, who, acted):
        if not stands_in:
            title = _("能办“%(step)s”这一环节的人都已在其他环节办理过本件") % {"step": said(step.title)}
        return {"title": title, "text": _remedy(review, *review.acting)}
    if stands_in:
        text = _("由镇街道录入村社区签章的纸质意见，附扫描件；录入的人不能再办镇街道初审。")
        return {"title": title, "text": text}
    return None


def left(step: ApplicationStep, who: holders.Accounts, acted: Mapping[Any, int]) -> holders.Accounts:
    """Of the accounts that hold what a step asks for, those that four eyes leave: `acted` says at which step (order) of the
    application somebody acted."""
    if step.kind != "review":
        return who
    return frozenset(account for account in who if acted.get(account, step.order) == step.order)


def _remedy(review: Review, permission: str, path: str) -> str:
    """Who has to do what so that somebody can act there."""
    region: Any = review.application.region
    while region.path != path and region.parent_id:
        region = region.parent
    roles = [str(role.title) for role in ROLES.values() if permission in role.permissions]
    return _("请系统管理员再开立一个账号，并请安全管理员在“%(place)s”授予它“%(role)s”角色。") % {
        "place": place_name(region.name), "role": "、".join(roles),
    }  # fmt: skip
