"""Saved lists of recipients 收文分组."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.models import RecipientGroup
from youfu.modules.organisations.models import Organisation, Region


@action("documents.group", gettext_lazy("新建收文分组"), Permission.DOCUMENTS_ISSUE, record=("name",))
def make_group(
    county: Region, *, name: str, organisations: Sequence[Organisation], by: Actor
) -> RecipientGroup:
    """Save these bodies under a name."""
    return _fill(RecipientGroup(region=county, made_by_id=by.pk), name, organisations)


@action("documents.group.edit", gettext_lazy("修改收文分组"), Permission.DOCUMENTS_ISSUE, record=("name",))
def edit_group(
    group: RecipientGroup, *, name: str, organisations: Sequence[Organisation], by: Actor
) -> RecipientGroup:
    """Change the name and who is in it; what was delivered stays delivered."""
    return _fill(group, name, organisations)


@action("documents.group.delete", gettext_lazy("删除收文分组"), Permission.DOCUMENTS_ISSUE)
def delete_group(group: RecipientGroup, *, by: Actor) -> None:
    """Take the list away; what was delivered by it stays delivered."""
    RecipientGroup.objects.filter(pk=group.pk).delete()


def _fill(group: RecipientGroup, name: str, organisations: Sequence[Organisation]) -> RecipientGroup:
    if not name.strip() or not organisations:
        raise Refused(_("请写上分组名称，并至少选择一个单位。"))
    chosen = Organisation.objects.filter(pk__in={o.pk for o in organisations})
    if chosen.exclude(region__path__startswith=group.region.path).exists():
        raise Refused(_("分组里只能有本辖区的单位，请重新选择。"))
    group.name = name.strip()
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        raise Refused(_("已有名为“%(name)s”的分组，请换一个名称。") % {"name": group.name}) from None
    group.organisations.set(chosen)
    return group
