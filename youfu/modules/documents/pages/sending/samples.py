"""Where a drafter may begin: the usual text of the commonest kinds, with 〔〕 where something is to be filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from youfu.kit.text import Text


@dataclass(frozen=True)
class Sample:
    """A starting text; `kind` is its 文种."""

    kind: str
    title: Text
    heading: str
    main_to: str
    body: str


SAMPLES = {
    sample.kind: sample
    for sample in (
        Sample(
            "notice", _("通知"), "关于做好〔事项〕的通知", "各镇（街道）退役军人服务站",
            "为〔目的〕，根据〔依据〕，现就做好〔事项〕通知如下。\n一、工作范围。〔哪些人、哪些事〕。\n二、工作安排\n"
            "（一）摸底登记。〔月日〕前，〔做什么〕。\n（二）审核汇总。〔月日〕前，〔做什么〕。\n三、工作要求\n"
            "（一）落实责任。〔谁负责〕。\n（二）按时报送。请于〔月日〕前回复办理情况。",
        ),
        Sample(
            "letter", _("函"), "关于商请〔事项〕的函", "〔对方机关〕",
            "为〔目的〕，现就〔事项〕函商如下。\n一、基本情况。〔情况〕。\n二、商请事项。〔请求〕。\n专此函达，请予支持为盼，并请于〔月日〕前函复。",
        ),
        Sample(
            "request", _("请示"), "关于〔事项〕的请示", "〔上级机关〕",
            "因〔缘由〕，拟〔做什么〕。现将有关情况请示如下。\n一、基本情况。〔情况〕。\n二、依据。〔文件和条款〕。\n三、请示事项。〔一文一事〕。\n妥否，请批示。",
        ),
        Sample(
            "report", _("报告"), "关于〔事项〕情况的报告", "〔上级机关〕",
            "根据〔要求〕，现将〔事项〕情况报告如下。\n一、主要做法和成效\n（一）〔做法〕。〔数字和结果〕。\n二、存在的问题。〔问题〕。\n"
            "三、下一步打算。〔打算〕。\n特此报告。",
        ),
    )
}  # fmt: skip
