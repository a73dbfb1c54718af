"""Statistics of documents, by who owns them."""

from youfu.modules.documents.indicators import delivering as delivering
