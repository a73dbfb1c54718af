"""收文分组: saved lists of recipients, made, changed and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, FormPage, ListPage, cells, rows_of
from youfu.kit.pages.columns import Rows
from youfu.modules.documents.actions import grouping
from youfu.modules.documents.models import RecipientGroup
from youfu.modules.documents.pages.delivering.bodies import BodiesForm, Tree
from youfu.modules.organisations.queries import county


class Groups(ListPage):
    """收文分组."""

    permission = Permission.DOCUMENTS_ISSUE
    export = Permission.DOCUMENTS_EXPORT
    personal = False
    route = "groups"
    section = "deliveries"
    title = _("收文分组")
    lead = _("常用的收文单位存成一组，传达文件时一次选中。")
    model = RecipientGroup
    order = ("name", "pk")
    empty_title = _("还没有分组")
    empty_why = _("把常一起收文的单位存成一组，例如“试点镇”。")
    columns = (
        Column(
            _("名称"), lambda g: cells.link(g.name, reverse("group-edit", args=[g.pk])), head=True,
            plain=lambda g: g.name,
        ),
        Column(_("单位数"), lambda g: g.number, css="num", plain=lambda g: g.number),
        Column(_("建立人"), lambda g: g.made_by.name, css="opt", plain=lambda g: g.made_by.name),
        Column(_("操作"), lambda g: cells.link(_("删除"), reverse("group-delete", args=[g.pk]))),
    )  # fmt: skip
    filters = (Filter("q", _("名称"), lambda rows, text: rows.filter(name__contains=text), kind="search"),)

    def base(self) -> Rows:
        return super().base().select_related("made_by").annotate(number=Count("organisations"))

    def acts(self) -> Sequence[dict[str, Any]]:
        return ({"title": _("新建分组"), "url": reverse("group-new"), "icon": "plus", "primary": True},)


class GroupForm(BodiesForm):
    name = forms.CharField(label=_("名称"), max_length=60)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given["organisations"]:
            self.add_error("bodies", str(_("请至少选择一个单位。")))
        return given


class MakeGroup(FormPage):
    """新建收文分组."""

    permission = Permission.DOCUMENTS_ISSUE
    section = "deliveries"
    title = _("新建收文分组")
    submit = _("保存分组")
    said = _("分组已保存。")
    form_class = GroupForm
    template_name = "documents/delivering/group.html"

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.actor)

    def form_kwargs(self) -> dict[str, Any]:
        return {"tree": self.tree}

    def extra(self) -> dict[str, Any]:
        return {"tree": self.tree}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return grouping.make_group(
            county(), name=given["name"], organisations=given["organisations"], by=self.actor
        )

    def success_url(self, result: Any) -> str:
        return reverse("groups")


class EditGroup(MakeGroup):
    """修改收文分组."""

    model = RecipientGroup
    title = _("修改收文分组")

    def initial(self) -> dict[str, Any]:
        keys = self.thing.organisations.values_list("pk", flat=True)
        return {"name": self.thing.name, "bodies": [str(key) for key in keys]}

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return grouping.edit_group(
            self.thing, name=given["name"], organisations=given["organisations"], by=self.actor
        )


class DeleteGroup(FormPage):
    """删除收文分组, asked once more."""

    permission = Permission.DOCUMENTS_ISSUE
    section = "deliveries"
    title = _("删除收文分组")
    lead = _("只删除这张名单；按它传达过的文件不受影响。")
    submit = _("删除")
    said = _("分组已删除。")
    danger = True
    template_name = "documents/delivering/group_delete.html"
    act = grouping.delete_group

    def target_rows(self) -> Any:
        return rows_of(RecipientGroup, self.actor, self.permission).prefetch_related("organisations")

    def success_url(self, result: Any) -> str:
        return reverse("groups")
