"""传达: choose who gets a document, by when, what they do with it, and the table they fill; and taking it back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import FormPage, rows_of
from youfu.kit.workflow import calendar
from youfu.modules.documents.actions import delivering
from youfu.modules.documents.actions.delivering import DELIVERABLE, Recipients
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.pages.delivering.bodies import BodiesForm, Tree
from youfu.modules.documents.pages.delivering.words import label, whose
from youfu.rules import reply_form
from youfu.rules.reply_form import BadForm, ReplyForm

# Working days proposed on the form for each urgency; whoever sends decides, and may leave it empty.
USUAL = {"normal": 5, "urgent": 2, "extra": 1}
LONGEST = 250
LINES = 8  # columns of a reply form that the page offers
KINDS = {
    "number": _("数字（整数）"), "text": _("文字"), "choice": _("选项"), "day": _("日期"), "yuan": _("金额（元）"),
}  # fmt: skip
OTHERS = 200  # documents that are offered as a replacement
PARTS = ("title", "kind", "choices", "required", "summed")


class DeliverForm(BodiesForm):
    """Who, what is wanted, within how many working days, and the columns of the reply form."""

    people = forms.CharField(
        label=_("按姓名送给个人"), max_length=500, required=False,
        help_text=_("多人用顿号分开；只有本人能签收。送给单位的，由单位当班的人签收"),
    )  # fmt: skip
    wants = forms.ChoiceField(label=_("要求"), choices=Delivery.Wants.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("期限（工作日）"), min_value=1, max_value=LONGEST, required=False,
        help_text=_("自明天起算，按工作日历；不填则不计时、不催办"),
    )  # fmt: skip
    several = forms.BooleanField(label=_("每个单位可以填多行"), required=False)

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        for n in range(0 if fixed else LINES):
            self.fields[f"title-{n}"] = forms.CharField(label=_("列名"), max_length=60, required=False)
            self.fields[f"kind-{n}"] = forms.ChoiceField(label=_("填什么"), choices=KINDS.items())
            self.fields[f"choices-{n}"] = forms.CharField(
                label=_("选项，用顿号分开"), max_length=900, required=False
            )
            self.fields[f"required-{n}"] = forms.BooleanField(label=_("必填"), required=False)
            self.fields[f"summed-{n}"] = forms.BooleanField(label=_("合计"), required=False)

    @property
    def lines(self) -> list[list[Any]]:
        """The bound fields of each column."""
        return [[self[f"{part}-{n}"] for part in PARTS] for n in range(0 if self.fixed else LINES)]

    def clean_people(self) -> Any:
        return self.tree.people(self.cleaned_data["people"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given["organisations"] and not given.get("people") and "people" not in self.errors:
            self.add_error("bodies", _now("请至少选择一个收文单位或一个人。"))
        given["form"] = None if self.fixed else self._declared(given)
        if self.fixed and any(self.data.get(f"title-{n}", "").strip() for n in range(LINES)):
            self.add_error(None, _now("回执表刚由他人定下，不能再改，请核对下面的列再传达。"))
        if given["form"] is not None and given.get("wants") == Delivery.Wants.SIGN:
            self.add_error("wants", _now("设了回执表，要求就应当是“签收并回复”。"))
        return given

    def _declared(self, given: dict[str, Any]) -> ReplyForm | None:
        says = [part for part in PARTS if part != "kind"]  # which always says something
        lines = [n for n in range(LINES) if any(given.get(f"{part}-{n}") for part in says)]
        if not lines:
            return None
        columns = [
            {part: given.get(f"{part}-{n}") for part in PARTS} | {"choices": _split(given.get(f"choices-{n}"))}
            for n in lines
        ]  # fmt: skip
        try:
            return reply_form.declare(columns, several=bool(given.get("several")))
        except BadForm as wrong:
            self.add_error(f"title-{lines[wrong.line]}", ValidationError(sentence(wrong.reason)))
            return None


def _split(text: str | None) -> list[str]:
    for mark in "，,;；\n":
        text = (text or "").replace(mark, "、")
    return [part.strip() for part in (text or "").split("、") if part.strip()]


def sentence(reason: str) -> str:
    """Why columns make no form, and what to do."""
    return {
        "untitled": _now("请写上列名；不要这一列，就把它的选项、必填、合计都清空。"),
        "twice": _now("两列不能同名，请改一个。"),
        "long": _now("列名和选项最多 %(n)d 字，请缩短。") % {"n": reply_form.LONGEST_TITLE},
        "choices": _now("填“选项”的列要列出至少两个选项；其他的列不要写选项。"),
        "summed": _now("只有数字和金额能合计，请去掉这一列的“合计”。"),
    }.get(reason, _now("这一列没有填完整，请核对。"))


def initial_of(document: OfficialDocument) -> dict[str, Any]:
    """What the form proposes: by the document's urgency, and the columns declared before."""
    found: dict[str, Any] = {"wants": Delivery.Wants.SIGN, "days": USUAL[document.urgency]}
    form = reply_form.from_json(document.reply_form)
    if form is not None:
        found |= {"wants": Delivery.Wants.REPLY, "several": form.several}
        for n, column in enumerate(form.columns):
            found |= {f"title-{n}": column.title, f"kind-{n}": column.kind, f"required-{n}": column.required,
                      f"summed-{n}": column.summed, f"choices-{n}": "、".join(column.choices)}  # fmt: skip
    return found


