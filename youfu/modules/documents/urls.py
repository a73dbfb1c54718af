from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from youfu.modules.documents.pages import delivering, receiving, sending
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

urlpatterns: list[URLPattern | URLResolver] = [
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
    path("documents/<int:pk>/docx", sending.DocumentFile.as_view(), name="document-docx"),
    path("documents/<int:pk>/versions", sending.Versions.as_view(), name="document-versions"),
    # Delivering 传达
    path("deliveries", delivering.Deliveries.as_view(), name="deliveries"),
    path("deliveries/overview", delivering.Overview.as_view(), name="delivery-overview"),
    path("deliveries/chasing", delivering.Chasing.as_view(), name="chasing"),
    path("deliveries/groups", delivering.Groups.as_view(), name="groups"),
    path("deliveries/groups/new", delivering.MakeGroup.as_view(), name="group-new"),
    path("deliveries/groups/<int:pk>", delivering.EditGroup.as_view(), name="group-edit"),
    path("deliveries/groups/<int:pk>/delete", delivering.DeleteGroup.as_view(), name="group-delete"),
    path("deliveries/<int:pk>", delivering.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<int:pk>/sign", delivering.Sign.as_view(), name="delivery-sign"),
    path("deliveries/<int:pk>/reply", delivering.Reply.as_view(), name="delivery-reply"),
    path("deliveries/<int:pk>/forward", delivering.Forward.as_view(), name="delivery-forward"),
    path("deliveries/<int:pk>/remind", delivering.RemindBelow.as_view(), name="delivery-remind"),
    path("deliveries/<int:pk>/withdraw", delivering.TakeBack.as_view(), name="delivery-withdraw"),
    path("documents/<int:pk>/deliver", delivering.Deliver.as_view(), name="document-deliver"),
    path("documents/<int:pk>/deliveries", delivering.DeliveryMatrix.as_view(), name="delivery-matrix"),
    path("documents/<int:pk>/remind", delivering.Remind.as_view(), name="document-remind"),
    path("documents/<int:pk>/replies", delivering.Replies.as_view(), name="document-replies"),
    path("documents/<int:pk>/withdraw", delivering.Withdraw.as_view(), name="document-withdraw"),
    # Receiving 收文, files and search
    path("documents/<int:pk>/attach", receiving.AttachPage.as_view(), name="document-attach"),
    path("documents/files/<int:pk>", receiving.AttachmentPage.as_view(), name="attachment"),
    path("documents/files/<int:pk>/remove", receiving.DetachPage.as_view(), name="document-detach"),
    path("documents/incoming", receiving.RegisterPage.as_view(), name="incoming"),
    path("documents/incoming/book", receiving.BookPage.as_view(), name="incoming-book"),
    path("documents/incoming/register", receiving.EnterPage.as_view(), name="incoming-register"),
    path("documents/<int:pk>/propose", receiving.ProposePage.as_view(), name="incoming-propose"),
    path("documents/<int:pk>/note", receiving.NotePage.as_view(), name="incoming-note"),
    path("documents/<int:pk>/send-back", receiving.SendBackPage.as_view(), name="incoming-return"),
    path("documents/<int:pk>/instruct", receiving.InstructPage.as_view(), name="incoming-instruct"),
    path("documents/<int:pk>/report", receiving.ReportPage.as_view(), name="incoming-report"),
    path("documents/<int:pk>/reassign", receiving.ReassignPage.as_view(), name="incoming-reassign"),
    path("documents/<int:pk>/finish", receiving.FinishPage.as_view(), name="incoming-finish"),
    path("documents/<int:pk>/reopen", receiving.ReopenPage.as_view(), name="incoming-reopen"),
    path("documents/search", receiving.SearchPage.as_view(), name="document-search"),
    path("documents/archive", receiving.ArchivePage.as_view(), name="archive-list"),
    path("documents/archive/many", receiving.FileManyPage.as_view(), name="archive-many"),
    path("documents/<int:pk>/file", receiving.FileAwayPage.as_view(), name="document-archive"),
    # Opening 政务公开, announcements 通知公告
    path("disclosures", items.Disclosures.as_view(), name="disclosures"),
    path("disclosures/new", item_verbs.NewItem.as_view(), name="disclosure-new"),
    path("disclosures/<int:pk>", items.DisclosurePage.as_view(), name="disclosure"),
    path("disclosures/files/<int:pk>/remove", item_verbs.RemoveFile.as_view(), name="disclosure-detach"),
    path(
        "disclosures/<int:pk>/",
        include(
            [
                path("edit", item_verbs.EditItem.as_view(), name="disclosure-edit"),
                path("submit", item_verbs.SubmitItem.as_view(), name="disclosure-submit"),
                path("return", item_verbs.ReturnItem.as_view(), name="disclosure-return"),
                path("release", item_verbs.ReleaseItem.as_view(), name="disclosure-release"),
                path("reconsider", item_verbs.Reconsider.as_view(), name="disclosure-reconsider"),
                path("correct", item_verbs.CorrectItem.as_view(), name="disclosure-correct"),
                path("correction", item_verbs.ReleaseCorrection.as_view(), name="disclosure-correction"),
                path(
                    "correction/drop", item_verbs.DropCorrection.as_view(), name="disclosure-correction-drop"
                ),
                path("withdraw", item_verbs.WithdrawItem.as_view(), name="disclosure-withdraw"),
                path("files", item_verbs.AddFile.as_view(), name="disclosure-file"),
            ]
        ),
    ),
    path("documents/<int:pk>/disclose", item_verbs.FromDocument.as_view(), name="document-disclose"),
    path("documents/<int:pk>/adopt", panels.Adopt.as_view(), name="document-adopt"),
    path("information-requests", requests.InformationRequests.as_view(), name="information-requests"),
    path("information-requests/new", request_verbs.RegisterRequest.as_view(), name="information-request-new"),
    path(
        "information-requests/<int:pk>", requests.InformationRequestPage.as_view(), name="information-request"
    ),
    path(
        "information-requests/files/<int:pk>/remove",
        request_verbs.RemoveRequestFile.as_view(),
        name="information-request-detach",
    ),
    path(
        "information-requests/<int:pk>/",
        include(
            [
                path("assign", request_verbs.AssignRequest.as_view(), name="information-request-assign"),
                path("ask", request_verbs.AskSupplement.as_view(), name="information-request-ask"),
                path("supplied", request_verbs.Supplied.as_view(), name="information-request-supplied"),
                path("consult", request_verbs.Consult.as_view(), name="information-request-consult"),
                path("consulted", request_verbs.Consulted.as_view(), name="information-request-consulted"),
                path("extend", request_verbs.Extend.as_view(), name="information-request-extend"),
                path("draft", request_verbs.DraftAnswer.as_view(), name="information-request-draft"),
                path("return", request_verbs.ReturnDraft.as_view(), name="information-request-return"),
                path("answer", request_verbs.GiveAnswer.as_view(), name="information-request-answer"),
                path(
                    "withdraw", request_verbs.WithdrawRequest.as_view(), name="information-request-withdraw"
                ),
                path("file", request_verbs.AddRequestFile.as_view(), name="information-request-file"),
                path("reveal", request_verbs.RevealApplicant.as_view(), name="information-request-reveal"),
                path("letter", request_verbs.AnswerLetter.as_view(), name="information-request-letter"),
            ]
        ),
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
