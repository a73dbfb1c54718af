"""The letters 文书 that types of recognition use: when each may be made, by whom, and what fills its template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.models import Application, Decision
from youfu.kit.workflow import actions, form
from youfu.kit.workflow.declare import TYPES
from youfu.kit.workflow.letters import LetterKind, declare, known, secret
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.queries import county, locality
from youfu.modules.people.models import Person
from youfu.rules import money
from youfu.rules.findings import failed

State = Application.State
COUNTY = (Permission.APPLICATIONS_EXAMINE, Permission.APPLICATIONS_REVIEW, Permission.APPLICATIONS_SIGN)
LOCAL = (Permission.APPLICATIONS_MAKE, Permission.APPLICATIONS_TOWN, *COUNTY)
PUBLISHING = (Permission.APPLICATIONS_TOWN, *COUNTY)
NUMBERS = "一二三四五六七八九十"
GRADES = tuple(NUMBERS)


def in_words(day: date | None, what: str = "日期") -> str:
    """2026年11月2日."""
    return known(f"{day.year}年{day.month}月{day.day}日" if day else "", what)


def sentence(text: str) -> str:
    """Ended as a sentence is, however somebody typed it."""
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def month_words(month: int) -> str:
    """2026年12月, from a month index."""
    return f"{month // 12}年{month % 12 + 1}月"


def common_values(application: Application) -> dict[str, Any]:
    """What every letter may say. Nobody's guess: what was never laid down is a place to fill in."""
    here, person = locality(county()), application.person
    region = person.household_region
    village = f"{region.parent}{region}" if region.level == "village" and region.parent else str(region)
    return {
        "office": known(here.name, "机关全称"), "phone": known(here.phone, "联系电话"),
        "address": known(here.address, "办公地址"), "postcode": known(here.postcode, "邮政编码"),
        "review_body": known(here.review_body, "行政复议机关"), "court": known(here.court, "有管辖权的人民法院"),
        "hospital": known(here.hospital, "鉴定医疗机构"),
        "name": person.name, "sex": Person.Sex(person.sex).label, "born": f"{person.born_on.year}年{person.born_on.month}月",
        "place": village, "id_number": secret(person.id_number.reveal()), "ethnicity": known(person.ethnicity, "民族"),
        "title": application.title, "case": application.number, "day": in_words(clock.today()),
        "submitted": in_words(application.submitted_on, "申请日期"), "ended": in_words(application.ended_on, "决定日期"),
        "basis": "、".join(_basis(application)),
        "outcome": sentence(known(application.outcome, "决定内容")),
        "granted": money.plain_yuan(application.granted_fen) if application.granted_fen is not None else "",
    }  # fmt: skip


def _basis(application: Application) -> Sequence[str]:
    """As declared when it was handed in; while it is a draft, as declared now."""
    kept = application.declared.get("basis")
    declared = TYPES.get(application.type)
    return list(kept or (declared.basis if declared else ()))


def acceptance(application: Application) -> dict[str, Any]:
    held: dict[str, list[int]] = {}
    for row in application.files.filter(removed_at=None):
        held.setdefault(row.title, []).append(row.pages)
    papers = [f"{title}{len(pages)}份{sum(pages)}页" for title, pages in held.items()]
    steps = [
        f"{step.title}{f'{step.days}个工作日' if step.days is not None else '（时限待确认）'}"
        for step in application.steps.order_by("order")
    ]
    return common_values(application) | {
        "papers": known("；".join(papers), "收到的材料"), "steps": known("；".join(steps), "办理时限"),
    }  # fmt: skip


def wanted(application: Application) -> list[str]:
    """Everything that is missing or wrong, told at once 一次性告知: papers, fields, what a step asked for, what does not fit."""
    notes = {p["title"]: p["note"] for p in actions.papers(application)}
    found = [
        f"补交{title}{f'（{notes[title]}）' if notes.get(title) else ''}。"
        for title in actions.missing(application)
    ]
    unread = form.refused(application) if application.type in TYPES else []
    if unread:
        found.append(f"申请表补充或更正：{'、'.join(unread)}。")
    if application.state == State.RETURNED and (last := _last(application, "return")):
        found.append(sentence(f"{last.step}提出：{last.opinion}"))
    if not unread:
        found += _unfit(application)
    return [f"（{_count(n)}）{text}" for n, text in enumerate(found, 1)]


def _unfit(application: Application) -> list[str]:
    """Conditions that are not met, with their ground; what cannot be checked is said, too."""
    try:
        failing = failed(actions.checks(application))
    except (Refused, KeyError, TypeError, ValueError) as problem:
        return [
            sentence(str(problem)) if isinstance(problem, Refused) else "申请表内容不完整，资格核查没有完成。"
        ]
    return [f"{f.title}：{f.detail}（{f.ground}）。" for f in failing]


