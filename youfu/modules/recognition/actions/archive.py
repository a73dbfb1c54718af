"""Taking the index of somebody's e-archive away."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.pages import Column
from youfu.kit.pages.workbook import workbook
from youfu.modules.people.models import Person
from youfu.modules.recognition.queries import Volume, export_lines

_NAMES = {
    "person": gettext_lazy("姓名"), "register": gettext_lazy("目录号"), "volume": gettext_lazy("案卷号"),
    "business": gettext_lazy("业务"), "order": gettext_lazy("顺序号"), "item": gettext_lazy("件号"),
    "responsible": gettext_lazy("责任者"), "number": gettext_lazy("文号"), "title": gettext_lazy("题名"),
    "on": gettext_lazy("日期"), "pages": gettext_lazy("页数"),
}  # fmt: skip


@action("archive.export", gettext_lazy("导出档案目录"), Permission.PEOPLE_EXPORT)
def export_archive(person: Person, *, volumes: Sequence[Volume], by: Actor) -> bytes:
    """The index of the volumes the actor sees, as a workbook that says who took it away."""
    columns = [Column(title, str, plain=itemgetter(name)) for name, title in _NAMES.items()]
    note = _("由 %(who)s 导出，含个人信息，请按规定保管") % {"who": by.label}
    data, _count = workbook(_("档案目录"), columns, iter(export_lines(person, volumes)), note=note)
    return data
