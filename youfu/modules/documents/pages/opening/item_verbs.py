"""What is done with an item of open information, each on a form of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import FormPage, Section, rows_of
from youfu.modules.documents.actions import disclosing, files
from youfu.modules.documents.models import Attachment, Disclosure, OfficialDocument
from youfu.modules.documents.models.disclosures import TEXT
from youfu.modules.documents.pages.opening import item_forms
from youfu.modules.documents.pages.opening.items import changes
from youfu.modules.organisations.queries import county, locality
from youfu.rules import official_text

SECTIONS = (
    Section(_("内容"), ("title", "summary", "body")),
    Section(_("公开"), ("mode", "ground", "category", "subject")),
    Section(
        _("元数据"),
        (
            "issuer", "document_number", "made_on", "issued_on", "valid_from", "valid_until", "keywords", "carrier", "format",
            "language",
        ),
    ),
)  # fmt: skip


class ItemPage(FormPage, abstract=True):
    """A form about one item."""

    model = Disclosure
    related = ("number", "region", "made_by")
    section = "disclosures"
    template_name = "documents/opening/item_form.html"

    def extra(self) -> dict[str, Any]:
        return {"item": self.thing}

    def success_url(self, result: Any) -> str:
        return reverse("disclosure", args=[(result or self.thing).pk])


class NewItem(FormPage):
    """编制信息: one that comes from no document."""

    permission = Permission.DISCLOSURES_EDIT
    section = "disclosures"
    title = _("编制公开信息")
    submit = _("保存")
    said = _("已保存，核对后送审。")
    form_class = item_forms.ItemForm
    sections = SECTIONS

    def initial(self) -> dict[str, Any]:
        return {"issuer": locality(county()).name, "subject": disclosing.SUBJECT}

    def perform(self, form: forms.Form) -> Any:
        return disclosing.make(county(), values=form.cleaned_data, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("disclosure", args=[result.pk]) if result else reverse("disclosures")


class FromDocument(FormPage):
    """转为公开信息: the document's fields, text and files are taken over."""

    model = OfficialDocument
    related = ("number", "region")
    permission = Permission.DISCLOSURES_EDIT
    section = "disclosures"
    title = _("公文转为公开信息")
    submit = _("转为公开信息")
    said = _("已转为公开信息，请补齐元数据、核对附件后送审。")
    lead = _("名称、正文、文号、日期和附件从公文带入，公开前还可以修改、撤下附件。")
    act = disclosing.make_from

    def cancel_url(self) -> str:
        return reverse("disclosures")

    def success_url(self, result: Any) -> str:
        return reverse("disclosure", args=[result.pk])


class EditItem(ItemPage):
    """修改: while it is being prepared."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("修改公开信息")
    submit = _("保存")
    said = _("已保存。")
    form_class = item_forms.ItemForm
    sections = SECTIONS

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.thing, name) for name in (*TEXT, "mode", "ground")}

    def perform(self, form: forms.Form) -> Any:
        return disclosing.edit(self.thing, values=form.cleaned_data, by=self.actor)


class SubmitItem(ItemPage):
    """送审: the mandatory metadata are checked."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("公开信息送审")
    submit = _("送审")
    said = _("已送审，由局领导审查后公开。")
    lead = _("送审后不能修改；审查人不能是编制人。")
    act = disclosing.submit


class ReturnItem(ItemPage):
    """退回: with what has to be changed."""

    permission = Permission.DISCLOSURES_RELEASE
    title = _("退回公开信息")
    submit = _("退回")
    said = _("已退回编制人。")
    form_class = item_forms.WhyForm
    act = disclosing.send_back


