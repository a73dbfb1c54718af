"""What was typed into a type's form, kept so that the same form reads it again: plain values open, secret ones sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder

from youfu.kit.crypto import Sealed, seal
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
    application.sealed = Sealed(seal(json.dumps(secret, cls=DjangoJSONEncoder))) if secret else None


def typed(application: Application) -> dict[str, Any]:
    """What was typed, as the form takes it."""
    secret = json.loads(application.sealed.reveal()) if application.sealed else {}
    return {**application.given, **secret}


def cleaned(application: Application) -> dict[str, Any]:
    """What was filled in, as values: dates, numbers, month indexes; every field of the form has one, None when it holds nothing
    that the form can read.

    What would be refused today stays what it was: a form may have changed since, or the person's file. A field that the form
    has lost is left out; a type that is no longer declared has what was typed.
    """
    declared = TYPES.get(application.type)
    values = typed(application)
    if declared is None:
        return values
    form = build(declared, application.person, data=_strings(values))
    form.is_valid()
    bare = {name: _bare(field, values.get(name)) for name, field in form.fields.items()}
    return {**bare, **form.cleaned_data}


def refused(application: Application) -> list[str]:
    """Labels of the fields, and sentences about the whole, that the form does not accept as they stand."""
    form = build(TYPES[application.type], application.person, data=_strings(typed(application)))
    form.is_valid()
    return [
        text
        for name, problems in form.errors.items()
        for text in ([str(form[name].label)] if name in form.fields else map(str, problems))
    ]


def empty(application: Application) -> list[str]:
    """Labels of required fields without a value, as when the form was changed after this application was made."""
    form = build(TYPES[application.type], application.person)
    values = cleaned(application)
    return [
        str(form[name].label)
        for name, field in form.fields.items()
        if field.required and values[name] is None
    ]


def _bare(field: forms.Field, value: Any) -> Any:
    """The value of a field without asking whether it would be accepted today."""
    if value is None:
        return None
    try:
        found = field.to_python(value)
        return field._coerce(found) if isinstance(field, forms.TypedChoiceField) else found  # type: ignore[attr-defined]
    except forms.ValidationError:
        return None


def _strings(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
