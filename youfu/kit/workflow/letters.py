"""Letters 文书: text templates filled with what is known, kept as issued with the digest of the template they were made from.

A template is plain text, one paragraph a line, in a light markup: `! ` the issuer in red, `# ` title, `^ ` document number, `= `
to whom, `> ` right-aligned (signature, date), `| a | b |` a row of a table, anything else a paragraph indented by two
characters.
The same lines become a page for printing and a .docx (wordfile.py). A value never makes a line of its own.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Length
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import action
from youfu.kit.crypto import seal, sm3, unseal
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.papers import Letter
from youfu.kit.models.workflow import Application
from youfu.kit.text import Text
from youfu.kit.workflow.declare import TYPES
from youfu.rules.identifiers import mask_id

STYLES = {"!": "issuer", "#": "title", "^": "number", "=": "to", ">": "right", "|": "row"}
_SECRET = re.compile(r"\[\[([A-Za-z0-9_=-]{40,})\]\]")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter: its template, when it may be made (`ready` says why not yet), what it is filled with, and who makes it:
    somebody with this permission where the application is handled. `head` gives the county's 发文代字 of a numbered one."""

    code: str
    title: Text
    template: str
    values: Callable[[Application], Values]
    ready: Callable[[Application], str]
    permissions: tuple[Permission, ...]
    head: Callable[[Application], str] | None = None


@dataclass(frozen=True)
class Line:
    """One line of a letter: its style (see STYLES; "text" for a paragraph) and its cells (one, but for a table's row)."""

    style: str
    cells: tuple[str, ...]


LETTERS: dict[str, LetterKind] = {}


def declare(kind: LetterKind) -> LetterKind:
    """Add a kind of letter; types name those they use by code (ApplicationType.letters)."""
    if kind.code in LETTERS:
        raise ValueError(f"letter {kind.code} is declared twice")
    LETTERS[kind.code] = kind
    return kind


def offered(application: Application) -> list[LetterKind]:
    """The kinds of letter that the application's type uses; one with a public notice has its 公示书 without saying so."""
    declared = TYPES.get(application.type)
    if declared is None:
        return []
    codes = dict.fromkeys((*declared.letters, *(("publicity",) if declared.publicity else ())))
    return [LETTERS[code] for code in codes if code in LETTERS]


def may_make(application: Application, kind: LetterKind, by: Actor) -> bool:
    """Whether somebody makes this kind of letter where the application is handled."""
    return any(can(by, permission, application.region_path) for permission in kind.permissions)


@action("letter.make", gettext_lazy("制作文书"), Permission.APPLICATIONS_VIEW, record=("kind",))
def make(application: Application, *, kind: str, by: Actor) -> Letter:
    """Issue a letter as things stand now. It never changes; a wrong one is followed by a right one."""
    wanted = next((k for k in offered(application) if k.code == kind), None)
    if wanted is None:
        raise Refused(_("这类业务不用这种文书。"))
    if not may_make(application, wanted, by):
        demand(by, wanted.permissions[0], application.region_path)
    if why := wanted.ready(application):
        raise Stale(why)
    with translation.override(settings.LANGUAGE_CODE):
        number = _number(wanted.head(application)) if wanted.head else ""
        source = _engine().get_template(wanted.template)
        values = {**plain(wanted.values(application)), "number": number or _("〔待填：文号〕")}
        text = source.render(Context(values))
    return Letter.objects.create(
        application=application, kind=kind, title=str(wanted.title), number=number, text=text.strip(),
        template=sm3(str(source.source).encode()), made_by_id=by.pk,
    )  # fmt: skip


@cache
def _engine() -> Engine:
    """Templates of the modules, without HTML: nothing is escaped, and what nobody knows is said so, never left out."""
    return Engine(app_dirs=True, autoescape=False, string_if_invalid="〔待填〕")


def _number(head: str) -> str:
    """文号 such as 桐退役优〔2026〕12号: a running number a year; whoever asks at the same moment waits. None without a head."""
    if not head:
        return ""
    start = f"{head}〔{clock.today().year}〕"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('youfu.letter'), hashtext(%s))", [start])
    given = Letter.objects.filter(number__startswith=start).order_by(Length("number").desc(), "-number")
    last = given.values_list("number", flat=True).first()
    return f"{start}{int(last.removeprefix(start).removesuffix('号')) + 1 if last else 1}号"


def known(text: Any, what: Text) -> str:
    """A value, or a place to fill in by hand that says what belongs there."""
    return str(text if text is not None else "").strip() or f"〔待填：{what}〕"


def plain(value: Any) -> Any:
    """Values as one line each, whatever somebody typed: nothing in a value makes a paragraph, a title or a row."""
    if isinstance(value, str):
        return " ".join(value.split()).replace("|", "｜")
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def secret(text: str) -> str:
    """An ID number as it may stand in a letter's kept text: sealed."""
    return f"[[{base64.urlsafe_b64encode(seal(text)).decode()}]]"


def holds_secret(text: str) -> bool:
    return bool(_SECRET.search(text))


def opened(text: str, *, full: bool) -> str:
    """A letter's text with the ID numbers in it masked, or in full for whoever may see them."""

    def show(found: re.Match[str]) -> str:
        number = unseal(base64.urlsafe_b64decode(found[1]))
        return number if full else mask_id(number)

    return _SECRET.sub(show, text)


def lines(text: str) -> list[Line]:
    """The lines of a letter; empty ones are left out."""
    return [_line(line.strip()) for line in text.splitlines() if line.strip()]


def _line(text: str) -> Line:
    style = STYLES.get(text[0], "") if text[1:2] == " " else ""
    if style == "row":
        return Line("row", tuple(cell.strip() for cell in text.strip("|").split("|")))
    return Line(style, (text[2:].strip(),)) if style else Line("text", (text,))
