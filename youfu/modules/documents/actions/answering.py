"""What recipients do with a delivery: open it, sign for it 签收, reply 回复."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import door, files
from youfu.modules.documents.actions.delivering import Wants, belongs
from youfu.modules.documents.models import Delivery, Reply
from youfu.rules import reply_form
from youfu.rules.reply_form import Problem
from youfu.rules.secrecy import mark

LONGEST = 2000


@action("documents.open", gettext_lazy("阅读文件"), Permission.DOCUMENTS_ANSWER)
def note_opening(delivery: Delivery, *, by: Actor) -> Delivery:
    """Keep who of the recipient's own people looked first, and when; a second look changes nothing."""
    belongs(delivery, by)
    _opened(delivery, by)
    delivery.save(update_fields=["opened_at", "opened_by"])
    return delivery


@action("documents.sign_for", gettext_lazy("签收文件"), Permission.DOCUMENTS_ANSWER)
def sign_for(delivery: Delivery, *, by: Actor) -> Delivery:
    """Sign for it 签收, whoever is on duty; a colleague who signs again changes nothing."""
    belongs(delivery, by)
    _signed(delivery, by)
    delivery.save(update_fields=["opened_at", "opened_by", "signed_at", "signed_by"])
    return delivery


def reply(
    delivery: Delivery, *, text: str = "", rows: Sequence[Mapping[str, str]] = (), file: Any = None, by: Actor
) -> Reply:
    """Answer with words, the rows of the reply form as typed, and a file; signs for it too. A later answer takes the place of the
    earlier, which is kept; the same answer again is the same answer. The file is read before anything is locked."""
    demand(by, Permission.DOCUMENTS_ANSWER, delivery.region_path)
    belongs(delivery, by)
    taken = files.take(file) if file is not None else None
    made: Reply = enter_reply(delivery, text=text, rows=rows, taken=taken, by=by)
    return made


@action("documents.reply", gettext_lazy("回复文件"), Permission.DOCUMENTS_ANSWER)
def enter_reply(
    delivery: Delivery, *, text: str, rows: Sequence[Mapping[str, str]], taken: files.Taken | None, by: Actor
) -> Reply:
    """What :func:`reply` does once the file is read."""
    belongs(delivery, by)
    if delivery.wants != Wants.REPLY:
        raise Refused(_("这份文件只要求签收，不用回复。"))
    values = read_rows(delivery, rows)
    text = text.strip()
    if not text and not values and taken is None:
        raise Refused(_("请填写回复内容、回执表，或者附上文件。"))
    if len(text) > LONGEST:
        raise Refused(_("回复内容最多 %(n)d 字，更长的请作为文件附上。") % {"n": LONGEST})
    _refuse_secret(text, values)
    last = delivery.replies.order_by("-order").first()
    if last is not None and taken is None and (last.text, last.rows) == (text, values):
        return last
    made: Reply = Reply.objects.create(
        delivery=delivery, order=last.order + 1 if last else 1, text=text, rows=values, by_id=by.pk
    )
    _signed(delivery, by)
    delivery.replied_at = delivery.replied_at or clock.now()
    delivery.save(update_fields=["opened_at", "opened_by", "signed_at", "signed_by", "replied_at"])
    if taken is not None:
        files.PUT[Reply](made, taken=taken, by=by)
    return made


def _refuse_secret(text: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """What bears the mark of a secret may not come in, in words either."""
    words = [text, *(value for row in rows for value in row.values() if isinstance(value, str))]
    for word in words:
        if found := mark(word):
            door.refuse_secret(_("回复内容"), found)


def _opened(delivery: Delivery, by: Actor) -> None:
    if delivery.opened_at is None:
        delivery.opened_at, delivery.opened_by_id = clock.now(), by.pk


def _signed(delivery: Delivery, by: Actor) -> None:
    _opened(delivery, by)
    if delivery.signed_at is None:
        delivery.signed_at, delivery.signed_by_id = clock.now(), by.pk


def read_rows(delivery: Delivery, rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The rows of the document's form as values; Refused with the first thing that is wrong."""
    form = reply_form.from_json(delivery.document.reply_form)
    if form is None:
        return []
    values, problems = reply_form.read(form, rows)
    if problems:
        raise Refused(sentence(problems[0], several=form.several))
    return values


def sentence(problem: Problem, *, several: bool) -> str:
    """What is wrong in a cell, and what to write there."""
    title = problem.column.title if problem.column else ""
    where = _("第 %(n)d 行“%(title)s”") % {"n": problem.row + 1, "title": title} if several else f"“{title}”"
    return {
        "missing": _("%(where)s要填写。"),
        "number": _("%(where)s要填整数。"),
        "yuan": _("%(where)s要填金额，单位元，最多两位小数。"),
        "day": _("%(where)s要填日期，例如 2026-11-01。"),
        "choice": _("%(where)s要从所列的选项中选择。"),
        "long": _("%(where)s最多 %(most)d 字。"),
        "rows": _("行数太多，请合并后再交。"),
    }[problem.reason] % {"where": where, "most": reply_form.LONGEST_TEXT}
