"""Where a document, an open item and a request for information may go from where they are. Pure; the database repeats it.

Sending 发文 passes 起草, 核稿, 会签, 签发, 编号, 印发; receiving 收文 passes 拟办, 批办, 承办, 办结 (党政机关公文处理工作条例,
articles 18 to 25). Whoever returns a text sends it back to its beginning, in a new round: what was changed is passed by all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal[
    "draft", "check", "countersign", "sign", "number", "issue", "issued", "withdrawn", "cancelled",
    "propose", "instruct", "handle", "done", "returned",
]  # fmt: skip
Verb = Literal[
    "submit", "pass", "return", "sign", "number", "issue", "withdraw", "cancel",
    "propose", "instruct", "report", "reassign", "finish", "send_back", "reopen",
]  # fmt: skip

# (state, verb) → states it may lead to. The trigger on the table of documents is made from the same dictionary.
TRANSITIONS: dict[tuple[State, Verb], frozenset[State]] = {
    ("draft", "submit"): frozenset({"check"}),
    ("check", "pass"): frozenset({"countersign", "sign"}),
    ("check", "return"): frozenset({"draft"}),
    ("countersign", "pass"): frozenset({"countersign", "sign"}),
    ("countersign", "return"): frozenset({"draft"}),
    ("sign", "sign"): frozenset({"number"}),
    ("sign", "return"): frozenset({"draft"}),
    ("number", "number"): frozenset({"issue"}),
    ("number", "return"): frozenset({"draft"}),
    ("issue", "issue"): frozenset({"issued"}),
    ("issued", "withdraw"): frozenset({"withdrawn"}),
    **{
        (state, "cancel"): frozenset({"cancelled"})
        for state in ("draft", "check", "countersign", "sign", "number", "issue")
    },
    ("propose", "propose"): frozenset({"instruct"}),
    ("propose", "finish"): frozenset({"done"}),  # for information only: read and filed
    ("propose", "send_back"): frozenset({"returned"}),
    ("instruct", "instruct"): frozenset({"handle", "done"}),
    ("handle", "report"): frozenset({"handle"}),
    ("handle", "reassign"): frozenset({"handle"}),
    ("handle", "finish"): frozenset({"done"}),
    ("done", "reopen"): frozenset({"handle"}),
}
CHANGES = frozenset((a, b) for (a, _verb), to in TRANSITIONS.items() for b in to if a != b)
ENDED: frozenset[State] = frozenset({"issued", "withdrawn", "cancelled", "done", "returned"})
INCOMING: frozenset[State] = frozenset({"propose", "instruct", "handle", "done", "returned"})
OPEN_TO_EDIT: frozenset[State] = frozenset({"draft", "check"})  # the drafter, then whoever checks

DISCLOSURE_CHANGES = frozenset(
    {
        ("draft", "check"),
        ("check", "draft"),
        ("check", "open"),
        ("check", "kept"),
        ("open", "withdrawn"),
        ("kept", "draft"),
    }
)
REQUEST_CHANGES = frozenset(
    {
        ("received", "supplement"), ("supplement", "received"), ("received", "consult"), ("consult", "received"),
        ("received", "answered"), ("supplement", "answered"), ("received", "withdrawn"), ("supplement", "withdrawn"),
        ("consult", "withdrawn"),
    }
)  # fmt: skip
REQUEST_ENDED = frozenset({"answered", "withdrawn"})


class Illegal(ValueError):
    """The verb is not possible in this state."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a document stands; `asked` sections still have to countersign in this round."""

    state: State
    round: int = 1
    asked: int = 0


def advance(now: Progress, verb: Verb, *, handled: bool = True) -> Progress:
    """Where the verb leads. A pass leads to countersigning while a section is still to answer (`asked` counts those that remain
    after this one); an instruction leads to handling, or, when nobody has to (`handled` false), to the end.

    Raises Illegal, with nothing changed, for a verb that the state does not know.
    """
    to = TRANSITIONS.get((now.state, verb))
    if to is None:
        raise Illegal(f"{verb} is not possible when {now.state}")
    if verb == "pass":
        return replace(now, state="countersign" if now.asked else "sign")
    if verb == "return":
        return replace(now, state="draft", round=now.round + 1, asked=0)
    if verb == "instruct":
        return replace(now, state="handle" if handled else "done")
    return replace(now, state=next(iter(to)))
