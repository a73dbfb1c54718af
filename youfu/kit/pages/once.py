"""A form that is sent twice has one effect.

Every form carries a token. The first submission to take the token's lock does the work and leaves its answer in the session,
in the same transaction; the others wait for the lock, find the answer and are sent to the same place.
"""

from __future__ import annotations

import hashlib
import secrets
from importlib import import_module

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

_KEPT = 20


def new_token() -> str:
    return secrets.token_urlsafe(12)


def answered(request: HttpRequest, token: str) -> str:
    """Where an equal earlier submission led, or an empty string; holds the token's lock until the transaction ends."""
    if not token or not request.session.session_key:
        return ""
    number = int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])
    store = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
    return str(store.get("answers", {}).get(token, ""))


def remember(request: HttpRequest, token: str, url: str) -> None:
    """Keep the answer, durable with the change itself."""
    if not token or not request.session.session_key:
        return
    answers = request.session.get("answers", {})
    request.session["answers"] = dict([*answers.items(), (token, url)][-_KEPT:])
    request.session.save()
