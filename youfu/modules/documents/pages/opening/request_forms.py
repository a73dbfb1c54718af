"""The forms of a request for information."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.pages import DayField
from youfu.modules.documents.models import InformationRequest
from youfu.modules.documents.pages.opening.item_forms import AREA

KINDS = [("citizen", _("公民")), ("body", _("法人或其他组织"))]
STAFF_WAYS = [choice for choice in InformationRequest.Way.choices if choice[0] != "web"]


class AskedForm(forms.Form):
    """What a request holds (政府信息公开条例, article 29)."""

    applicant_kind = forms.ChoiceField(label=_("申请人"), choices=KINDS)
    applicant = forms.CharField(label=_("姓名或名称"), max_length=80, help_text=_("加密保存，只用于答复"))
    contact = forms.CharField(
        label=_("联系方式"), max_length=200, help_text=_("电话、地址或电子邮箱，加密保存，只用于答复")
    )
    wanted = forms.CharField(
        label=_("所需信息"), max_length=1000, widget=AREA,
        help_text=_("写清名称、文号或其他特征，不要写证号和账号"),
    )  # fmt: skip
    form = forms.CharField(
        label=_("提供形式"),
        max_length=60,
        required=False,
        help_text=_("例如：纸质、电子邮件；怎样取得：邮寄、自行领取"),
    )


class RegisterForm(AskedForm):
    way = forms.ChoiceField(label=_("收到方式"), choices=STAFF_WAYS)
    received_on = DayField(label=_("收到日期"), help_text=_("当面的为提交之日，邮寄的为签收之日"))

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > clock.today():
            raise forms.ValidationError(_("收到日期不能晚于今天"))
        return day


class AssignForm(forms.Form):
    handler: Any = forms.ModelChoiceField(label=_("承办科室"), queryset=None)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = offices  # type: ignore[attr-defined]


class AskForm(forms.Form):
    what = forms.CharField(label=_("需要补正的内容"), max_length=1000, widget=AREA)
    until = DayField(label=_("补正期限"))


class ConsultForm(forms.Form):
    whom = forms.CharField(label=_("第三方和征求的内容"), max_length=1000, widget=AREA)
    until = DayField(label=_("反馈期限"), required=False, help_text=_("不填按 15 个工作日"))


class HappenedForm(forms.Form):
    on = DayField(label=_("收到日期"))
    text = forms.CharField(label=_("内容"), max_length=1000, widget=AREA)


class DraftForm(forms.Form):
    outcome = forms.ChoiceField(label=_("答复"), choices=InformationRequest.Outcome.choices)
    ground = forms.CharField(
        label=_("依据"), max_length=200, required=False,
        help_text=_("部分公开、不予公开、信息不存在、不属于本机关掌握、重复申请须写明条款"),
    )  # fmt: skip
    text = forms.CharField(label=_("答复内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("查看事由"), max_length=200)
