"""通知公告: what everybody here should read, the unread first; for whoever made it, who has and who has not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, get_visible
from youfu.kit.pages import (
    Column,
    DayField,
    DetailPage,
    Filter,
    FormPage,
    ListPage,
    Nav,
    Part,
    Tab,
    cells,
    panel,
    rows_of,
)
from youfu.kit.pages.base import signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import full_day
from youfu.modules.documents.actions import announcing
from youfu.modules.documents.models import Announcement, AnnouncementRead
from youfu.modules.organisations.models import Organisation, Region, User


def unread(actor: Actor) -> int:
    """For the badge: what stands now and this actor has not opened."""
    return int(_now(actor).unread_by(actor).count())


def _now(actor: Actor) -> Any:
    return rows_of(Announcement, actor, Permission.SITE_USE).in_force(clock.today())


def standing(row: Announcement) -> tuple[str, str]:
    """Standing, not yet, over or taken back: the word and its colour."""
    today = clock.today()
    if row.taken_back_at is not None:
        return str(_("已收回")), "idle"
    if row.from_day > today:
        return str(_("未生效")), "info"
    return (str(_("有效")), "ok") if row.until_day >= today else (str(_("已到期")), "idle")


def state_of(row: Announcement) -> Any:
    return cells.tag(*standing(row))


def plain_state(row: Announcement) -> str:
    return standing(row)[0]


class Announcements(ListPage):
    """通知公告."""

    permission = Permission.SITE_USE
    export = Permission.DOCUMENTS_EXPORT
    route = "announcements"
    title = _("通知公告")
    nav = Nav("daily", _("通知公告"), "bell", 25, badge=unread)
    model = Announcement
    order = ("-unread", "-id")
    empty_title = _("没有通知公告")
    empty_why = _("发给您所在区划的通知公告会列在这里。")
    columns = (
        Column(_("标题"), lambda a: cells.link(a.title, reverse("announcement", args=[a.pk])), head=True,
               plain=lambda a: a.title),
        Column(_("类别"), lambda a: cells.tag(a.get_kind_display(), "stop" if a.kind == "urgent" else ""), css="nb",
               plain=lambda a: a.get_kind_display()),
        Column(_("范围"), lambda a: a.region.name, css="nb opt", plain=lambda a: a.region.name),
        Column(_("发布"), lambda a: cells.small(a.made_by.organisation, full_day(a.from_day)), css="opt",
               plain=lambda a: f"{a.made_by.organisation} {full_day(a.from_day)}"),
        Column(_("止"), lambda a: full_day(a.until_day), css="nb", plain=lambda a: full_day(a.until_day)),
        Column(_("状态"), state_of, css="nb opt", plain=plain_state),
        Column(_("阅读"), lambda a: cells.mark(_("未读"), "look") if a.unread else cells.mark(_("已读"), "idle"), css="nb",
               plain=lambda a: _("未读") if a.unread else _("已读")),
    )  # fmt: skip
    filters = (
        Filter("q", _("标题或内容"), lambda rows, v: rows.filter(Q(title__icontains=v) | Q(text__icontains=v)),
               kind="search"),
        Filter("kind", _("类别"), lambda rows, v: rows.filter(kind=v), lambda page: Announcement.Kind.choices),
    )  # fmt: skip
    tabs = (
        Tab("now", _("有效"), lambda rows: rows.in_force(clock.today())),
        Tab("unread", _("未读"), lambda rows: rows.in_force(clock.today()).filter(unread=1)),
        Tab("all", _("全部"), lambda rows: rows),
    )

    def base(self) -> Rows:
        rows = super().base().begun(clock.today())
        return rows.select_related("region", "made_by__organisation").with_read(self.actor)

    def acts(self) -> list[dict[str, Any]]:
        if not self.may(Permission.ANNOUNCEMENTS_MAKE):
            return []
        return [
            {"title": _("我发布的"), "url": reverse("announcements-made"), "icon": "people"},
            {"title": _("发布通知公告"), "url": reverse("announcement-new"), "icon": "plus", "primary": True},
        ]


class AnnouncementsMade(ListPage):
    """发布的通知公告: everything made here, taken back ones too, with how many have read it."""

    permission = Permission.ANNOUNCEMENTS_MAKE
    export = Permission.ANNOUNCEMENTS_MAKE
    route = "announcements-made"
    section = "announcements"
    title = _("发布的通知公告")
    model = Announcement
    empty_title = _("还没有发布过通知公告")
    empty_why = _("发布后可以在这里看阅读情况、收回。")
    columns = (
        Column(_("标题"), lambda a: cells.link(a.title, reverse("announcement", args=[a.pk])), head=True,
               plain=lambda a: a.title),
        Column(_("范围"), lambda a: a.region.name, css="nb", plain=lambda a: a.region.name),
        Column(_("起止"), lambda a: f"{full_day(a.from_day)} — {full_day(a.until_day)}", css="nb opt",
               plain=lambda a: f"{full_day(a.from_day)} — {full_day(a.until_day)}"),
        Column(_("已读"), lambda a: cells.link(a.number, reverse("announcement-reads", args=[a.pk])), css="num",
               plain=lambda a: a.number),
        Column(_("状态"), state_of, css="nb", plain=plain_state),
    )  # fmt: skip
    filters = (Filter("q", _("标题"), lambda rows, v: rows.filter(title__icontains=v), kind="search"),)

    def base(self) -> Rows:
        rows = super().base().inside(self.actor, self.permission).select_related("region")
        return rows.annotate(number=Count("reads"))

    def acts(self) -> list[dict[str, Any]]:
        return [
            {"title": _("发布通知公告"), "url": reverse("announcement-new"), "icon": "plus", "primary": True}
        ]


class AnnouncementPage(DetailPage):
    """One announcement; opening it is reading it."""

    permission = Permission.SITE_USE
    section = "announcements"
    page_name = "announcement"
    model = Announcement
    template_name = "documents/opening/announcement.html"

    def base(self) -> Rows:
        return super().base().select_related("region", "made_by__organisation")

    def fetch(self, **lookup: Any) -> Any:
        """As on the list; one that was taken back or is still to come only for whoever makes them there."""
        rows = self.base()
        made = rows.inside(self.actor, Permission.ANNOUNCEMENTS_MAKE)
        return get_visible(rows.begun(clock.today()) | made, self.actor, self.permission, **lookup)

    def extra(self, part: Part | None) -> dict[str, Any]:
        row: Announcement = self.thing
        announcing.read(announcement=row, by=self.actor)
        makes = self.may(Permission.ANNOUNCEMENTS_MAKE, row.region_path)
        return {"title": row.title, "makes": makes, "state": state_of(row)}


class AnnounceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("类别"), choices=Announcement.Kind.choices, help_text=_("紧急通知显示在工作台")
    )
    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("内容"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    region: Any = forms.ModelChoiceField(
        label=_("范围"), queryset=None, help_text=_("这个区划和以下的工作人员都能看到")
    )
    from_day = DayField(label=_("起"))
    until_day = DayField(label=_("止"))

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class Announce(FormPage):
    """发布通知公告."""

    permission = Permission.ANNOUNCEMENTS_MAKE
    section = "announcements"
    title = _("发布通知公告")
    submit = _("发布")
    said = _("已发布。")
    lead = _("短消息用通知公告；需要签收、回复的用公文传达。不得发布涉密内容和个人信息。")
    form_class = AnnounceForm

    def form_kwargs(self) -> dict[str, Any]:
        rows = rows_of(Region, self.actor, self.permission).current().exclude(level=Region.Level.VILLAGE)
        return {"regions": rows.order_by("code")}

    def initial(self) -> dict[str, Any]:
        today = clock.today()
        return {"from_day": today, "until_day": today.fromordinal(today.toordinal() + 14), "kind": "normal",
                "region": self.form_kwargs()["regions"].first()}  # fmt: skip

    def perform(self, form: forms.Form) -> Any:
        given = dict(form.cleaned_data)
        return announcing.announce(given.pop("region"), values=given, by=self.actor)

    def success_url(self, result: Any) -> str:
        return reverse("announcement", args=[result.pk]) if result else reverse("announcements")


class TakeBackForm(forms.Form):
    why = forms.CharField(label=_("收回原因"), max_length=200)


class TakeBack(FormPage):
    """收回通知公告: nobody else sees it any more; who had read it stays known."""

    back = "announcement"
    permission = Permission.ANNOUNCEMENTS_MAKE
    section = "announcements"
    title = _("收回通知公告")
    submit = _("收回")
    said = _("已收回。")
    form_class = TakeBackForm
    danger = True
    act = announcing.take_back

    def target_rows(self) -> Any:
        rows = Announcement._default_manager.visible_to(self.actor, self.permission)
        return rows.inside(self.actor, self.permission)


class AnnouncementReads(ListPage):
    """阅读情况: everybody an announcement reaches, office by office, with those who have not read it yet."""

    permission = Permission.ANNOUNCEMENTS_MAKE
    export = Permission.ANNOUNCEMENTS_MAKE
    route = "announcement-reads"
    section = "announcements"
    title = _("阅读情况")
    model = User
    order = ("organisation__region_id", "organisation_id", "id")
    size = 50
    template_name = "documents/opening/reads.html"
    columns = (
        Column(_("机构"), lambda u: u.organisation, head=True, plain=lambda u: str(u.organisation)),
        Column(_("姓名"), lambda u: u.name, css="nb", plain=lambda u: u.name),
        Column(_("阅读"), lambda u: cells.mark(_("已读"), "ok") if u.has_read else cells.mark(_("未读"), "look"), css="nb",
               plain=lambda u: _("已读") if u.has_read else _("未读")),
    )  # fmt: skip
    filters = (
        Filter("office", _("机构"), lambda rows, v: rows.filter(organisation_id=int(v)),
               lambda page: offices(page)),
    )  # fmt: skip
    tabs = (
        Tab("unread", _("未读"), lambda rows: rows.filter(has_read=False)),
        Tab("read", _("已读"), lambda rows: rows.filter(has_read=True)),
        Tab("all", _("全部"), lambda rows: rows),
    )
    thing: Announcement

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        rows = Announcement._default_manager.visible_to(self.actor, self.permission)
        rows = rows.inside(self.actor, self.permission).select_related("region")
        self.thing = get_visible(rows, self.actor, self.permission, pk=pk)
        return super().get(request)

    def base(self) -> Rows:
        read = AnnouncementRead._default_manager.filter(announcement=self.thing, user=OuterRef("pk"))
        rows = (
            super()
            .base()
            .filter(is_active=True, organisation__region__path__startswith=self.thing.region.path)
        )
        return rows.annotate(has_read=Exists(read)).select_related("organisation")

    def extra(self) -> dict[str, Any]:
        everybody = self.base().visible_to(self.actor, self.permission)
        total, read = everybody.count(), everybody.filter(has_read=True).count()
        silent = everybody.filter(has_read=False).values("organisation_id").distinct().count()
        return {"announcement": self.thing, "total_people": total, "read": read, "silent": silent}


def offices(page: Any) -> list[tuple[str, str]]:
    """The offices an announcement reaches."""
    rows = rows_of(Organisation, page.actor, page.permission)
    rows = rows.filter(region__path__startswith=page.thing.region.path).order_by("region_id", "name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


@panel("workbench", "main", order=5, permission=Permission.SITE_USE, template="documents/opening/urgent.html")
def urgent(thing: Any, request: HttpRequest) -> dict[str, Any] | None:
    """紧急通知 on the workbench until it was read."""
    actor = signed_in(request)
    rows = _now(actor).unread_by(actor).filter(kind=Announcement.Kind.URGENT)
    found = list(rows.select_related("made_by__organisation").order_by("-id")[:5])
    return {"rows": found} if found else None
