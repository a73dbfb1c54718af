"""What stands beside the rates: parameters, and the rules of what is not paid together."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, ListPage, cells
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import said
from youfu.modules.standards.models import Exclusion, Parameter
from youfu.modules.standards.pages.rates import confidence_cell, since, until


def value_of(row: Parameter) -> str:
    return f"{row.value.normalize():,f}"


class Parameters(ListPage):
    """参数: average wages, incomes, minimum wages and ceilings that some benefits are counted from."""

    permission = Permission.STANDARDS_VIEW
    route = "parameters"
    section = "standards"
    title = _("参数")
    public = True
    export = Permission.STANDARDS_VIEW
    personal = False
    model = Parameter
    order = ("code", "id")
    empty_title = _("没有参数")
    empty_why = _("参数随政策标准文件载入。")
    columns = (
        Column(_("名称"), lambda r: r.title, head=True, plain=lambda r: r.title),
        Column(_("区划"), lambda r: r.region.name, css="nb", plain=lambda r: r.region.name),
        Column(_("数值"), value_of, css="num", plain=value_of),
        Column(_("单位"), lambda r: r.unit, css="nb", plain=lambda r: r.unit),
        Column(_("自"), since, css="nb", plain=since),
        Column(_("至"), until, css="nb", plain=until),
        Column(_("文件"), lambda r: cells.small(str(r.document), r.source), css="opt",
               plain=lambda r: f"{r.document}　{r.source}"),
        Column(_("核实"), confidence_cell, css="nb", plain=lambda r: r.get_confidence_display()),
    )  # fmt: skip
    filters = (Filter("q", _("名称"), lambda rows, v: rows.filter(title__icontains=v), kind="search"),)

    def base(self) -> Rows:
        return super().base().standing().select_related("region", "document")


def preferred(row: Exclusion) -> Any:
    return said(row.to.title) if row.to else _("任何其他定期待遇")


class Exclusions(ListPage):
    """不并享规则: which programme gives way to which, and on what legal ground."""

    permission = Permission.STANDARDS_VIEW
    route = "exclusions"
    section = "standards"
    title = _("不并享规则")
    lead = _("同一人同时符合两项时按此处理；不计发的项目会在金额依据中列出原因。")
    public = True
    export = Permission.STANDARDS_VIEW
    personal = False
    model = Exclusion
    order = ("yields_id", "id")
    empty_title = _("没有不并享规则")
    empty_why = _("规则随政策包载入。")
    columns = (
        Column(
            _("让位项目"), lambda r: said(r.yields.title), head=True, plain=lambda r: said(r.yields.title)
        ),
        Column(
            _("方式"),
            lambda r: cells.tag(r.get_mode_display(), line=True),
            css="nb",
            plain=lambda r: r.get_mode_display(),
        ),
        Column(_("优先项目"), preferred, plain=preferred),
        Column(_("依据"), lambda r: r.basis, plain=lambda r: r.basis),
        Column(_("自"), since, css="nb", plain=since),
        Column(_("核实"), confidence_cell, css="nb", plain=lambda r: r.get_confidence_display()),
    )

    def base(self) -> Rows:
        return super().base().filter(superseded_at=None).select_related("yields", "to")
