"""The page 地方信息."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from youfu.modules.organisations.models import Locality
from youfu.modules.organisations.queries import county, locality


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestEditLocality:
    def test_it_shows_and_keeps_what_letters_say(self, cast: Any) -> None:
        client = client_of(cast.sysadmin)
        assert "桐乡市退役军人事务局" in client.get(reverse("locality")).content.decode()
        answer = client.post(
            reverse("locality"), {"phone": "0573-1", "prefix": "桐退役优", "name": "桐乡市退役军人事务局"}
        )
        assert answer.status_code == 302
        assert (locality(county()).phone, locality(county()).prefix) == ("0573-1", "桐退役优")

    def test_it_says_what_is_wrong(self, cast: Any) -> None:
        answer = client_of(cast.sysadmin).post(reverse("locality"), {"postcode": "12"})
        assert answer.status_code == 422
        assert "6 位数字" in answer.content.decode()
        assert not Locality.objects.exists()

    def test_it_is_closed_to_others(self, cast: Any) -> None:
        assert client_of(cast.clerk).get(reverse("locality")).status_code == 403
        assert client_of(cast.stranger).post(reverse("locality"), {"phone": "1"}).status_code == 403
