"""电子档案: everything handed in for one person, ordered as archivists do, with 卷内目录, 案卷目录 and 备考表 to print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.models import Application
from youfu.kit.pages import DetailPage, Part, panel, rows_of
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.exports import XLSX
from youfu.modules.organisations.queries import county, locality
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import export_archive
from youfu.modules.recognition.queries import Volume, volumes


class Archive(DetailPage):
    """One person's archive. Every look at it is recorded; a volume in the address (`?volume=`) narrows it to that one."""

    permission = Permission.PEOPLE_VIEW
    section = "people"
    page_name = "archive"
    model = Person
    records_views = True
    template_name = "recognition/archive.html"
    parts = (
        Part("items", _("案卷"), "recognition/parts/archive_items.html"),
        Part("inside", _("卷内目录"), "recognition/parts/archive_inside.html"),
        Part("volumes", _("案卷目录"), "recognition/parts/archive_volumes.html"),
        Part("note", _("备考表"), "recognition/parts/archive_note.html"),
    )

    def base(self) -> Rows:
        return super().base().select_related("household_region__parent")

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        if request.GET.get("format") != "xlsx":
            return super().get(request, **lookup)
        self.thing = self.fetch(**lookup)
        data = export_archive(self.thing, volumes=self._volumes(), by=self.actor)
        response = HttpResponse(data, content_type=XLSX)
        name = content_disposition_header(True, f"档案目录-{self.thing.pk}.xlsx")
        response["Content-Disposition"] = name or "attachment"
        return response

    def _volumes(self) -> list[Volume]:
        rows = rows_of(Application, self.actor, Permission.APPLICATIONS_VIEW).filter(person=self.thing)
        wanted = self.request.GET.get("volume", "")
        rows = rows.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else rows
        return volumes(rows.order_by("number"), office=locality(county()).name)

    def extra(self, part: Part | None) -> dict[str, Any]:
        found, here = self._volumes(), locality(county())
        return {
            "title": self.thing.name,
            "volumes": found,
            "fonds": here.fonds,
            "office": here.name,
            "items": sum(len(volume.items) for volume in found),
            "pages": sum(volume.pages for volume in found),
            "lacking": [volume for volume in found if volume.missing],
            "one": self.request.GET.get("volume", ""),
            "today": clock.today(),
            "may_export": self.may(Permission.PEOPLE_EXPORT, self.thing.region_path),
        }


@panel(
    "person",
    "side",
    order=80,
    permission=Permission.APPLICATIONS_VIEW,
    template="recognition/panels/archive.html",
    title=_("电子档案"),
)
def archive_panel(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """How much there is, with the way to it; nothing for somebody of whom nothing was handed in."""
    held = person.archive.filter(removed_at=None)
    count = held.count()
    if not count:
        return None
    return {
        "count": count,
        "pages": sum(held.values_list("pages", flat=True)),
        "url": reverse("archive", args=[person.pk]),
    }
