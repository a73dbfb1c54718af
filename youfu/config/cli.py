"""The command line `youfu`.

Exit status: 0 done; 2 refused for a reason the user can act on, which is printed; 1 anything else. With --json standard
output is one JSON document and nothing else; messages go to standard error. YOUFU_HOME names the data folder (default var/).
"""

from __future__ import annotations

import importlib
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from youfu.config.commands.declared import COMMANDS, GROUPS
from youfu.config.commands.parsing import REFUSED, Command, build
from youfu.config.commands.words import _, language

if TYPE_CHECKING:
    from youfu.config.postgres import Server

FAILED = 1
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        given = build(COMMANDS, GROUPS).parse_args(argv)
        if given.chosen is None:
            given.asked.print_help()
            return 0
        return run(given.chosen, given)
    except SystemExit as finished:  # argparse
        return finished.code if isinstance(finished.code, int) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return explain(error)


def run(command: Command, given: Namespace) -> int:
    """Prepare what the command needs, then run it."""
    home = Path(os.environ.setdefault("YOUFU_HOME", "var")).absolute()
    os.environ["YOUFU_HOME"] = str(home)
    with database(command, home) as given.server:
        set_up()
        from django.db import connections

        if command.needs == "county":
            importlib.import_module("youfu.config.commands.ready").demand_ready()
        module, _colon, function = command.target.partition(":")
        try:
            return int(
                getattr(importlib.import_module(f"youfu.config.commands.{module}"), function)(given) or 0
            )
        finally:
            connections.close_all()


@contextmanager
def database(command: Command, home: Path) -> Iterator[Server | None]:
    """Have the database running while the command runs; gives our own server, or None when DATABASE_URL names another.

    A command that needs a county never makes an empty database.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        yield None
        return
    from youfu.config.postgres import Server, ServerError
    from youfu.config.postgres.folders import cluster_folder

    if command.needs == "county" and not made(home):
        raise ServerError(_("%(home)s 里还没有数据：请先运行 youfu init。") % {"home": home})
    with Server.start(cluster_folder(home)) as server:
        os.environ["DATABASE_URL"] = server.url
        try:
            yield server
        finally:
            del os.environ["DATABASE_URL"]


def made(home: Path) -> bool:
    """Tell whether the folder has a cluster, without making anything."""
    from youfu.config.postgres.folders import cluster_folder

    noted = any((home / name).exists() for name in ("postgres", "postgres.location"))
    return noted and cluster_folder(home).exists()


def set_up() -> None:
    """Set Django up; a setting that cannot be read is said plainly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youfu.config.settings")
    import django
    from django.conf import settings
    from django.utils import translation

    from youfu.config.postgres import ServerError

    try:
        _read = settings.DATABASES
    except ValueError as error:
        raise ServerError(_("设置有误：%(why)s。") % {"why": error}) from error
    django.setup()
    translation.activate(language())


def explain(error: Exception) -> int:
    """Print why a command ended, and say by the exit status whether the user can do something about it."""
    if os.environ.get("YOUFU_DEBUG", "").lower() in {"yes", "1", "true"}:
        import traceback

        traceback.print_exc()
    sentence = refusal(error)
    if sentence:
        print(sentence, file=sys.stderr)
        return REFUSED
    print(_("程序出错：%(kind)s：%(what)s") % {"kind": type(error).__name__, "what": error}, file=sys.stderr)
    print(_("请记下这句话并联系维护人员；加上 YOUFU_DEBUG=yes 再运行可看到详情。"), file=sys.stderr)
    return FAILED


def refusal(error: Exception) -> str:
    """The sentence for what the user can act on; empty for a defect."""
    from youfu.config.postgres import ServerError

    if isinstance(error, ServerError):
        return str(error)
    if isinstance(error, OSError) and error.filename and not isinstance(error, ConnectionError):
        return _("无法读写 %(file)s：%(why)s。") % {"file": error.filename, "why": error.strerror}
    if "django" not in sys.modules:
        return ""
    return importlib.import_module("youfu.config.commands.refusals").sentence(error)


if __name__ == "__main__":
    sys.exit(main())
