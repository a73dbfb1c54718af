"""政务公开: an item is made, checked, opened under its index number by somebody else, corrected, withdrawn.

政府信息公开条例 (2019): what is not opened and why (articles 14 to 16), review before release (17), 20 working days (26).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.workflow.calendar import working_days
from youfu.modules.documents.actions import door
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import Attachment, Disclosure, DisclosureVersion, OfficialDocument
from youfu.modules.documents.models.disclosures import TEXT
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import locality
from youfu.rules import disclosure as rules
from youfu.rules import official_text
from youfu.rules.secrecy import mark

State, Mode = Disclosure.State, Disclosure.Mode
DAYS = 20  # working days from making or changing an item to opening it (article 26)
SUBJECT = "民政、扶贫、救灾／优抚安置"
EDITABLE = frozenset({*TEXT, "mode", "ground"})
KEPT = ("title", "name", "kind", "size", "pages", "digest", "text", "read_whole", "scan")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the place it stands in, as a sentence can say it."""

    where: str
    kind: str
    excerpt: str


@action("disclosure.make", gettext_lazy("编制公开信息"), Permission.DISCLOSURES_EDIT)
def make(county: Region, *, values: Mapping[str, Any], by: Actor) -> Disclosure:
    """Begin an item that comes from no document."""
    item = Disclosure(region=county, made_by_id=by.pk)
    _fill(item, values, by=by)
    item.save()
    return item


@action("disclosure.from_document", gettext_lazy("公文转为公开信息"), Permission.DISCLOSURES_EDIT)
def make_from(document: OfficialDocument, *, by: Actor) -> Disclosure:
    """Begin an item from an issued document: its fields, its text and its files, which may be taken out again."""
    if not document.outgoing or document.state != OfficialDocument.State.ISSUED or document.dated is None:
        raise Refused(_("印发后的文件才能公开，请先办完发文。"))
    if document.disclosures.exclude(state=State.WITHDRAWN).exists():
        raise Refused(_("这份文件已经转为公开信息，请在政务公开里继续办理。"))
    item = Disclosure(region=document.region, document=document, made_by_id=by.pk)
    values = {
        "title": document.title, "body": document.body, "document_number": document.label, "made_on": document.dated,
        "issued_on": document.printed_on or document.dated, "category": Disclosure.Category.POLICY, "subject": SUBJECT,
        "issuer": locality(document.region).name,
    }  # fmt: skip
    _fill(item, values, by=by)
    item.save()
    Attachment.objects.bulk_create(
        Attachment(disclosure=item, added_by_id=by.pk, **{name: getattr(row, name) for name in KEPT})
        for row in document.attachments.filter(removed_at=None)
    )
    return item


@action("disclosure.edit", gettext_lazy("修改公开信息"), Permission.DISCLOSURES_EDIT)
def edit(item: Disclosure, *, values: Mapping[str, Any], by: Actor) -> Disclosure:
    """Change what is being prepared; what was opened is corrected instead."""
    _demand_state(item, State.DRAFT)
    _fill(item, values, by=by)
    item.save()
    return item


@action("disclosure.submit", gettext_lazy("公开信息送审"), Permission.DISCLOSURES_EDIT)
def submit(item: Disclosure, *, by: Actor) -> Disclosure:
    """Hand in for review: the mandatory metadata have to be there."""
    _demand_state(item, State.DRAFT)
    _whole(item)
    item.state, item.returned_why, item.prepared_by_id = State.CHECK, "", by.pk
    item.save(update_fields=["state", "returned_why", "prepared_by"])
    return item


