"""送达情况, the matrix: every recipient of a document with the time of each step, and reminding those that have not finished."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import DetailPage, FormPage, Part, panel, rows_of, signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import moment
from youfu.modules.documents.actions import chasing
from youfu.modules.documents.actions.delivering import DELIVERABLE
from youfu.modules.documents.models import Delivery, OfficialDocument, Reminder
from youfu.modules.documents.pages.delivering import words
from youfu.modules.documents.queries.deliveries import WAITING

VIEW, ISSUE = Permission.DOCUMENTS_VIEW, Permission.DOCUMENTS_ISSUE
IN_PANEL = (
    40  # rows that the panel shows one by one; villages are summed up for each town when there are more
)
TOWN = 4  # where the town's code stands in a path: province, city, county, town


@dataclass
class Line:
    """One recipient: its row, what stands of it, and how deep it is shown."""

    row: Delivery
    standing: words.Standing
    name: str
    inside: bool


@dataclass
class Group:
    """A town's line (or none), and those of its villages."""

    head: Line | None = None
    below: list[Line] = field(default_factory=list)
    code: str = ""
    name: str = ""

    @property
    def unfinished(self) -> int:
        return sum(not line.row.finished for line in self.below)

    def lines(self, one_by_one: bool) -> list[Line | Group]:
        """The town's line and those below it, or, when there are too many, the group itself, summed up."""
        head: list[Line | Group] = [self.head] if self.head else []
        if one_by_one or not self.below:
            return [*head, *self.below]
        return [*head, self]


