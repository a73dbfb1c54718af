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
    "delivery": {P.DOCUMENTS_READ: "delivery", P.DOCUMENTS_ISSUE: "delivery-withdraw"},
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
        P.DOCUMENTS_HANDLE: "information-request-draft information-request-reveal",
    },
    "answered": {P.DOCUMENTS_HANDLE: "information-request-letter"},
    "request_file": {P.DISCLOSURES_EDIT: "information-request-detach"},
    "announcement": {P.ANNOUNCEMENTS_MAKE: "announcement-take-back announcement-reads"},
    "policy": {P.STANDARDS_VIEW: "policy-document"},
    "policy_here": {
        P.STANDARDS_LOAD: "policy-document-describe policy-document-repeal policy-document-restore"
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
HERE = {
    "policy_here"
}  # everybody may see it, so that whoever may change it elsewhere only is told that it is not theirs


def things(county: Any, cast: Any) -> dict[str, Any]:
    """One of everything, all in 桐乡市: an issued notice delivered to 乌镇镇, an item and a request being prepared, …"""
    return {**_papers(county, cast), **_open_information(county, cast)}


def _papers(county: Any, cast: Any) -> dict[str, Any]:
    from youfu.config.demo.applications import photograph
    from youfu.kit import clock
    from youfu.modules.documents.actions import delivering, grouping, receiving
    from youfu.modules.documents.actions.delivering import Recipients
    from youfu.modules.documents.actions.receiving import Incoming
    from youfu.modules.documents.tests.sending import series, walked

    document, town = walked(cast), cast.town.organisation
    delivering.deliver(document, to=Recipients([town], wants="reply"), by=cast.office)
    paper = io.BytesIO(photograph())
    paper.name = "名单.jpg"
    entry = Incoming("关于培训的通知", "省厅（示例）", clock.today(), files=[paper])
    incoming = receiving.register(county, incoming=entry, by=cast.office)
    return {
        "document": document,
        "incoming": incoming,
        "delivery": document.deliveries.get(),
        "attachment": incoming.attachments.get(),
        "group": grouping.make_group(county, name="试点", organisations=[town], by=cast.office),
        "series": series(cast),
    }


def _open_information(county: Any, cast: Any) -> dict[str, Any]:
    from youfu.kit import clock
    from youfu.modules.documents.actions import announcing, requesting
    from youfu.modules.documents.models import Attachment
    from youfu.modules.documents.tests.opening import file_of, make_item
    from youfu.modules.standards.models import PolicyDocument

    def filed(title: str, digest: str, **owner: Any) -> Attachment:
        row: Attachment = Attachment.objects.create(**owner, added_by=cast.office, **file_of(title, digest))
        return row

    today = clock.today()
    asked = {"applicant": "周立新", "contact": "示例地址", "wanted": "补助标准", "applicant_kind": "citizen"}
    request, answered = (
        requesting.register(county, asked=asked, way="counter", received_on=today, by=cast.office)
        for _n in range(2)
    )
    requesting.draft(answered, answer=requesting.Answer("given", "见附件。", ""), by=cast.office)
    requesting.answer(answered, by=cast.leader)
    item, policy = make_item(county, cast.office), PolicyDocument.objects.create(title="示例办法")
    told = {
        "title": "核对站点信息",
        "text": "请核对。",
        "kind": "normal",
        "from_day": today,
        "until_day": today,
    }
    return {
        "disclosure": item,
        "disclosure_file": filed("附表", "1", disclosure=item),
        "request": request,
        "request_file": filed("来函", "2", request=request),
        "answered": answered,
        "announcement": announcing.announce(county, values=told, by=cast.office),
        "policy": policy,
        "policy_here": policy,
    }