class OfDocument(FormPage, abstract=True):
    """A form about one document; it leads to who got it."""

    model = OfficialDocument
    related = ("region", "number")
    back = "delivery-matrix"
    permission = Permission.DOCUMENTS_ISSUE
    section = "deliveries"

    def extra(self) -> dict[str, Any]:
        return {"document": self.thing, "label": label(self.thing)}


class Deliver(OfDocument):
    """传达文件."""

    title = _("传达文件")
    submit = _("传达")
    form_class = DeliverForm
    template_name = "documents/delivering/deliver.html"

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.actor)

    @cached_property
    def known(self) -> set[str]:
        """Bodies that have it already; they are shown so and cannot be ticked."""
        return {
            str(pk) for pk in self.rows.standing().filter(user=None).values_list("organisation_id", flat=True)
        }

    @property
    def rows(self) -> Any:
        return rows_of(Delivery, self.actor, self.permission).filter(document=self.thing.pk)

    def form_kwargs(self) -> dict[str, Any]:
        return {"tree": self.tree, "fixed": self.thing.archived_on is not None or self.rows.asked().exists()}

    def initial(self) -> dict[str, Any]:
        return initial_of(self.thing)

    def extra(self) -> dict[str, Any]:
        today, days = clock.today(), calendar.working_days()
        usual = USUAL[self.thing.urgency]
        return super().extra() | {
            "tree": self.tree, "known": self.known, "gaps": calendar.gaps(), "usual": usual,
            "usual_day": days.after(today, usual), "ready": self.thing.state in DELIVERABLE,
            "columns": reply_form.from_json(self.thing.reply_form),
        }  # fmt: skip

    def perform(self, form: Any) -> Any:
        given = form.cleaned_data
        if not form.fixed and reply_form.to_json(given["form"]) != (self.thing.reply_form or []):
            delivering.set_reply_form(self.thing, form=given["form"], by=self.actor)
        due_on = calendar.working_days().after(clock.today(), given["days"]) if given["days"] else None
        to = Recipients(given["organisations"], given["people"], given["wants"], due_on)
        new = delivering.deliver(self.thing, to=to, by=self.actor)
        self.said = (
            _now("已送达 %(n)d 个单位和个人。") % {"n": new}
            if new
            else _now("所选的都已送达，没有重复发送。")
        )
        return new


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("撤回原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("收文单位会看到，例如：附件 2 金额有误"),
    )  # fmt: skip


class WithdrawForm(ReasonForm):
    replacement: Any = forms.ModelChoiceField(
        label=_("替代文件"), queryset=None, required=False, empty_label=_("没有，或者以后再发"),
        help_text=_("收到替代文件的单位能从这里打开它"),
    )  # fmt: skip

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["replacement"]
        field.queryset = others
        field.label_from_instance = lambda row: f"{label(row)} {row.title}"


class Withdraw(OfDocument):
    """撤回文件."""

    title = _("撤回文件")
    lead = _("撤回后收文单位只看到文号、标题、撤回原因和替代文件，不再看到内容；送达、签收、回复的记录保留。")
    submit = _("撤回")
    said = _("文件已撤回，收文单位已能看到原因。")
    danger = True
    form_class = WithdrawForm
    template_name = "documents/delivering/document_form.html"
    act = delivering.withdraw

    def form_kwargs(self) -> dict[str, Any]:
        """What may take its place: what was drafted to, and the newest that replace nothing."""
        rows = rows_of(OfficialDocument, self.actor, self.permission).sent()
        rows = rows.exclude(pk=self.thing.pk).exclude(state__in=("withdrawn", "cancelled"))
        newest = rows.filter(replaces=None, archived_on=None).order_by("-id").values("pk")[:OTHERS]
        rows = rows.filter(Q(replaces=self.thing.pk) | Q(pk__in=newest))
        return {"others": rows.select_related("number").defer("body").order_by("-id")}

    def initial(self) -> dict[str, Any]:
        return {"replacement": self.thing.replaced_by.exclude(state__in=("withdrawn", "cancelled")).first()}


class TakeBack(FormPage):
    """撤回一个收文单位的送达."""

    model = Delivery
    related = ("document__number", "document__region", "organisation", "user")
    permission = Permission.DOCUMENTS_ISSUE
    section = "deliveries"
    lead = _("只从这一个单位（个人）和它转发的下级撤回，其他单位照常办理；撤回后可以重新传达。")
    submit = _("撤回")
    danger = True
    form_class = ReasonForm
    template_name = "documents/delivering/document_form.html"

    def extra(self) -> dict[str, Any]:
        title = _now("从%(who)s撤回") % {"who": whose(self.thing)}
        return {"document": self.thing.document, "label": label(self.thing.document), "title": title}

    def perform(self, form: forms.Form) -> Any:
        number = delivering.take_back(self.thing, **form.cleaned_data, by=self.actor)
        self.said = _now("已从 %(n)d 个单位和个人撤回。") % {"n": number}
        return number

    def success_url(self, result: Any) -> str:
        return reverse("delivery-matrix", args=[self.thing.document_id])
