"""Where transactions open. A request, a job and a command all come through `acting`, which also tells the database who acts
and where, transaction-locally, so that row-level security can be switched on later without touching a module (ADR 0003)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction

from youfu.kit.access import Actor


@dataclass(frozen=True)
class Scope:
    """Who acts in this transaction, and the id that ties its audit rows together."""

    actor: Actor
    request_id: str
    job_id: int | None = None


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope | None:
    """The open scope, or None outside of one."""
    return _current.get()


@contextmanager
def acting(actor: Actor, *, job_id: int | None = None) -> Iterator[Scope]:
    """Open the transaction of one request, job step or command. Nested calls join the outer transaction, and when one that
    acted for somebody else ends, the database is told again for whom the outer one acts."""
    outer = _current.get()
    scope = Scope(
        actor, outer.request_id if outer else uuid.uuid4().hex, job_id or (outer.job_id if outer else None)
    )
    token = _current.set(scope)
    try:
        with transaction.atomic():
            tell_database(scope)
            yield scope
            if outer and outer.actor is not actor:
                tell_database(outer)
    finally:
        _current.reset(token)


def tell_database(scope: Scope) -> None:
    """Set the actor for this transaction only (`set_config(…, true)`): nothing leaks to the next user of the connection.

    The last two are read by the row-history triggers (pghistory), which write them beside what a row was before.
    """
    context = {"actor": scope.actor.pk, "paths": sorted({h.path for h in scope.actor.held()})}
    history = {"actor": scope.actor.label, "request": scope.request_id}
    settings = {
        "youfu.scope": json.dumps(context),
        "youfu.actor": scope.actor.label,
        "youfu.request": scope.request_id,
        "pghistory.context_id": str(uuid.uuid4()),
        "pghistory.context_metadata": json.dumps(history),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as given (name, value)",
            [list(settings), list(settings.values())],
        )
