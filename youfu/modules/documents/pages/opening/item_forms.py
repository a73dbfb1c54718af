"""The forms of an item of open information."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.pages import DayField
from youfu.modules.documents.actions import door
from youfu.modules.documents.models import Disclosure

GROUNDS = (
    "政府信息公开条例第十四条（国家秘密，法律、行政法规禁止公开，可能危及国家安全、公共安全、经济安全、社会稳定）",
    "政府信息公开条例第十五条（涉及商业秘密、个人隐私，公开会对第三方合法权益造成损害）",
    "政府信息公开条例第十六条第一款（人事管理、后勤管理、内部工作流程等内部事务信息）",
    "政府信息公开条例第十六条第二款（讨论记录、过程稿、磋商信函、请示报告等过程性信息，行政执法案卷信息）",
)
AREA = forms.Textarea(attrs={"rows": 3})


class TextForm(forms.Form):
    """What an item says; the same fields are corrected later."""

    title = forms.CharField(label=_("名称"), max_length=200)
    category = forms.ChoiceField(label=_("组配分类"), choices=Disclosure.Category.choices)
    subject = forms.CharField(
        label=_("主题分类"),
        max_length=60,
        required=False,
        help_text=_("例如：民政、扶贫、救灾／优抚安置，送审前必填"),
    )
    issuer = forms.CharField(label=_("发布机构"), max_length=120, help_text=_("用全称"))
    document_number = forms.CharField(
        label=_("文件编号"), max_length=80, required=False, help_text=_("有发文字号的必须填写，没有的留空")
    )
    made_on = DayField(label=_("生成日期"), help_text=_("公文填成文日期；从次日起 20 个工作日内公开"))
    issued_on = DayField(label=_("发文日期"), required=False)
    valid_from = DayField(label=_("生效日期"), required=False, help_text=_("有生效日期的必须填写"))
    valid_until = DayField(label=_("废止日期"), required=False, help_text=_("有废止日期的必须填写"))
    summary = forms.CharField(
        label=_("内容概述"),
        max_length=300,
        required=False,
        widget=AREA,
        help_text=_("不超过 300 字，不重复名称和日期"),
    )
    body = forms.CharField(
        label=_("正文"), max_length=100_000, required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("一行一段；一、（一）1.（1）开头的是标题；| 甲 | 乙 | 是表格的一行"),
    )  # fmt: skip
    keywords = forms.CharField(label=_("关键词"), max_length=120, required=False)
    carrier = forms.CharField(label=_("载体类型"), max_length=30, required=False)
    format = forms.CharField(label=_("信息格式"), max_length=30, required=False)
    language = forms.CharField(label=_("语种"), max_length=30, required=False)


class ItemForm(TextForm):
    """An item with the decision whether it is to be opened."""

    mode = forms.ChoiceField(label=_("公开方式"), choices=Disclosure.Mode.choices)
    ground = forms.ChoiceField(
        label=_("不予公开依据"), required=False, choices=[("", "—"), *((g, g) for g in GROUNDS)],
        help_text=_("选“不予公开”时必填"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") == Disclosure.Mode.NONE and not given.get("ground"):
            self.add_error("ground", _("不予公开的，请选择依据的条款"))
        if given.get("mode") != Disclosure.Mode.NONE:
            given["ground"] = ""
        return given


class CorrectForm(TextForm):
    """更正: the same fields, and why."""

    why = forms.CharField(label=_("更正原因"), max_length=200, help_text=_("公众会看到更正的日期和原因"))


class WhyForm(forms.Form):
    why = forms.CharField(label=_("原因"), max_length=200, widget=AREA)


class ReleaseForm(forms.Form):
    """The tick that stands for the files whose text could not be read whole; `seen` stands for what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    looked = forms.BooleanField(
        label=_("文字没有读全的附件已逐件打开核对，没有不能公开的内容"), required=False
    )

    def __init__(self, *args: Any, unread: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not unread:
            del self.fields["looked"]


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("文件"), allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": door.TAKES}),
        help_text=_("PDF、图片、Word（.docx）、Excel（.xlsx）、OFD，不超过 50 MB；不得上传涉密文件"),
    )  # fmt: skip
    title = forms.CharField(
        label=_("名称"), max_length=120, required=False, help_text=_("公众看到的名称，不填用文件名")
    )