def _count(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMBERS[tens - 1]}十"
    return head + (NUMBERS[ones - 1] if ones else "")


def _last(application: Application, verb: str) -> Decision | None:
    found: Decision | None = application.decisions.filter(verb=verb).order_by("-id").first()
    return found


def publicity(application: Application) -> dict[str, Any]:
    notice = application.notices.order_by("-id").first()
    assert notice is not None  # ready() asked
    return common_values(application) | {
        "content": notice.content, "from": in_words(notice.from_day), "until": in_words(notice.until_day, "公示截止日"),
    }  # fmt: skip


def refusal(application: Application) -> dict[str, Any]:
    last = _last(application, "reject")
    ground = last.ground if last and last.ground else {}
    return common_values(application) | {
        "ground": known(ground.get("title"), "情形"), "clause": known(ground.get("clause"), "依据条款"),
        "opinion": sentence(known(last.opinion if last else "", "事实和理由")),
    }  # fmt: skip


def transfer(application: Application) -> dict[str, Any]:
    """The relation as it ended here: each programme, its terms, and the last month this county pays."""
    ended = application.person.entitlements.filter(ended=Entitlement.Ended.MOVED).select_related(
        "programme", "terms"
    )
    rows, months = [], []
    for row in ended:
        last = row.months.upper - 1
        terms = str(row.terms.priced(row.programme.code)).partition("（")[2].rstrip("）")
        rows.append((str(row.programme), terms or "—", month_words(last)))
        months.append(last)
    given = form.cleaned(application)
    return common_values(application) | {
        "rows": rows, "last": month_words(max(months)) if months else known("", "已发至年月"),
        "to_place": known(given.get("to_place"), "迁入地退役军人事务部门"),
        "to_phone": known(given.get("to_phone"), "迁入地联系电话"), "certificates": _certificates(application.person),
    }  # fmt: skip


def _certificates(person: Person) -> str:
    held = person.certificates.filter(valid__contains=clock.today())
    return known("；".join(f"{c.kind} {c.number}" for c in held), "证件名称和编号")


def certificate(application: Application) -> dict[str, Any]:
    """What a certificate is printed from."""
    person, today = application.person, clock.today()
    rated = person.disabilitys.filter(valid__contains=today).first()
    held = person.identitys.filter(valid__contains=today)
    return common_values(application) | {
        "categories": known("、".join(str(i) for i in held), "人员类别"), "certificates": _certificates(person),
        "grade": f"{GRADES[rated.grade - 1]}级" if rated else "—", "cause": rated.get_cause_display() if rated else "—",
        "rated_by": known(rated.basis if rated else "", "批准依据"),
    }  # fmt: skip


def at(*states: str) -> Callable[[Application], str]:
    """Ready in these states only."""

    def ready(application: Application) -> str:
        if application.state in states:
            return ""
        names = "、".join(str(State(s).label) for s in states)  # in the language of whoever asks
        return _("申请%(states)s时才能制作。") % {"states": names}

    return ready


def something_wanted(application: Application) -> str:
    return at(State.DRAFT, State.RETURNED)(application) or (
        "" if wanted(application) else _("没有需要补正的内容。")
    )


def published(application: Application) -> str:
    return "" if application.notices.exists() else _("还没有公示。")


def moved_away(application: Application) -> str:
    if application.person.status != Person.Status.MOVED:
        return _("本人没有迁出，不出具转移证明。")
    return at(State.APPROVED)(application)


def head(application: Application) -> str:
    return locality(county()).prefix


def _kind(
    code: str, title: Any, values: Any, ready: Any, permissions: tuple[Permission, ...], numbered: bool = True
) -> None:
    declare(LetterKind(
        code, title, f"recognition/letters/{code}.txt", values, ready, permissions, head if numbered else None
    ))  # fmt: skip


_kind("acceptance", gettext_lazy("受理通知书"), acceptance, at(State.OPEN, State.RETURNED), LOCAL)
_kind(
    "correction",
    gettext_lazy("补正材料通知书"),
    lambda a: common_values(a) | {"wanted": wanted(a)},
    something_wanted,
    LOCAL,
)
_kind("publicity", gettext_lazy("公示书"), publicity, published, PUBLISHING)
_kind("decision", gettext_lazy("决定书"), common_values, at(State.APPROVED), COUNTY)
_kind("refusal", gettext_lazy("不予批准决定书"), refusal, at(State.REFUSED), COUNTY)
_kind("transfer", gettext_lazy("关系转移证明"), transfer, moved_away, COUNTY)
_kind("certificate", gettext_lazy("证件信息表"), certificate, at(State.APPROVED), COUNTY, numbered=False)
_kind("referral", gettext_lazy("医学鉴定介绍信"), common_values, at(State.OPEN), COUNTY)
