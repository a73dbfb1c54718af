"""`youfu explain`: why a person gets what they get in a month, to the fen."""

from __future__ import annotations

from argparse import Namespace

from django.utils.translation import gettext as _

from youfu.config.commands.acting import acting, show
from youfu.kit import audit
from youfu.kit.access import Permission, demand
from youfu.kit.errors import Refused
from youfu.modules.organisations.queries import county
from youfu.modules.payments.queries.explain import Explanation, explain
from youfu.modules.people.models import Person
from youfu.modules.standards.models import Programme
from youfu.rules import identifiers, periods
from youfu.rules.celltext import clean
from youfu.rules.money import fen_to_yuan


def run(given: Namespace) -> int:
    """Find the person among those the caller may see; the look is in the trail."""
    number = clean(given.id_number).replace(" ", "").upper()
    with acting(given) as by:
        demand(by, Permission.PEOPLE_VIEW)
        person = Person.objects.with_id(number).visible_to(by, Permission.PEOPLE_VIEW).first()
        if person is None:
            masked = identifiers.mask_id(number)
            raise Refused(_("没有身份证号为 %(id)s 的人员，或不在您负责的区划内。") % {"id": masked})
        audit.viewed(by, person)
        explained = explain(person, given.month, county())
    show(given, explained.to_json(), _lines(explained))
    return 0


def _lines(explained: Explanation) -> list[str]:
    titles = dict(Programme.objects.values_list("code", "title"))
    head = {
        "name": explained.person.name,
        "month": periods.month_text(explained.month),
        "yuan": fen_to_yuan(explained.total_fen),
    }
    lines = [_("%(name)s %(month)s 共 %(yuan)s 元") % head]
    for line in explained.lines:
        cited = " ".join(str(line[key]) for key in ("document_number", "article", "basis") if line[key])
        words = (
            titles[line["programme"]],
            line["for_month"],
            fen_to_yuan(line["amount_fen"]),
            line["note"],
            cited,
        )
        lines.append(
            "  " + "  ".join(filter(None, words)) + (_("（待核实）") if line["verified"] is False else "")
        )
    lines += [
        f"  {titles[row['programme']]}  0.00  {row['reason']}（{row['basis']}）" for row in explained.excluded
    ]
    lines += [
        f"  {titles[row['programme']]}  {fen_to_yuan(row['amount_fen'])}  {row['basis']}"
        for row in explained.once
    ]
    return lines + ([explained.problem] if explained.problem else [])
