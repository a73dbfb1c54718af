"""What letters and notices say of a county: its bureau, how its documents are numbered, where to appeal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import audit
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Locality, Region

FIELDS = ("name", "phone", "address", "postcode", "fonds", "prefix", "review_body", "court", "hospital")


@action("locality.update", gettext_lazy("更新地方信息"), Permission.REGIONS_EDIT)
def update_locality(county: Region, *, values: Mapping[str, str], by: Actor) -> Locality:
    """Lay down what letters say; letters already issued keep their text. What changed, from what to what, is in the trail."""
    if county.level != Region.Level.COUNTY:
        raise Refused(_("地方信息按县级登记，请选择县（市、区）。"))
    if unknown := set(values) - set(FIELDS):
        raise Refused(_("没有这些项目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    given = {name: text.strip() for name, text in values.items()}
    if given.get("postcode") and not (len(given["postcode"]) == 6 and given["postcode"].isdecimal()):
        raise Refused(_("邮政编码应为 6 位数字。"))
    if set("〔〕[]") & set(given.get("prefix", "")):
        raise Refused(_("发文代字只写机关代字，例如“桐退役优”，年份和序号由系统编。"))
    row = Locality.objects.filter(region=county).first() or Locality(region=county)
    changed = {name: [getattr(row, name), text] for name, text in given.items() if getattr(row, name) != text}
    for name, text in given.items():
        setattr(row, name, text)
    row.save()
    if changed:
        audit.record(by, "locality.update", target=row, changes=changed)
    return row
