"""残疾辅助器具配置 (军人抚恤优待条例 2024): who gets one, and when it may be replaced. Years of use are a locality's figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youfu.rules.figures import ITEMS
from youfu.rules.findings import Finding, finding
from youfu.rules.periods import birthday

ARTICLE = "军人抚恤优待条例（2024）"


@dataclass(frozen=True, slots=True)
class Device:
    """What is asked for: item (a code of ITEMS), first, repair or replace, the day the previous one was given, and today.
    `rated` are grade and cause of the person, None without a rating; `years` of use laid down for the item, None if never."""

    item: str
    purpose: str
    previous_on: date | None
    rated: str | None
    years: int | None
    today: date


def check(device: Device) -> list[Finding]:
    """Every condition."""
    name = ITEMS[device.item]
    findings = [
        finding(device.rated is not None, "有伤残等级", device.rated or "档案中没有现行的伤残等级", ARTICLE)
    ]
    if device.purpose == "first":
        given = f"{device.previous_on} 已配置{name}" if device.previous_on else ""
        return [*findings, finding(device.previous_on is None, "首次配置", given, ARTICLE)]
    had = device.previous_on is not None
    findings.append(
        finding(had, "已配置过同一器具", f"{device.previous_on} 配置" if had else "没有配置记录", ARTICLE)
    )
    if device.purpose == "replace" and device.previous_on:
        if device.years is None:
            detail = f"待确认：政策标准库没有登记{name}的使用年限（代码 assistive.years.{device.item}）"
            findings.append(finding(None, "已到使用年限", detail, ARTICLE))
        else:
            due = birthday(device.previous_on, device.years)
            detail = f"使用年限 {device.years} 年，{due} 到期"
            findings.append(finding(due <= device.today, "已到使用年限", detail, ARTICLE))
    return findings
