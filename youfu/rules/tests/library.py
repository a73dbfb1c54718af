"""Builds the tariffs that the cases in `cases/*.yaml` are priced with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from youfu.rules.money import yuan_to_fen
from youfu.rules.pricing import NATIONAL, Exclusion, Parameter, Rate, Tariff, Terms
from youfu.rules.pricing.terms import DIMENSIONS

CASES = Path(__file__).parent / "cases"
SURE = {"h": "high", "m": "medium", "l": "low"}


@cache
def load(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def tariff(name: str) -> Tariff:
    setup = load("tariffs")
    chosen = setup["tariffs"][name]
    rates = [rate for file in chosen["standards"] for rate in _rates(load(f"standards/{file}"))]
    numbered = (replace(rate, id=number) for number, rate in enumerate(_closed(rates), 1))
    return Tariff(numbered, parameters(), exclusions(), tuple(chosen["regions"]), setup["articles"])


def terms(profile: Mapping[str, Mapping[str, Any]]) -> tuple[Terms, ...]:
    return tuple(Terms(programme, **dimensions) for programme, dimensions in profile.items())


@cache
def exclusions() -> tuple[Exclusion, ...]:
    rows = load("standards/exclusions")
    return tuple(Exclusion(r["yields"], r["to"], r["mode"], r["basis"], r["from"]) for r in rows)


@cache
def parameters() -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            code=row["code"],
            region=row["region"],
            value_fen=yuan_to_fen(row["yuan"]),
            start=row["from"],
            end=row.get("to"),
            document_number=row.get("document", ""),
            confidence=row["confidence"],
        )
        for row in load("tariffs")["parameters"]
    )


def _rates(tables: Mapping[str, Any]) -> Iterator[Rate]:
    for programme, table in tables.items():
        for row in table["rows"]:
            yield from _of_row(programme, table, row)


def _of_row(programme: str, table: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Rate]:
    """One rate for each cell of a row: a single amount, one for each value, or a list by grade for each value."""
    fixed = {name: table[name] for name in DIMENSIONS if name in table}
    for value, cell in row.items():
        if value in ("from", "to", "document", "confidence"):
            continue
        named = fixed if value == "amount" else {**fixed, table["dimension"]: value}
        for grade, amount in enumerate(cell, 1) if isinstance(cell, list) else [(None, cell)]:
            if amount is not None:
                limits = named if grade is None else {**named, "grade": grade}
                yield _rate(programme, table, row, amount, limits)


def _rate(
    programme: str, table: Mapping[str, Any], row: Mapping[str, Any], amount: Any, limits: Mapping[str, Any]
) -> Rate:
    is_ratio = table["unit"] == "ratio"
    return Rate(
        id=0,
        programme=programme,
        region=table.get("region", NATIONAL),
        unit=table["unit"],
        amount_fen=0 if is_ratio else yuan_to_fen(amount),
        ratio=Decimal(amount) if is_ratio else None,
        base=table.get("base"),
        start=row["from"],
        end=row.get("to"),
        document_number=row.get("document", ""),
        confidence=_confidence(row["confidence"], limits, table),
        **limits,
    )


def _confidence(given: Any, limits: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    return given if isinstance(given, str) else SURE[given[limits[table["dimension"]]][limits["grade"] - 1]]


def _closed(rates: list[Rate]) -> Iterator[Rate]:
    """A rate continues until a later one of its key."""
    by_key: dict[tuple[Any, ...], list[Rate]] = defaultdict(list)
    for rate in rates:
        by_key[rate.programme, rate.region, *(getattr(rate, name) for name in DIMENSIONS)].append(rate)
    for rows in by_key.values():
        rows.sort(key=lambda rate: rate.start)
        for row, later in zip(rows, [*rows[1:], None], strict=True):
            ends: list[date] = [end for end in (row.end, later.start if later else None) if end is not None]
            yield replace(row, end=min(ends, default=None))
