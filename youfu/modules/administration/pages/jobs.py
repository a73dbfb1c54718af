"""后台任务: what runs, how far it is, how it ended."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.models import JobRun
from youfu.kit.pages import Column, DetailPage, ListPage, Nav, Part, Tab, cells, in_paths
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import moment, said, state, to_the_minute


def name(run: JobRun) -> str:
    return f"{said(run.title)} #{run.pk}"


class Jobs(ListPage):
    """后台任务."""

    permission = Permission.JOBS_VIEW
    route = "jobs"
    title = _("后台任务")
    nav = Nav("manage", _("后台任务"), "sync", 100)
    model = JobRun
    public = True
    export = Permission.JOBS_VIEW
    order = ("-id",)
    empty_title = _("没有后台任务")
    empty_why = _("导入等较慢的工作在后台进行，进度和结果显示在这里。")
    columns = (
        Column(
            _("任务"),
            lambda r: cells.link(name(r), reverse("job", args=[r.pk])),
            head=True,
            plain=lambda r: name(r),
        ),
        Column(_("状态"), lambda r: cells.tag(r.get_state_display(), state(r.state)), css="nb",
               plain=lambda r: r.get_state_display()),
        Column(_("进度"), lambda r: f"{r.percent}%" if r.total else "—", css="num",
               plain=lambda r: f"{r.percent}%" if r.total else ""),
        Column(_("发起人"), lambda r: r.by.name, css="nb", plain=lambda r: r.by.name),
        Column(_("发起时间"), lambda r: moment(r.created_at), css="nb", plain=lambda r: to_the_minute(r.created_at)),
        Column(_("完成时间"), lambda r: moment(r.finished_at), css="nb opt", plain=lambda r: to_the_minute(r.finished_at)),
        Column(_("说明"), lambda r: r.message or "—", css="opt", plain=lambda r: r.message),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("open", _("未完成"), lambda rows: rows.filter(finished_at=None)),
        Tab("failed", _("失败"), lambda rows: rows.filter(state=JobRun.State.FAILED)),
    )

    def base(self) -> Rows:
        return in_paths(super().base().select_related("by"), self.actor, self.permission)


class Job(DetailPage):
    """One job: progress while it runs (htmx, or the page reloads itself), then its result."""

    permission = Permission.JOBS_VIEW
    section = "jobs"
    page_name = "job"
    model = JobRun
    template_name = "administration/job.html"

    def fetch(self, **lookup: Any) -> Any:
        rows = in_paths(JobRun._default_manager.select_related("by"), self.actor, self.permission)
        found = rows.filter(**lookup).first()
        if found is None:
            raise Http404(str(lookup))
        return found

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        if getattr(self.request, "htmx", False):
            if self.thing.finished_at:
                response = HttpResponse(status=204)
                response["HX-Refresh"] = "true"
                return response
            return self.show({"thing": self.thing}, template="administration/job.html#progress")
        return super().answer(status, **more)

    def extra(self, part: Part | None) -> dict[str, Any]:
        simple = {k: v for k, v in (self.thing.result or {}).items() if isinstance(v, str | int) and v != ""}
        imports = self.thing.kind.startswith("recipients.") and self.may(Permission.RECIPIENTS_IMPORT)
        return {
            "title": said(self.thing.title),
            "ended": self.thing.finished_at is not None,
            "result": simple,
            "opens": reverse("import-run", args=[self.thing.pk]) if imports else "",
        }
