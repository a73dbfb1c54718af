"""申请公开, for everybody: the form, the code that is shown once, and the look-up by it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from youfu.kit import clock
from youfu.kit.access import System
from youfu.kit.crypto import blind_index
from youfu.kit.errors import Refused
from youfu.kit.scope import acting
from youfu.modules.documents.actions import requesting
from youfu.modules.documents.models import InformationRequest
from youfu.modules.documents.pages.opening.request_forms import AskedForm
from youfu.modules.documents.queries import opening
from youfu.modules.organisations.queries import county, locality
from youfu.rules import disclosure

PER_ADDRESS, PER_HOUR = 5, 200  # requests an hour: from one address, from everywhere
BYTES = 20_000  # of a whole form; the fields hold less than half of it
SALT, AGE = "open-request", 12 * 3600  # seconds a form may stay open
CODE_LETTERS = 16


class PublicForm(AskedForm):
    """The same as at the counter, with a field no human sees and one for the token."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    once = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def clean_once(self) -> str:
        try:
            return str(signing.loads(self.cleaned_data["once"], salt=SALT, max_age=AGE))
        except signing.BadSignature:
            raise forms.ValidationError(_now("页面打开太久了，请重新打开后再填写。")) from None

    def clean_wanted(self) -> str:
        text = str(self.cleaned_data["wanted"])
        if disclosure.findings(text):
            raise forms.ValidationError(
                _now("请不要在所需信息里写证号、手机号或账号，联系方式填在上面一栏。")
            )
        return text


class StatusForm(forms.Form):
    code = forms.CharField(label=_("查询码"), max_length=40, help_text=_("提交申请时显示的 16 位查询码"))

    def clean_code(self) -> str:
        return "".join(c for c in str(self.cleaned_data["code"]).upper() if c.isalnum())


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent, it becomes a request and shows the code under which the applicant finds it again."""
    if request.method != "POST":
        return _page(request, PublicForm(initial={"once": _token()}))
    if int(request.META.get("CONTENT_LENGTH") or 0) > BYTES:
        return _again(request, _now("填写的内容太长，请精简后再提交。"), status=413)
    form = PublicForm(request.POST)
    if not form.is_valid():
        late = form.errors.get("once")
        return _again(request, str(late[0]), once=_token()) if late else _page(request, form, status=422)
    if form.cleaned_data["website"]:
        return _again(request, _now("没有提交，请核对后再提交一次。"), website="")
    nonce = form.cleaned_data["once"]
    code, once = code_of(nonce), blind_index(f"once:{nonce}").hex()
    by = System(_now("公众网上申请"))
    try:
        with acting(by):
            if why := _too_many(request, once):
                return _again(request, why, status=429)
            row = requesting.receive_online(
                county(),
                asked=form.cleaned_data,
                origin=origin_of(request),
                once=once,
                code=index_of(code),
                by=by,
            )
    except Refused as refusal:
        return _again(request, str(refusal), once=_token())
    context = {
        "title": _now("申请已提交"),
        "row": row,
        "code": "-".join(code[i : i + 4] for i in range(0, 16, 4)),
    }
    return _answer(request, "documents/opening/public/asked.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """How far a request is, for whoever has its code; nothing of who asked. The code never stands in an address."""
    form, row = StatusForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        row = opening.by_code(index_of(form.cleaned_data["code"]))
        if row is None:
            form.add_error("code", _now("没有找到，请核对查询码。当面或邮寄的申请请电话查询。"))
    answered = row is not None and row.state == InformationRequest.State.ANSWERED
    context = {"title": _now("申请查询"), "form": form, "row": row, "answered": answered}
    return _answer(request, "documents/opening/public/status.html", context, 422 if form.errors else 200)


def code_of(nonce: str) -> str:
    """16 letters and digits that belong to one form: the same form sent again shows the same code, and nobody can guess it."""
    return base64.b32encode(blind_index(f"code:{nonce}")).decode()[:CODE_LETTERS]


def index_of(code: str) -> str:
    """What is kept of a code."""
    return blind_index(f"request:{code}").hex()


def origin_of(request: HttpRequest) -> str:
    """The blind index of the address a form came from: enough to count, nothing to read. Behind a proxy that speaks HTTPS for us
    the last entry of its header is the address it saw."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.HTTPS:
        address = str(request.headers.get("X-Forwarded-For", address)).rpartition(",")[2].strip()
    return blind_index(f"origin:{address}").hex()


def _too_many(request: HttpRequest, once: str) -> str:
    """Why nothing more is taken now; a form that was taken already passes. One county's forms wait for each other here, so that
    many at once are counted too."""
    opening.queue()
    if opening.by_form(once) is not None:
        return ""
    since = clock.now() - timedelta(hours=1)
    if opening.asked_from(origin_of(request), since) >= PER_ADDRESS:
        return _now("一小时内提交的申请太多，请一小时后再试，或当面、邮寄提交。")
    if opening.asked_online(since) >= PER_HOUR:
        return _now("现在提交的人太多，请过一会儿再试，或当面、邮寄提交。")
    return ""


def _token() -> str:
    return signing.dumps(get_random_string(24), salt=SALT)


def _again(request: HttpRequest, why: str, status: int = 422, **changes: str) -> HttpResponse:
    """The form as it was filled in, with the reason; nobody writes a thousand characters twice."""
    data = request.POST.copy()
    for name, value in changes.items():
        data[name] = value
    form = PublicForm(data)
    form.add_error(None, why)
    return _page(request, form, status)


def _page(request: HttpRequest, form: PublicForm, status: int = 200) -> HttpResponse:
    return _answer(
        request,
        "documents/opening/public/ask.html",
        {"title": _now("申请公开政府信息"), "form": form},
        status,
    )


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"office": locality(county()), **context}, status=status)
