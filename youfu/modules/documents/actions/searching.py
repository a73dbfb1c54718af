"""What a document is found by, written anew whenever its text, number or files change."""

from __future__ import annotations

from youfu.modules.documents.models import OfficialDocument, SearchText
from youfu.rules.search_terms import grams, plain


def index(document: OfficialDocument) -> None:
    """Write the words of a document; inside the action that changed them."""
    files = document.attachments.filter(removed_at=None).values_list("title", "text")
    parts = [
        document.title,
        str(document.number or ""),
        document.sender_number,
        document.sender,
        document.body,
        *(part for file in files for part in file),
    ]
    text = "\n".join(plain(part) for part in parts if part)
    SearchText.objects.update_or_create(document=document, defaults={"text": text, "grams": grams(text)})
