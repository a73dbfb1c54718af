from __future__ import annotations

from django.urls import URLPattern, path

from youfu.modules.documents.pages import delivering, receiving, sending

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
    path("documents/<int:pk>/finish", receiving.FinishPage.as_view(), name="incoming-finish"),
    path("documents/<int:pk>/reopen", receiving.ReopenPage.as_view(), name="incoming-reopen"),
    path("documents/search", receiving.SearchPage.as_view(), name="document-search"),
    path("documents/archive", receiving.ArchivePage.as_view(), name="archive-list"),
    path("documents/archive/many", receiving.FileManyPage.as_view(), name="archive-many"),
    path("documents/<int:pk>/file", receiving.FileAwayPage.as_view(), name="document-archive"),
    # Opening 政务公开, announcements 通知公告
]
