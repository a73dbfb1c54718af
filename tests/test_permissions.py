"""Every page, for every role, in one's own region and outside it, and for nobody: who sees what is written down here once more.

The table below is kept by hand, apart from the pages' own declarations, so that a slip in one shows against the other.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import document_pages
from youfu.kit.access import Permission as P
from youfu.kit.access import can

# URL name → (permission, what its address names; "" for a page that is about nothing in particular)
PAGES: dict[str, tuple[P, str]] = {
    "workbench": (P.SITE_USE, ""),
    "change-password": (P.SITE_USE, ""),
    "people": (P.PEOPLE_VIEW, ""),
    "person": (P.PEOPLE_VIEW, "person"),
    "person-register": (P.PEOPLE_REGISTER, ""),
    "person-account": (P.PEOPLE_EDIT, "person"),
    "person-death": (P.PEOPLE_EDIT, "person"),
    "person-correct": (P.PEOPLE_EDIT, "person"),
    "entitlement-grant": (P.ENTITLEMENTS_EDIT, "person"),
    "entitlement-suspend": (P.ENTITLEMENTS_EDIT, "entitlement"),
    "entitlement-resume": (P.ENTITLEMENTS_EDIT, "entitlement"),
    "entitlement-end": (P.ENTITLEMENTS_EDIT, "entitlement"),
    "one-offs": (P.ROLLS_VIEW, ""),
    "in-debt": (P.ROLLS_VIEW, ""),
    "one-off-reverse": (P.ENTITLEMENTS_EDIT, "one_off"),
    "standards": (P.STANDARDS_VIEW, ""),
    "standard": (P.STANDARDS_VIEW, "rate"),
    "standard-end": (P.STANDARDS_LOAD, "rate"),
    "standards-load": (P.STANDARDS_LOAD, ""),
    "parameters": (P.STANDARDS_VIEW, ""),
    "exclusions": (P.STANDARDS_VIEW, ""),
    "policy-documents": (P.STANDARDS_VIEW, ""),
    "limits": (P.STANDARDS_VIEW, ""),
    "limit-set": (P.STANDARDS_LOAD, ""),
    "figures": (P.STANDARDS_VIEW, ""),
    "figure-set": (P.STANDARDS_LOAD, ""),
    "import": (P.RECIPIENTS_IMPORT, ""),
    "import-template": (P.RECIPIENTS_IMPORT, ""),
    "import-run": (P.RECIPIENTS_IMPORT, "job"),
    "rolls": (P.ROLLS_VIEW, ""),
    "roll": (P.ROLLS_VIEW, "roll"),
    "roll-compute": (P.ROLLS_COMPUTE, ""),
    "roll-approve": (P.ROLLS_APPROVE, "roll"),
    "roll-discard": (P.ROLLS_COMPUTE, "roll"),
    "roll-bank-file": (P.ROLLS_EXPORT, "roll"),
    "reports": (P.REPORTS_VIEW, ""),
    "users": (P.USERS_VIEW, ""),
    "user": (P.USERS_VIEW, "user"),
    "user-open": (P.USERS_EDIT, ""),
    "user-close": (P.USERS_EDIT, "user"),
    "user-password": (P.USERS_EDIT, "user"),
    "user-grant": (P.GRANTS_EDIT, "user"),
    "grant-withdraw": (P.GRANTS_EDIT, "grant"),
    "regions": (P.REGIONS_EDIT, ""),
    "region": (P.REGIONS_EDIT, "region"),
    "region-rename": (P.REGIONS_EDIT, "region"),
    "region-merge": (P.REGIONS_EDIT, "region"),
    "evidence-add": (P.APPLICATIONS_VIEW, "application"),
    "evidence": (P.APPLICATIONS_VIEW, "evidence"),
    "evidence-remove": (P.APPLICATIONS_VIEW, "evidence"),
    "letter-make": (P.APPLICATIONS_VIEW, "application"),
    "letter": (P.APPLICATIONS_VIEW, "letter"),
    "letter-docx": (P.APPLICATIONS_VIEW, "letter"),
    "archive": (P.PEOPLE_VIEW, "person"),
    "locality": (P.REGIONS_EDIT, ""),
    "supervision": (P.APPLICATIONS_SUPERVISE, ""),
    "supervision-remind": (P.APPLICATIONS_SUPERVISE, "application"),
    "application-types": (P.SITE_USE, ""),
    "calendar": (P.SITE_USE, ""),
    "calendar-day": (P.CALENDAR_EDIT, ""),
    "calendar-announce": (P.CALENDAR_EDIT, ""),
    "applications": (P.APPLICATIONS_VIEW, ""),
    "application": (P.APPLICATIONS_VIEW, "application"),
    "application-edit": (P.APPLICATIONS_MAKE, "application"),
    "application-batch": (P.APPLICATIONS_VIEW, ""),
    "counter": (P.APPLICATIONS_MAKE, ""),
    "confirmations": (P.APPLICATIONS_VIEW, ""),
    "confirmation-round": (P.APPLICATIONS_MAKE, ""),
    "confirmation-open": (P.APPLICATIONS_EXAMINE, ""),
    "confirmation-campaigns": (P.APPLICATIONS_VIEW, ""),
    "confirmation-campaign": (P.APPLICATIONS_VIEW, "campaign"),
    "confirmation-record": (P.APPLICATIONS_MAKE, "confirmation"),
    "confirmation-reopen": (P.APPLICATIONS_MAKE, "confirmation"),
    "confirmation-remind": (P.APPLICATIONS_MAKE, "confirmation"),
    "confirmation-propose": (P.APPLICATIONS_MAKE, "confirmation"),
    "prompts": (P.APPLICATIONS_MAKE, ""),
    "prompt-told": (P.APPLICATIONS_MAKE, "person"),
    "trail": (P.AUDIT_VIEW, ""),
    "denials": (P.AUDIT_VIEW, ""),
    "jobs": (P.JOBS_VIEW, ""),
    "job": (P.JOBS_VIEW, "job"),
    "verify": (P.SYSTEM_VERIFY, ""),
    **document_pages.PAGES,
}
OPEN = {"sign-in", "healthz", "notices", "notice"} | document_pages.OPEN
POST_ONLY = {
    "sign-out", "language", "size", "person-reveal", "application-submit", "application-decide", "application-pause",
    "application-resume", "application-withdraw", "application-remind", "confirmation-confirm",
    "application-reveal", "notice-conclude",
} | document_pages.POST_ONLY  # fmt: skip
# There is nothing to fetch before an import refused something; another names a person and a type; those of a
# notice need one, and ask for the permission of its step. Tested with their pages.
ELSEWHERE = {
    "import-refused",
    "application-new",
    "notice-object",
    "objection-answer",
    "notice-lay-down",
} | document_pages.ELSEWHERE
PUBLIC = {"rate"} | document_pages.PUBLIC
ROLES = (
    "village", "town", "clerk", "reviewer", "leader", "finance", "records", "office", "auditor", "sysadmin", "secadmin",
    "stranger",
)  # fmt: skip


def names(resolver: URLResolver) -> set[str]:
    """The URL names of our own addresses."""
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= names(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(entry.name)
    return found


def expected(user: Any, permission: P, kind: str, things: dict[str, Any], county: Any) -> int:
    """200; 403 without the permission, 404 where what it is about lies elsewhere."""
    if kind in document_pages.HERE:
        return 200 if can(user, permission, county.path) else 403
    if not can(user, permission):
        return 403
    open_here = not kind or kind in PUBLIC or can(user, permission, str(things[kind].region_path))
    return 200 if open_here else 404


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestEveryPage:
    def test_it_is_in_the_table(self) -> None:
        own = {name for name in names(get_resolver()) if not name.startswith("django")}
        assert own == set(PAGES) | OPEN | POST_ONLY | ELSEWHERE

    @pytest.mark.parametrize("role", ROLES)
    def test_it_opens_for_those_who_may_and_there_only(
        self, role: str, county: Any, cast: Any, things: dict[str, Any]
    ) -> None:
        user = getattr(cast, role)
        client = client_of(user)
        wrong = []
        for name, (permission, kind) in PAGES.items():
            url = reverse(name, args=[things[kind].pk] if kind else [])
            response = client.get(url)
            if response.streaming:
                b"".join(response)  # a file is closed at its end
            wanted = expected(user, permission, kind, things, county)
            if response.status_code != wanted:
                wrong.append(f"{role} {url}: {response.status_code}, not {wanted}")
        assert wrong == []

    def test_it_sends_nobody_to_the_sign_in(self, things: dict[str, Any]) -> None:
        for name, (_permission, kind) in PAGES.items():
            url = reverse(name, args=[things[kind].pk] if kind else [])
            response = Client().get(url)
            assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("sign-in")), (
                url
            )

    @pytest.mark.parametrize("role", ROLES)
    def test_it_takes_a_form_only_from_those_who_may(
        self, role: str, cast: Any, things: dict[str, Any]
    ) -> None:
        user = getattr(cast, role)
        client = client_of(user)
        for name, (permission, kind) in PAGES.items():
            if can(user, permission):
                continue
            url = reverse(name, args=[things[kind].pk] if kind else [])
            assert client.post(url, {}).status_code == 403, f"{role} {url}"

    def test_it_refuses_a_form_without_its_token(self, cast: Any, things: dict[str, Any]) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(reverse("person-death", args=[things["person"].pk]), {}).status_code == 403
