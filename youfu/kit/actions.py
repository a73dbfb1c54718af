"""`@action`: the only way to change data.

An action takes the thing first, then keywords, and ends with `by=`. The decorator does the rest, in this order: one
transaction, lock and re-read the thing, permission and region, the body, declared reactions, the audit row.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from youfu.kit import audit
from youfu.kit.access import Actor, Permission, System, demand
from youfu.kit.errors import Stale
from youfu.kit.scope import acting
from youfu.kit.text import Text


@dataclass(frozen=True)
class Action:
    """What the decorator knows about an action; the audit page reads titles from here."""

    code: str
    title: Text
    permission: Permission
    record: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """What a reaction is told: the thing acted upon, the keywords given and what the action returned."""

    code: str
    thing: Any
    given: dict[str, Any]
    result: Any


ACTIONS: dict[str, Action] = {}
REACTIONS: dict[str, list[Callable[..., None]]] = {}


def action(
    code: str, title: Text, permission: Permission, *, record: tuple[str, ...] = (), lock: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an action. `record` names the keywords that go into the audit row (never personal data)."""
    if code in ACTIONS:
        raise ValueError(f"action {code} is declared twice")
    declared = ACTIONS[code] = Action(code, title, Permission(permission), record)

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(body)
        def run(thing: Any = None, *, by: Actor, **given: Any) -> Any:
            with acting(by):
                if lock and isinstance(thing, models.Model):
                    thing = reread(thing)
                demand(by, declared.permission, path_of(thing))
                result = body(thing, by=by, **given)
                for reaction in REACTIONS.get(code, ()):
                    reaction(Event(code, thing, given, result), by=System(f"{by.label} {title}"))
                audit.record(
                    by,
                    declared.code,
                    target=result if thing is None else thing,
                    changes=_kept(declared, given),
                )
            return result

        run.declared = declared  # type: ignore[attr-defined]
        return run

    return decorate


def react(code: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare that this function answers the action with that code, in the same transaction (house rule 11)."""

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        REACTIONS.setdefault(code, []).append(body)
        return body

    return decorate


def reread(thing: models.Model) -> models.Model:
    """Lock the row and read it as it is now; a page may have shown an older one.

    A model may name, in `locked_after`, a row it points to that is always locked before its own, so that an approval and a
    death recorded at the same moment wait for each other instead of both (ADR 0011). Rows that merely point to the thing are
    not held up: the lock leaves its key alone.
    """
    if first := getattr(thing, "locked_after", ""):
        field = thing._meta.get_field(first)
        above: Any = field.related_model
        above._base_manager.select_for_update(no_key=True).filter(pk=getattr(thing, f"{first}_id")).first()
    try:
        return type(thing)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
    except type(thing).DoesNotExist:  # type: ignore[attr-defined]
        raise Stale("这条记录已不存在，请返回列表重新查询。") from None


def path_of(thing: Any) -> str | None:
    """The region path a thing belongs to; None when it has no place (then holding the permission anywhere is enough)."""
    return getattr(thing, "region_path", None)


def _kept(declared: Action, given: dict[str, Any]) -> dict[str, Any]:
    """The recorded keywords as JSON values."""
    return {name: _plain(given[name]) for name in declared.record if name in given}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | bool | type(None)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