class Matrix:
    """All recipients of a document, those of a town together, with the counts of the lead."""

    def __init__(self, document: OfficialDocument, actor: Actor) -> None:
        self.document, self.actor = document, actor
        self.clocks = words.Clocks()
        self.rows = rows_of(Delivery, actor, VIEW).filter(document=document.pk)

    def lines(self, *, open_only: bool = False, town: str = "") -> list[Line]:
        rows = self.rows.waiting() if open_only else self.rows
        if town:
            rows = rows.filter(organisation__region__path__contains=f"/{town}/")
        rows = rows.select_related("organisation__region__parent", "user").order_by(
            "organisation__region__code", "pk"
        )
        return [
            Line(row, words.standing(row, self.clocks), words.whose(row), row.organisation.region.level == "village")
            for row in rows
        ]  # fmt: skip

    def groups(self, lines: list[Line]) -> list[Group]:
        """By town, in the order of the codes; what is the county's own comes first, each alone."""
        found: dict[str, Group] = {}
        for line in lines:
            region = line.row.organisation.region
            codes = [code for code in region.path.split("/") if code]
            key = codes[TOWN - 1] if len(codes) >= TOWN else f"0{line.row.pk}"
            group = found.setdefault(key, Group(code=key))
            if line.inside and region.parent is not None:
                group.below.append(line)
                group.name = region.parent.name
            elif group.head is None:
                group.head = line
            else:
                group.below.append(line)
        return list(found.values())

    def counts(self) -> dict[str, int]:
        """{all, opened, signed, asked, replied, waiting, overdue, withdrawn}."""
        asked = Q(wants="reply")
        late = WAITING & Q(due_on__lt=self.clocks.today)
        return dict(
            self.rows.aggregate(
                all=Count("pk"), opened=Count("opened_at"), signed=Count("signed_at"),
                asked=Count("pk", filter=asked), replied=Count("replied_at", filter=asked),
                waiting=Count("pk", filter=WAITING), overdue=Count("pk", filter=late),
                withdrawn=Count("withdrawn_at"),
            )
        )  # fmt: skip

    def lead(self, counts: dict[str, int]) -> str:
        """How it stands, in one sentence."""
        if not counts["all"]:
            return _now("还没有传达给任何单位。")
        said = [_now("%(n)d 个收文单位和个人") % {"n": counts["all"]}]
        if counts["withdrawn"]:
            return _now("%(who)s，已全部撤回。") % {"who": said[0]}
        if counts["asked"]:
            said.append(_now("%(n)d 个已回复") % {"n": counts["replied"]})
        said.append(_now("%(n)d 个已签收") % {"n": counts["signed"]})
        if unread := counts["all"] - counts["opened"]:
            said.append(_now("%(n)d 个未读") % {"n": unread})
        if counts["overdue"]:
            said.append(_now("%(n)d 个超期") % {"n": counts["overdue"]})
        return "，".join(said) + "。" + self._until()

    def _until(self) -> str:
        due = self.rows.waiting().order_by("due_on").exclude(due_on=None).values_list("due_on", flat=True)
        last = due.last()
        if last is None:
            return ""
        left = self.clocks.left(last)
        if left < 0:
            return _now("期限 %(day)s 已过。") % {"day": last}
        return _now("期限 %(day)s，还有 %(n)d 个工作日。") % {"day": last, "n": left}

    def stands(self, counts: dict[str, int]) -> bool:
        """Is there anything to withdraw: an issued document, though nobody got it yet, or one received that was passed on?"""
        return (
            self.document.state == "issued" if self.document.outgoing else counts["all"] > counts["withdrawn"]
        )

    def context(self, *, open_only: bool, town: str = "", whole: bool = True) -> dict[str, Any]:
        document, counts = self.document, self.counts()
        may = can(self.actor, ISSUE, document.region_path)
        small = whole or (counts["waiting"] if open_only else counts["all"]) <= IN_PANEL
        lines = self.lines(open_only=open_only, town=town)
        groups, moments = self.groups(lines), {moment(line.row.delivered_at) for line in lines}
        return {
            "tight": not whole, "together": moments.pop() if not whole and len(moments) == 1 else "",
            "document": document, "label": words.label(document), "counts": counts, "lead": self.lead(counts),
            "lines": [line for group in groups for line in group.lines(small)], "open_only": open_only, "town": town,
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
        towns = matrix.rows.order_by().values_list("organisation__region__path", flat=True)
        return {
            **matrix.context(open_only=given.get("show") == "open", town=town),
            "reminders": [(r, words.whose(r.delivery)) for r in told],
            "towns": _towns(set(towns), self.actor),
            "has_form": bool(self.thing.reply_form),
        }


def _towns(paths: set[str], actor: Actor) -> list[tuple[str, str]]:
    """The towns that these paths lie in."""
    from youfu.modules.organisations.models import Region

    codes = {codes[TOWN - 1] for path in paths if len(codes := [c for c in path.split("/") if c]) >= TOWN}
    regions = rows_of(Region, actor, VIEW).filter(pk__in=codes).order_by("code")
    return list(regions.values_list("code", "name"))


class RemindForm(forms.Form):
    """`only` is one recipient, from its line; without it, all that have not finished."""

    only = forms.IntegerField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("催办内容"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("收文单位打开文件时会看到；不填则写“请尽快办理。”"),
    )  # fmt: skip


class Remind(FormPage):
    """催办: one recipient at its line, or all that have not finished, with words."""

    model = OfficialDocument
    related = ("region", "number")
    back = "delivery-matrix"
    permission = ISSUE
    section = "deliveries"
    title = _("催办")
    submit = _("催办")
    form_class = RemindForm
    template_name = "documents/delivering/document_form.html"

    def initial(self) -> dict[str, Any]:
        only = self.request.GET.get("only", "")
        return {"only": only if only.isdecimal() else None}

    def extra(self) -> dict[str, Any]:
        matrix = Matrix(self.thing, self.actor)
        return {
            "document": self.thing, "label": words.label(self.thing), "lead": matrix.lead(matrix.counts()),
        }  # fmt: skip

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        only = [given["only"]] if given["only"] else None
        number = chasing.remind(self.thing, only=only, words=given["words"], by=self.actor)
        self.said = _now("已催办 %(n)d 个单位。") % {"n": number}
        return number
