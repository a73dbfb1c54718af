from __future__ import annotations

from django.db import models

from youfu.kit.crypto import SealedField


class SealCheck(models.Model):
    """One sealed word: opening it proves that key file and database belong together."""

    word = SealedField()

    def __str__(self) -> str:
        return "seal"
