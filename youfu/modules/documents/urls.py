from __future__ import annotations

from django.urls import URLPattern, path

from youfu.modules.documents.pages import receiving, sending

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
    # Receiving 收文, files and search
    path("documents/<int:pk>/attach", receiving.AttachPage.as_view(), name="document-attach"),
    path("documents/files/<int:pk>", receiving.AttachmentPage.as_view(), name="attachment"),
    path("documents/files/<int:pk>/remove", receiving.DetachPage.as_view(), name="document-detach"),
    # Opening 政务公开, announcements 通知公告
]
