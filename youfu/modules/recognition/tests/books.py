"""Workbooks as tests need them: one good row, and what a test makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from youfu.rules.identifiers import check_digit

HEADINGS = (
    "序号", "姓名", "身份证号", "性别", "民族", "户籍类别", "户籍镇街道", "户籍村社区", "居住地址", "联系电话", "对象类别",
    "伤残等级", "伤残性质", "属别", "入伍时间", "退役时间", "折算服役年限", "证书编号", "批准时间", "起发年月", "状态",
    "开户银行", "银行账号", "是否孤老", "备注",
)  # fmt: skip
GOOD: dict[str, Any] = {
    "序号": 1, "姓名": "蒋跃进", "性别": "男", "民族": "汉族", "户籍类别": "农村", "户籍镇街道": "乌镇镇",
    "户籍村社区": "民合村", "居住地址": "民合村2组50号", "联系电话": "18600008561", "对象类别": "残疾军人",
    "伤残等级": "七级", "伤残性质": "因战", "属别": "在乡", "入伍时间": "1978-03-01", "退役时间": "1981-12-14",
    "证书编号": "军浙F693365", "批准时间": "2020-03-06", "起发年月": "2020-04", "状态": "享受待遇",
    "开户银行": "桐乡农商银行", "银行账号": "6290040061034054773", "是否孤老": "否",
}  # fmt: skip


def number_of(serial: int, born: str = "19590629") -> str:
    """A valid invented ID number: area 330499, odd serials are men."""
    head = f"330499{born}{serial:03d}"
    return head + check_digit(head)


def row(serial: int = 1, **given: Any) -> dict[str, Any]:
    """A good row for the person with that serial number, and what differs."""
    return GOOD | {"身份证号": number_of(serial), "银行账号": f"62900400610340{serial:05d}"} | given


def book(folder: Path, *rows: dict[str, Any], titles: int = 1) -> Path:
    """Write the rows under `titles` lines of title and the header; row n of the list stands in line titles + 1 + n."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for _ in range(titles):
        sheet.append(["桐乡市优抚对象花名册"])
    sheet.append(HEADINGS)
    for given in rows:
        sheet.append([given.get(heading) for heading in HEADINGS])
    path = folder / f"{len(list(folder.iterdir()))}.xlsx"
    workbook.save(path)
    return path
