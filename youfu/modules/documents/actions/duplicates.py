"""Whether a document that arrived is registered already: by its number, its title or one of its files."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.modules.documents.models import Attachment, OfficialDocument
from youfu.modules.organisations.models import Region
from youfu.rules import numbering
from youfu.rules.search_terms import plain

SAME_TITLE_DAYS = (
    60  # two papers without number, of one sender and with one title, so close together are the same
)


class Duplicate(Refused):
    """It is registered already; `earlier` is the document, so that a page can lead there."""

    def __init__(self, earlier: OfficialDocument, sentence: str) -> None:
        super().__init__(sentence % {"number": earlier.number, "title": earlier.title})
        self.earlier = earlier


def refuse_same_paper(county: Region, *, title: str, sender: str, number: str, on: date) -> None:
    """The same number of the same sender, or, without a number, the same title a short time ago."""
    rows = OfficialDocument.objects.received().filter(region=county).exclude(state="returned")
    rows = rows.select_related("number").order_by("-pk")
    sender, title = plain(sender), plain(title)
    if number:
        alone = numbering.names_agency(number)
        found = (d for d in rows.filter(sender_number=number) if alone or plain(d.sender) == sender)
        why = _(
            "这个来文字号已登记为 %(number)s《%(title)s》，请打开查看；确是另一份文件的，请填写理由后再登记。"
        )
    else:
        near = rows.filter(received_on__gte=on - timedelta(days=SAME_TITLE_DAYS)).defer("body")
        found = (d for d in near if plain(d.sender) == sender and plain(d.title) == title)
        why = _(
            "这个单位的同名文件已登记为 %(number)s《%(title)s》，请打开查看；确是另一份文件的，请填写理由后再登记。"
        )
    if same := next(found, None):
        raise Duplicate(same, why)


def refuse_same_file(row: Attachment) -> None:
    """The very same file under another receipt number."""
    assert row.document is not None
    twin = (
        Attachment.objects.filter(digest=row.digest, removed_at=None, document__direction="in")
        .filter(document__region=row.document.region_id)
        .exclude(document__in=[row.document.pk])
        .exclude(document__state="returned")
        .select_related("document__number")
        .first()
    )
    if twin is not None and twin.document is not None:
        raise Duplicate(
            twin.document,
            _(
                "同一个文件已随 %(number)s《%(title)s》登记，请打开查看；确是另一份文件的，请填写理由后再登记。"
            ),
        )
