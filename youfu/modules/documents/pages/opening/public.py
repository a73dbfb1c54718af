"""政务公开, for everybody: no sign-in, nothing but reading. Only what is open passes `queries.opening`."""

from __future__ import annotations

from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from youfu.kit import clock
from youfu.kit.pages import keyset
from youfu.kit.pages.public import kept, shown
from youfu.kit.templatetags.kit import local
from youfu.kit.workflow import files as store
from youfu.modules.documents.models import Attachment, Disclosure
from youfu.modules.documents.pages.opening.items import metadata
from youfu.modules.documents.pages.receiving.files import ALONE
from youfu.modules.documents.queries import opening
from youfu.modules.organisations.queries import county, locality
from youfu.rules import official_text

SIZE, IN_FEED, IN_SITEMAP = 20, 30, 50_000
LONGEST = 40  # characters of a search
YEARS = 15
ORDER = ("-opened_at", "-id")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open, the newest first, by category and year; found by two characters and more."""
    wanted = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    category, year = request.GET.get("category", ""), request.GET.get("year", "")
    this = clock.today().year
    rows = opening.open_items()
    if category in Disclosure.Category.values:
        rows = rows.filter(category=category)
    if year.isdecimal() and this - YEARS <= int(year) <= this:
        rows = opening.opened_in(rows, int(year))
    if len(wanted) > 1:
        rows = opening.found(rows, wanted)
    found = keyset.slice_of(rows, ORDER, SIZE, after=request.GET.get("after", ""))
    context = {
        "title": _("政务公开"), "lines": found.rows, "wanted": wanted, "short": len(wanted) == 1, "after": found.after,
        "category": category, "categories": Disclosure.Category.choices, "year": year,
        "years": range(this, this - YEARS, -1), "office": locality(county()),
    }  # fmt: skip
    return shown(request, "documents/opening/public/home.html", context)


@login_not_required
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    """One item by its index number; in the place of one that was withdrawn, when and why (410)."""
    row = opening.by_number(number) if "\0" not in number else None
    if row is None:
        raise Http404("no such number")
    office = locality(county())
    if row.state == Disclosure.State.WITHDRAWN:
        context = {"title": _("信息已撤下"), "row": row, "office": office}
        return shown(request, "documents/opening/public/gone.html", context, status=410)
    context = {
        "title": row.title, "row": row, "office": office, "parts": list(official_text.parts(row.body)),
        "metadata": metadata(row), "address": _address(request, row), "files": opening.open_files(row),
        "versions": row.versions.order_by("-order"),
    }  # fmt: skip
    return shown(request, "documents/opening/public/item.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of an open item, as it is kept; no browser will run it."""
    row = opening.open_file(pk)
    if row is None:
        raise Http404("no such file")
    return _sent(row)


def _sent(row: Attachment) -> FileResponse:
    response = FileResponse(store.opened(row.digest), content_type=row.kind)
    response["Content-Disposition"] = content_disposition_header(not row.shown, row.name) or "attachment"
    response["Content-Security-Policy"] = ALONE if row.kind == store.PDF else f"{ALONE}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    kept(response)
    return response


@login_not_required
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """RSS 2.0: the newest items, each with its own address and the index number as its guid."""
    feed = Rss201rev2Feed(
        title=f"{locality(county()).name} {_('政务公开')}", link=request.build_absolute_uri(reverse("open-home")),
        description=_("主动公开的政府信息"), language="zh-cn", feed_url=request.build_absolute_uri(reverse("open-rss")),
    )  # fmt: skip
    for row in opening.open_items().order_by(*ORDER)[:IN_FEED]:
        feed.add_item(
            title=_xml(row.title), link=_address(request, row), description=_xml(row.summary or row.body[:200]),
            unique_id=str(row.number), unique_id_is_permalink=False, pubdate=row.opened_at,
            categories=(str(row.get_category_display()),),
        )  # fmt: skip
    return kept(HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"))


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the open items are, the newest first; the protocol allows 50,000 in one file."""
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    out = SimplerXMLGenerator(response, "utf-8")
    out.startDocument()
    out.startElement("urlset", AttributesImpl({"xmlns": SITEMAP}))
    pages: list[tuple[str, str]] = [
        (request.build_absolute_uri(reverse(name)), "") for name in ("open-home", "open-request", "notices")
    ]
    rows = opening.open_items().order_by(*ORDER).values_list("number__text", "files_as_of")
    pages += [
        (_at(request, number), local(at).date().isoformat() if at else "") for number, at in rows[:IN_SITEMAP]
    ]
    for address, changed in pages:
        out.startElement("url", AttributesImpl({}))
        out.addQuickElement("loc", address)
        if changed:
            out.addQuickElement("lastmod", changed)
        out.endElement("url")
    out.endElement("urlset")
    out.endDocument()
    return kept(response)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: what is open, nothing else."""
    lines = ["User-agent: *", "Allow: /open", "Disallow: /open/request", "Disallow: /"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@login_not_required
@never_cache
@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """语言和字号: a page of its own, so that the others need no form and can be kept by caches."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("open-home")
    context = {
        "title": _("语言和字号"),
        "back": back,
        "office": locality(county()),
        "languages": settings.LANGUAGES,
    }
    return render(request, "documents/opening/public/display.html", context)


def _address(request: HttpRequest, row: Disclosure) -> str:
    return _at(request, str(row.number))


def _at(request: HttpRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("open-item", args=[number]))


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 does not know."""
    return "".join(c for c in text if c in "\t\n" or c >= " ")
