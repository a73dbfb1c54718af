"""Which errors a user can act on, as one sentence each."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _

from youfu.kit.errors import Refused

DISK_FULL = "53100"


def sentence(error: Exception) -> str:
    """The sentence for the user; empty when the error is a defect."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, PermissionDenied):
        return _("您没有办理这件事的权限（%(permission)s）：请由有此权限的人办理，或请安全管理员授权。") % {
            "permission": error
        }
    if isinstance(error, Http404):
        return _("没有找到，或不在您负责的区划内。")
    if isinstance(error, OperationalError):
        return _database(error)
    if isinstance(error, ImproperlyConfigured):
        return _("设置有误：%(why)s") % {"why": error}
    return ""


def _database(error: OperationalError) -> str:
    if getattr(error.__cause__, "sqlstate", None) == DISK_FULL or "No space left" in str(error):
        return _("磁盘已满，本次操作没有生效：请清理磁盘后重试。")
    return _("数据库无法连接或中途断开，本次操作没有生效：请确认数据库在运行后重试（%(why)s）。") % {
        "why": str(error).strip().splitlines()[0] if str(error).strip() else "-"
    }
