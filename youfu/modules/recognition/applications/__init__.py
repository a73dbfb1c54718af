"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import resuming, rural_veterans, stopping

__all__ = ["resuming", "rural_veterans", "stopping"]
