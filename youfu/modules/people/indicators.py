"""Numbers about the people on file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.indicators import Indicator, register
from youfu.kit.pages import rows_of
from youfu.modules.people.models import Person
from youfu.modules.people.pages.people import turning_sixty, without_account

register(
    Indicator(
        "people.filed", _("在册人员"), _("人"), Permission.PEOPLE_VIEW,
        lambda actor: rows_of(Person, actor, Permission.PEOPLE_VIEW).filter(status=Person.Status.ALIVE),
        ("people", "view=filed"), note=_("在世、户籍在辖区内"),
    )
)  # fmt: skip
register(
    Indicator(
        "people.no_account", _("无发放账户"), _("人"), Permission.PEOPLE_VIEW,
        lambda actor: without_account(rows_of(Person, actor, Permission.PEOPLE_VIEW)),
        ("people", "view=noaccount"), note=_("发放时暂挂"),
    )
)  # fmt: skip
register(
    Indicator(
        "people.sixty", _("下月满 60 周岁"), _("人"), Permission.PEOPLE_VIEW,
        lambda actor: turning_sixty(rows_of(Person, actor, Permission.PEOPLE_VIEW)),
        ("people", "view=sixty"), note=_("可主动告知申请"),
    )
)  # fmt: skip
