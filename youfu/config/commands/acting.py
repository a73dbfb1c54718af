"""Who a command acts for, and what it says: results on standard output, messages on standard error."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from youfu.kit import audit, scope
from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import User


def user(name: str) -> User:
    """The account a command acts for; every check of the pages applies to it."""
    found = User.objects.filter(username=name).select_related("organisation__region").first()
    if found is None:
        raise Refused(_("没有用户名为“%(name)s”的账号：用 youfu users list 查看。") % {"name": name})
    if not found.is_active:
        raise Refused(_("账号“%(name)s”已停用。") % {"name": name})
    return found


@contextmanager
def acting(given: Namespace) -> Iterator[User | System]:
    """Open the command's transaction for --by, or for the operator at the keyboard of the server; refusals are logged."""
    by = user(given.by) if given.by else System("命令行")
    opened = None
    try:
        with scope.acting(by) as opened:
            yield by
    except (PermissionDenied, Http404) as denied:
        if opened:
            audit.deny(opened, "CLI", f"youfu {given.chosen.words}", f"{type(denied).__name__}: {denied}")
        raise


def tell(message: str) -> None:
    """A message for the person at the keyboard: never on standard output, which may be a document."""
    print(message, file=sys.stderr, flush=True)


def show(given: Namespace, document: Any, lines: list[str]) -> None:
    """The result: one JSON document with --json, else lines to read."""
    text = json.dumps(document, ensure_ascii=False) if given.json else "\n".join(lines)
    print(text, flush=True)
