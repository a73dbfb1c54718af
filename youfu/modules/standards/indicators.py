"""Numbers about the standards in force."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.indicators import Indicator, register
from youfu.modules.standards.models import Confidence, PolicyDocument, Rate

register(
    Indicator(
        "standards.unverified", _("现行待核实标准"), _("条"), Permission.STANDARDS_VIEW,
        lambda actor: Rate._default_manager.on(clock.today()).exclude(confidence=Confidence.HIGH),
        ("standards", "view=unverified"), note=_("用到时须在审批中确认"),
    )
)  # fmt: skip

register(
    Indicator(
        "standards.repealed", _("已废止仍被引用的文件"), _("份"), Permission.STANDARDS_LOAD,
        lambda actor: PolicyDocument._default_manager.repealed_in_use(clock.today()),
        ("policy-documents", "view=in_use"), note=_("请核对有没有新文件"),
    )
)  # fmt: skip
