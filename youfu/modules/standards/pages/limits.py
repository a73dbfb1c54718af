"""办理时限: what every declared step may take, where nobody laid that down yet, and the form to do it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, DayField, Exported, FormPage
from youfu.kit.text import Text
from youfu.kit.workflow import TYPES
from youfu.modules.organisations.queries import county
from youfu.modules.standards import actions
from youfu.modules.standards.models import Confidence, Parameter
from youfu.modules.standards.queries import Asked, asked, chain, in_force


def basis(line: Asked) -> str:
    return str(line.row.document) if line.row else ""


def confidence(line: Asked) -> Text:
    return line.row.get_confidence_display() if line.row else _("待确认")


COLUMNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (_("业务"), lambda line: line.type.title),
        (_("环节"), lambda line: line.step.title),
        (_("代码"), lambda line: line.code),
        (_("工作日"), lambda line: f"{line.row.value:.0f}" if line.row else ""),
        (_("依据"), basis),
        (_("核实"), confidence),
    )
)


class Limits(Exported):
    """办理时限: a limit never laid down is listed as to be confirmed, with a button, never filled with a guess."""

    permission = Permission.STANDARDS_VIEW
    route = "limits"
    export = Permission.STANDARDS_VIEW
    personal = False
    section = "standards"
    title = _("办理时限")
    template_name = "standards/limits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        day, path = clock.today(), county().path
        every = asked(path, day)
        open_ones = [line for line in every if line.row is None]
        view = "all" if request.GET.get("view") == "all" else "open"
        if self.wanted_away:
            return self.hand_out(COLUMNS, every if view == "all" else open_ones, conditions=view)
        words = Counter((line.step.code, str(line.step.title)) for line in every)
        steps = {code: title for (code, title), _n in reversed(words.most_common())}
        counted = Counter(line.step.code for line in every)
        waiting = Counter(line.step.code for line in open_ones)
        known = in_force(path, day)
        shared = [
            {"code": f"limit.{code}", "title": steps[code], "n": n, "open": waiting[code],
             "row": known.get(f"limit.{code}")}
            for code, n in counted.most_common() if n > 1
        ]  # fmt: skip
        context = {
            "lines": every if view == "all" else open_ones, "view": view, "open": len(open_ones), "all": len(every),
            "shared": shared, "may_load": self.may(Permission.STANDARDS_LOAD, path),
        }  # fmt: skip
        return self.show(context)


def titles() -> dict[str, Text]:
    """What each code limits, in words: first those of all types, then one by one."""
    own: dict[str, Text] = {}
    shared: dict[str, Text] = {}
    for declared in sorted(TYPES.values(), key=lambda t: t.number):
        for step in declared.steps:
            own[f"limit.{declared.code}.{step.code}"] = f"{declared.title}：{step.title}"
            shared[f"limit.{step.code}"] = _("%(step)s（各类业务）") % {"step": step.title}
    return shared | own


class LimitForm(forms.Form):
    code = forms.ChoiceField(label=_("业务和环节"))
    region = forms.ChoiceField(label=_("适用区划"))
    value = forms.IntegerField(label=_("工作日"), min_value=1, max_value=actions.LONGEST)
    since = DayField(label=_("自何日起"))
    document_title = forms.CharField(label=_("文件名称"), max_length=300)
    document_number = forms.CharField(label=_("文号"), max_length=120, required=False)
    source = forms.CharField(
        label=_("出处"),
        max_length=300,
        required=False,
        help_text=_("条款，或者在哪里看到，例如：第二十八条"),
    )
    confidence = forms.ChoiceField(
        label=_("核实"), choices=Confidence.choices, help_text=_("见到文件原文才选“已核实”")
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["code"].choices = titles().items()  # type: ignore[attr-defined]


class SetLimit(FormPage):
    """登记办理时限: from a day on, with the document. Applications already handed in keep what they were given."""

    permission = Permission.STANDARDS_LOAD
    section = "standards"
    title = _("登记办理时限")
    lead = _("此前的时限到前一天为止；已提交的申请按提交时的时限办理，不受影响。")
    said = _("办理时限已登记。")
    form_class = LimitForm
    template_name = "standards/limit_form.html"

    def find(self) -> None:
        self.thing = self.request.GET.get("code", "")

    def form_kwargs(self) -> dict[str, Any]:
        return {"regions": [(region.pk, region.name) for region in chain(county())]}

    def initial(self) -> dict[str, Any]:
        return {"code": self.thing, "since": clock.today(), "confidence": Confidence.HIGH}

    def extra(self) -> dict[str, Any]:
        history = Parameter._default_manager.standing().filter(code=self.thing).order_by("-valid")
        return {
            "words": titles().get(self.thing, ""),
            "history": history.select_related("region", "document"),
        }

    def perform(self, form: forms.Form) -> Any:
        title = str(titles()[form.cleaned_data["code"]])
        laid = actions.LimitRow(title=title, **form.cleaned_data)
        return actions.set_limit(laid=laid, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("limits")
