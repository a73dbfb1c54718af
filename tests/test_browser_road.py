"""The new user's road in a real browser, with JavaScript and without: a messy workbook becomes a paid month."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.browsing import Desk, work
from youfu.kit.sheets.writing import REASON
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MESSY = Path(__file__).parent / "data" / "recipients-messy.xlsx"
Sit = Callable[[str], Desk]


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def sit(
    request: Any, chromium: Any, live_server: Any, cast: Any, settings: Any, tmp_path: Path, on_day: Any
) -> Iterator[Sit]:
    """A maker of desks for the people of the cast, in November 2026."""
    settings.FILES = tmp_path / "files"
    on_day(date(2026, 11, 23))
    desks: list[Desk] = []

    def make(name: str) -> Desk:
        desks.append(Desk(chromium, live_server.url, javascript=request.param))
        return desks[-1].sign_in(name)

    yield make
    for desk in desks:
        desk.close()


class TestRoad:
    def test_it_walks_from_a_messy_workbook_to_the_bank(self, sit: Sit, tmp_path: Path) -> None:
        clerk = sit("clerk")
        returned = self.hand_in(clerk, tmp_path)
        self.file_the_good_rows(clerk)
        self.correct(returned)
        self.hand_in_the_corrected(clerk, returned)
        roll = self.compute(clerk)
        self.read_why(clerk, roll)
        self.be_refused_the_approval(clerk, roll)
        self.approve(sit("reviewer"), roll)
        self.pay_out(sit("finance"), roll)

    def hand_in(self, clerk: Desk, folder: Path) -> Path:
        """Upload, read the preview, take the refused rows home."""
        clerk.page.get_by_role("link", name="导入花名册").first.click()
        clerk.page.get_by_label("花名册").set_input_files(MESSY)
        clerk.press("上传并检查")
        clerk.page.locator("#progress").wait_for()
        work()
        clerk.heading("检查结果")
        assert "487 行可以建档，98 行退回。还没有写入档案。" in clerk.text
        rows = clerk.page.locator("section[aria-labelledby=ref] tbody tr").all_inner_texts()
        sixth = next(row for row in rows if row.startswith("6\t"))
        assert "伤残等级" in sixth.split("\t")[2]
        assert len(sixth.split("\t")[1]) > 8
        assert not Person.objects.exists()
        target = folder / "returned.xlsx"
        clerk.take("link", "下载退回表").save_as(target)
        return target

    def file_the_good_rows(self, clerk: Desk) -> None:
        clerk.page.get_by_label("只建合格的行").check()
        clerk.press("确认建档")
        clerk.page.locator("#progress").wait_for()
        work()
        clerk.heading("已建档")
        assert "487 行已建档" in clerk.text
        clerk.follow("查看新建档案")
        assert "共 " in clerk.text
        assert "330499********" in clerk.text

    def correct(self, path: Path) -> None:
        """What the clerk does in Excel: put every 十一级 right, save."""
        workbook = load_workbook(path)
        sheet: Any = workbook.active
        header = next(row for row in sheet.iter_rows() if REASON in {str(c.value) for c in row})
        place = {str(cell.value).strip("* "): cell.column - 1 for cell in header if cell.value}
        wrong = [
            row
            for row in sheet.iter_rows(min_row=header[0].row + 1)
            if row[place["伤残等级"]].value == "十一级"
        ]
        assert wrong
        for row in wrong:
            assert "伤残等级" in str(row[place[REASON]].value)
            row[place["伤残等级"]].value = "八级"
        self.corrected = len(wrong)
        workbook.save(path)

    def hand_in_the_corrected(self, clerk: Desk, path: Path) -> None:
        clerk.open("/import")
        clerk.page.get_by_label("花名册").set_input_files(path)
        clerk.press("上传并检查")
        clerk.page.locator("#progress").wait_for()
        work()
        clerk.heading("检查结果")
        assert f"{self.corrected} 行可以建档" in clerk.text
        clerk.page.get_by_label("只建合格的行").check()
        clerk.press("确认建档")
        clerk.page.locator("#progress").wait_for()
        work()
        clerk.heading("已建档")
        assert f"{self.corrected} 行已建档" in clerk.text

    def compute(self, clerk: Desk) -> Roll:
        clerk.follow("计算批次")
        clerk.page.get_by_label("发放月份").fill("2026-11")
        clerk.press("计算")
        roll = Roll.objects.get()
        clerk.page.wait_for_url(f"**/rolls/{roll.pk}")
        clerk.heading("2026")
        assert "须由另一人审批" in clerk.text
        return roll

    def read_why(self, clerk: Desk, roll: Roll) -> None:
        """On the roll a line unfolds; on the person's page the amount is taken apart."""
        line = clerk.page.locator("#lines tbody").first
        why = line.locator("tr.why")
        assert not why.is_visible()
        line.locator("input.more").check()
        why.wait_for()
        total = line.locator("td.num b").inner_text()
        assert "元/" in why.inner_text()
        assert why.locator("output").last.inner_text() == total
        line.locator("th a").click()
        made = clerk.page.locator("section[aria-labelledby=made]")
        made.wait_for()
        assert "元/" in made.locator("li").first.inner_text()
        assert made.locator("li.total output").inner_text() == total

    def be_refused_the_approval(self, clerk: Desk, roll: Roll) -> None:
        clerk.open(f"/rolls/{roll.pk}")
        assert clerk.page.get_by_role("link", name="审批", exact=True).count() == 0
        assert clerk.open(f"/rolls/{roll.pk}/approve") == 403
        clerk.broken.clear()  # the console reports the 403

    def approve(self, reviewer: Desk, roll: Roll) -> None:
        """From the to-do list; without the acknowledgement it is refused in words."""
        reviewer.follow("批次")
        reviewer.page.wait_for_url(f"**/rolls/{roll.pk}*")
        reviewer.page.locator(".head").get_by_role("link", name="审批").click()
        reviewer.press("审批通过并入账")
        assert "待核实标准" in reviewer.page.get_by_role("alert").inner_text()
        assert "--" not in reviewer.page.get_by_role("alert").inner_text()
        reviewer.broken.clear()  # the console reports the 422
        reviewer.page.get_by_label("确认用于本批次").check()
        reviewer.press("审批通过并入账")
        reviewer.page.wait_for_url(f"**/rolls/{roll.pk}")
        assert "已审批入账" in reviewer.text
        roll.refresh_from_db()
        assert (roll.state, roll.approved_by.username) == ("approved", "reviewer")

    def pay_out(self, finance: Desk, roll: Roll) -> None:
        finance.open(f"/rolls/{roll.pk}")
        finance.follow("银行文件")
        finance.press("生成银行文件")
        finance.page.get_by_role("button", name="下载 CSV").wait_for()
        file = BankFile.objects.get()
        assert file.digest in finance.text
        table = Path(finance.take("button", "下载 CSV").path()).read_text(encoding="utf-8-sig")
        workbook = load_workbook(io.BytesIO(Path(finance.take("button", "下载 Excel").path()).read_bytes()))
        lines = [row for row in csv.reader(io.StringIO(table)) if row and row[0].isdigit()]
        assert len(lines) == file.count > 400
        sheet: Any = workbook.active
        accounts = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
        assert {line[2] for line in lines} <= accounts
