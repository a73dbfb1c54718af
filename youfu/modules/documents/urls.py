from __future__ import annotations

from django.urls import URLPattern, path

from youfu.modules.documents.pages import opening, receiving, sending

urlpatterns: list[URLPattern] = [
    # Sending 发文
    path("documents", sending.Documents.as_view(), name="documents"),
    path("documents/new", sending.NewDocument.as_view(), name="document-new"),
    path("documents/preview", sending.Preview.as_view(), name="document-preview"),
    path("documents/numbers", sending.Numbers.as_view(), name="numbers"),
    path("documents/series", sending.SeriesList.as_view(), name="series"),
    path("documents/series/new", sending.NewSeries.as_view(), name="series-new"),
    path("documents/series/<int:pk>", sending.EditSeries.as_view(), name="series-edit"),
    path("documents/series/<int:pk>/close", sending.CloseSeries.as_view(), name="series-close"),
    path("documents/<int:pk>", sending.DocumentPage.as_view(), name="document"),
    path("documents/<int:pk>/edit", sending.EditDocument.as_view(), name="document-edit"),
    path("documents/<int:pk>/step", sending.Step.as_view(), name="document-step"),
    path("documents/<int:pk>/cancel", sending.Cancel.as_view(), name="document-cancel"),
    path("documents/<int:pk>/withdraw", sending.Withdraw.as_view(), name="document-withdraw"),
    path("documents/<int:pk>/docx", sending.DocumentFile.as_view(), name="document-docx"),
    path("documents/<int:pk>/versions", sending.Versions.as_view(), name="document-versions"),
    # Delivering 传达
    # Receiving 收文, files and search
    path("documents/<int:pk>/attach", receiving.AttachPage.as_view(), name="document-attach"),
    path("documents/files/<int:pk>", receiving.AttachmentPage.as_view(), name="attachment"),
    path("documents/files/<int:pk>/remove", receiving.DetachPage.as_view(), name="document-detach"),
    # Opening 政务公开, announcements 通知公告
    path("disclosures", opening.items.Disclosures.as_view(), name="disclosures"),
    path("disclosures/new", opening.item_verbs.NewItem.as_view(), name="disclosure-new"),
    path("disclosures/<int:pk>", opening.items.DisclosurePage.as_view(), name="disclosure"),
    path("disclosures/<int:pk>/edit", opening.item_verbs.EditItem.as_view(), name="disclosure-edit"),
    path("disclosures/<int:pk>/submit", opening.item_verbs.SubmitItem.as_view(), name="disclosure-submit"),
    path("disclosures/<int:pk>/return", opening.item_verbs.ReturnItem.as_view(), name="disclosure-return"),
    path("disclosures/<int:pk>/release", opening.item_verbs.ReleaseItem.as_view(), name="disclosure-release"),
    path(
        "disclosures/<int:pk>/reconsider",
        opening.item_verbs.Reconsider.as_view(),
        name="disclosure-reconsider",
    ),
    path("disclosures/<int:pk>/correct", opening.item_verbs.CorrectItem.as_view(), name="disclosure-correct"),
    path(
        "disclosures/<int:pk>/correction",
        opening.item_verbs.ReleaseCorrection.as_view(),
        name="disclosure-correction",
    ),
    path(
        "disclosures/<int:pk>/correction/drop",
        opening.item_verbs.DropCorrection.as_view(),
        name="disclosure-correction-drop",
    ),
    path(
        "disclosures/<int:pk>/withdraw", opening.item_verbs.WithdrawItem.as_view(), name="disclosure-withdraw"
    ),
    path("disclosures/<int:pk>/files", opening.item_verbs.AddFile.as_view(), name="disclosure-file"),
    path(
        "disclosures/files/<int:pk>/remove", opening.item_verbs.RemoveFile.as_view(), name="disclosure-detach"
    ),
    path("documents/<int:pk>/disclose", opening.item_verbs.FromDocument.as_view(), name="document-disclose"),
    path("documents/<int:pk>/adopt", opening.panels.Adopt.as_view(), name="document-adopt"),
    path("information-requests", opening.requests.InformationRequests.as_view(), name="information-requests"),
    path(
        "information-requests/new",
        opening.request_verbs.RegisterRequest.as_view(),
        name="information-request-new",
    ),
    path(
        "information-requests/<int:pk>",
        opening.requests.InformationRequestPage.as_view(),
        name="information-request",
    ),
    path(
        "information-requests/<int:pk>/assign",
        opening.request_verbs.AssignRequest.as_view(),
        name="information-request-assign",
    ),
    path(
        "information-requests/<int:pk>/ask",
        opening.request_verbs.AskSupplement.as_view(),
        name="information-request-ask",
    ),
    path(
        "information-requests/<int:pk>/supplied",
        opening.request_verbs.Supplied.as_view(),
        name="information-request-supplied",
    ),
    path(
        "information-requests/<int:pk>/consult",
        opening.request_verbs.Consult.as_view(),
        name="information-request-consult",
    ),
    path(
        "information-requests/<int:pk>/consulted",
        opening.request_verbs.Consulted.as_view(),
        name="information-request-consulted",
    ),
    path(
        "information-requests/<int:pk>/extend",
        opening.request_verbs.Extend.as_view(),
        name="information-request-extend",
    ),
    path(
        "information-requests/<int:pk>/draft",
        opening.request_verbs.DraftAnswer.as_view(),
        name="information-request-draft",
    ),
    path(
        "information-requests/<int:pk>/return",
        opening.request_verbs.ReturnDraft.as_view(),
        name="information-request-return",
    ),
    path(
        "information-requests/<int:pk>/answer",
        opening.request_verbs.GiveAnswer.as_view(),
        name="information-request-answer",
    ),
    path(
        "information-requests/<int:pk>/withdraw",
        opening.request_verbs.WithdrawRequest.as_view(),
        name="information-request-withdraw",
    ),
    path(
        "information-requests/<int:pk>/file",
        opening.request_verbs.AddRequestFile.as_view(),
        name="information-request-file",
    ),
    path(
        "information-requests/<int:pk>/reveal",
        opening.request_verbs.RevealApplicant.as_view(),
        name="information-request-reveal",
    ),
    path(
        "information-requests/<int:pk>/letter",
        opening.request_verbs.AnswerLetter.as_view(),
        name="information-request-letter",
    ),
    path("announcements", opening.announcements.Announcements.as_view(), name="announcements"),
    path("announcements/made", opening.announcements.AnnouncementsMade.as_view(), name="announcements-made"),
    path("announcements/new", opening.announcements.Announce.as_view(), name="announcement-new"),
    path("announcements/<int:pk>", opening.announcements.AnnouncementPage.as_view(), name="announcement"),
    path(
        "announcements/<int:pk>/take-back",
        opening.announcements.TakeBack.as_view(),
        name="announcement-take-back",
    ),
    path(
        "announcements/<int:pk>/reads",
        opening.announcements.AnnouncementReads.as_view(),
        name="announcement-reads",
    ),
    path("open", opening.public.home, name="open-home"),
    path("open/rss.xml", opening.public.rss, name="open-rss"),
    path("open/display", opening.public.display, name="open-display"),
    path("open/files/<int:pk>", opening.public.file, name="open-file"),
    path("open/request", opening.public_requests.ask, name="open-request"),
    path("open/request/status", opening.public_requests.status, name="open-request-status"),
    path("sitemap.xml", opening.public.sitemap, name="sitemap"),
    path("robots.txt", opening.public.robots, name="robots"),
    path("open/<path:number>", opening.public.item, name="open-item"),
]
