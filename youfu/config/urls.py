"""Every address of the site, module by module, and what is shown when something is refused or broken."""

from django.urls import include, path

MODULES = ("home", "people", "standards", "recognition", "payments", "documents", "reports", "administration")

urlpatterns = [path("", include(f"youfu.modules.{module}.urls")) for module in MODULES]

handler403 = "youfu.kit.pages.refusals.not_allowed"
handler404 = "youfu.kit.pages.refusals.not_found"
handler500 = "youfu.kit.pages.refusals.broken"
