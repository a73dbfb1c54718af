"""Every command of `youfu`, declared in one place. Nothing heavy is imported here: `youfu --help` reads this file only."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from youfu.config.commands.parsing import Command, Parser
from youfu.config.commands.words import _

GROUPS = {
    "recipients": _("优抚对象：导入工作簿"),
    "standards": _("政策标准：载入"),
    "show": _("查看：声明了哪些业务"),
    "roll": _("发放批次：计算、审批、出账"),
    "users": _("账号：开立、授权、查看"),
}


def month(text: str) -> int:
    """ "2026-11" as a month index."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(_("月份应写成 2026-11 的样子"))
    return int(text[:4]) * 12 + int(text[5:]) - 1


def port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(_("端口应为 1 至 65535 的数字"))
    return int(text)


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help=_("只在标准输出打印一份 JSON"))


def _by(parser: Parser, required: bool = True) -> None:
    parser.add_argument("--by", metavar="USER", required=required, help=_("以这个用户名办理，权限与页面相同"))


def _init(parser: Parser) -> None:
    parser.add_argument("--county", metavar="CODE", required=True, help=_("县级区划代码，如 330483"))
    parser.add_argument("--demo-users", action="store_true", help=_("每个角色开一个试用账号"))


def _serve(parser: Parser) -> None:
    parser.add_argument("--port", type=port, default=8000, help=_("网页的端口，默认 8000"))
    parser.add_argument("--host", default="127.0.0.1", help=_("网页的地址，默认只供本机"))


def _import(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("优抚对象工作簿（xlsx）"))
    _by(parser)
    parser.add_argument(
        "--paid-through", type=month, required=True, metavar="MONTH", help=_("系统外已发到哪个月")
    )
    parser.add_argument(
        "--opening-from", type=month, required=True, metavar="MONTH", help=_("期初从哪个月登记起")
    )
    parser.add_argument("--check", action="store_true", help=_("只检查，不入档"))
    parser.add_argument("--accept-valid", action="store_true", help=_("有错的行退回，其余入档"))
    parser.add_argument("--refused-out", type=Path, metavar="FILE", help=_("把退回的行写成工作簿"))
    _json(parser)


def _standards(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("标准表（CSV）"))
    _by(parser, required=False)
    _json(parser)


def _compute(parser: Parser) -> None:
    parser.add_argument("month", metavar="MONTH", type=month, help=_("月份，如 2026-11"))
    _by(parser)
    _json(parser)


def _roll(parser: Parser) -> None:
    parser.add_argument("roll", metavar="ROLL", help=_("批次，如 2026-11 或 2026-11-2"))
    _by(parser)
    _json(parser)


def _approve(parser: Parser) -> None:
    _roll(parser)
    parser.add_argument("--acknowledge-unverified", action="store_true", help=_("确认已核对待核实的标准"))


def _bank_file(parser: Parser) -> None:
    _roll(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help=_("存放的文件夹"))


def _explain(parser: Parser) -> None:
    parser.add_argument("id_number", metavar="ID_NUMBER", help=_("身份证号"))
    parser.add_argument("--month", type=month, required=True, help=_("月份，如 2026-11"))
    _by(parser, required=False)
    _json(parser)


def _read(parser: Parser) -> None:
    _by(parser, required=False)
    _json(parser)


def _open(parser: Parser) -> None:
    parser.add_argument("username", metavar="USERNAME", help=_("用户名"))
    parser.add_argument("--name", required=True, help=_("姓名"))
    _grant_of(parser, required=False)


def _grant(parser: Parser) -> None:
    parser.add_argument("username", metavar="USERNAME", help=_("用户名"))
    _grant_of(parser, required=True)


def _grant_of(parser: Parser, required: bool) -> None:
    parser.add_argument("--role", required=required, help=_("角色代码，如 benefits_clerk"))
    parser.add_argument("--region", help=_("区划名称或代码，默认全县"))
    _by(parser, required=False)


def _manage(parser: Parser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=_("交给 Django 的参数"))


COMMANDS = (
    Command("init", _("建立本县：区划、机构、政策标准"), "init:run", _init, "server"),
    Command("demo", _("试用：虚构的桐乡市，启动网站并打印账号"), "demo:run", _serve, "server"),
    Command("serve", _("启动网站和后台任务"), "serve:run", _serve, "server"),
    Command("work", _("只启动后台任务"), "work:run"),
    Command("recipients import", _("从工作簿导入优抚对象"), "recipients:file", _import),
    Command("standards load", _("载入标准表（CSV）"), "standards:load", _standards),
    Command("roll compute", _("计算一个月的发放批次"), "roll:compute", _compute),
    Command("roll approve", _("审批发放批次"), "roll:approve", _approve),
    Command("roll bank-file", _("生成银行文件"), "roll:bank_file", _bank_file),
    Command("roll list", _("列出发放批次"), "roll:show_all", _read),
    Command("explain", _("说明一个人某月的钱从何而来"), "explain:run", _explain),
    Command("verify", _("核查账目和加密是否完好"), "verify:run", _read),
    Command(
        "show application-types", _("列出业务类型：依据、环节、时限、材料"), "show:application_types", _read
    ),
    Command("users open", _("开立账号"), "users:open_user", _open),
    Command("users grant", _("授予角色"), "users:grant", _grant),
    Command("users list", _("列出账号和角色"), "users:show_all", _read),
    Command("manage", _("运行 Django 的管理命令"), "manage:run", _manage, "server"),
)
