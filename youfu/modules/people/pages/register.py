"""登记人员: somebody who comes to apply and has no file yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import FormPage, Section, rows_of
from youfu.modules.organisations.models import Region
from youfu.modules.people import actions
from youfu.modules.people.models import Person
from youfu.rules import celltext, identifiers

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class RegisterForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    id_number = forms.CharField(
        label=_("身份证号"), max_length=30, help_text=_("18 位；性别和出生日期由此得出"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    region: Any = forms.ModelChoiceField(label=_("户籍地"), queryset=None)
    household = forms.ChoiceField(
        label=_("户籍类别"), choices=[("", "—"), *Person.Household.choices], required=False
    )
    address = forms.CharField(label=_("居住地址"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("手机"), max_length=20, required=False, widget=forms.TextInput(attrs=DIGITS | {"type": "tel"})
    )
    bank = forms.CharField(label=_("开户银行"), max_length=60, required=False)
    account = forms.CharField(
        label=_("银行账号"), max_length=40, required=False, help_text=_("户名须为本人"),
        widget=forms.TextInput(attrs=DIGITS),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = regions
        field.label_from_instance = lambda region: f"{region.parent.name} {region.name}"

    def clean_id_number(self) -> str:
        """A number that can be right; which one it is, is said under the field."""
        try:
            number = celltext.as_identifier(self.cleaned_data["id_number"])
            return identifiers.check_id(number, clock.today()).number
        except (celltext.CellProblem, identifiers.IdProblem) as problem:
            raise ValidationError(problem.reason) from None


class RegisterPerson(FormPage):
    """登记人员: opens a file, or leads to the one there is."""

    permission = Permission.PEOPLE_REGISTER
    section = "people"
    title = _("登记人员")
    lead = _("先查后建：身份证号已在册的，直接转到原档案。")
    submit = _("建档")
    said = _("已建档。")
    form_class = RegisterForm
    sections = (
        Section(_("本人"), ("name", "id_number", "region", "household"), _("与身份证、户口簿一致")),
        Section(_("联系"), ("phone", "address")),
        Section(_("发放账户"), ("bank", "account"), _("可以以后登记")),
    )

    def form_kwargs(self) -> dict[str, Any]:
        villages = rows_of(Region, self.actor, self.permission).current().filter(level=Region.Level.VILLAGE)
        return {"regions": villages.select_related("parent").order_by("code")}

    def initial(self) -> dict[str, Any]:
        """A station has one village."""
        only = list(self.form_kwargs()["regions"].values_list("pk", flat=True)[:2])
        return {"region": only[0]} if len(only) == 1 else {}

    def perform(self, form: forms.Form) -> Any:
        """Whoever has a file already is shown it, if it may be seen."""
        known = (
            rows_of(Person, self.actor, Permission.PEOPLE_VIEW)
            .with_id(form.cleaned_data["id_number"])
            .first()
        )
        if known:
            return self.done(_now("此人已建档，以下为原档案。"), self.success_url(known))
        return actions.register(facts=actions.NewPerson(**form.cleaned_data), by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("person", args=[result.pk]) if result else reverse("people")
