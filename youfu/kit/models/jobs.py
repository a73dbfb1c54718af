from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """One run of a declared job: progress, failures and result for its own page. The queue itself is procrastinate's."""

    class State(models.TextChoices):
        WAITING = "waiting", _("排队")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")

    kind = models.CharField(max_length=80)
    title = models.CharField(_("任务"), max_length=200)
    given = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    result = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="job_finished_has_time",
                condition=Q(state__in=("done", "failed"), finished_at__isnull=False)
                | Q(state__in=("waiting", "running"), finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    @property
    def region_path(self) -> str:
        return self.path

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
