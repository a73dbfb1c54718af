"""银行文件: made once; every download is the same file, checked against its digest and recorded."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import DetailPage, Part
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.exports import XLSX
from youfu.kit.sheets.declare import Column as SheetColumn
from youfu.kit.sheets.writing import write_workbook
from youfu.modules.payments import actions
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.payments.queries import bank


class BankFilePage(DetailPage):
    """The file of one roll. A download is a POST: it makes the file when there is none, and is written into the audit."""

    permission = Permission.ROLLS_EXPORT
    section = "rolls"
    page_name = "bank-file"
    model = Roll
    template_name = "payments/bank_file.html"

    def base(self) -> Rows:
        return super().base().select_related("county", "approved_by", "bank_file__by")

    def extra(self, part: Part | None) -> dict[str, Any]:
        file = getattr(self.thing, "bank_file", None)
        return {
            "title": _now("%(code)s 银行文件") % {"code": self.thing.code},
            "file": file,
            "coverage": bank.coverage(file) if file else None,
            "draft": self.thing.state == Roll.State.DRAFT,
        }

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        self.thing = self.fetch(**lookup)
        file = actions.export_bank_file(self.thing, by=self.actor)
        wanted = request.POST.get("format", "")
        if wanted == "csv":
            return _attached(bank.csv_bytes(file), "text/csv; charset=utf-8", f"{bank.stem(file)}.csv")
        if wanted == "xlsx":
            return _attached(xlsx_bytes(file), XLSX, f"{bank.stem(file)}.xlsx")
        return self.done(_("银行文件已生成，请下载并双人交接。"), request.path)


def xlsx_bytes(file: BankFile) -> bytes:
    """The same lines as a workbook with the control total at its foot."""
    columns = [
        SheetColumn(str(n), title, str, text=n != 4, money=n == 4, width=20 if n == 2 else 12)
        for n, title in enumerate(bank.COLUMNS)
    ]
    target = io.BytesIO()
    rows = (
        {str(n): str(value) if n == 0 else value for n, value in enumerate(line)} for line in bank.lines(file)
    )
    write_workbook(target, f"{file.roll.code} 代发清单", columns, rows, total={"4": file.total_fen})
    return target.getvalue()


def _attached(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
