"""Opening what is sealed in an application, for a stated purpose: an account to be compared, an illness to be judged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import audit
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow.declare import TYPES
from youfu.kit.workflow.form import cleaned


@action("application.reveal", gettext_lazy("查看申请中的密封内容"), Permission.PEOPLE_REVEAL)
def reveal(application: Application, *, purpose: str, by: Actor) -> dict[str, Any]:
    """The sealed fields of an application as values, by name. Who looked, when and why is in the trail."""
    if not purpose.strip():
        raise Refused(_("请写明查看事由。"))
    declared = TYPES.get(application.type)
    names = declared.secret if declared else ()
    audit.viewed(by, application, purpose=purpose.strip()[:200], fields=tuple(names))
    values = cleaned(application)
    return {name: values.get(name) for name in names}
