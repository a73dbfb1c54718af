"""At work the site has a name and a proxy that speaks HTTPS; it must still start, and tell its own machine how it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client


def settings_with(**environment: str) -> dict[str, Any]:
    """What the settings become in a process with this environment."""
    names = (
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
    )
    code = f"import json; from youfu.config import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class TestBehindProxy:
    def test_it_answers_to_its_name_and_to_its_own_machine_only(self) -> None:
        found = settings_with(YOUFU_HOSTS="yf.example yf2.example")["ALLOWED_HOSTS"]
        assert found == ["yf.example", "yf2.example", "localhost", "127.0.0.1", "[::1]"]

    def test_it_believes_the_proxy_and_keeps_cookies_to_https(self) -> None:
        found = settings_with(YOUFU_HTTPS="yes")
        assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
        assert found["SECURE_SSL_REDIRECT"]
        assert found["SESSION_COOKIE_SECURE"]
        assert found["SECURE_HSTS_SECONDS"] > 0

    def test_it_believes_no_proxy_when_there_is_none(self) -> None:
        found = settings_with()
        assert found["SECURE_PROXY_SSL_HEADER"] is None
        assert not found["SECURE_SSL_REDIRECT"]

    @pytest.mark.django_db
    def test_it_tells_its_health_without_https_and_nothing_else(self, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        settings.ALLOWED_HOSTS = ["yf.example", "localhost"]
        client = Client(headers={"host": "localhost"})
        assert client.get("/healthz").json() == {"ok": True}
        answer = client.get("/sign-in")
        assert (answer.status_code, answer["Location"]) == (301, "https://localhost/sign-in")
