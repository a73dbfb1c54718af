"""What was typed into a type's form, kept so that the same form reads it again: plain values open, secret ones sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder

from youfu.kit.models.workflow import Application
from youfu.kit.workflow.declare import TYPES, ApplicationType


def build(declared: ApplicationType, person: Any, **kwargs: Any) -> forms.Form:
    """The type's form; one that says `for_person = True` is told whose it is."""
    if getattr(declared.form, "for_person", False):
        kwargs["person"] = person
    return declared.form(**kwargs)


def keep(application: Application, declared: ApplicationType, given: Mapping[str, Any]) -> None:
    """Put cleaned values into the application; the secret ones are sealed together."""
    form = build(declared, application.person)
    plain = {
        name: form.fields[name].prepare_value(value) for name, value in given.items() if name in form.fields
    }
    secret = {name: plain.pop(name) for name in declared.secret if name in plain}
    application.given = plain
    application.sealed = json.dumps(secret, cls=DjangoJSONEncoder) if secret else None


def typed(application: Application) -> dict[str, Any]:
    """What was typed, as the form takes it."""
    secret = json.loads(application.sealed.reveal()) if application.sealed else {}
    return {**application.given, **secret}


def cleaned(application: Application) -> dict[str, Any]:
    """What was typed, as values: dates, numbers, month indexes. What the form would now refuse is left out."""
    form = build(TYPES[application.type], application.person, data=_strings(typed(application)))
    form.is_valid()
    return form.cleaned_data


def _strings(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
