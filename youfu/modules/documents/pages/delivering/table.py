"""The lines of the matrix as markup, put together here and not in a template: a page of all stations has hundreds of them, and
what they share (labels, words, moments) is looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from youfu.kit.pages import cells
from youfu.kit.templatetags.kit import moment
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.pages.delivering import words


@dataclass
class Line:
    """One recipient: its row, what stands of it, and how deep it is shown."""

    row: Delivery
    standing: words.Standing
    name: str
    inside: bool

    @property
    def path(self) -> str:
        return self.row.organisation.region.path

    @property
    def codes(self) -> list[str]:
        """The regions it lies in, from the outermost."""
        return [code for code in self.path.split("/") if code]


@dataclass
class Group:
    """A town's lines (its station's, and those of people there by name), and those of its villages."""

    heads: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    code: str = ""
    name: str = ""

    @property
    def unfinished(self) -> int:
        return sum(not line.row.finished for line in self.below)

    def lines(self, one_by_one: bool) -> list[Line | Group]:
        """The town's lines and those below it, or, when there are too many, the group itself, summed up."""
        if one_by_one or not self.below:
            return [*self.heads, *self.below]
        return [*self.heads, self]


class Moments:
    """Moments as they are read, each worked out once: many recipients were reached at the same one."""

    def __init__(self) -> None:
        self.known: dict[datetime | None, str] = {}

    def of(self, at: datetime | None) -> str:
        if at not in self.known:
            self.known[at] = moment(at)
        return self.known[at]


@dataclass
class Table:
    """How the lines are shown: with when each got it, with replies, and at the end with reminding and taking back."""

    document: OfficialDocument
    moments: Moments
    got: bool
    replies: bool
    remind: bool
    withdraw: bool

    def of(self, lines: Iterable[Line | Group]) -> SafeString:
        made = (self._line(line) if isinstance(line, Line) else self._group(line) for line in lines)
        return mark_safe("".join(made))  # each escapes what people wrote

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns with a moment and their titles, which a phone shows before each."""
        wanted = {"delivered_at": _("收到")} if self.got else {}
        wanted |= {"opened_at": _("阅读"), "signed_at": _("签收")}
        return wanted | ({"replied_at": _("回复")} if self.replies else {})

    @cached_property
    def pattern(self) -> str:
        """A line with what all have in common, and gaps for the rest."""
        titles = self.columns.values()
        times = "".join(f'<td data-label="{escape(title)}"><time>{{}}</time></td>' for title in titles)
        state = f'<td class="state" data-label="{escape(_("状态"))}"><span class="mark" data-state="{{}}">{{}}</span>'
        return (
            f'<tr{{}}><th scope="row"{{}}>{{}}</th>{times}{state}{{}}</td><td class="num">{{}}{{}}</td></tr>'
        )

    @cached_property
    def button(self) -> str:
        return f'<button class="quiet small" name="only" value="{{}}">{escape(_("提醒"))}</button>'

    @cached_property
    def link(self) -> str:
        url = reverse("delivery-withdraw", args=[0]).replace("0", "{}")  # asked once, not for each line
        return f'&ensp;<a href="{url}">{escape(_("撤回"))}</a>'

    def _line(self, line: Line) -> str:
        row, standing = line.row, line.standing
        return self.pattern.format(
            ' data-state="stop"' if standing.state == "stop" else "",
            ' class="inside"' if line.inside else "",
            escape(line.name),
            *(self.moments.of(getattr(row, name)) for name in self.columns),
            standing.state,
            escape(standing.text),
            self._reminded(row.reminded) if row.reminded else "",
            self.button.format(row.pk) if self.remind and not row.finished else "",
            self.link.format(row.pk) if self.withdraw and row.withdrawn_at is None else "",
        )

    def _reminded(self, times: int) -> SafeString:
        return format_html(' <small class="in opt">{}</small>', _("催办 %(n)s 次") % {"n": times})

    def _group(self, group: Group) -> SafeString:
        """The villages of a town in one line, which leads to them."""
        url = f"{reverse('delivery-matrix', args=[self.document.pk])}?town={group.code}"
        text = _("%(town)s所辖 %(n)s 个") % {"town": group.name, "n": len(group.below)}
        left = group.unfinished
        mark = (
            cells.mark(_("%(n)d 个未完成") % {"n": left}, "look") if left else cells.mark(_("全部完成"), "ok")
        )
        return format_html(
            '<tr><th scope="row" class="inside"><a href="{}">{}</a></th>{}<td colspan="{}"></td>'
            '<td class="nb">{}</td><td></td></tr>',
            url, text, format_html("<td>{}</td>", "") if self.got else "", 3 if self.replies else 2, mark,
        )  # fmt: skip
