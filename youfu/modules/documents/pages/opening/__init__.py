"""政务公开 and 通知公告: what is made public, what somebody asked for, what everybody should read."""

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

__all__ = [
    "announcements", "item_verbs", "items", "panels", "public", "public_requests", "request_verbs", "requests",
]  # fmt: skip
