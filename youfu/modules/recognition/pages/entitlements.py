"""Granting, suspending, resuming and ending what somebody is entitled to. Rows are closed and opened, never edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.pages import DayField, FormPage, MonthField, Section
from youfu.kit.templatetags.kit import GRADES, said
from youfu.modules.entitlements import actions
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Cause, Employment, Person
from youfu.modules.standards.models import Programme
from youfu.rules import periods
from youfu.rules.pricing import Terms

NOTHING = ("", "—")
KINDS = [
    ("martyr", _("烈士遗属")), ("duty_death", _("因公牺牲军人遗属")), ("deceased", _("病故军人遗属")),
    ("red_army", _("在乡退伍红军老战士")), ("west_route", _("西路军红军老战士")), ("scattered", _("红军失散人员")),
]  # fmt: skip
PERIODS = [("resistance_war", _("抗日战争时期入伍")), ("other", _("其他时期入伍"))]


class GrantForm(forms.Form):
    """Which programme, under which terms, from when, on what ground."""

    programme: Any = forms.ModelChoiceField(
        label=_("待遇项目"), queryset=None, to_field_name="code", empty_label=None
    )
    grade = forms.TypedChoiceField(
        label=_("伤残等级"), choices=[NOTHING, *((str(n), title) for n, title in enumerate(GRADES, 1))], required=False,
        coerce=int, empty_value=None,
    )  # fmt: skip
    cause = forms.ChoiceField(label=_("性质"), choices=[NOTHING, *Cause.choices], required=False)
    employment = forms.ChoiceField(label=_("属别"), choices=[NOTHING, *Employment.choices], required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[NOTHING, *KINDS], required=False)
    period = forms.ChoiceField(label=_("入伍时期"), choices=[NOTHING, *PERIODS], required=False)
    service_years = forms.IntegerField(label=_("折算服役年限"), min_value=1, max_value=60, required=False)
    first_month = MonthField(label=_("起发年月"))
    approved_on = DayField(label=_("批准日期"))
    basis = forms.CharField(label=_("批准依据"), max_length=200, help_text=_("批准文号或审批表编号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.queryset = Programme._default_manager.filter(regular=True)
        field.label_from_instance = lambda programme: said(programme.title)

    def clean(self) -> dict[str, Any]:
        """A programme that depends on something needs it; what it does not depend on is left out."""
        given = super().clean() or {}
        programme = given.get("programme")
        for name in Terms.__dataclass_fields__:
            if name in ("programme", "residence") or programme is None:
                continue
            if name not in programme.dimensions:
                given[name] = None
            elif given.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("这一项目的标准与此有关，请填写"))
        return given

    def terms(self) -> Terms:
        given = self.cleaned_data
        names = ("grade", "cause", "employment", "kind", "period", "service_years")
        return Terms(given["programme"].code, **{name: given[name] or None for name in names})


class Grant(FormPage):
    """授予待遇."""

    model = Person
    related = ("household_region__parent",)
    permission = Permission.ENTITLEMENTS_EDIT
    section = "people"
    title = _("授予待遇")
    lead = _("从起发年月起计发；早于当前批次的月份在下一批次补发。")
    said = _("待遇已授予，下一批次起计发。")
    form_class = GrantForm
    template_name = "people/form.html"
    sections = (
        Section(_("项目与条件"), ("programme", "grade", "cause", "employment", "kind", "period", "service_years"),
                _("只填与所选项目有关的条件")),
        Section(_("批准"), ("first_month", "approved_on", "basis"), _("没有批准文件不能授予")),
    )  # fmt: skip

    def initial(self) -> dict[str, Any]:
        return {"first_month": periods.month_of(clock.today()), "approved_on": clock.today()}

    def perform(self, form: Any) -> Any:
        codes = [code for code in self.thing.region_path.split("/") if code]
        county = Region._default_manager.filter(pk__in=codes, level=Region.Level.COUNTY).first()
        if county is None:
            raise Refused(_now("这位人员的户籍地不在任何县内，请先更正户籍地。"))
        given = form.cleaned_data
        award = actions.Award(form.terms(), given["first_month"], given["approved_on"], given["basis"])
        return actions.grant(self.thing, award=award, county=county, by=self.actor)

    def success_url(self, result: Any) -> str:
        return f"{reverse('person', args=[self.thing.pk])}?part=benefits"


class OfEntitlement(FormPage, abstract=True):
    """A form about one entitlement; it leads back to the person."""

    model = Entitlement
    related = ("person__household_region__parent", "programme", "terms")
    permission = Permission.ENTITLEMENTS_EDIT
    section = "people"
    template_name = "recognition/form.html"

    def success_url(self, result: Any) -> str:
        return f"{reverse('person', args=[self.thing.person_id])}?part=benefits"

    def initial(self) -> dict[str, Any]:
        return {
            "from_month": periods.month_of(clock.today()) + 1,
            "last_month": periods.month_of(clock.today()),
        }


class FromForm(forms.Form):
    from_month = MonthField(label=_("自何月起"))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文书名称和文号"))


class EndForm(forms.Form):
    last_month = MonthField(label=_("最后发放年月"))
    reason = forms.ChoiceField(
        label=_("终止原因"),
        choices=[(c, t) for c, t in Entitlement.Ended.choices if c in ("cancelled", "moved")],
    )
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文书名称和文号"))


class Suspend(OfEntitlement):
    """中止待遇 (军人抚恤优待条例 2024 art. 59)."""

    title = _("中止待遇")
    lead = _("中止期间不计发，情形消失后可以恢复；已发的月份在下一批次列为扣回。")
    said = _("待遇已中止。")
    form_class = FromForm
    act = actions.suspend


class Resume(OfEntitlement):
    """恢复待遇."""

    title = _("恢复待遇")
    lead = _("按原条件从所填月份起恢复，中止期间不补发。")
    said = _("待遇已恢复。")
    form_class = FromForm
    act = actions.resume


class EndEntitlement(OfEntitlement):
    """终止待遇."""

    title = _("终止待遇")
    lead = _("终止后不能恢复，再次享受须重新授予。去世请在人员档案登记，系统自动终止。")
    said = _("待遇已终止。")
    form_class = EndForm
    act = actions.end
