"""Reading the command line: argparse, speaking the user's language and with exit status 2 for what the user can put right."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from youfu.config.commands.words import _

REFUSED = 2
# What argparse says (left) and what we say; `%s` takes what argparse names.
COMPLAINTS = (
    (r"the following arguments are required: (.*)", _("缺少参数：%s")),
    (r"unrecognized arguments: (.*)", _("不认识的参数：%s")),
    (r"argument (\S+): expected .*argument.*", _("参数 %s 后面缺少内容")),
    (rf"argument {_('命令')}: invalid choice: '(.*?)'.*", _("没有“%s”这个命令")),
    (r"argument (\S+): invalid choice.*", _("参数 %s 的内容不在可选范围内")),
    (r"argument (.*?): (.*)", _("参数 %s：%s")),
)


class Formatter(argparse.HelpFormatter):
    """Help with headings in the user's language."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, _("用法：") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser whose refusals are sentences."""

    def __init__(self, **given: Any) -> None:
        super().__init__(formatter_class=Formatter, add_help=False, allow_abbrev=False, **given)
        self._positionals.title, self._optionals.title = _("参数"), _("选项")
        self.add_argument("-h", "--help", action="help", help=_("显示这份说明"))

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in COMPLAINTS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = sentence % found.groups()
                break
        self.exit(
            REFUSED, _("%(what)s。用 %(prog)s --help 查看用法。\n") % {"what": message, "prog": self.prog}
        )


@dataclass(frozen=True)
class Command:
    """One command: its words (`roll compute`), one line of help, its arguments, and where its function is found.

    `needs` is "nothing", "server" (the database runs) or "county" (and `youfu init` was run). `target` is "module:function"
    under youfu.config.commands, imported when the command is run.
    """

    words: str
    help: str
    target: str
    arguments: Callable[[Parser], None] = lambda _parser: None
    needs: str = "county"


class Top(Parser):
    """`youfu` itself: its help is one line for each command, those of two words included."""

    commands: tuple[Command, ...] = ()

    def format_help(self) -> str:
        width = max(len(command.words) for command in self.commands) + 2
        lines = [f"  {command.words:<{width}}{command.help}" for command in self.commands]
        usage = _("用法：youfu 命令 [参数]；youfu 命令 --help 查看某个命令的参数")
        closing = _(
            "数据存放在 YOUFU_HOME 指定的文件夹（默认 var/）。退出状态：0 完成，2 有原因地拒绝，1 其他错误。"
        )
        return "\n".join([str(self.description), "", usage, "", _("命令："), *lines, "", closing, ""])


def build(commands: Sequence[Command], groups: dict[str, str]) -> Parser:
    """The whole parser: commands of two words hang under the first one, whose line of help is in `groups`."""
    parser = Top(prog="youfu", description=_("优抚：县级退役军人事务局的待遇管理"))
    parser.commands = tuple(commands)
    top = parser.add_subparsers(metavar=_("命令"), dest="command", required=False, parser_class=Parser)
    branches: dict[str, Any] = {}
    for command in commands:
        first, _space, second = command.words.partition(" ")
        if second and first not in branches:
            group = top.add_parser(first, description=groups[first])
            branches[first] = group.add_subparsers(title=_("命令"), metavar=_("命令"), required=False)
            group.set_defaults(chosen=None, asked=group)
        under = branches[first] if second else top
        own = under.add_parser(second or first, help=command.help, description=command.help)
        command.arguments(own)
        own.set_defaults(chosen=command)
    parser.set_defaults(chosen=None, asked=parser)
    return parser
