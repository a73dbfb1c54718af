"""数据核验: every journal balances, no month is posted twice, balances equal recomputation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import Nav, Page
from youfu.modules.payments.queries.integrity import check


class Verify(Page):
    """Runs only when asked (POST), as it reads everything."""

    permission = Permission.SYSTEM_VERIFY
    route = "verify"
    title = _("数据核验")
    nav = Nav("manage", _("数据核验"), "check", 110)
    template_name = "administration/verify.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show({"asked": False})

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.show({"asked": True, "found": check()})
