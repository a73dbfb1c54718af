"""Forms that change a file: account, facts, death."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import DayField, FormPage, Section, rows_of
from youfu.modules.organisations.models import Region
from youfu.modules.people import actions
from youfu.modules.people.models import Person


class OfPerson(FormPage, abstract=True):
    """A form about one person; it leads back to the file."""

    model = Person
    related = ("household_region__parent",)
    permission = Permission.PEOPLE_EDIT
    section = "people"
    template_name = "people/form.html"
    part = "overview"

    def success_url(self, result: Any) -> str:
        return f"{reverse('person', args=[self.thing.pk])}?part={self.part}"


class AccountForm(forms.Form):
    bank = forms.CharField(label=_("开户银行"), max_length=60)
    holder = forms.CharField(label=_("户名"), max_length=60, help_text=_("应与身份证姓名一致"))
    number = forms.CharField(
        label=_("银行账号"), max_length=40, help_text=_("数字，可有空格"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label=_("启用日期"))

    def clean_number(self) -> str:
        """Without the spaces that cards are printed with."""
        return "".join(self.cleaned_data["number"].split())


class ChangeAccount(OfPerson):
    """变更发放账户: the old one is closed the day before, nothing is overwritten."""

    title = _("变更发放账户")
    lead = _("原账户到启用日期前一天为止，历史发放记录不变。")
    said = _("发放账户已变更。")
    form_class = AccountForm
    part = "accounts"
    act = actions.change_account

    def initial(self) -> dict[str, Any]:
        return {"holder": self.thing.name, "on": clock.today()}


class DeathForm(forms.Form):
    on = DayField(label=_("去世日期"))
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("例如：死亡证明、户口注销、村委会证明")
    )


class RecordDeath(OfPerson):
    """登记去世: entitlements end after the month of death, overpaid months become money to recover."""

    title = _("登记去世")
    lead = _("登记后，待遇发到去世当月为止；多发的月份在下一批次列为扣回。")
    said = _("已登记去世，待遇已相应终止。")
    form_class = DeathForm
    act = actions.record_death


class UpdateForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=60)
    ethnicity = forms.CharField(label=_("民族"), max_length=20, required=False)
    household = forms.ChoiceField(
        label=_("户籍类别"), choices=[("", "—"), *Person.Household.choices], required=False
    )
    household_region: Any = forms.ModelChoiceField(label=_("户籍地"), queryset=None)
    residence_region: Any = forms.ModelChoiceField(
        label=_("常住地"), queryset=None, required=False, empty_label=_("与户籍地相同")
    )
    address = forms.CharField(label=_("居住地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False, help_text=_("不改请留空"))
    living_alone = forms.BooleanField(label=_("孤老"), required=False)
    remarks = forms.CharField(
        label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("household_region", "residence_region"):
            field: Any = self.fields[name]
            field.queryset = regions
            field.label_from_instance = lambda r: (
                f"{r.parent.name} {r.name}" if r.level == "village" else r.name
            )


class UpdatePerson(OfPerson):
    """更正个人资料: what a clerk may put right; the change is recorded row by row."""

    title = _("更正个人资料")
    lead = _("身份证号、性别和出生日期不能在这里更正，须走变更审核。")
    said = _("资料已更正。")
    form_class = UpdateForm
    sections = (
        Section(_("本人"), ("name", "ethnicity", "household", "living_alone"), _("与身份证一致")),
        Section(
            _("住处与联系"),
            ("household_region", "residence_region", "address", "phone"),
            _("迁到辖区外请走迁出"),
        ),
        Section(_("其他"), ("remarks",)),
    )

    def form_kwargs(self) -> dict[str, Any]:
        levels = (Region.Level.TOWN, Region.Level.VILLAGE)
        regions = rows_of(Region, self.actor, self.permission).current().filter(level__in=levels)
        return {"regions": regions.select_related("parent")}

    def initial(self) -> dict[str, Any]:
        plain = ("name", "ethnicity", "household", "address", "living_alone", "remarks")
        regions = {
            name: getattr(self.thing, f"{name}_id") for name in ("household_region", "residence_region")
        }
        return {name: getattr(self.thing, name) for name in plain} | regions

    def perform(self, form: forms.Form) -> Any:
        before = self.initial()
        changes = {
            name: value
            for name, value in form.cleaned_data.items()
            if name != "phone" and (value.pk if isinstance(value, Region) else value) != before[name]
        }
        if form.cleaned_data["phone"]:
            changes["phone"] = form.cleaned_data["phone"]
        return actions.update_person(self.thing, changes=changes, by=self.actor)
