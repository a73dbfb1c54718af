"""Application types 业务类型 of recognition; each file declares what belongs together."""

from youfu.modules.recognition.applications import rural_veterans

__all__ = ["rural_veterans"]
