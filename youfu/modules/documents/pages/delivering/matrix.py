"""送达情况, the matrix: every recipient of a document with the time of each step, and reminding those that have not finished."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from youfu.kit.access import Actor, Permission, can, get_visible
from youfu.kit.pages import DetailPage, Part, once, panel, rows_of, signed_in
from youfu.kit.pages.columns import Rows
from youfu.modules.documents.actions import chasing
from youfu.modules.documents.actions.delivering import DELIVERABLE
from youfu.modules.documents.models import Delivery, OfficialDocument, Reminder
from youfu.modules.documents.pages.delivering import words
from youfu.modules.documents.pages.delivering.deliver import OfDocument
from youfu.modules.documents.pages.delivering.table import Group, Line, Moments, Table
from youfu.modules.documents.queries.deliveries import numbers
from youfu.modules.organisations.models import Region

VIEW, ISSUE = Permission.DOCUMENTS_VIEW, Permission.DOCUMENTS_ISSUE
IN_PANEL = (
    40  # rows that the panel shows one by one; villages are summed up for each town when there are more
)
# What a line takes from its row and from those it points to.
SHOWN = (
    "document_id", "wants", "due_on", "delivered_at", "opened_at", "signed_at", "replied_at", "withdrawn_at", "reminded",
    "organisation__name", "organisation__region__name", "organisation__region__level", "organisation__region__path",
    "organisation__region__parent__name", "user__name",
)  # fmt: skip
TOWN = 4  # where the town's code stands in a path: province, city, county, town


class Matrix:
    """All recipients of a document, those of a town together, with the counts of the lead."""

    def __init__(self, document: OfficialDocument, actor: Actor) -> None:
        self.document, self.actor = document, actor
        self.clocks = words.Clocks()
        self.rows = rows_of(Delivery, actor, VIEW).filter(document=document.pk)

    @cached_property
    def every(self) -> list[Line]:
        """All of them, with no more of each than a line shows: there may be hundreds."""
        rows = self.rows.select_related("organisation__region__parent", "user").only(*SHOWN)
        return [
            Line(row, words.standing(row, self.clocks), words.whose(row), row.organisation.region.level == "village")
            for row in rows.order_by("organisation__region__code", "pk")
        ]  # fmt: skip

    def lines(self, *, open_only: bool = False, town: str = "") -> list[Line]:
        return [
            line
            for line in self.every
            if not (open_only and line.row.finished) and (not town or f"/{town}/" in line.path)
        ]

    def towns(self) -> list[tuple[str, str]]:
        """Code and name of the towns they are in."""
        codes = {codes[TOWN - 1] for line in self.every if len(codes := line.codes) >= TOWN}
        regions = rows_of(Region, self.actor, VIEW).filter(pk__in=codes).order_by("code")
        return list(regions.values_list("code", "name"))

    def groups(self, lines: list[Line]) -> list[Group]:
        """By town, in the order of the codes; what is the county's own comes first, each alone."""
        found: dict[str, Group] = {}
        for line in lines:
            region, codes = line.row.organisation.region, line.codes
            key = codes[TOWN - 1] if len(codes) >= TOWN else f"0{line.row.pk}"
            group = found.setdefault(key, Group(code=key))
            if line.inside and region.parent is not None:
                group.below.append(line)
                group.name = region.parent.name
            else:
                group.heads.append(line)
        return list(found.values())

    def counts(self) -> dict[str, int]:
        """What `queries.deliveries.numbers` counts."""
        return dict(self.rows.aggregate(**numbers(self.clocks.today)))

    def lead(self, counts: dict[str, int]) -> str:
        """How it stands, in one sentence."""
        if not counts["delivered"]:
            return _now("还没有传达给任何单位。")
        said = [_now("%(n)d 个收文单位和个人") % {"n": counts["delivered"]}]
        if counts["withdrawn"] == counts["delivered"]:
            return _now("%(who)s，已全部撤回。") % {"who": said[0]}
        if counts["withdrawn"]:
            said.append(_now("%(n)d 个已撤回") % {"n": counts["withdrawn"]})
        if counts["asked"]:
            said.append(_now("%(n)d 个已回复") % {"n": counts["replied"]})
        said.append(_now("%(n)d 个已签收") % {"n": counts["signed"]})
        if counts["unread"]:
            said.append(_now("%(n)d 个未读") % {"n": counts["unread"]})
        if counts["overdue"]:
            said.append(_now("%(n)d 个超期") % {"n": counts["overdue"]})
        return "，".join(said) + "。" + self._until()

    def _until(self) -> str:
        open_ = (line.row for line in self.every if not line.row.finished)
        last = max((row.due_on for row in open_ if row.due_on is not None), default=None)
        if last is None:
            return ""
        left = self.clocks.left(last)
        if left < 0:
            return _now("期限 %(day)s 已过。") % {"day": last}
        words = ngettext("期限 %(day)s，还有 %(n)d 个工作日。", "期限 %(day)s，还有 %(n)d 个工作日。", left)
        return words % {"day": last, "n": left}

    def stands(self, counts: dict[str, int]) -> bool:
        """Is there anything to withdraw: an issued document that is not filed, though nobody got it yet, or one received that was
        passed on?"""
        if self.document.outgoing:
            return self.document.state == "issued" and self.document.archived_on is None
        return counts["delivered"] > counts["withdrawn"]

    def context(self, *, open_only: bool, town: str = "", whole: bool = True) -> dict[str, Any]:
        document, counts = self.document, self.counts()
        may = can(self.actor, ISSUE, document.region_path)
        small = whole or (counts["waiting"] if open_only else counts["delivered"]) <= IN_PANEL
        lines = self.lines(open_only=open_only, town=town)
        moments = Moments()
        got = {moments.of(line.row.delivered_at) for line in lines}
        together = got.pop() if not whole and len(got) == 1 else ""
        table = Table(
            document, moments, got=not together, replies=bool(counts["asked"]), remind=may and bool(counts["waiting"]),
            withdraw=may and whole,
        )  # fmt: skip
        return {
            "tight": not whole, "together": together, "once": once.new_token(),
            "document": document, "label": words.label(document), "counts": counts, "lead": self.lead(counts),
            "table": table.of([line for group in self.groups(lines) for line in group.lines(small)]),
            "open_only": open_only, "town": town,
            "wants_reply": bool(counts["asked"]), "may_remind": may and bool(counts["waiting"]),
            "may_deliver": may and document.state in DELIVERABLE,
            "may_withdraw": may and self.stands(counts),
        }  # fmt: skip


