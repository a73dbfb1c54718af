"""地方信息: what letters say of this county. Empty is said as 待填, never invented."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import FormPage, Nav, Section
from youfu.modules.organisations import actions
from youfu.modules.organisations.queries import county, locality


class LocalityForm(forms.Form):
    name = forms.CharField(label=_("机关全称"), max_length=80, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    address = forms.CharField(label=_("办公地址"), max_length=120, required=False)
    postcode = forms.CharField(
        label=_("邮政编码"),
        max_length=6,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # a form's own prefix is something else, set on the instance
        label=_("发文代字"),
        max_length=20,
        required=False,
        help_text=_("例如“桐退役优”，年份和序号由系统按年编"),
    )
    fonds = forms.CharField(
        label=_("全宗号"), max_length=20, required=False, help_text=_("同级档案馆给定的全宗号")
    )
    review_body = forms.CharField(label=_("行政复议机关"), max_length=80, required=False)
    court = forms.CharField(label=_("行政诉讼管辖法院"), max_length=80, required=False)
    hospital = forms.CharField(label=_("残疾情况鉴定医疗机构"), max_length=120, required=False)


class EditLocality(FormPage):
    """One form for the county of this database."""

    permission = Permission.REGIONS_EDIT
    route = "locality"
    title = _("地方信息")
    nav = Nav("manage", _("地方信息"), "flag", 86)
    lead = _("通知书、决定书等文书从这里取本县的信息。没有填的，文书上标“待填”；已发出的文书不随之改变。")
    submit = _("保存")
    said = _("已保存，此后制作的文书按新的信息。")
    form_class = LocalityForm
    sections = (
        Section(_("机关"), ("name", "phone", "address", "postcode")),
        Section(_("文号和档案"), ("prefix", "fonds")),
        Section(_("救济途径"), ("review_body", "court"), _("不予批准决定书告知申请人到哪里复议、诉讼")),
        Section(_("鉴定"), ("hospital",), _("鉴定介绍信写明到哪家医疗机构")),
    )

    def initial(self) -> dict[str, Any]:
        known = locality(county())
        return {name: getattr(known, name) for name in actions.LOCALITY_FIELDS}

    def perform(self, form: forms.Form) -> Any:
        return actions.update_locality(county(), values=form.cleaned_data, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("locality")
