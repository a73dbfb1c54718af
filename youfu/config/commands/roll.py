"""`youfu roll …`: compute, approve, pay out and list the rolls of the county."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show, tell
from youfu.config.commands.bank_files import write_files
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.errors import Refused
from youfu.modules.organisations.queries import county
from youfu.modules.payments import actions
from youfu.modules.payments.models import Kind, Roll, RollLine, RollTotal
from youfu.modules.payments.queries.owed import paid_beside
from youfu.modules.standards.models import Programme
from youfu.rules import periods
from youfu.rules.money import fen_to_yuan

KINDS = {Kind.CURRENT: "current", Kind.ARREARS: "arrears", Kind.RECOVERY: "recovery"}


def compute(given: Namespace) -> int:
    """Draft the roll of a month, or refresh its draft."""
    with acting(given) as by:
        roll = actions.compute(county(), month=given.month, by=by)
        result = summary(roll)
    lines = _sentences(roll, result)
    for stopped in roll.problems:
        tell(_("未能计算（%(people)s 人）：%(reason)s") % stopped)
    show(given, result, lines)
    return 0


def summary(roll: Roll) -> dict[str, Any]:
    """The roll in numbers (fen); one that was not kept has no code. `once` is what its bank file pays beside its lines."""
    kept = roll.pk is not None
    once = paid_beside(roll).aggregate(n=Count("pk"), fen=Sum("amount_fen")) if kept else {"n": 0}
    totals = list(RollTotal.objects.filter(roll=roll).select_related("programme")) if kept else []
    kinds = {name: sum(t.fen for t in totals if t.kind == kind) for kind, name in KINDS.items()}
    return {
        "roll": roll.code if kept else None,
        "month": periods.month_text(roll.month),
        "people": roll.people,
        "total_fen": roll.total_fen,
        "kinds": kinds,
        "programmes": _programmes(roll, totals),
        "programme_kinds": _kinds_of(totals),
        "lines": roll.lines,
        **({"once": once} if once["n"] else {}),
        **({"stopped": roll.problems} if roll.problems else {}),
    }


def _programmes(roll: Roll, totals: list[RollTotal]) -> dict[str, dict[str, int]]:
    """By programme code: people counted once, and fen of all kinds."""
    found: dict[str, dict[str, int]] = {}
    several = set()
    for total in totals:
        code = total.programme.code
        if code in found:
            several.add(total.programme_id)
        row = found.setdefault(code, {"people": total.people, "fen": 0})
        row["fen"] += total.fen
    if several:
        lines = RollLine.objects.filter(roll=roll, programme__in=several).values_list("programme")
        codes = dict(Programme.objects.values_list("number", "code"))
        for number, people in lines.annotate(people=Count("person", distinct=True)).order_by():
            found[codes[number]]["people"] = people
    return found


def _kinds_of(totals: list[RollTotal]) -> dict[str, dict[str, int]]:
    """By programme code: fen of each kind."""
    found: dict[str, dict[str, int]] = {}
    for total in totals:
        row = found.setdefault(total.programme.code, dict.fromkeys(KINDS.values(), 0))
        row[KINDS[Kind(total.kind)]] += total.fen
    return found


def approve(given: Namespace) -> int:
    """The second pair of eyes."""
    try:
        with acting(given) as by:
            roll = actions.approve(
                _found(given.roll, by, Permission.ROLLS_APPROVE),
                acknowledge_unverified=given.acknowledge_unverified,
                by=by,
            )
            result = summary(roll)
    except actions.Unacknowledged as refusal:
        raise Refused(_("%(sentence)s命令行加 --acknowledge-unverified。") % {"sentence": refusal}) from None
    show(given, result, [_("%(code)s 批次已审批入账：%(people)s 人，%(yuan)s 元。") % _words(roll)])
    return 0


def bank_file(given: Namespace) -> int:
    """Make the bank file, or the same one again, and write it to a folder."""
    with acting(given) as by:
        file = actions.export_bank_file(_found(given.roll, by, Permission.ROLLS_EXPORT), by=by)
        written = write_files(file, given.out)
    result = {
        "roll": file.roll.code, "count": file.count, "total_fen": file.total_fen, "held": file.held,
        "sm3": file.digest, "files": [str(path) for path in written],
    }  # fmt: skip
    lines = [
        _("%(code)s 批次：%(count)s 笔，%(yuan)s 元。SM3 摘要 %(digest)s")
        % {
            "code": file.roll.code,
            "count": file.count,
            "yuan": fen_to_yuan(file.total_fen),
            "digest": file.digest,
        }
    ]
    if file.held:
        tell(_("%(n)s 人没有可用的账户，余额留待下次出账。") % {"n": file.held})
    show(given, result, lines + [str(path) for path in written])
    return 0


def show_all(given: Namespace) -> int:
    """The rolls, newest first."""
    with acting(given) as by:
        demand(by, Permission.ROLLS_VIEW)
        rolls = list(
            Roll.objects.visible_to(by, Permission.ROLLS_VIEW).select_related("computed_by", "approved_by")
        )
    rows = [
        {
            "roll": roll.code, "id": roll.pk, "state": roll.state, "people": roll.people, "lines": roll.lines,
            "total_fen": roll.total_fen, "computed_by": roll.computed_by.username,
            "approved_by": roll.approved_by.username if roll.approved_by else None,
        }
        for roll in rolls
    ]  # fmt: skip
    lines = [
        f"{r.code:<11}{r.get_state_display()}  {r.people:>9,}  {fen_to_yuan(r.total_fen):>18}" for r in rolls
    ]
    show(given, rows, lines or [_("还没有发放批次。")])
    return 0


def _found(text: str, by: Actor, permission: Permission) -> Roll:
    """The roll called 2026-11 or 2026-11-2, or with that id."""
    demand(by, permission)
    rolls = Roll.objects.visible_to(by, permission)
    if match := re.fullmatch(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?:-([0-9]{1,3}))?", text):
        rolls = rolls.filter(month=periods.parse_month(match[1]), number=int(match[2] or 1))
    else:
        rolls = rolls.filter(pk=int(text)) if text.isdecimal() and len(text) < 18 else rolls.none()
    roll = rolls.first()
    if roll is None:
        raise Refused(_("没有 %(roll)s 批次：用 youfu roll list 查看。") % {"roll": text})
    return roll


def _words(roll: Roll) -> dict[str, Any]:
    return {"code": roll.code, "people": roll.people, "yuan": fen_to_yuan(roll.total_fen)}


def _sentences(roll: Roll, result: dict[str, Any]) -> list[str]:
    if not result["roll"]:
        return [_("%(month)s 没有差额：应计的都已入账，不需要新的批次。") % result]
    lines = [_("%(code)s 批次已计算，待审批：%(people)s 人，%(yuan)s 元。") % _words(roll)]
    titles = dict(Programme.objects.values_list("code", "title"))
    for code, row in result["programmes"].items():
        lines.append(f"  {titles[code]}  {row['people']:,}  {fen_to_yuan(row['fen'])}")
    if "once" in result:
        given = {"n": result["once"]["n"], "yuan": fen_to_yuan(result["once"]["fen"])}
        lines.append(_("另有一次性待遇 %(n)s 笔 %(yuan)s 元，随本批次的银行文件发放。") % given)
    if roll.changes:
        lines.append(_("上一批次以来有 %(n)s 条标准变动，审批时请核对。") % {"n": len(roll.changes)})
    if roll.unverified:
        lines.append(
            _("用到 %(n)s 条待核实标准，审批时须加 --acknowledge-unverified。") % {"n": roll.unverified}
        )
    return lines