@panel(
    "document", "main", order=10, permission=VIEW, template="documents/delivering/panel.html", title=_("送达情况")
)  # fmt: skip
def matrix_panel(document: OfficialDocument, request: HttpRequest) -> dict[str, Any] | None:
    """On the document's page, once it may be delivered."""
    matrix = Matrix(document, signed_in(request))
    if document.state not in DELIVERABLE and not matrix.rows.exists():
        return None
    return matrix.context(open_only=request.GET.get("show") == "open", whole=False)


class DeliveryMatrix(DetailPage):
    """送达情况 on a page of its own, for as many recipients as there are."""

    permission = VIEW
    section = "deliveries"
    title = _("送达情况")
    model = OfficialDocument
    template_name = "documents/delivering/matrix.html"

    def base(self) -> Rows:
        return super().base().select_related("number", "region").defer("body")

    def extra(self, part: Part | None) -> dict[str, Any]:
        matrix = Matrix(self.thing, self.actor)
        given = self.request.GET
        town = given.get("town", "")
        town = town if town.isdecimal() and len(town) == 12 else ""
        told = rows_of(Reminder, self.actor, VIEW).filter(delivery__document=self.thing.pk)
        told = told.select_related("delivery__organisation", "delivery__user").order_by("-id")[:20]
        return {
            **matrix.context(open_only=given.get("show") == "open", town=town),
            "reminders": [(r, words.whose(r.delivery)) for r in told],
            "towns": matrix.towns(),
            "has_form": bool(self.thing.reply_form),
        }


class RemindForm(forms.Form):
    """`only` is one recipient, from its line; left empty, all that have not finished."""

    only = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("催办内容"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("收文单位打开文件时会看到；不填则写“请尽快办理。”"),
    )  # fmt: skip


class Remind(OfDocument):
    """催办: one recipient at its line, or all that have not finished, with words."""

    title = _("催办")
    submit = _("催办")
    form_class = RemindForm
    template_name = "documents/delivering/document_form.html"

    def one(self) -> Delivery | None:
        """The recipient it is about; None: all of them. 404 for a key that is none of the document's deliveries."""
        key = self.request.POST.get("only", self.request.GET.get("only"))
        if key is None or (key == "" and "only" in self.request.POST):
            return None
        rows = rows_of(Delivery, self.actor, ISSUE).filter(document=self.thing.pk)
        rows = rows.select_related("organisation", "user")
        return get_visible(rows, self.actor, ISSUE, pk=words.key_of(key) or 0)

    def initial(self) -> dict[str, Any]:
        one = self.one()
        return {"only": one.pk if one else None}

    def extra(self) -> dict[str, Any]:
        matrix, one = Matrix(self.thing, self.actor), self.one()
        if one is None:
            return super().extra() | {"lead": matrix.lead(matrix.counts())}
        return super().extra() | {
            "title": _now("催办%(who)s") % {"who": words.whose(one)}, "lead": words.standing(one, matrix.clocks).text,
        }  # fmt: skip

    def perform(self, form: forms.Form) -> Any:
        given, one = form.cleaned_data, self.one()
        only = None if one is None else [one.pk]
        number = chasing.remind(self.thing, only=only, words=given["words"], by=self.actor)
        self.said = _now("已催办 %(n)d 个单位。") % {"n": number}
        return number
