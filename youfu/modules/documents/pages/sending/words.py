"""What pages say of a document: the colour of its state, where it stands and what lacks, who did what."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from youfu.kit.pages import cells
from youfu.kit.templatetags.kit import day, moment
from youfu.modules.documents.actions import sending
from youfu.modules.documents.models import Number, OfficialDocument

STATES = {
    "draft": "idle", "check": "look", "countersign": "look", "sign": "look", "number": "look", "issue": "now",
    "issued": "ok", "withdrawn": "stop", "cancelled": "stop", "propose": "look", "instruct": "look", "handle": "now",
    "done": "ok", "returned": "stop",
}  # fmt: skip
# What was done at a step, and how it is coloured.
VERBS = {
    "register": (lazy("登记"), ""),
    "submit": (lazy("提交核稿"), ""), "edit": (lazy("修改"), ""), "pass": (lazy("同意"), "ok"), "sign": (lazy("签发"), "ok"),
    "return": (lazy("退回修改"), "look"), "number": (lazy("编号"), "ok"), "issue": (lazy("印发"), "ok"),
    "withdraw": (lazy("撤回"), "stop"), "cancel": (lazy("作废"), "stop"), "propose": (lazy("拟办"), ""),
    "instruct": (lazy("批办"), "ok"), "report": (lazy("办理情况"), ""), "reassign": (lazy("改派"), "look"),
    "finish": (lazy("办结"), "ok"), "send_back": (lazy("退回来文单位"), "stop"), "reopen": (lazy("重新办理"), "look"),
}  # fmt: skip
STEPS = (
    ("draft", lazy("起草")), ("check", lazy("核稿")), ("countersign", lazy("会签")), ("sign", lazy("签发")),
    ("number", lazy("编号")), ("issue", lazy("印发")),
)  # fmt: skip
STEP_TITLES = dict(STEPS)
# How the log names the step something was done at, of received documents too.
AT = STEP_TITLES | {
    "issued": lazy("印发后"), "propose": lazy("拟办"), "instruct": lazy("批办"), "handle": lazy("承办"), "done": lazy("办结后"),
}  # fmt: skip


def state_cell(document: OfficialDocument) -> SafeString:
    return cells.mark(document.get_state_display(), STATES[document.state])


def title_cell(document: OfficialDocument, url: str) -> SafeString:
    """Title, and below it the number, struck out when it came to nothing."""
    return cells.small(cells.link(document.title, url), number(document))


def number(document: OfficialDocument) -> Any:
    return number_cell(document.number) if document.number else ""


def number_cell(row: Number) -> Any:
    """A number, struck out when it came to nothing."""
    return format_html("<s>{}</s>", row.text) if row.void_at else row.text


def lead(document: OfficialDocument, opinions: list[Any]) -> str:
    """Where it stands and what lacks, in one sentence or two."""
    last = opinions[-1] if opinions else None
    if not document.outgoing:
        return _("%(who)s 来文，%(day)s 登记，%(state)s。") % {
            "who": document.sender, "day": day(document.received_on), "state": document.get_state_display(),
        }  # fmt: skip
    if document.state == "draft":
        returned = next((o for o in reversed(opinions) if o.verb == "return"), None)
        return _draft(document, returned)
    if document.state in ("cancelled", "withdrawn") and last:
        given = {"who": last.author, "at": moment(last.at), "why": last.text}
        if document.state == "cancelled":
            return _("%(who)s %(at)s 作废：%(why)s") % given
        return _("%(who)s %(at)s 撤回，不再有效：%(why)s") % given
    if document.state == "issued":
        given = {"day": day(document.printed_on), "n": document.copies, "signer": document.signer}
        return _("%(signer)s签发，%(day)s 印发，共印 %(n)d 份。") % given
    before = next((o.at for o in reversed(opinions) if o.step != document.state), document.made_at)
    return _waits(document, moment(before))


def _draft(document: OfficialDocument, returned: Any) -> str:
    lacking = sending.lacks(document)
    now = (
        _("还缺%(what)s，补齐后提交核稿。") % {"what": "、".join(lacking)}
        if lacking
        else _("内容已齐，可以提交核稿。")
    )
    if returned:
        return _("%(who)s退回修改（第 %(n)d 轮）：%(why)s。%(now)s") % {
            "who": returned.author, "n": document.round, "why": returned.text.rstrip("。"), "now": now,
        }  # fmt: skip
    return _("起草中，%(now)s") % {"now": now}


def _waits(document: OfficialDocument, since: str) -> str:
    if document.state == "countersign":
        asked = document.consultations.filter(round=document.round, answered_at=None)
        names = "、".join(row.organisation.name for row in asked.select_related("organisation"))
        return _("%(since)s 起等%(who)s会签。") % {"since": since, "who": names}
    sentences = {
        "check": _("%(since)s 起等办公室核稿。"),
        "sign": _("核稿会签已毕，%(since)s 起等局领导签发。"),
        "number": _("已签发，%(since)s 起等办公室编发文字号。"),
        "issue": _("已编号，%(since)s 起等办公室印发。"),
    }
    return sentences[document.state] % {"since": since}


def steps(document: OfficialDocument, opinions: list[Any]) -> list[dict[str, Any]]:
    """The steps of sending, who took each in this round and when. Countersigning is there only when somebody was asked."""
    asked = document.consultations.filter(round=document.round).exists()
    order = [
        code for code, _title in STEPS if code != "countersign" or asked or document.state == "countersign"
    ]
    reached = order.index(document.state) if document.state in order else len(order)
    ended_early = document.state == "cancelled"
    found = []
    for place, code in enumerate(order):
        done = [
            o
            for o in opinions
            if o.step == code and o.round == document.round and o.verb not in ("edit", "cancel")
        ]
        state = "ok" if place < reached and done else "now" if place == reached else ""
        found.append(
            {
                "title": STEP_TITLES[code],
                "state": "" if ended_early and not done else state,
                "who": "、".join(dict.fromkeys(o.by.name if o.by else o.author for o in done)),
                "when": moment(done[-1].at) if done else "",
            }
        )
    return found


def log(opinions: list[Any]) -> list[dict[str, Any]]:
    """What was said, as it was said."""
    return [
        {
            "o": o,
            "at": AT.get(o.step, o.step),
            "verb": VERBS.get(o.verb, (o.verb, ""))[0],
            "state": VERBS.get(o.verb, ("", ""))[1],
        }
        for o in opinions
    ]


def by_whom(opinions: list[Any], step: str, round_: int) -> str:
    """Who took a step in a round, and when."""
    done = [
        o for o in opinions if o.step == step and o.round == round_ and o.verb in ("submit", "pass", "sign")
    ]
    return "；".join(
        f"{o.organisation or ''} {o.by.name if o.by else o.author}，{moment(o.at)}".strip() for o in done
    )
