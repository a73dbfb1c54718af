"""Pages of sending 发文: drafting, passing, numbering, issuing, and what was changed on the way."""

from youfu.modules.documents.pages.sending import desk as desk
from youfu.modules.documents.pages.sending.document import Cancel, DocumentFile, DocumentPage, Step
from youfu.modules.documents.pages.sending.editor import EditDocument, NewDocument, Preview
from youfu.modules.documents.pages.sending.lists import Documents
from youfu.modules.documents.pages.sending.numbers import (
    CloseSeries,
    EditSeries,
    NewSeries,
    Numbers,
    SeriesList,
)
from youfu.modules.documents.pages.sending.versions import Versions

__all__ = [
    "Cancel", "CloseSeries", "DocumentFile", "DocumentPage", "Documents", "EditDocument", "EditSeries", "NewDocument",
    "NewSeries", "Numbers", "Preview", "SeriesList", "Step", "Versions",
]  # fmt: skip
