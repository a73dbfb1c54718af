from __future__ import annotations

from django.urls import URLPattern, path

from youfu.modules.documents.pages import receiving
from youfu.modules.documents.pages.opening import (
    announcements,
    item_verbs,
    items,
    panels,
    public,
    public_requests,
    request_verbs,
    requests,
)

urlpatterns: list[URLPattern] = [
    # Sending 发文
    # Delivering 传达
    # Receiving 收文, files and search
    path("documents/<int:pk>/attach", receiving.AttachPage.as_view(), name="document-attach"),
    path("documents/files/<int:pk>", receiving.AttachmentPage.as_view(), name="attachment"),
    path("documents/files/<int:pk>/remove", receiving.DetachPage.as_view(), name="document-detach"),
    # Opening 政务公开, announcements 通知公告
    path("disclosures", items.Disclosures.as_view(), name="disclosures"),
    path("disclosures/new", item_verbs.NewItem.as_view(), name="disclosure-new"),
    path("disclosures/<int:pk>", items.DisclosurePage.as_view(), name="disclosure"),
    path("disclosures/<int:pk>/edit", item_verbs.EditItem.as_view(), name="disclosure-edit"),
    path("disclosures/<int:pk>/submit", item_verbs.SubmitItem.as_view(), name="disclosure-submit"),
    path("disclosures/<int:pk>/return", item_verbs.ReturnItem.as_view(), name="disclosure-return"),
    path("disclosures/<int:pk>/release", item_verbs.ReleaseItem.as_view(), name="disclosure-release"),
    path("disclosures/<int:pk>/reconsider", item_verbs.Reconsider.as_view(), name="disclosure-reconsider"),
    path("disclosures/<int:pk>/correct", item_verbs.CorrectItem.as_view(), name="disclosure-correct"),
    path(
        "disclosures/<int:pk>/correction",
        item_verbs.ReleaseCorrection.as_view(),
        name="disclosure-correction",
    ),
    path(
        "disclosures/<int:pk>/correction/drop",
        item_verbs.DropCorrection.as_view(),
        name="disclosure-correction-drop",
    ),
    path("disclosures/<int:pk>/withdraw", item_verbs.WithdrawItem.as_view(), name="disclosure-withdraw"),
    path("disclosures/<int:pk>/files", item_verbs.AddFile.as_view(), name="disclosure-file"),
    path("disclosures/files/<int:pk>/remove", item_verbs.RemoveFile.as_view(), name="disclosure-detach"),
    path("documents/<int:pk>/disclose", item_verbs.FromDocument.as_view(), name="document-disclose"),
    path("documents/<int:pk>/adopt", panels.Adopt.as_view(), name="document-adopt"),
    path("information-requests", requests.InformationRequests.as_view(), name="information-requests"),
    path("information-requests/new", request_verbs.RegisterRequest.as_view(), name="information-request-new"),
    path(
        "information-requests/<int:pk>", requests.InformationRequestPage.as_view(), name="information-request"
    ),
    path(
        "information-requests/<int:pk>/assign",
        request_verbs.AssignRequest.as_view(),
        name="information-request-assign",
    ),
    path(
        "information-requests/<int:pk>/ask",
        request_verbs.AskSupplement.as_view(),
        name="information-request-ask",
    ),
    path(
        "information-requests/<int:pk>/supplied",
        request_verbs.Supplied.as_view(),
        name="information-request-supplied",
    ),
    path(
        "information-requests/<int:pk>/consult",
        request_verbs.Consult.as_view(),
        name="information-request-consult",
    ),
    path(
        "information-requests/<int:pk>/consulted",
        request_verbs.Consulted.as_view(),
        name="information-request-consulted",
    ),
    path(
        "information-requests/<int:pk>/extend",
        request_verbs.Extend.as_view(),
        name="information-request-extend",
    ),
    path(
        "information-requests/<int:pk>/draft",
        request_verbs.DraftAnswer.as_view(),
        name="information-request-draft",
    ),
    path(
        "information-requests/<int:pk>/return",
        request_verbs.ReturnDraft.as_view(),
        name="information-request-return",
    ),
    path(
        "information-requests/<int:pk>/answer",
        request_verbs.GiveAnswer.as_view(),
        name="information-request-answer",
    ),
    path(
        "information-requests/<int:pk>/withdraw",
        request_verbs.WithdrawRequest.as_view(),
        name="information-request-withdraw",
    ),
    path(
        "information-requests/<int:pk>/file",
        request_verbs.AddRequestFile.as_view(),
        name="information-request-file",
    ),
    path(
        "information-requests/<int:pk>/reveal",
        request_verbs.RevealApplicant.as_view(),
        name="information-request-reveal",
    ),
    path(
        "information-requests/<int:pk>/letter",
        request_verbs.AnswerLetter.as_view(),
        name="information-request-letter",
    ),
    path("announcements", announcements.Announcements.as_view(), name="announcements"),
    path("announcements/made", announcements.AnnouncementsMade.as_view(), name="announcements-made"),
    path("announcements/new", announcements.Announce.as_view(), name="announcement-new"),
    path("announcements/<int:pk>", announcements.AnnouncementPage.as_view(), name="announcement"),
    path("announcements/<int:pk>/take-back", announcements.TakeBack.as_view(), name="announcement-take-back"),
    path(
        "announcements/<int:pk>/reads", announcements.AnnouncementReads.as_view(), name="announcement-reads"
    ),
    path("open", public.home, name="open-home"),
    path("open/rss.xml", public.rss, name="open-rss"),
    path("open/display", public.display, name="open-display"),
    path("open/files/<int:pk>", public.file, name="open-file"),
    path("open/request", public_requests.ask, name="open-request"),
    path("open/request/status", public_requests.status, name="open-request-status"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("robots.txt", public.robots, name="robots"),
    path("open/<path:number>", public.item, name="open-item"),
]
