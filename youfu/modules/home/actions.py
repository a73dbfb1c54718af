"""What somebody changes about himself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action


@action("user.change_password", gettext_lazy("修改自己的密码"), Permission.SITE_USE)
def change_password(user: Any, *, password: str, by: Actor) -> Any:
    """Set one's own password; nobody can set another's this way."""
    if user.pk != by.pk:
        raise PermissionDenied(Permission.SITE_USE)
    user.set_password(password)
    user.password_given = False
    user.save(update_fields=["password", "password_given"])
    return user
