"""传达: to whom it went, what they did with it, what waits here."""

from youfu.modules.documents.pages.delivering import desk as desk
from youfu.modules.documents.pages.delivering.chasing import Chasing, Overview
from youfu.modules.documents.pages.delivering.deliver import Deliver, TakeBack, Withdraw
from youfu.modules.documents.pages.delivering.delivery import DeliveryPage, Forward, RemindBelow, Reply, Sign
from youfu.modules.documents.pages.delivering.groups import DeleteGroup, EditGroup, Groups, MakeGroup
from youfu.modules.documents.pages.delivering.inbox import Deliveries
from youfu.modules.documents.pages.delivering.matrix import DeliveryMatrix, Remind
from youfu.modules.documents.pages.delivering.replies import Replies

__all__ = [
    "Chasing", "DeleteGroup", "Deliver", "Deliveries", "DeliveryMatrix", "DeliveryPage", "EditGroup", "Forward", "Groups",
    "MakeGroup", "Overview", "Remind", "RemindBelow", "Replies", "Reply", "Sign", "TakeBack", "Withdraw",
]  # fmt: skip
