"""The way in, and the workbench: what is to do now, and the numbers that matter, each a link to its rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, logout, update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from youfu.kit import clock, indicators
from youfu.kit.access import Permission
from youfu.kit.models import AuditEvent
from youfu.kit.pages import FormPage, Nav, Page, back_to
from youfu.kit.pages.context import SIZE_COOKIE, SIZES
from youfu.kit.pages.panels import shown
from youfu.kit.pages.todo import todos
from youfu.kit.text import Text
from youfu.modules.home.actions import change_password

WEEKDAYS = (
    gettext_lazy("星期一"), gettext_lazy("星期二"), gettext_lazy("星期三"), gettext_lazy("星期四"), gettext_lazy("星期五"),
    gettext_lazy("星期六"), gettext_lazy("星期日"),
)  # fmt: skip
FIGURES = 5
RECENT = 30
FIRST = (
    "people.filed",
    "payments.year",
    "people.no_account",
    "people.sixty",
    "standards.unverified",
    "payments.drafts",
)
YEAR = 365 * 24 * 3600


class Workbench(Page):
    """工作台: to-do items first, then figures; both come from declarations of the modules below."""

    permission = Permission.SITE_USE
    route = "workbench"
    title = gettext_lazy("工作台")
    nav = Nav("daily", gettext_lazy("工作台"), "home", 10)
    template_name = "home/workbench.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = todos(self.actor)
        context = {
            "today": clock.today(),
            "weekday": WEEKDAYS[clock.today().weekday()],
            "waiting": waiting,
            "pressing": sum(item.state in ("stop", "now") for item in waiting),
            "figures": [(i, i.compute(self.actor)) for i in self._figures()],
            "main_panels": shown("workbench", "main", None, request),
            "side_panels": shown("workbench", "side", None, request),
            "recent": self._recent(),
        }
        return self.show(context)

    def _recent(self) -> list[AuditEvent]:
        """Files this user looked at last, each once; read from the trail itself."""
        seen: dict[str, AuditEvent] = {}
        rows = AuditEvent._default_manager.filter(
            actor_id=self.actor.pk, action="viewed", target_type="people.person"
        )
        for event in rows[:RECENT]:
            seen.setdefault(event.target_id, event)
        return list(seen.values())[:FIGURES] if self.may(Permission.PEOPLE_VIEW) else []

    def _figures(self) -> list[indicators.Indicator]:
        """The first few that matter most here, among those this user may see."""
        seen = sorted(
            indicators.visible(self.actor),
            key=lambda i: FIRST.index(i.code) if i.code in FIRST else len(FIRST),
        )
        return seen[:FIGURES]


@method_decorator(login_not_required, name="dispatch")
class SignIn(views.LoginView):
    """登录. Five wrong passwords lock name and address for ten minutes (django-axes)."""

    template_name = "home/sign_in.html"
    redirect_authenticated_user = True
    authentication_form = AuthenticationForm

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["username"].label = _("用户名")
        form.fields["password"].label = _("密码")
        form.error_messages["invalid_login"] = _("用户名或密码不对。连续输错 5 次将锁定 10 分钟。")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = getattr(settings, "DEMO", False)
        return super().get_context_data(
            title=_("登录"), demo=demo if isinstance(demo, dict) else {}, **kwargs
        )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


class ChangePassword(FormPage):
    """修改密码: one's own, with the old one."""

    permission = Permission.SITE_USE
    section = "workbench"
    before_password = True
    title = gettext_lazy("修改密码")
    lead: Text = gettext_lazy("至少 12 个字符，不要用姓名、单位或常见词。")
    said = gettext_lazy("密码已修改，其他设备上的登录已退出。")
    form_class = PasswordChangeForm

    def find(self) -> None:
        if getattr(self.request.user, "password_given", False):
            self.lead = _("这是别人给您的初始密码，请先改成只有您自己知道的。至少 12 个字符。")

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def perform(self, form: Any) -> Any:
        own = get_user_model()._default_manager.get(pk=self.actor.pk)
        changed = change_password(own, password=form.cleaned_data["new_password1"], by=self.actor)
        update_session_auth_hash(self.request, changed)
        return changed

    def success_url(self, result: Any) -> str:
        return reverse("workbench")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch between 中文 and English and stay on the page."""
    response = redirect(back_to(request, "/"))
    chosen = request.POST.get("language", "")
    if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
        )
    return response


@login_not_required
@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Switch between normal and large text 大字 and stay on the page."""
    response = redirect(back_to(request, "/"))
    chosen = request.POST.get("size", "")
    if chosen in SIZES:
        response.set_cookie(SIZE_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the program runs and its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})
