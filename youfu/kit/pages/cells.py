"""Small pieces of markup for cells and facts; text is always escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

DASH = "—"


def link(text: Any, url: str, note: Any = "") -> SafeString:
    """A link, with a small note behind it on the same line."""
    small = format_html(' <small class="in">{}</small>', note) if note else ""
    return format_html('<a href="{}">{}</a>{}', url, text, small)


def tag(text: Any, state: str = "", *, line: bool = False) -> SafeString:
    """A short status or identity; `state` is ok, look, stop, info, now or idle."""
    css = "tag line" if line else "tag"
    return (
        format_html('<span class="{}" data-state="{}">{}</span>', css, state, text)
        if state
        else format_html('<span class="{}">{}</span>', css, text)
    )


def tags(items: Iterable[SafeString]) -> SafeString:
    """Several tags in a row; a dash when there are none."""
    inner = format_html_join("", "{}", ((item,) for item in items))
    return format_html('<span class="tags">{}</span>', inner) if inner else format_html("{}", DASH)


def mark(text: Any, state: str) -> SafeString:
    """A coloured dot with a word: the colour never says it alone."""
    return format_html('<span class="mark" data-state="{}">{}</span>', state, text)


def two(first: Any, second: Any) -> SafeString:
    """A value and, where there is room, a dim second one."""
    return format_html('{} <span class="dim opt">{}</span>', first, second)


def small(text: Any, note: Any) -> SafeString:
    """A value with a note on the line below."""
    return format_html("{}<small>{}</small>", text, note) if note else format_html("{}", text)


def masked(text: Any) -> SafeString:
    """A masked number."""
    return format_html('<span class="mask">{}</span>', text)


def dim(text: Any) -> SafeString:
    return format_html('<span class="dim">{}</span>', text)
