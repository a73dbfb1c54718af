from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(  # row triggers alone do not stop a TRUNCATE
        name="no_truncate",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';",
    ),
]


class AuditEvent(models.Model):
    """One thing that was done or seen. Text copies instead of foreign keys, so that the trail outlives its targets."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("操作人"), max_length=200)
    action = models.CharField(_("操作"), max_length=80)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target = models.CharField(_("对象"), max_length=200, blank=True)
    path = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    job_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=dict)
    reason = models.CharField(_("事由"), max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("target_type", "target_id", "-id"), name="audit_by_target"),
            models.Index(fields=("actor_id", "-id"), name="audit_by_actor"),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action} {self.target}"


class Denial(models.Model):
    """One refusal: who was told 403 or 404, at which address."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("操作人"), max_length=200)
    request_id = models.CharField(max_length=32, blank=True)
    method = models.CharField(max_length=8)
    path = models.CharField(_("地址"), max_length=500)
    why = models.CharField(_("原因"), max_length=500)

    class Meta:
        ordering = ("-id",)
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.method} {self.path}"
