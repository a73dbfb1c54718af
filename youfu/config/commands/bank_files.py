"""A bank file on disk: the fixed CSV, the same as a workbook, and the SM3 digest of the CSV. Readable by the owner only."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from youfu.kit.sheets.declare import Column
from youfu.kit.sheets.writing import write_workbook
from youfu.modules.payments.models import BankFile
from youfu.modules.payments.queries.bank import COLUMNS, csv_bytes, lines, stem

CODES = ("number", "holder", "account", "bank", "amount", "id_number")


def write_files(file: BankFile, folder: Path) -> list[Path]:
    """Write the three files and return their paths; a file is whole or not there."""
    folder.mkdir(parents=True, exist_ok=True)
    csv, workbook, digest = (folder / f"{stem(file)}.{ending}" for ending in ("csv", "xlsx", "csv.sm3"))
    _write(csv, lambda path: path.write_bytes(csv_bytes(file)))
    _write(workbook, lambda path: _workbook(file, path))
    _write(digest, lambda path: path.write_text(f"{file.digest}  {csv.name}\n", encoding="utf-8"))
    return [csv, workbook, digest]


def _write(target: Path, fill: Callable[[Path], Any]) -> None:
    part = target.with_name(f".{target.stem}.part{target.suffix}")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        fill(part)
        part.chmod(0o600)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _workbook(file: BankFile, path: Path) -> None:
    columns = [
        Column(code, title, str, money=code == "amount", text=code not in {"number", "amount"}, width=24)
        for code, title in zip(CODES, COLUMNS, strict=True)
    ]
    total = {"amount": file.total_fen}
    write_workbook(path, f"{file.roll.county}{file.roll.code}发放清单", columns, _rows(file), total=total)


def _rows(file: BankFile) -> Iterator[dict[str, Any]]:
    for line in lines(file):
        yield dict(zip(CODES, line, strict=True))
