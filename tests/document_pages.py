"""Who sees which page of documents and open information, written down once more by hand (see test_permissions.py); and one of
everything that their addresses name."""

from __future__ import annotations

import io
from typing import Any

from youfu.kit.access import Permission as P

# What an address names → {permission → URL names}; "" for a page that is about nothing in particular.
_TABLE: dict[str, dict[P, str]] = {
    "": {
        P.DOCUMENTS_VIEW: "documents numbers delivery-overview chasing incoming incoming-book archive-list",
        P.DOCUMENTS_READ: "deliveries document-search",
        P.DOCUMENTS_HANDLE: "document-new",
        P.DOCUMENTS_ISSUE: "series series-new groups group-new incoming-register archive-many",
        P.DISCLOSURES_VIEW: "disclosures information-requests",
        P.DISCLOSURES_EDIT: "disclosure-new information-request-new",
        P.ANNOUNCEMENTS_MAKE: "announcements-made announcement-new",
        P.SITE_USE: "announcements",
    },
    "document": {
        P.DOCUMENTS_VIEW: ("document document-docx document-versions delivery-matrix document-replies"),
        P.DOCUMENTS_HANDLE: "document-attach",
        P.DOCUMENTS_ISSUE: "document-deliver document-remind document-withdraw document-archive",
        P.DISCLOSURES_EDIT: "document-disclose",
        P.STANDARDS_LOAD: "document-adopt",
    },
    "incoming": {
        P.DOCUMENTS_ISSUE: "incoming-propose incoming-note incoming-return incoming-reopen",
        P.DOCUMENTS_SIGN: "incoming-instruct",
        P.DOCUMENTS_HANDLE: "incoming-report incoming-finish",
    },
    "delivery": {
        P.DOCUMENTS_READ: "delivery",
    },
    "attachment": {P.DOCUMENTS_READ: "attachment", P.DOCUMENTS_HANDLE: "document-detach"},
    "group": {P.DOCUMENTS_ISSUE: "group-edit group-delete"},
    "series": {P.DOCUMENTS_ISSUE: "series-edit series-close"},
    "disclosure": {
        P.DISCLOSURES_VIEW: "disclosure disclosure-correction-drop",
        P.DISCLOSURES_EDIT: (
            "disclosure-edit disclosure-submit disclosure-reconsider disclosure-correct disclosure-withdraw disclosure-file"
        ),
        P.DISCLOSURES_RELEASE: "disclosure-return disclosure-release disclosure-correction",
    },
    "disclosure_file": {P.DISCLOSURES_EDIT: "disclosure-detach"},
    "request": {
        P.DISCLOSURES_VIEW: "information-request",
        P.DISCLOSURES_EDIT: (
            "information-request-assign information-request-ask information-request-supplied information-request-consult "
            "information-request-consulted information-request-withdraw information-request-file"
        ),
        P.DISCLOSURES_RELEASE: "information-request-extend information-request-return information-request-answer",
        P.DOCUMENTS_HANDLE: "information-request-draft information-request-reveal information-request-letter",
    },
    "announcement": {P.ANNOUNCEMENTS_MAKE: "announcement-take-back announcement-reads"},
    "policy": {
        P.STANDARDS_VIEW: "policy-document",
        P.STANDARDS_LOAD: "policy-document-describe policy-document-repeal policy-document-restore",
    },
}
PAGES: dict[str, tuple[P, str]] = {
    name: (permission, kind)
    for kind, rows in _TABLE.items()
    for permission, names in rows.items()
    for name in names.split()
}
OPEN = {
    "open-home", "open-item", "open-file", "open-rss", "open-display", "open-request", "open-request-status", "sitemap",
    "robots",
}  # fmt: skip
POST_ONLY = {
    "document-preview", "document-step", "document-cancel", "delivery-sign", "delivery-reply", "delivery-forward",
    "delivery-remind",
}  # fmt: skip
# An announcement is read below the region it comes from; a document is edited by whose turn it is, and reassigned
# by the office or the leader. Tested with their pages.
ELSEWHERE = {"announcement", "document-edit", "incoming-reassign"}
PUBLIC = {"policy"}


def things(county: Any, cast: Any) -> dict[str, Any]:
    """One of everything, all in 桐乡市: an issued notice delivered to 乌镇镇, an item and a request being prepared, …"""
    from youfu.config.demo.applications import photograph
    from youfu.kit import clock
    from youfu.modules.documents.actions import announcing, delivering, grouping, receiving, requesting
    from youfu.modules.documents.actions.delivering import Recipients
    from youfu.modules.documents.actions.receiving import Incoming
    from youfu.modules.documents.models import Attachment
    from youfu.modules.documents.tests.opening import file_of, make_item
    from youfu.modules.documents.tests.sending import series, walked
    from youfu.modules.standards.models import PolicyDocument

    today = clock.today()
    document, town = walked(cast), cast.town.organisation
    delivering.deliver(document, to=Recipients([town], wants="reply"), by=cast.office)
    paper = io.BytesIO(photograph())
    paper.name = "名单.jpg"
    entry = Incoming("关于培训的通知", "省厅（示例）", today, files=[paper])
    incoming = receiving.register(county, incoming=entry, by=cast.office)
    item = make_item(county, cast.office)
    asked = {"applicant": "周立新", "contact": "示例地址", "wanted": "补助标准", "applicant_kind": "citizen"}
    days = {"from_day": today, "until_day": today}
    told = {"title": "核对站点信息", "text": "请核对。", "kind": "normal", **days}
    return {
        "document": document,
        "incoming": incoming,
        "delivery": document.deliveries.get(),
        "attachment": incoming.attachments.get(),
        "group": grouping.make_group(county, name="试点", organisations=[town], by=cast.office),
        "series": series(cast),
        "disclosure": item,
        "disclosure_file": Attachment.objects.create(
            disclosure=item, added_by=cast.office, **file_of("附表", "1")
        ),
        "request": requesting.register(county, asked=asked, way="counter", received_on=today, by=cast.office),
        "announcement": announcing.announce(county, values=told, by=cast.office),
        "policy": PolicyDocument.objects.create(title="示例办法", number="示例〔2026〕1号"),
    }
