"""Types 21, 211 and 212: suspend 中止, stop 停发 and cancel 取消 what somebody draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.workflow import ApplicationType, Ground, register
from youfu.modules.entitlements import actions
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.recognition.applications import common, standing
from youfu.modules.recognition.applications.standing import DOCUMENT, EXAMINE, PROVINCE, REVIEW, SIGN, WAIVER
from youfu.rules import periods
from youfu.rules.eligibility import standing as rule


class SuspendForm(standing.StandingForm):
    verb = "suspend"


class StopForm(standing.StandingForm):
    verb = "stop"


class CancelForm(standing.StandingForm):
    verb = "cancel"


def _said(rows: list[tuple[Entitlement, int]], verb: str, month: int) -> str:
    titles = "、".join(dict.fromkeys(str(row.programme) for row, _month in rows))
    return _now("%(what)s自 %(month)s 起%(verb)s。") % {
        "what": titles,
        "month": periods.month_text(month),
        "verb": verb,
    }


def suspend(application: Application, decided: common.Decided, by: Actor) -> str:
    month = common.given(application)["from_month"]
    rows = standing.reached(application, month)
    for row, first in rows:
        actions.suspend(row, from_month=first, basis=standing.basis_of(application), by=by)
    return _said(rows, _now("中止"), month)


def _end(application: Application, by: Actor, verb: str, also: Sequence[Entitlement] = ()) -> str:
    month = common.given(application)["from_month"]
    rows, basis = standing.reached(application, month), standing.basis_of(application)
    for row, first in rows:
        actions.end(row, last_month=first - 1, reason=Entitlement.Ended.CANCELLED, basis=basis, by=by)
    return _said([*rows, *((row, month) for row in also)], verb, month)


def stop(application: Application, decided: common.Decided, by: Actor) -> str:
    return _end(application, by, _now("停发"))


def cancel(application: Application, decided: common.Decided, by: Actor) -> str:
    """Months already posted become a balance to recover with the next roll; a cancelled standing ends its categories."""
    month = common.given(application)["from_month"]
    fen = standing.posted_fen(application, month)
    suspended = standing.suspended(application)
    said = _end(application, by, _now("取消"), suspended)
    for row in suspended:
        row.refresh_from_db()
        if row.ended == Entitlement.Ended.SUSPENDED:
            actions.cancel_suspended(row, basis=standing.basis_of(application), by=by)
    if not common.given(application).get("programme"):
        common.withdraw_categories(application, clock.today())
    if fen <= 0:
        return said
    return said + _now("%(month)s 起已计发 %(yuan)s 元，列为扣回。") % {
        "month": periods.month_text(month), "yuan": f"{fen / 100:,.2f}"
    }  # fmt: skip


def _declare(number: int, code: str, title: Any, **more: Any) -> None:
    more.setdefault("steps", (EXAMINE, REVIEW, PROVINCE, SIGN))
    register(
        ApplicationType(
            code=code, number=number, title=title, grounds=standing.GROUNDS + more.pop("grounds", ()),
            check=standing.check_as(code), foresee=standing.foresee, letters=("decision",), **more,
        )
    )  # fmt: skip


_declare(21, "suspend", _("中止待遇"), basis=(rule.ARTICLE_59, rule.ARTICLE_8), form=SuspendForm, papers=(DOCUMENT,),
         approve=suspend)  # fmt: skip
_declare(211, "stop", _("停发待遇"), basis=(rule.ARTICLE_8, rule.MARTYRS_23), form=StopForm, papers=(DOCUMENT, WAIVER),
         approve=stop, steps=(EXAMINE, REVIEW),
         grounds=(Ground("meets", _("经核查仍符合享受条件"), rule.MARTYRS_23),))  # fmt: skip
_declare(212, standing.CANCELLING, _("取消待遇资格"), basis=(rule.ARTICLE_58, rule.ARTICLE_59), form=CancelForm,
         papers=(DOCUMENT,), approve=cancel)  # fmt: skip
