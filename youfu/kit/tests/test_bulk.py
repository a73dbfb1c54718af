"""Inserting by COPY: the same rows, the same guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from youfu.kit import bulk
from youfu.kit.crypto import blind_index


@pytest.fixture
def twin(make_person: Callable[..., Any]) -> Callable[[str], Any]:
    """An unsaved person like one that is on file."""
    known = make_person()

    def make(number: str, **more: Any) -> Any:
        values = {
            f.attname: getattr(known, f.attname) for f in known._meta.concrete_fields if f.attname != "id"
        }
        return type(known)(**values | {"id_number": number, "id_index": blind_index(number)} | more)

    return make


class TestInsert:
    def test_it_writes_what_saving_would_have_written(self, twin: Any) -> None:
        odd = '"引号"\t制表\\反斜线\n换行'
        one, two = twin("1", remarks=odd, residence_region_id=None), twin("2", born_on=date(1931, 2, 28))
        bulk.insert([one, two])
        read = type(one).objects.get(pk=one.pk)
        assert (read.remarks, read.residence_region_id, read.id_number.reveal()) == (odd, None, "1")
        assert read.filed_at is not None
        assert (type(one).objects.get(pk=two.pk).born_on, one.pk == two.pk) == (date(1931, 2, 28), False)
        one.name = "改过"
        one.save()  # an update, not another insert
        assert type(one).objects.get(pk=one.pk).name == "改过"

    def test_it_writes_rows_of_several_models_in_their_order(self, twin: Any, make_person: Any) -> None:
        person = make_person("王红军", account=False)
        account = make_person("周建华").bankaccounts.get()
        account.pk, account.person = None, person
        bulk.insert([twin("1"), account])
        assert person.bankaccounts.get().pk == account.pk
        assert person.bankaccounts.get().number.reveal() == account.number.reveal()

    def test_it_writes_nothing_from_nothing(self, twin: Any) -> None:
        before = type(twin("1")).objects.count()
        bulk.insert([])
        assert type(twin("1")).objects.count() == before

    def test_it_obeys_the_guards_and_keeps_no_part(self, twin: Any) -> None:
        before = type(twin("1")).objects.count()
        with pytest.raises(IntegrityError, match="person_id_unique"), transaction.atomic():
            bulk.insert([twin("1"), twin("2"), twin("1")])
        assert type(twin("1")).objects.count() == before
