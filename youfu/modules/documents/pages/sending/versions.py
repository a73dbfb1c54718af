"""稿件差异: any two versions of a document side by side, what was changed marked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import DetailPage, Part
from youfu.kit.pages.columns import Rows
from youfu.modules.documents.models import OfficialDocument, Version
from youfu.rules import differences

LABELS = {
    "title": _("标题"), "kind": _("文种"), "urgency": _("紧急程度"), "main_to": _("主送"), "copy_to": _("抄送"),
    "note": _("附注"),
}  # fmt: skip


class Versions(DetailPage):
    """`?a=1&b=3` chooses; the last two otherwise."""

    permission = Permission.DOCUMENTS_VIEW
    section = "documents"
    model = OfficialDocument
    template_name = "documents/sending/versions.html"
    title = _("稿件差异")

    def base(self) -> Rows:
        return super().base().select_related("number")

    def extra(self, part: Part | None) -> dict[str, Any]:
        versions = list(self.thing.versions.select_related("by").order_by("order"))
        if not versions:
            return {"versions": []}
        new = self._chosen("b", versions, versions[-1])
        before = [v for v in versions if v.order < new.order]
        old = self._chosen("a", versions, before[-1] if before else new)
        rows = differences.compare(old.text["body"], new.text["body"])
        return {
            "versions": versions,
            "old": old,
            "new": new,
            "fields": [_field(name, old, new) for name in LABELS if old.text[name] != new.text[name]],
            "rows": rows,
            "changed": sum(row.kind != "same" for row in rows),
        }

    def _chosen(self, name: str, versions: list[Version], otherwise: Version) -> Version:
        wanted = self.request.GET.get(name, "")
        return next((v for v in versions if str(v.order) == wanted), otherwise)


def _field(name: str, old: Version, new: Version) -> dict[str, Any]:
    """A field that differs, its values as they are shown."""
    choices: dict[str, Any] = {
        "kind": dict(OfficialDocument.Kind.choices), "urgency": dict(OfficialDocument.Urgency.choices),
    }.get(name, {})  # fmt: skip
    a, b = (choices.get(v.text[name], v.text[name]) for v in (old, new))
    return {"label": LABELS[name], "rows": differences.compare(str(a), str(b))}
