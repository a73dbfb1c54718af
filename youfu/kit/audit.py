"""What was done, what was looked at, what was refused. Three questions, two append-only tables, no foreign keys:
the trail must never get in the way of the data it describes (ADR 0008)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from youfu.kit.access import Actor
from youfu.kit.models.audit import AuditEvent, Denial
from youfu.kit.scope import Scope, current


def record(
    by: Actor, action: str, *, target: Any = None, changes: dict[str, Any] | None = None, reason: str = ""
) -> None:
    """Write one row in the action's own transaction: rolled back with it, or kept with it."""
    scope = current()
    model = isinstance(target, models.Model)
    AuditEvent.objects.create(
        actor_id=by.pk,
        actor=by.label,
        action=action,
        target_type=target._meta.label_lower if model else "",
        target_id=str(target.pk) if model else "",
        target=str(target) if model else "",
        path=getattr(target, "region_path", None) or "",
        request_id=scope.request_id if scope else "",
        job_id=scope.job_id if scope else None,
        changes=changes or {},
        reason=reason,
    )


def viewed(by: Actor, target: models.Model, *, purpose: str = "", fields: tuple[str, ...] = ()) -> None:
    """Record that somebody saw a person's file, or revealed fields of it for a purpose."""
    record(
        by,
        "revealed" if fields else "viewed",
        target=target,
        changes={"fields": list(fields)},
        reason=purpose,
    )


def deny(scope: Scope, method: str, path: str, why: str) -> None:
    """Record a refusal after the rollback, in a transaction of its own."""
    with transaction.atomic():
        Denial.objects.create(
            actor_id=scope.actor.pk,
            actor=scope.actor.label,
            request_id=scope.request_id,
            method=method,
            path=path.replace("\0", "�")[
                :500
            ],  # PostgreSQL keeps no NUL, and a refusal must not be lost over one
            why=why.replace("\0", "�")[:500],
        )