@action("disclosure.return", gettext_lazy("退回公开信息"), Permission.DISCLOSURES_RELEASE, record=("why",))
def send_back(item: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """Back to whoever prepares it, with what has to be changed."""
    _demand_state(item, State.CHECK)
    item.state, item.returned_why = State.DRAFT, _reason(why, _("请写明退回原因。"))
    item.save(update_fields=["state", "returned_why"])
    return item


@action(
    "disclosure.release", gettext_lazy("审查公开信息"), Permission.DISCLOSURES_RELEASE, record=("looked",)
)
def release(item: Disclosure, *, looked: bool = False, seen: str | None = None, by: Actor) -> Disclosure:
    """Decide on an item: open it under the next index number, or keep it when it is not to be opened.

    `looked`: somebody looked at the files whose text could not be read whole. `seen`: what :func:`as_shown` said of the text that
    was read; None for whoever reads the row itself. Refused for findings, and for whoever prepared it.
    """
    _demand_state(item, State.CHECK)
    _refuse_unseen(item, seen)
    _four_eyes((item.made_by_id, item.prepared_by_id), by)
    if item.document is not None and item.document.state == OfficialDocument.State.WITHDRAWN:
        raise Refused(_("来源公文已经撤回，不能公开，请退回编制人。"))
    _whole(item)
    item.released_by_id, item.checked_files = by.pk, looked
    if item.mode != Mode.ACTIVE:
        item.state = State.KEPT
        item.save(update_fields=["state", "released_by", "checked_files"])
        return item
    _releasable(found_in(item), bool(unread_files(item)) and not looked)
    if item.number_id is None:
        item.number = give(series_of(item.region, "index"), by=by)
    item.state, item.opened_at, item.files_as_of = State.OPEN, clock.now(), clock.now()
    item.save()
    return item


@action("disclosure.reconsider", gettext_lazy("重新编制公开信息"), Permission.DISCLOSURES_EDIT)
def reconsider(item: Disclosure, *, by: Actor) -> Disclosure:
    """Take up again what was kept."""
    _demand_state(item, State.KEPT)
    item.state, item.released_by, item.checked_files = State.DRAFT, None, False
    item.save(update_fields=["state", "released_by", "checked_files"])
    return item


@action("disclosure.correct", gettext_lazy("拟定更正"), Permission.DISCLOSURES_EDIT, record=("why",))
def correct(item: Disclosure, *, values: Mapping[str, Any], why: str, by: Actor) -> Disclosure:
    """Write down a correction of an open item; the public sees it when somebody else has released it."""
    _demand_state(item, State.OPEN)
    if item.correction is not None:
        raise Refused(_("已有一份更正在等待审查，请先办完。"))
    given = {name: _clean_text(name, value) for name, value in values.items() if name in TEXT}
    changed = {name: _plain(v) for name, v in given.items() if _plain(v) != _plain(getattr(item, name))}
    if not changed and not _late_files(item):
        raise Refused(_("没有改动的内容，请修改后再提交更正。"))
    item.correction, item.correction_by_id = changed, by.pk
    item.correction_why = _reason(why, _("请写明更正原因。"))
    new = corrected(item)
    _sound(new)
    _whole(new)
    item.save(update_fields=["correction", "correction_why", "correction_by"])
    return item


@action(
    "disclosure.correction.release",
    gettext_lazy("审查更正"),
    Permission.DISCLOSURES_RELEASE,
    record=("looked",),
)
def release_correction(
    item: Disclosure, *, looked: bool = False, seen: str | None = None, by: Actor
) -> Disclosure:
    """Let a correction take effect: the number stays, the earlier text is kept with the reason."""
    _demand_state(item, State.OPEN)
    if item.correction is None or item.correction_by_id is None:
        raise Stale(_("没有等待审查的更正，请刷新后查看。"))
    _refuse_unseen(item, seen)
    _four_eyes((item.correction_by_id,), by)
    earlier = {name: _plain(getattr(item, name)) for name in TEXT}
    new = corrected(item)
    _whole(new)
    _releasable(found_in(new, item.correction_why), bool(unread_files(item)) and not looked)
    DisclosureVersion.objects.create(
        disclosure=item,
        order=item.versions.count() + 1,
        text=earlier,
        why=item.correction_why,
        by_id=item.correction_by_id,
        released_by_id=by.pk,
    )
    new.correction, new.correction_by, new.correction_why = None, None, ""
    new.files_as_of = clock.now()
    new.save()
    return new


@action("disclosure.correction.drop", gettext_lazy("退回更正"), Permission.DISCLOSURES_VIEW, record=("why",))
def drop_correction(item: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """Let a correction go; whoever may release it, or whoever wrote it. What is open stays as it is."""
    if item.correction is None:
        raise Stale(_("没有等待审查的更正，请刷新后查看。"))
    if item.correction_by_id != by.pk:
        demand(by, Permission.DISCLOSURES_RELEASE, item.region_path)
    _reason(why, _("请写明退回原因。"))
    item.correction, item.correction_by, item.correction_why = None, None, ""
    item.save(update_fields=["correction", "correction_why", "correction_by"])
    return item


@action("disclosure.withdraw", gettext_lazy("撤下公开信息"), Permission.DISCLOSURES_EDIT, record=("why",))
def withdraw(item: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """Take an item off the site at once; its number stays, and in its place stands the reason, which is public too."""
    _demand_state(item, State.OPEN)
    reason = _reason(why, _("请写明撤下原因，公众会看到。"))
    if rules.findings(reason):
        raise Refused(_("撤下原因会公开显示，请不要写证号、手机号或账号。"))
    item.state, item.withdrawn_at, item.withdrawn_why = State.WITHDRAWN, clock.now(), reason
    item.correction, item.correction_by, item.correction_why = None, None, ""
    item.save()
    return item


def found_in(item: Disclosure, *more: str) -> list[Found]:
    """What must not become public in an item as it stands, its files included."""
    parts = [*_words(item), *((_("更正原因"), text) for text in more)]
    for row in item.attachments.filter(removed_at=None):
        parts.append((_("附件“%(title)s”") % {"title": row.title}, f"{row.title}\n{row.name}\n{row.text}"))
    words = {"id": _("身份证号"), "phone": _("手机号"), "account": _("银行账号")}
    found = [Found(where, words[f.kind], f.excerpt) for where, f in rules.in_all(parts)]
    marked = [(where, mark(text)) for where, text in parts]
    return [*(Found(where, _("密级标志"), sign) for where, sign in marked if sign), *found]


def _words(item: Disclosure) -> list[tuple[str, str]]:
    """All that somebody wrote into an item, each with the name of its column."""
    written = [(name, getattr(item, name)) for name in TEXT if name != "category"]
    return [(str(column(name).verbose_name), text) for name, text in written if isinstance(text, str)]


def unread_files(item: Disclosure) -> list[Attachment]:
    """Files whose words are not all there, a scan or one that was too long: a human has to look at them."""
    return list(item.attachments.filter(removed_at=None, read_whole=False))


def column(name: str) -> Any:
    """A column of an item, for its title and its kind of value."""
    return Disclosure._meta.get_field(name)


def _late_files(item: Disclosure) -> bool:
    return bool(item.attachments.filter(removed_at=None, added_at__gt=item.files_as_of).exists())


def _releasable(found: list[Found], unread: bool) -> None:
    """Refused while anything was found, or a file was not looked at."""
    if found:
        first = found[0]
        raise Refused(
            _(
                "审查发现 %(n)d 处不能公开的内容，第一处在%(where)s：%(kind)s %(excerpt)s。请退回修改或撤下附件后再公开。"
            )
            % {"n": len(found), "where": first.where, "kind": first.kind, "excerpt": first.excerpt}
        )
    if unread:
        raise Refused(
            _("有附件的文字没有读全（扫描件、带图片的或太长的），请打开核对后勾选“已逐件核对”再公开。")
        )


def corrected(item: Disclosure) -> Disclosure:
    """The item as it will read when its waiting correction is released; not saved."""
    new = Disclosure.objects.get(pk=item.pk)
    for name, value in (item.correction or {}).items():
        setattr(new, name, column(name).to_python(value))
    return new


def as_shown(item: Disclosure) -> str:
    """A mark of all that a reviewer reads: the text as it will be open, how, why it is corrected, and the files."""
    new, files = corrected(item), item.attachments.filter(removed_at=None).order_by("pk")
    read = [_plain(getattr(new, name)) for name in (*TEXT, "mode", "ground")]
    said = json.dumps([read, item.correction_why, list(files.values_list("pk", flat=True))])
    return hashlib.sha256(said.encode()).hexdigest()


def _refuse_unseen(item: Disclosure, seen: str | None) -> None:
    if seen is not None and seen != as_shown(item):
        raise Stale(_("您打开之后内容或附件有变动，请刷新看过再审查。"))


def _fill(item: Disclosure, values: Mapping[str, Any], *, by: Actor) -> None:
    """Take over what may be edited, and set the day by which the public has to have it."""
    for name in EDITABLE & set(values):
        setattr(item, name, _clean_text(name, values[name]))
    item.prepared_by_id = by.pk
    _sound(item)
    item.due_on = working_days().after(item.made_on, DAYS) if item.mode == Mode.ACTIVE else None


def _clean_text(name: str, value: Any) -> Any:
    """The body without what cannot be printed and with one kind of line break, whatever a browser made of it."""
    return official_text.clean(value) if name == "body" else value


def _sound(item: Disclosure) -> None:
    """Refused when an item says what it must not, or what cannot be: when it is made, edited or corrected."""
    for where, text in _words(item):
        if sign := mark(text):
            door.refuse_secret(where, sign)
    if item.valid_from and item.valid_until and item.valid_until < item.valid_from:
        raise Refused(_("废止日期不能早于生效日期，请核对。"))
    if item.made_on is None or item.made_on > clock.today():
        raise Refused(_("请填写生成日期，不能晚于今天。"))


def _whole(item: Disclosure) -> None:
    """Refused while mandatory metadata are missing, or an item is not to be opened without its ground."""
    lacking = rules.missing({name: getattr(item, name) for name in TEXT})
    if lacking:
        names = "、".join(str(column(code).verbose_name) for code in lacking)
        raise Refused(_("必填的元数据还没有填：%(names)s，请补齐后再送审。") % {"names": names})
    if item.mode == Mode.NONE and not item.ground.strip():
        raise Refused(_("不予公开的，请写明依据的条款（政府信息公开条例第十四条至第十六条）。"))
    if (
        item.mode == Mode.ACTIVE
        and not item.body.strip()
        and not item.attachments.filter(removed_at=None).exists()
    ):
        raise Refused(_("主动公开的信息须有正文或附件，请补充后再送审。"))


def _demand_state(item: Disclosure, state: str) -> None:
    if item.state != state:
        raise Stale(
            _("这条信息现在是“%(state)s”，不能再做这一步，请刷新后查看。")
            % {"state": item.get_state_display()}
        )


def _four_eyes(hands: tuple[int | None, ...], by: Actor) -> None:
    if by.pk in hands:
        raise Refused(_("编制和审查须由不同的人办理，请交由他人审查。"))


def _reason(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refused(sentence)
    if sign := mark(text):
        door.refuse_secret(_("原因"), sign)
    return text.strip()[:200]


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value