class Judging(ItemPage, abstract=True):
    """A review: what was found stands beside it."""

    permission = Permission.DISCLOSURES_RELEASE
    form_class = item_forms.ReleaseForm
    template_name = "documents/opening/release.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"unread": bool(disclosing.unread_files(self.thing))}

    def initial(self) -> dict[str, Any]:
        return {"seen": disclosing.as_shown(self.thing)}

    def extra(self) -> dict[str, Any]:
        new = disclosing.corrected(self.thing)
        return {
            "item": self.thing,
            "new": new,
            "parts": list(official_text.parts(new.body)),
            "findings": disclosing.found_in(new, self.thing.correction_why),
            "unread": disclosing.unread_files(self.thing),
            "changes": changes(self.thing),
        }


class ReleaseItem(Judging):
    """审查: open it under the next index number, or keep it."""

    title = _("审查公开信息")
    submit = _("审查通过")
    said = _("审查已办理。")
    lead = _("审查有没有国家秘密、商业秘密、个人隐私。主动公开的，通过后即生成索引号并在网站公开。")
    act = disclosing.release


class ReleaseCorrection(Judging):
    """审查更正: then the public sees it; the number stays."""

    title = _("审查更正")
    submit = _("更正生效")
    said = _("更正已生效，索引号不变，原文已留存。")
    act = disclosing.release_correction


class DropCorrection(ItemPage):
    """退回更正: what is open stays as it is."""

    permission = Permission.DISCLOSURES_VIEW
    title = _("退回更正")
    submit = _("退回更正")
    said = _("更正已退回，公开的内容没有变动。")
    form_class = item_forms.WhyForm
    act = disclosing.drop_correction


class Reconsider(ItemPage):
    """重新编制: what was kept is taken up again."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("重新编制")
    submit = _("重新编制")
    said = _("已转为编制中，可以修改。")
    act = disclosing.reconsider


class CorrectItem(ItemPage):
    """更正: written down now, seen by the public when somebody else has released it."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("更正公开信息")
    submit = _("提交更正")
    said = _("更正已提交审查，审查前公开的内容不变。")
    lead = _("索引号不变，原文和更正原因留存。公开后新加的附件也随这次更正一起审查。")
    form_class = item_forms.CorrectForm
    sections = (
        Section(_("更正"), ("why",)),
        SECTIONS[0],
        Section(_("元数据"), ("category", "subject", *SECTIONS[2].fields)),
    )

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.thing, name) for name in TEXT}

    def perform(self, form: forms.Form) -> Any:
        values = {name: form.cleaned_data[name] for name in TEXT}
        return disclosing.correct(self.thing, values=values, why=form.cleaned_data["why"], by=self.actor)


class WithdrawItem(ItemPage):
    """撤下: at once; the number and the reason stay on the site."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("撤下公开信息")
    submit = _("立即撤下")
    said = _("已从网站撤下，索引号保留。")
    lead = _("立即从网站撤下。索引号保留，不再使用；网站上留下撤下的日期和原因。")
    form_class = item_forms.WhyForm
    danger = True
    act = disclosing.withdraw


class AddFile(ItemPage):
    """加附件: of an open item, it is seen after the next correction."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("加附件")
    submit = _("上传")
    said = _("附件已上传。")
    form_class = item_forms.FileForm

    def perform(self, form: forms.Form) -> Any:
        files.attach(
            self.thing, file=form.cleaned_data["file"], title=form.cleaned_data["title"], by=self.actor
        )
        return self.thing


class RemoveFile(ItemPage):
    """撤下附件: the public no longer sees it from now on."""

    permission = Permission.DISCLOSURES_EDIT
    title = _("撤下附件")
    submit = _("撤下")
    said = _("附件已撤下。")
    lead = _("撤下的附件公众立即看不到，但不会删除，原因留有记录。")
    form_class = item_forms.WhyForm
    danger = True
    act = files.detach

    def target_rows(self) -> Any:
        rows = rows_of(Attachment, self.actor, Permission.DISCLOSURES_VIEW).filter(disclosure__isnull=False)
        return rows.select_related("disclosure__region", "disclosure__number", "disclosure__made_by")

    def extra(self) -> dict[str, Any]:
        return {"item": self.thing.disclosure}

    def success_url(self, result: Any) -> str:
        return reverse("disclosure", args=[self.thing.disclosure_id])
