"""业务目录: every declared type as its declaration says it; page, command and guide show the same description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Exported, Nav
from youfu.kit.templatetags.kit import said
from youfu.kit.text import Text
from youfu.kit.workflow import MAKER, TYPES, ApplicationType, Step
from youfu.modules.organisations.queries import county
from youfu.modules.standards.queries import in_force

PERMISSIONS: dict[Permission, Text] = {
    Permission.APPLICATIONS_MAKE: gettext_lazy("受理"),
    Permission.APPLICATIONS_VILLAGE: gettext_lazy("村社区意见"),
    Permission.APPLICATIONS_TOWN: gettext_lazy("镇街道审核"),
    Permission.APPLICATIONS_EXAMINE: gettext_lazy("县级经办"),
    Permission.APPLICATIONS_REVIEW: gettext_lazy("县级复核"),
    Permission.APPLICATIONS_SIGN: gettext_lazy("县级审批"),
}
LEVELS: dict[str, Text] = {
    "village": gettext_lazy("村社区"), "town": gettext_lazy("镇街道"), "county": gettext_lazy("县级"),
    "city": gettext_lazy("市级"), "province": gettext_lazy("省级"),
}  # fmt: skip
KINDS: dict[str, Text] = {
    "review": gettext_lazy("审核"),
    "publicity": gettext_lazy("公示"),
    "outside": gettext_lazy("外单位办理，登记结果"),
}


def declared() -> list[ApplicationType]:
    """Every type, in its number's order."""
    return sorted(TYPES.values(), key=lambda t: t.number)


def describe(kind: ApplicationType, days: Mapping[str, int]) -> dict[str, Any]:
    """A type as plain values. `days` are the working days laid down by code; what is not among them is None: to be confirmed."""
    steps = [_step(kind, step, days) for step in kind.steps]
    notices = [step["working_days"] for step in steps if step["kind"] == "publicity"]
    return {
        "number": kind.number,
        "code": kind.code,
        "title": str(kind.title),
        "legal_basis": [str(basis) for basis in kind.basis],
        "made_with": str(kind.make),
        "steps": steps,
        "evidence": [
            {"code": p.code, "title": str(p.title), "required": p.required, "conditional": p.when is not None,
             "note": str(p.note)}
            for p in kind.papers
        ],
        "publicity": bool(notices),
        "publicity_days": notices[0] if notices else None,
        "refusal_grounds": [
            {"code": g.code, "title": str(g.title), "clause": str(g.clause)} for g in kind.grounds
        ],
    }  # fmt: skip


def _step(kind: ApplicationType, step: Step, days: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": step.code,
        "title": str(step.title),
        "kind": step.kind,
        "level": step.level,
        "permission": str(step.permission),
        "working_days": days.get(f"limit.{kind.code}.{step.code}", days.get(f"limit.{step.code}")),
        "may_return_to": list(step.returns_to) if step.kind != "publicity" else [],
        "conditional": bool(step.when or step.above),
        "records": list(step.records),
    }


def laid_down() -> dict[str, int]:
    """Working days by code, as they are in force in this county today."""
    return {code: int(row.value) for code, row in in_force(county().path, clock.today()).items()}


def route_of(kind: dict[str, Any]) -> str:
    """The steps in one line, each with its working days."""
    return " → ".join(f"{said(s['title'])}（{s['working_days'] or _('待确认')}）" for s in kind["steps"])


def grounds_of(kind: dict[str, Any]) -> str:
    return "；".join(f"{said(g['title'])}（{g['clause']}）" for g in kind["refusal_grounds"])


COLUMNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (gettext_lazy("序号"), lambda kind: str(kind["number"])),
        (gettext_lazy("事项"), lambda kind: said(kind["title"])),
        (gettext_lazy("代码"), lambda kind: kind["code"]),
        (gettext_lazy("依据"), lambda kind: "；".join(kind["legal_basis"])),
        (gettext_lazy("环节（工作日）"), route_of),
        (gettext_lazy("材料"), lambda kind: "、".join(str(said(p["title"])) for p in kind["evidence"])),
        (gettext_lazy("不予批准的情形"), grounds_of),
    )
)  # fmt: skip


class ApplicationTypes(Exported):
    """业务目录: what can be applied for, on what ground, by which steps, with which papers; inside for everybody."""

    permission = Permission.SITE_USE
    route = "application-types"
    export = Permission.SITE_USE
    personal = False
    title = gettext_lazy("业务目录")
    nav = Nav("work", gettext_lazy("业务目录"), "clip", 48)
    template_name = "recognition/application_types.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        days, wanted = laid_down(), request.GET.get("type", "")
        if wanted and wanted not in TYPES:
            raise Http404(wanted)
        if self.wanted_away:
            shown = [kind for kind in declared() if wanted in ("", kind.code)]
            return self.hand_out(COLUMNS, [describe(kind, days) for kind in shown], conditions=wanted)
        context: dict[str, Any] = {"types": [describe(kind, days) for kind in declared()]}
        if wanted:
            chosen = describe(TYPES[wanted], days)
            context |= {
                "chosen": chosen, "steps": [_worded(step, chosen) for step in chosen["steps"]],
                "may_load": self.may(Permission.STANDARDS_LOAD), "title": said(chosen["title"]),
            }  # fmt: skip
        return self.show(context)


def _worded(step: dict[str, Any], chosen: dict[str, Any]) -> dict[str, Any]:
    """A step with its codes in words."""
    titles = {s["code"]: s["title"] for s in chosen["steps"]} | {MAKER: _("受理")}
    return step | {
        "level_title": LEVELS[step["level"]],
        "permission_title": PERMISSIONS.get(Permission(step["permission"]), step["permission"]),
        "kind_title": KINDS[step["kind"]],
        "back": "、".join(str(said(titles[code])) for code in step["may_return_to"]),
        "limit": f"limit.{chosen['code']}.{step['code']}",
    }


def guide(days: Mapping[str, int]) -> str:
    """The table of docs/guide/application-types.md: Markdown, one line a type."""
    heads = (
        "No.",
        "Code",
        "Item",
        "Legal basis",
        "Steps (level, permission, working days)",
        "Evidence",
        "Publicity",
        "Grounds for refusal",
    )
    lines = [_row(heads), _row("---" for _head in heads)]
    for kind in declared():
        told = describe(kind, days)
        steps = [
            f"{s['title']} ({s['level']}, `{s['permission']}`, {_days(s['working_days'])})"
            for s in told["steps"]
        ]
        papers = [
            p["title"] + ("" if p["required"] and not p["conditional"] else "*") for p in told["evidence"]
        ]
        lines.append(
            _row((
                str(told["number"]), f"`{told['code']}`", told["title"], "; ".join(told["legal_basis"]), " → ".join(steps),
                ", ".join(papers), _days(told["publicity_days"]) if told["publicity"] else "none",
                "; ".join(f"{g['title']} ({g['clause']})" for g in told["refusal_grounds"]),
            ))
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def _days(number: int | None) -> str:
    return "to be confirmed" if number is None else str(number)


def _row(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
