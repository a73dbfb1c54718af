"""政策文件库: the documents amounts and rules come from, whether they are in force, and what cites them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission, demand
from youfu.kit.pages import Column, DayField, DetailPage, Filter, FormPage, ListPage, Part, Tab, cells
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import full_day
from youfu.modules.organisations.queries import county
from youfu.modules.standards import actions
from youfu.modules.standards.models import Exclusion, Parameter, PolicyDocument, Rate
from youfu.modules.standards.pages.rates import amount, dimensions, until

SHOWN = 200  # rows of one kind that a page lists; the list of rates has all


def status_cell(policy: PolicyDocument) -> Any:
    return cells.tag(policy.get_status_display(), "ok" if policy.in_force else "stop")


def name_of(policy: PolicyDocument) -> str:
    """What it is called."""
    return policy.title or str(policy)


def document_cell(policy: PolicyDocument) -> Any:
    link = cells.link(name_of(policy), reverse("policy-document", args=[policy.pk]))
    return cells.small(link, policy.number if policy.title else "")


def years(page: ListPage) -> Choices:
    found = PolicyDocument._default_manager.exclude(issued_on=None).dates("issued_on", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in found]


class Documents(ListPage):
    """政策文件: where amounts and rules come from."""

    permission = Permission.STANDARDS_VIEW
    export = Permission.STANDARDS_VIEW
    route = "policy-documents"
    section = "standards"
    title = _("政策文件")
    public = True
    personal = False
    model = PolicyDocument
    order = ("-id",)
    empty_title = _("没有政策文件")
    empty_why = _("载入标准时，文件随标准一起登记；发文和收文可以在文件页收入政策文件库。")
    columns = (
        Column(_("文件"), document_cell, head=True, plain=name_of),
        Column(_("文号"), lambda d: d.number or cells.DASH, css="opt", plain=lambda d: d.number),
        Column(_("层级"), lambda d: d.get_level_display() or cells.DASH, css="nb opt", plain=lambda d: d.get_level_display()),
        Column(_("发文机关"), lambda d: d.issuer or cells.DASH, css="opt", plain=lambda d: d.issuer),
        Column(_("发文日期"), lambda d: full_day(d.issued_on), css="nb opt", plain=lambda d: full_day(d.issued_on)),
        Column(_("标准"), lambda d: cells.link(d.rate_count, f"{reverse('standards')}?view=history&document={d.pk}"),
               css="num", plain=lambda d: d.rate_count),
        Column(_("效力"), status_cell, css="nb", plain=lambda d: d.get_status_display()),
    )  # fmt: skip
    filters = (
        Filter("q", _("标题或文号"), lambda rows, v: rows.filter(Q(title__icontains=v) | Q(number__icontains=v)),
               kind="search"),
        Filter("level", _("层级"), lambda rows, v: rows.filter(level=v), lambda page: PolicyDocument.Level.choices),
        Filter("category", _("类别"), lambda rows, v: rows.filter(category=v),
               lambda page: PolicyDocument.Category.choices),
        Filter("year", _("发文年度"), lambda rows, v: rows.filter(issued_on__year=int(v)), years),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("in_force", _("有效"), lambda rows: rows.filter(status=PolicyDocument.Status.IN_FORCE)),
        Tab("repealed", _("已废止"), lambda rows: rows.filter(status=PolicyDocument.Status.REPEALED)),
        Tab("in_use", _("已废止仍被引用"), lambda rows: rows.repealed_in_use(clock.today())),
    )

    def base(self) -> Rows:
        counts = Rate._default_manager.filter(document=OuterRef("pk")).order_by().values("document_id")
        counted = Subquery(counts.annotate(n=Count("pk")).values("n"))
        return super().base().annotate(rate_count=Coalesce(counted, 0))


class PolicyPage(DetailPage):
    """One document: is it in force, and what rests on it."""

    permission = Permission.STANDARDS_VIEW
    section = "standards"
    page_name = "policy-document"
    public = True
    model = PolicyDocument
    template_name = "standards/policy.html"

    def base(self) -> Rows:
        return super().base().select_related("replaced_by")

    def extra(self, part: Part | None) -> dict[str, Any]:
        policy: PolicyDocument = self.thing
        today = clock.today()
        rates = Rate._default_manager.standing().filter(document=policy).select_related("programme", "region")
        running = rates.filter(valid__contains=today).count()
        running += sum(
            model._default_manager.on(today).filter(document=policy).count()
            for model in (Parameter, Exclusion)
        )
        return {
            "title": name_of(policy),
            "rates": [
                {"row": r, "what": dimensions(r) or r.label, "amount": amount(r), "until": until(r)}
                for r in rates.order_by("programme_id", "-valid", "id")[:SHOWN]
            ],
            "rate_count": rates.count(),
            "parameters": Parameter._default_manager.standing()
            .filter(document=policy)
            .select_related("region")[:SHOWN],
            "exclusions": Exclusion._default_manager.filter(
                superseded_at=None, document=policy
            ).select_related("yields", "to")[:SHOWN],
            "running": running,
            "statuses": policy.statuses.select_related("by", "replaced_by"),
            "replaces": policy.replaces.all(),
            "may_load": self.may(Permission.STANDARDS_LOAD, county().path),
            "side_panels": self.panels("side"),
        }


class DescribeForm(forms.Form):
    level = forms.ChoiceField(
        label=_("层级"), choices=[("", "—"), *PolicyDocument.Level.choices], required=False
    )
    issuer = forms.CharField(label=_("发文机关"), max_length=120, required=False)
    issued_on = DayField(label=_("发文日期"), required=False)
    category = forms.ChoiceField(
        label=_("类别"), choices=[("", "—"), *PolicyDocument.Category.choices], required=False
    )
    url = forms.URLField(
        label=_("公开网址"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("发文机关网站上的原文"),
    )


class RepealForm(forms.Form):
    on = DayField(label=_("废止日期"))
    why = forms.CharField(label=_("依据或原因"), max_length=200, help_text=_("例如：宣布废止的文件及文号"))
    replaced_by: Any = forms.ModelChoiceField(
        label=_("替代文件"), queryset=None, required=False, empty_label=_("没有")
    )

    def __init__(self, *args: Any, policy: PolicyDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = PolicyDocument._default_manager.exclude(pk=policy.pk)
        field: Any = self.fields["replaced_by"]
        field.queryset = others
        field.label_from_instance = lambda policy: f"{policy} {policy.title if policy.number else ''}".strip()


class RestoreForm(forms.Form):
    why = forms.CharField(label=_("依据或原因"), max_length=200)


class PolicyForm(FormPage, abstract=True):
    """A form about one document."""

    back = "policy-document"
    permission = Permission.STANDARDS_LOAD
    section = "standards"
    template_name = "standards/policy_form.html"

    def find(self) -> None:
        demand(self.actor, self.permission, county().path)
        self.thing = get_object_or_404(PolicyDocument, **self.lookup)


class DescribePolicy(PolicyForm):
    """补充信息: who issued it, when, where it can be read."""

    title = _("补充文件信息")
    submit = _("保存")
    said = _("文件信息已保存。")
    form_class = DescribeForm

    def initial(self) -> dict[str, Any]:
        return {
            name: getattr(self.thing, name) for name in ("level", "issuer", "issued_on", "category", "url")
        }

    def perform(self, form: forms.Form) -> Any:
        return actions.describe(self.thing, values=form.cleaned_data, by=self.actor)


class RepealPolicy(PolicyForm):
    """登记废止: what was priced by it stays; rates in force are shown with a warning."""

    title = _("登记废止")
    submit = _("登记废止")
    said = _("已登记废止。仍在执行的标准会标出，请核对。")
    lead = _("已经按它计发的不变。仍在执行的标准会标出提醒；有新文件时载入新标准。")
    form_class = RepealForm
    danger = True
    act = actions.repeal

    def form_kwargs(self) -> dict[str, Any]:
        return {"policy": self.thing}


class RestorePolicy(PolicyForm):
    """恢复效力: a repeal that was registered by mistake."""

    title = _("恢复效力")
    submit = _("恢复效力")
    said = _("已恢复为有效，原来的登记留存。")
    form_class = RestoreForm
    act = actions.restore
