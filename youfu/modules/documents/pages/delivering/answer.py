"""The form of a reply: words, the rows of the document's table, a file. Rows are plain fields, so it works without a script."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.modules.documents.actions.answering import LONGEST, sentence
from youfu.modules.documents.models import Delivery
from youfu.rules import reply_form
from youfu.rules.reply_form import MOST_ROWS, Column

BLANK = 3  # empty rows shown below those that are filled, and added each time
CELL = re.compile(r"r(\d{1,3})-(c\d{1,2})")


class ReplyBox(forms.Form):
    dropped = False  # a file was chosen when more rows were asked for: the browser does not keep it

    text = forms.CharField(
        label=_("回复内容"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = forms.FileField(label=_("附件"), required=False)

    def __init__(self, delivery: Delivery, *args: Any, more: bool = False, **kwargs: Any) -> None:
        self.columns = reply_form.from_json(delivery.document.reply_form)
        last = delivery.replies.order_by("-order").first()
        if last is not None and not kwargs.get("initial"):
            kwargs["initial"] = {"text": last.text, **_typed(self.columns, last.rows)}
        super().__init__(*args, **kwargs)
        self.number = self._rows(more)
        for row in range(self.number):
            for column in self.columns.columns if self.columns else ():
                self.fields[f"r{row}-{column.code}"] = _field(column)

    def _rows(self, more: bool) -> int:
        """How many rows to show: one, or those that are filled and a few more."""
        if self.columns is None:
            return 0
        if not self.columns.several:
            return 1
        given = self.data if self.is_bound else self.initial
        shown = [int(m[1]) + 1 for name in given if (m := CELL.fullmatch(name))]
        filled = [
            int(m[1]) + 1 for name, v in given.items() if (m := CELL.fullmatch(name)) and str(v).strip()
        ]
        if self.is_bound:
            return min(MOST_ROWS, max(shown, default=BLANK))
        return min(MOST_ROWS, max([*(shown if more else ()), *filled], default=0) + BLANK)

    @property
    def lines(self) -> list[list[Any]]:
        """The bound fields row by row."""
        codes = [c.code for c in self.columns.columns] if self.columns else []
        return [[self[f"r{row}-{code}"] for code in codes] for row in range(self.number)]

    def clean(self) -> dict[str, Any]:
        """Each cell's fault stands at the cell."""
        given = super().clean() or {}
        if self.columns is not None:
            _values, problems = reply_form.read(self.columns, self._texts())
            for problem in problems:
                name = f"r{problem.row}-{problem.column.code}" if problem.column else None
                said = sentence(problem, several=self.columns.several)
                self.add_error(name if name in self.fields else None, said)
        return given

    def _texts(self) -> list[dict[str, str]]:
        codes = [c.code for c in self.columns.columns] if self.columns else []
        return [
            {code: str(self.data.get(f"r{row}-{code}", "")) for code in codes} for row in range(self.number)
        ]

    def answer(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {"text": given["text"], "rows": self._texts(), "file": given["file"] or None}


def _typed(form: reply_form.ReplyForm | None, rows: list[dict[str, Any]]) -> dict[str, str]:
    """The values of an earlier reply as they were typed."""
    if form is None:
        return {}
    return {
        f"r{n}-{c.code}": reply_form.text_of(c, row.get(c.code))
        for n, row in enumerate(rows)
        for c in form.columns
    }


def _field(column: Column) -> forms.Field:
    """Fields take any text: what is wrong is told by the rule, in one way for all doors."""
    if column.kind == "choice":
        options = [("", ""), *((choice, choice) for choice in column.choices)]
        widget: forms.Widget = forms.Select(choices=options)
    else:
        kinds = {
            "number": {"inputmode": "numeric"},
            "yuan": {"inputmode": "decimal"},
            "day": {"type": "date"},
        }
        widget = forms.TextInput(attrs={"autocomplete": "off", **kinds.get(column.kind, {})})
    return forms.CharField(label=column.title, required=False, widget=widget)
