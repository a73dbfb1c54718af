"""Form fields for what every module asks: a day, a month, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from youfu.rules import money, periods


class DayField(forms.DateField):
    """A calendar day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": _("请按 2026-11-01 的样子填写日期")})
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class MonthField(forms.CharField):
    """A month, typed as 2026-11 or picked; its value is a month index (year × 12 + month − 1)."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"})

    def prepare_value(self, value: Any) -> Any:
        return periods.month_text(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return periods.parse_month(str(text))
        except ValueError:
            raise ValidationError(_("请按 2026-11 的样子填写年月")) from None


class YuanField(forms.CharField):
    """An amount typed in yuan with at most two decimals; its value is an int of fen."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return money.plain_yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            fen = money.yuan_to_fen(str(text))
        except ValueError:
            raise ValidationError(_("请填写金额，单位元，最多两位小数")) from None
        if fen < 0:
            raise ValidationError(_("金额不能为负数"))
        return fen
