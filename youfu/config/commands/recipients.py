"""`youfu recipients import`: a county's recipients from a workbook, through the same action as the page."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show, tell
from youfu.config.commands.parsing import REFUSED
from youfu.kit.access import Permission, demand
from youfu.kit.errors import Refused
from youfu.kit.sheets.writing import refused_workbook
from youfu.modules.organisations.queries import county
from youfu.modules.recognition.actions import Checked, check_recipients, file_recipients

SHOWN = 20


def file(given: Namespace) -> int:
    """Check the workbook and file it; exit status 2 when rows were refused."""
    if not given.file.is_file():
        raise Refused(_("找不到文件 %(file)s，请核对路径。") % {"file": given.file})
    with acting(given) as by:
        place = county()
        demand(by, Permission.RECIPIENTS_IMPORT, place.path)
        if given.check:
            checked = check_recipients(place, given.file)
            result = checked.to_json()
        else:
            filed = file_recipients(
                place, path=given.file, opening_from=given.opening_from, paid_through=given.paid_through,
                accept_valid=given.accept_valid, by=by,
            )  # fmt: skip
            checked, result = filed.checked, filed.to_json()
    if given.refused_out and checked.problems:
        _write_refused(checked, given.refused_out)
    show(given, result, _lines(result, given))
    return REFUSED if checked.problems else 0


def _write_refused(checked: Checked, out: Path) -> None:
    refused_workbook(checked.table, checked.problems, out)
    tell(_("退回的行已写入 %(file)s，改好后再次导入即可。") % {"file": out})


def _lines(result: dict[str, Any], given: Namespace) -> list[str]:
    lines = [
        _("共 %(rows)s 行：合格 %(accepted)s 行，已在档案 %(unchanged)s 行，退回 %(refused)s 行。")
        % {**result, "refused": len({problem["row"] for problem in result["refused"]})}
    ]
    problems = result["refused"]
    lines += [_("第 %(row)s 行 %(column)s：%(reason)s") % problem for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(
            _("……另有 %(n)s 处，加 --refused-out 文件名.xlsx 可得到全部。") % {"n": len(problems) - SHOWN}
        )
    if given.check:
        lines.append(_("只作检查，没有入档。"))
    elif problems and not given.accept_valid:
        lines.append(_("有退回的行，全部没有入档：改正后再导入，或加 --accept-valid 先导入合格的行。"))
    elif not result["accepted"]:
        lines.append(_("没有新的内容，档案未改动。"))
    return lines
