from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # Sending 发文
    # Delivering 传达
    # Receiving 收文, files and search
    # Opening 政务公开, announcements 通知公告
]
