"""One delivery as its recipient sees it: the document, and signing, replying and passing it down. Made for a phone too."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import DayField, DetailPage, FormPage, Part, once, rows_of
from youfu.kit.pages.columns import Rows
from youfu.modules.documents.actions import answering, chasing, delivering
from youfu.modules.documents.models import Delivery
from youfu.modules.documents.pages.delivering import words
from youfu.modules.documents.pages.delivering.answer import ReplyBox
from youfu.modules.documents.pages.delivering.matrix import RemindForm
from youfu.modules.documents.pages.sending.document import paper
from youfu.modules.organisations.models import Organisation
from youfu.rules import reply_form

ANSWER, READ = Permission.DOCUMENTS_ANSWER, Permission.DOCUMENTS_READ


class ForwardForm(forms.Form):
    to: Any = forms.ModelMultipleChoiceField(
        label=_("转发给"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    every = forms.BooleanField(label=_("全部下级"), required=False)
    words = forms.CharField(
        label=_("转发意见"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = DayField(label=_("期限"), required=False)

    def __init__(self, *args: Any, below: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset, field.label_from_instance = below, words.short
        self.below = below

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["to"] = list(self.below if given.pop("every", False) else given.get("to") or ())
        if not given["to"]:
            self.add_error("to", _now("请至少选择一个下级单位。"))
        return given


class View:
    """What the page shows of a delivery to one actor."""

    def __init__(self, row: Delivery, actor: Any, may_answer: bool) -> None:
        self.row, self.actor = row, actor
        self.clocks = words.Clocks()
        self.mine = row.is_for(actor)
        self.acts = self.mine and may_answer and row.withdrawn_at is None

    def below(self) -> Any:
        """Bodies under this one that have not got the document yet."""
        known = (
            rows_of(Delivery, self.actor, READ).standing().filter(document=self.row.document_id, user=None)
        )
        below = rows_of(Organisation, self.actor, READ).filter(parent=self.row.organisation_id)
        below = below.filter(region__ended_on=None).exclude(pk__in=known.values("organisation_id"))
        return below.order_by("region__code", "pk")

    @cached_property
    def passed(self) -> list[Delivery]:
        """What was made of this one by forwarding it."""
        rows = (
            rows_of(Delivery, self.actor, READ)
            .filter(parent=self.row.pk)
            .select_related("organisation__region")
        )
        return list(rows.order_by("organisation__region__code", "pk"))

    @property
    def waiting(self) -> int:
        """How many of those have not finished."""
        return sum(not d.finished for d in self.passed)

    def boxes(self) -> dict[str, forms.Form]:
        """The forms that are of use now."""
        row, found = self.row, {}
        if not self.acts:
            return {}
        if row.signed_at is None:
            found["sign"] = forms.Form()
        if row.wants == Delivery.Wants.REPLY:
            found["reply"] = ReplyBox(row, auto_id="reply_%s")
        if row.signed_at is not None and row.user_id is None and self.below().exists():
            found["forward"] = ForwardForm(
                below=self.below(), initial={"due_on": row.due_on}, auto_id="forward_%s"
            )
        if self.waiting:
            found["remind"] = RemindForm(auto_id="remind_%s")
        return found

    def context(self) -> dict[str, Any]:
        row, boxes = self.row, self.boxes()
        replies = list(row.replies.select_related("by").prefetch_related("attachments").order_by("-order"))
        form = reply_form.from_json(row.document.reply_form)
        return {
            "document": row.document, "label": words.label(row.document), "title": row.document.title,
            "standing": words.standing(row, self.clocks), "due": words.due_text(row, self.clocks),
            "late": row.due_on and not row.finished and row.due_on < self.clocks.today,
            "whose": words.whose(row), "mine": self.mine, "forms": boxes,
            "tokens": {name: once.new_token() for name in boxes},
            "reminders": list(row.reminders.order_by("-id")[:10]), "replies": replies,
            "answer": answer_table(form, replies[0].rows) if form and replies else None,
            "below": [(d, words.standing(d, self.clocks), words.short(d.organisation)) for d in self.passed],
            "below_waiting": self.waiting if self.acts else 0,
            "from_words": row.words, **self._gone(),
        }  # fmt: skip

    def _gone(self) -> dict[str, Any]:
        """What is left to see of a document that was taken back: why, and what takes its place."""
        row = self.row
        if row.withdrawn_at is None:
            files = row.document.attachments.filter(removed_at=None)
            return {
                "attachments": list(files),
                "paper": paper(row.document) if row.document.outgoing else None,
                "paragraphs": [line for line in row.document.body.splitlines() if line.strip()],
            }  # fmt: skip
        instead = rows_of(Delivery, self.actor, READ).of(self.actor)
        return {
            "why": row.withdrawn_why,
            "instead": instead.standing()
            .filter(Q(document__replaces=row.document_id) | Q(document=row.document_id))
            .first(),
        }


def answer_table(form: reply_form.ReplyForm, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows of a reply as they are read."""
    lines = [[reply_form.text_of(c, row.get(c.code)) for c in form.columns] for row in rows]
    return {"columns": form.columns, "lines": lines}


