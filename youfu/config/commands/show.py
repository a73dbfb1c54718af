"""`youfu show application-types`: every declared type, as the catalogue page shows it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show
from youfu.kit.templatetags.kit import said
from youfu.modules.recognition.pages.boards.catalogue import LEVELS, declared, describe, laid_down


def application_types(given: Namespace) -> int:
    """Code, title, legal basis, steps with level, permission and working days, evidence, publicity, grounds for refusal."""
    with acting(given):
        days = laid_down()
    told = [describe(kind, days) for kind in declared()]
    show(given, told, [line for kind in told for line in _lines(kind)])
    return 0


def _lines(kind: dict[str, Any]) -> list[str]:
    """One type to read."""
    lines = [
        f"{kind['number']:02d} {said(kind['title'])}（{kind['code']}）",
        _("  依据：") + "；".join(kind["legal_basis"]),
    ]
    for order, step in enumerate(kind["steps"], start=1):
        days = step["working_days"]
        limit = _("时限待确认") if days is None else _("%(n)d 个工作日") % {"n": days}
        level = LEVELS[step["level"]]
        lines.append(f"  {order}. {said(step['title'])} · {level} · {step['permission']} · {limit}")
    papers = (
        said(p["title"]) + ("" if p["required"] and not p["conditional"] else "*") for p in kind["evidence"]
    )
    lines.append(_("  材料：") + "、".join(papers))
    if kind["publicity"]:
        days = kind["publicity_days"]
        lines.append(_("  公示：") + (_("天数待确认") if days is None else _("%(n)d 个工作日") % {"n": days}))
    lines.append(
        _("  不予批准：") + "；".join(f"{said(g['title'])}（{g['clause']}）" for g in kind["refusal_grounds"])
    )
    return [*lines, ""]
