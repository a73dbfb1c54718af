"""One roll: where it stands, what it adds up to, how it differs from last month, what to look at, and every line with its why."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import Column, DetailPage, Exported, Part, keyset
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import moment, money, month_name, said
from youfu.modules.payments.models import Kind, Roll, RollTotal
from youfu.modules.payments.pages.charts import bridge
from youfu.modules.payments.pages.words import sentence, titles, unverified
from youfu.modules.payments.queries import compare, owed
from youfu.modules.payments.queries.compare import Wanted
from youfu.rules import periods

ONLY = {
    "": _("全部"), "current": _("当月"), "arrears": _("补发"), "recovery": _("扣回"), "added": _("新增"),
    "stopped": _("停发"), "changed": _("调整"), "jump": _("变动超三成"), "noaccount": _("无账户"), "shared": _("共用账户"),
    "unpaid": _("未发"),
}  # fmt: skip
COMPARED = {"added", "stopped", "changed", "jump"}  # against the month before, when there is one
SIZE = 20
COLUMNS = (
    *(
        Column(title, plain, plain=plain)
        for title, plain in (
            (_("批次"), lambda line: line.roll.code),
            (_("姓名"), lambda line: line.person.name),
            (_("身份证号"), lambda line: line.person.masked_id),
            (_("镇街道、村社区"), lambda line: str(line.person.household_region)),
            (_("项目"), lambda line: str(line.programme)),
            (_("所属月份"), lambda line: periods.month_text(line.for_month)),
            (_("类别"), lambda line: line.get_kind_display()),
        )
    ),
    Column(_("金额（元）"), lambda line: line.amount_fen, plain=lambda line: line.amount_fen, money=True),
)


class RollPage(Exported, DetailPage):
    """发放批次 of a month."""

    permission = Permission.ROLLS_VIEW
    section = "rolls"
    page_name = "roll"
    route = "roll"
    title = _("发放明细")
    export = Permission.ROLLS_EXPORT
    model = Roll
    template_name = "payments/roll.html"

    def base(self) -> Rows:
        return super().base().select_related("county", "computed_by", "approved_by", "bank_file__by")

    def answer(self, status: int = 200, **more: Any) -> Any:
        if self.wanted_away:
            return self._take_away()
        htmx = getattr(self.request, "htmx", False) and self.request.headers.get("HX-Target") == "lines"
        if htmx:
            return self.show({"thing": self.thing, **self._lines()}, template="payments/roll.html#lines")
        return super().answer(status, **more)

    def extra(self, part: Part | None) -> dict[str, Any]:
        roll: Roll = self.thing
        self.before = list(compare.rolls_before(roll).values_list("pk", flat=True))
        steps = compare.steps(roll, self.before)
        programmes, kinds = self._totals()
        mine = roll.computed_by_id == self.actor.pk
        draft = roll.state == Roll.State.DRAFT
        return {
            "title": _now("%(month)s发放批次") % {"month": month_name(roll.month)}
            + (f"（{roll.number}）" if roll.number > 1 else ""),
            "draft": draft,
            "can_approve": draft and self.may(Permission.ROLLS_APPROVE, roll.region_path) and not mine,
            "own_draft": draft and mine,
            "can_compute": draft and self.may(Permission.ROLLS_COMPUTE, roll.region_path),
            "can_export": not draft and self.may(Permission.ROLLS_EXPORT, roll.region_path),
            "steps": _steps(roll),
            "programmes": programmes,
            "kinds": kinds,
            "difference": kinds[Kind.CURRENT] - steps.before if steps else None,
            "bridge": bridge(steps, kinds, roll.month) if steps else None,
            "compared": steps,
            "odd": self._odd(),
            "unverified": unverified(roll),
            **self._lines(),
        }

    def _totals(self) -> tuple[list[dict[str, Any]], dict[int, int]]:
        """One line a programme, with last month beside it; and the sums by kind (fen)."""
        kinds = {int(kind): 0 for kind in Kind}
        rows: dict[int, dict[str, Any]] = {}
        for total in self.thing.totals.select_related("programme"):
            row = rows.setdefault(
                total.programme_id, {"programme": total.programme, "people": 0, "fen": 0, "before": None}
            )
            row["fen"] += total.fen
            row[f"kind{total.kind}"] = total.fen
            row["people"] = max(row["people"], total.people)
            kinds[total.kind] += total.fen
        for roll in compare.rolls_before(self.thing):
            for total in roll.totals.filter(kind=Kind.CURRENT).select_related("programme"):
                row = rows.setdefault(
                    total.programme_id, {"programme": total.programme, "people": 0, "fen": 0, "before": None}
                )
                row["before"] = (row["before"] or 0) + total.fen
        for row in rows.values():
            row["change"] = row.get("kind1", 0) - row["before"] if row["before"] is not None else None
        return sorted(rows.values(), key=lambda row: row["programme"].number), kinds

    def _odd(self) -> list[dict[str, Any]]:
        """What a reviewer should see before signing; each with the way to the people."""
        roll, found = self.thing, _beside(self.thing)
        for problem in roll.problems:
            found.append({
                "state": "stop", "icon": "alert", "url": reverse("standards"), "act": _("查标准"),
                "title": _now("%(n)d 人未能计算（%(month)s）") % {"n": problem["people"], "month": problem["month"]},
                "note": problem["reason"],
            })  # fmt: skip
        if roll.unverified:
            found.append({
                "state": "look", "icon": "book", "url": "#unverified", "act": _("逐条看"),
                "title": _now("用到 %(n)d 条待核实标准") % {"n": roll.unverified},
                "note": _("审批时须核对文件并确认"),
            })  # fmt: skip
        notes = (
            ("noaccount", "bank", _("没有发放账户"), _("这些人的金额暂挂，登记账户后随下一份银行文件发出")),
            ("jump", "chart", _("金额变动超过三成"), _("与上月同一项目相比，请核对等级、年限或标准变动")),
            ("shared", "card", _("共用同一账户"), _("须有委托书或监护证明")),
            ("recovery", "undo", _("扣回"), _("多发月份的差额，从应发中抵扣")),
        )
        for code, icon, title, note in notes:
            number = compare.people_of(Wanted(roll, self.before, code)).count()
            if number:
                found.append({
                    "state": "look", "icon": icon, "url": f"?only={code}#lines", "act": _("看名单"), "note": note,
                    "title": _now("%(what)s %(n)d 人") % {"what": title, "n": number},
                })  # fmt: skip
        return found

    def _wanted(self) -> tuple[Wanted, str, Any]:
        """What is asked for, the words searched for, and the people; a programme that was not paid has none."""
        given = self.request.GET
        only = given.get("only", "") if given.get("only", "") in ONLY else ""
        text = given.get("q", "").strip().replace("\x00", "")
        before = list(compare.rolls_before(self.thing).values_list("pk", flat=True))
        paid = RollTotal._default_manager.filter(roll__in=[self.thing.pk, *before]).select_related(
            "programme"
        )
        programmes = {total.programme.code: total.programme for total in paid}
        programme = programmes.get(given.get("programme", ""))
        wanted = Wanted(self.thing, before, only, programme)
        people = compare.people_of(wanted).select_related("household_region__parent")
        if given.get("programme") and programme is None:
            people = people.none()
        return wanted, text, people.matching(text) if text else people

    def _take_away(self) -> Any:
        """Every line that is looked at, one row each."""
        wanted, text, people = self._wanted()
        words = (wanted.only, wanted.programme.code if wanted.programme else "", "q" if text else "")
        return self.hand_out(
            COLUMNS,
            compare.lines_to_take(wanted, people),
            title=f"{self.thing.code} {self.title}",
            conditions=", ".join(word for word in words if word),
        )

    def _lines(self) -> dict[str, Any]:
        """One page of people with their lines, last month's money and the reasons."""
        roll, given = self.thing, self.request.GET
        wanted, text, people = self._wanted()
        before = wanted.before
        hidden = set() if before else COMPARED
        hidden = hidden if hasattr(roll, "bank_file") else hidden | {"unpaid"}
        found = keyset.slice_of(
            people,
            ("id",),
            SIZE,
            after=given.get("after", ""),
            before=given.get("before", ""),
        )
        earlier = compare.sums(found.rows, before) if before else {}
        return {
            "only": wanted.only,
            "programme": wanted.programme,
            "tabs": [(code, label) for code, label in ONLY.items() if code not in hidden],
            "q": text,
            "slice": found,
            "total": keyset.total(people, found),
            "people": _per_person(found.rows, roll, earlier),
            "has_before": bool(before),
            "links": self.may(Permission.PEOPLE_VIEW),
        }


