"""`youfu standards load`: a table of standards in the published CSV layout."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show
from youfu.kit.errors import Refused
from youfu.modules.standards import actions
from youfu.modules.standards.pages import rows_in

LARGEST = 20_000_000  # bytes


def load(given: Namespace) -> int:
    """Load the rows; all or nothing."""
    if not given.file.is_file():
        raise Refused(_("找不到文件 %(file)s，请核对路径。") % {"file": given.file})
    if given.file.stat().st_size > LARGEST:
        raise Refused(_("%(file)s 太大，不像标准表，请核对。") % {"file": given.file})
    rows = rows_in(given.file.read_bytes())
    with acting(given) as by:
        result = actions.load(rows, origin=given.file.name, by=by)
    show(given, {"rows": len(rows), **asdict(result)}, [str(result)])
    return 0
