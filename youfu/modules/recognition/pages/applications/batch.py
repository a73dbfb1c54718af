"""批量办理: many of one type at one step from my to-do, each with its own check; those without a failure in one press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.pages import FormPage, keyset
from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.pages.applications import waiting, words
from youfu.modules.recognition.pages.applications.review import findings_of

SHOWN = 25
RESULT = "batch"  # the session's key: what the last press did, [[id, sentence], …]


class BatchForm(forms.Form):
    """Which ones, as they were seen: "id.step.round"."""

    rows = forms.TypedMultipleChoiceField(
        label=_("申请"), error_messages={"required": _("请至少选择一件")}, coerce=str
    )  # fmt: skip
    opinion = forms.CharField(
        label=_("意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), initial=_("经核查符合规定，同意。")
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = set(offered)
        field: Any = self.fields["rows"]
        field.valid_value = _shape  # what moved on meanwhile is told row by row, not as a wrong form


def _shape(value: str) -> bool:
    parts = value.split(".")
    return len(parts) == 3 and all(p.isdecimal() and len(p) < 12 for p in parts)


class Batch(FormPage):
    """Nothing is decided that has a failing check, that another handled meanwhile, or that this person may not decide."""

    permission = Permission.APPLICATIONS_VIEW
    section = "applications"
    title = _("批量办理")
    submit = _("同意所选")
    form_class = BatchForm
    template_name = "recognition/batch.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"offered": [line["key"] for line in self._lines()]}

    def _chosen(self) -> tuple[str, str]:
        return self.request.GET.get("type", ""), self.request.GET.get("step", "")

    def _lines(self) -> list[dict[str, Any]]:
        """A page of the group that was chosen, with every check."""
        if "lines" in self.__dict__:
            return list(self.__dict__["lines"])
        kind, step = self._chosen()
        rows = waiting.waiting(waiting.seen_by(self.actor), self.actor)
        rows = rows.filter(type=kind, now_code=step, now_kind="review", now_records=[])
        rows = rows.select_related("person", "region__parent").prefetch_related("steps")
        given = self.request.GET
        self.slice = keyset.slice_of(
            rows, ("due", "-id"), SHOWN, after=given.get("after", ""), before=given.get("before", "")
        )
        found = self.slice.rows
        times = words.clocks(found)
        lines = [self._line(row, times) for row in found]
        self.__dict__["lines"] = lines
        return lines

    def _line(self, row: Any, times: dict[int, Any]) -> dict[str, Any]:
        checks = findings_of(row)
        return {
            "row": row,
            "key": f"{row.pk}.{row.position}.{row.round}",
            "place": words.place_cell(row),
            "clock": words.time_cell(row, times),
            "failing": [c for c in checks if c.state == "fail"],
            "looking": [c for c in checks if c.state == "look"],
        }

    def extra(self) -> dict[str, Any]:
        kind, step = self._chosen()
        groups = waiting.groups(self.actor)
        for group in groups:
            group["fit"] = group["now_kind"] == "review" and not group["now_records"]
            group["url"] = f"{reverse('application-batch')}?type={group['type']}&step={group['now_code']}"
            group["current"] = (group["type"], group["now_code"]) == (kind, step)
        return {
            "groups": groups,
            "lines": self._lines() if kind else [],
            "ready": sum(not line["failing"] for line in self._lines()) if kind else 0,
            "results": self._results(),
            "slice": getattr(self, "slice", None),
        }

    def _results(self) -> list[dict[str, Any]]:
        """What the last press did, sentence by sentence."""
        if "done" not in self.request.GET:
            return []
        said_of = dict(self.request.session.get(RESULT, []))
        rows = (
            waiting.seen_by(self.actor).filter(pk__in=list(said_of)).select_related("person").order_by("-id")
        )
        return [{"row": row, "sentence": said_of[row.pk]} for row in rows]

    def perform(self, form: Any) -> Any:
        seen = {
            int(pk): (int(order), int(number))
            for pk, order, number in (k.split(".") for k in form.cleaned_data["rows"])
        }
        rows = list(waiting.seen_by(self.actor).filter(pk__in=seen))
        if not rows:
            raise Refused(_now("请至少选择一件"))
        opinion = form.cleaned_data["opinion"]
        verdicts = {row.pk: Verdict("approve", seen[row.pk], opinion=opinion) for row in rows}
        answers = deciding.decide_many(rows, verdicts=verdicts, by=self.actor)
        self.request.session[RESULT] = [[row.pk, sentence] for row, sentence in answers]
        done = sum(not sentence for _row, sentence in answers)
        self.said = _now("已办理 %(n)d 件，未办理 %(m)d 件，见下列结果。") % {
            "n": done,
            "m": len(answers) - done,
        }
        return answers

    def success_url(self, result: Any) -> str:
        kind, step = self._chosen()
        return f"{reverse('application-batch')}?type={kind}&step={step}&done=1"

    def cancel_url(self) -> str:
        return reverse("applications")