def _beside(roll: Roll) -> list[dict[str, Any]]:
    """What the bank file pays beside the lines: benefits paid once."""
    known = owed.paid_beside(roll).aggregate(n=Count("pk"), fen=Sum("amount_fen"))
    if not known["n"]:
        return []
    return [{
        "state": "info", "icon": "yuan", "url": reverse("one-offs"), "act": _("看名单"),
        "title": _now("一次性待遇 %(n)d 笔，%(sum)s 元") % {"n": known["n"], "sum": money(known["fen"])},
        "note": _("不在批次明细内，随本批次的银行文件发放"),
    }]  # fmt: skip


def _per_person(people: list[Any], roll: Roll, earlier: dict[int, int]) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {
        p.pk: {
            "person": p,
            "lines": [],
            "excluded": [],
            "fen": 0,
            "current": 0,
            "before": earlier.get(p.pk),
            "kinds": {},
            "what": [],
        }
        for p in people
    }
    names = titles()
    for line in compare.lines_of(people, roll):
        row = rows[line.person_id]
        row["fen"] += line.amount_fen
        row["current"] += line.amount_fen if line.kind == Kind.CURRENT else 0
        row["kinds"][line.kind] = line.get_kind_display()
        if said(line.programme.title) not in row["what"]:
            row["what"].append(said(line.programme.title))
        row["lines"].append({"line": line, "month": periods.month_text(line.for_month), **sentence(line)})
        if line.price and line.for_month == roll.month and not row["excluded"]:
            row["excluded"] = [
                {**e, "title": names.get(e["programme"], "")} for e in line.price.price["excluded"]
            ]
    for row in rows.values():
        # Month against month: back pay and recoveries stand in the sum beside it and would only blur the comparison.
        row["change"] = row["current"] - row["before"] if row["before"] is not None else None
        row["kinds"] = [row["kinds"][kind] for kind in sorted(row["kinds"])]
    return list(rows.values())


def _steps(roll: Roll) -> list[dict[str, Any]]:
    """计算 → 核对 → 审批 → 银行文件: who did what when, and what comes next."""
    draft, exported = roll.state == Roll.State.DRAFT, roll.state == Roll.State.EXPORTED
    file = getattr(roll, "bank_file", None)
    return [
        {"state": "ok", "title": _("计算"), "who": f"{roll.computed_by.name} {moment(roll.computed_at)}"},
        {
            "state": "now" if draft else "ok",
            "title": _("核对"),
            "who": _("核对差额、异常和标准变动") if draft else "",
        },
        {
            "state": "" if draft else "ok",
            "title": _("审批"),
            "who": f"{roll.approved_by.name} {moment(roll.approved_at)}"
            if roll.approved_by
            else _("须由另一人审批"),
        },
        {
            "state": "ok" if exported else "" if draft else "now",
            "title": _("银行文件"),
            "who": f"{file.by.name} {moment(file.at)}" if file else _("审批后生成"),
        },
    ]