class OfDelivery:
    """What the page and its forms share: which rows, and the template."""

    template_name = "documents/delivering/delivery.html"

    @staticmethod
    def whole(rows: Rows) -> Rows:
        return rows.select_related(
            "document__number", "document__series", "document__office", "document__region", "organisation__region", "user",
            "opened_by", "signed_by", "delivered_by", "parent__organisation",
        )  # fmt: skip


class DeliveryPage(OfDelivery, DetailPage):
    """文件. The first look of one of the recipient's own people is kept as an action; a supervisor's look is not an opening."""

    permission = READ
    section = "deliveries"
    page_name = "delivery"
    model = Delivery
    template_name = OfDelivery.template_name

    def base(self) -> Rows:
        return self.whole(super().base())

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.thing = self.fetch(**lookup)
        row = self.thing
        answers = self.may(ANSWER, row.region_path)
        if row.opened_at is None and row.withdrawn_at is None and row.is_for(request.user) and answers:
            answering.note_opening(row, by=self.actor)
            self.thing = self.fetch(**lookup)
        return self.answer()

    def extra(self, part: Part | None) -> dict[str, Any]:
        return View(self.thing, self.actor, self.may(ANSWER, self.thing.region_path)).context()


class Verb(OfDelivery, FormPage, abstract=True):
    """One of the forms of the page; a refusal stands on that page. Its address opens it."""

    back = "delivery"
    permission = ANSWER
    section = "deliveries"
    template_name = OfDelivery.template_name
    box: ClassVar[str]

    def target_rows(self) -> Any:
        return self.whole(rows_of(Delivery, self.actor, self.permission))

    def get(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.find()
        return redirect(self.success_url(None))

    def answer(self, form: forms.Form, token: str, status: int = 200) -> HttpResponse:
        self.thing = self.target_rows().get(pk=self.thing.pk)
        context = View(self.thing, self.actor, self.may(ANSWER, self.thing.region_path)).context()
        if status != 200:
            context["refusal"] = form
        if self.box in context["forms"]:
            context["forms"][self.box], context["tokens"][self.box] = form, token
        return self.show({"thing": self.thing, **context}, status=status)


class Sign(Verb):
    """签收."""

    box = "sign"
    said = _("已签收。")
    act = answering.sign_for


class Reply(Verb):
    """回复; `more` on the form shows further rows without sending anything."""

    box = "reply"
    form_class = ReplyBox
    said = _("已回复。")

    def form_kwargs(self) -> dict[str, Any]:
        return {"delivery": self.thing, "auto_id": "reply_%s"}

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        if "more" not in request.POST:
            return super().post(request, **lookup)
        self.find()
        form = ReplyBox(delivery=self.thing, initial=request.POST.dict(), more=True, auto_id="reply_%s")
        form.dropped = bool(request.FILES)
        return self.answer(form, request.POST.get("once", ""))

    def perform(self, form: Any) -> Any:
        return answering.reply(self.thing, **form.answer(), by=self.actor)


class Forward(Verb):
    """转发下级."""

    box = "forward"
    form_class = ForwardForm

    def form_kwargs(self) -> dict[str, Any]:
        view = View(self.thing, self.actor, True)
        return {"below": view.below(), "auto_id": "forward_%s"}

    def perform(self, form: forms.Form) -> Any:
        number = delivering.forward(self.thing, **form.cleaned_data, by=self.actor)
        self.said = _now("已转发给 %(n)d 个下级单位。") % {"n": number}
        return number


class RemindBelow(Verb):
    """催办 what one forwarded down oneself: one of them, or all that have not finished."""

    box = "remind"
    form_class = RemindForm

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        only = None if given["only"] is None else [given["only"]]
        number = chasing.remind_below(self.thing, only=only, words=given["words"], by=self.actor)
        self.said = _now("已催办 %(n)d 个单位。") % {"n": number}
        return number
