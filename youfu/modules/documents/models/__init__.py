"""Tables of documents: numbers, the documents themselves, their deliveries, what is open to the public, announcements."""

from youfu.modules.documents.models.announcements import Announcement, AnnouncementRead
from youfu.modules.documents.models.deliveries import Delivery, RecipientGroup, Reminder, Reply
from youfu.modules.documents.models.disclosures import Disclosure, DisclosureVersion
from youfu.modules.documents.models.files import Attachment, SearchText
from youfu.modules.documents.models.numbering import Number, NumberSeries
from youfu.modules.documents.models.papers import Consultation, OfficialDocument, Opinion, Version
from youfu.modules.documents.models.requests import InformationRequest, RequestStep

__all__ = [
    "Announcement", "AnnouncementRead", "Attachment", "Consultation", "Delivery", "Disclosure",
    "DisclosureVersion", "InformationRequest", "Number", "NumberSeries", "OfficialDocument",
    "Opinion", "RecipientGroup", "Reminder", "Reply", "RequestStep", "SearchText", "Version",
]  # fmt: skip
