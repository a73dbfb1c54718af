from __future__ import annotations

from django.urls import URLPattern, path

from youfu.modules.documents.pages import receiving

urlpatterns: list[URLPattern] = [
    # Sending 发文
    # Delivering 传达
    # Receiving 收文, files and search
    path("documents/<int:pk>/attach", receiving.AttachPage.as_view(), name="document-attach"),
    path("documents/files/<int:pk>", receiving.AttachmentPage.as_view(), name="attachment"),
    path("documents/files/<int:pk>/remove", receiving.DetachPage.as_view(), name="document-detach"),
    # Opening 政务公开, announcements 通知公告
]
