"""回复汇总: what all recipients of a document answered, as one table with its sums, and who has not."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.pages import DetailPage, Part, rows_of
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.exports import XLSX
from youfu.kit.sheets.declare import Column as SheetColumn
from youfu.kit.sheets.writing import write_workbook
from youfu.modules.documents.models import Delivery, OfficialDocument, Reply
from youfu.modules.documents.pages.delivering import words
from youfu.rules import reply_form

VIEW = Permission.DOCUMENTS_VIEW


@dataclass
class Answered:
    """A unit and the rows it filled, as they are read; its words, files and when."""

    name: str
    delivery: Delivery
    reply: Reply
    rows: list[dict[str, Any]]
    cells: list[list[tuple[str, bool]]]  # each with whether it is a figure


class Summed:
    """The answers of a document's recipients: the newest of each counts."""

    def __init__(self, document: OfficialDocument, actor: Actor) -> None:
        self.form = reply_form.from_json(document.reply_form)
        rows = rows_of(Delivery, actor, VIEW).filter(document=document.pk, wants="reply")
        rows = rows.select_related("organisation__region", "user").order_by(
            "organisation__region__code", "pk"
        )
        # What was taken back from one recipient does not count; of what was taken back from all, everything stays as it was.
        standing = rows.standing()
        rows = standing if standing.exists() else rows
        asked = list(rows.prefetch_related("replies__by", "replies__attachments"))
        replies = {d.pk: max(found, key=lambda r: r.order) for d in asked if (found := d.replies.all())}
        self.answered = [self._of(d, replies[d.pk]) for d in asked if d.pk in replies]
        self.missing = [d for d in asked if d.pk not in replies and d.withdrawn_at is None]
        self.asked = len(asked)
        # Whoever passed it down answers for those below, so their figures are in it already.
        every = (row for unit in self.answered if unit.delivery.parent_id is None for row in unit.rows)
        self.sums = reply_form.total(self.form, every) if self.form else {}

    def _of(self, delivery: Delivery, reply: Reply) -> Answered:
        columns = self.form.columns if self.form else ()
        rows = list(reply.rows) or [{}]
        shown = [
            [(reply_form.text_of(c, row.get(c.code)), c.kind in reply_form.SUMMABLE) for c in columns]
            for row in rows
        ]
        return Answered(words.whose(delivery), delivery, reply, rows, shown)

    @property
    def totals(self) -> list[str]:
        """The last line: a sum below each summed column."""
        columns = self.form.columns if self.form else ()
        return [reply_form.text_of(c, self.sums[c.code]) if c.code in self.sums else "" for c in columns]

    def lines(self, note: str) -> Iterator[dict[str, Any]]:
        """The rows of the workbook; units that are missing stand at the end, by name."""
        for unit in self.answered:
            for n, row in enumerate(unit.rows):
                first = {"text": unit.reply.text, "by": unit.reply.by.name, "at": words.at(unit.reply.at)}
                yield {"unit": unit.name, **row, **(first if n == 0 else {})}
        for delivery in self.missing:
            yield {"unit": words.whose(delivery), "text": _now("未回复")}
        yield {"unit": note}


def heading(title: str, taken: set[str]) -> str:
    """A column's title, with a number where another has it already: a sheet needs each once. Adds it to what is taken."""
    found = next(text for n in count(1) if (text := title if n == 1 else f"{title} {n}") not in taken)
    taken.add(found)
    return found


def workbook(summed: Summed, title: str, who: str) -> bytes:
    """The table as a workbook, with its sums in the last line."""
    own = summed.form.columns if summed.form else ()
    words_ = (("text", _("回复内容")), ("by", _("回复人")), ("at", _("回复时间")))
    taken = {str(title) for title in (_("单位"), *(name for _code, name in words_))}
    columns = [SheetColumn("unit", _("单位"), str, width=24)]
    columns += [
        SheetColumn(
            c.code, heading(c.title, taken), str, text=c.kind not in ("number", "yuan"), money=c.kind == "yuan", width=14
        )
        for c in own
    ]  # fmt: skip
    columns += [SheetColumn(code, name, str, width=20) for code, name in words_]
    target = io.BytesIO()
    note = _now("由 %(who)s 导出") % {"who": who}
    write_workbook(target, title, columns, summed.lines(note), total=summed.sums or None)
    return target.getvalue()


@action("documents.replies.export", _("导出回复汇总"), Permission.DOCUMENTS_EXPORT, lock=False)
def export_replies(document: OfficialDocument, *, by: Actor) -> bytes:
    """Take the summed table away."""
    return workbook(Summed(document, by), document.title, by.label)


class Replies(DetailPage):
    """回复汇总; `?format=xlsx` takes it away."""

    permission = VIEW
    section = "deliveries"
    title = _("回复汇总")
    model = OfficialDocument
    template_name = "documents/delivering/replies.html"

    def base(self) -> Rows:
        return super().base().select_related("number", "region").defer("body")

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        if request.GET.get("format") != "xlsx":
            return super().get(request, **lookup)
        self.thing = self.fetch(**lookup)
        demand(self.actor, Permission.DOCUMENTS_EXPORT, self.thing.region_path)
        response = HttpResponse(export_replies(self.thing, by=self.actor), content_type=XLSX)
        name = f"{self.thing.title}-{self.title}.xlsx"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response

    def extra(self, part: Part | None) -> dict[str, Any]:
        summed = Summed(self.thing, self.actor)
        missing: Sequence[str] = [words.whose(d) for d in summed.missing]
        return {
            "document": self.thing, "label": words.label(self.thing), "summed": summed, "missing": missing,
            "columns": summed.form.columns if summed.form else (), "totals": summed.totals,
            "can_export": self.may(Permission.DOCUMENTS_EXPORT, self.thing.region_path),
            "may_remind": bool(missing) and self.may(Permission.DOCUMENTS_ISSUE, self.thing.region_path),
        }  # fmt: skip
