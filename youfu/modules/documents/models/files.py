"""Files that belong to a document, a reply, an open item or a request, kept under their digest; and the words search finds."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.deliveries import Reply
from youfu.modules.documents.models.disclosures import Disclosure
from youfu.modules.documents.models.numbering import USER
from youfu.modules.documents.models.papers import OfficialDocument
from youfu.modules.documents.models.requests import InformationRequest
from youfu.modules.documents.queries import AttachmentQuerySet, SearchTextQuerySet

OWNERS = ("document", "reply", "disclosure", "request")


def _one_owner() -> Q:
    """Exactly one of the owners is named."""
    found = Q(pk__in=[])
    for owner in OWNERS:
        found |= Q(**{f"{name}__isnull": name != owner for name in OWNERS})
    return found


class Attachment(models.Model):
    """A file 附件: stored under its digest, shown and taken away on record, never run. Taken out, never deleted."""

    document = models.ForeignKey(OfficialDocument, models.PROTECT, null=True, related_name="attachments")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, related_name="attachments")
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, null=True, related_name="attachments")
    request = models.ForeignKey(InformationRequest, models.PROTECT, null=True, related_name="attachments")
    title = models.CharField(_("名称"), max_length=120)
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=80)
    size = models.IntegerField(_("字节"))
    pages = models.SmallIntegerField(_("页数"), null=True)
    digest = models.CharField("SM3", max_length=64)
    text = models.TextField(
        blank=True
    )  # what could be read out of it, for search and for the checks before release
    read_whole = models.BooleanField(default=False)  # nothing stands in it that `text` does not say
    scan = models.BooleanField(_("正文扫描件"), default=False)
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    added_at = models.DateTimeField(_("上传时间"), default=moment)
    removed_at = models.DateTimeField(_("撤下时间"), null=True)
    removed_why = models.CharField(_("撤下原因"), max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()
    locked_after = "document"  # whoever files it away, or passes it, waits for a file that goes out, and the other way round

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(name="attachment_has_one_owner", condition=_one_owner()),
            models.CheckConstraint(
                name="attachment_removed_has_reason",
                condition=Q(removed_at=None, removed_why="")
                | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
            models.UniqueConstraint(
                fields=("document", "digest"),
                condition=Q(removed_at=None, document__isnull=False),
                name="attachment_once",
            ),
        )
        indexes = (models.Index(fields=("digest",), name="attachment_digest"),)
        triggers = [
            pgtrigger.ReadOnly(
                name="file_stays",
                fields=[
                    *OWNERS,
                    "name",
                    "kind",
                    "size",
                    "digest",
                    "text",
                    "read_whole",
                    "added_by",
                    "added_at",
                ],
            ),
            pgtrigger.Protect(
                name="removed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.removed_at IS NOT NULL AND (OLD.removed_at, OLD.removed_why)"
                    " IS DISTINCT FROM (NEW.removed_at, NEW.removed_why)"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="filed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT FROM documents_officialdocument WHERE id = NEW.document_id AND archived_on IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'document % is filed', NEW.document_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="reviewed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT FROM documents_disclosure WHERE id = NEW.disclosure_id AND (
                            state NOT IN ('draft', 'open') OR TG_OP = 'INSERT' AND correction IS NOT NULL
                        )
                    ) OR EXISTS (
                        SELECT FROM documents_informationrequest
                        WHERE id = NEW.request_id AND state IN ('answered', 'withdrawn')
                    ) THEN
                        RAISE EXCEPTION 'the files of what was handed in stay' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown(self) -> bool:
        """Whether a browser may show it; all else is only taken away."""
        return self.kind in ("image/jpeg", "application/pdf")

    @property
    def ending(self) -> str:
        """What kind of file it is, as its name says: PDF, DOCX."""
        return str(self.name).rpartition(".")[2].upper()

    @property
    def owner(self) -> OfficialDocument | Reply | Disclosure | InformationRequest:
        found = self.document or self.reply or self.disclosure or self.request
        assert found is not None  # the constraint says so
        return found

    @property
    def region_path(self) -> str:
        return self.owner.region_path


class SearchText(models.Model):
    """The words of a document and its files, and the pairs of characters in them, which an index finds in any script."""

    document = models.OneToOneField(OfficialDocument, models.PROTECT, primary_key=True, related_name="search")
    text = models.TextField()
    grams = ArrayField(models.CharField(max_length=2))

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        indexes = (GinIndex(fields=("grams",), name="document_grams", fastupdate=False),)

    def __str__(self) -> str:
        return str(self.document)
