"""Tests that commit: what one leaves behind, the next does not find."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
class TestRestore:
    def test_it_gives_each_test_what_the_migrations_made_and_nothing_more(self, turn: int) -> None:
        made = ContentType.objects.count()
        assert made > 0
        assert not ContentType.objects.filter(app_label="left behind").exists()
        ContentType.objects.create(app_label="left behind", model=f"turn{turn}")
        assert ContentType.objects.count() == made + 1
