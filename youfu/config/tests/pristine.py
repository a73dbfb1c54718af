"""Tests that really commit: each gets the database back as the migrations left it, as a copy of a copy.

Django empties all tables after such a test. Here it may not: the ledger and the audit trail refuse TRUNCATE, and some
tables are filled by migrations. PostgreSQL copies a whole test database in about a tenth of a second instead.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier

KEPT: set[str] = set()
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND usename = current_user"
django_setup = TransactionTestCase.__dict__["_fixture_setup"].__func__


def install() -> None:
    """Replace the way Django cleans up after tests that commit."""
    TransactionTestCase._fixture_setup = classmethod(keep_and_set_up)  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]


def keep_and_set_up(cls: type[TransactionTestCase]) -> Any:
    """Before the first such test, copy the database: until now every test has rolled back."""
    name = connection.settings_dict["NAME"]
    if name not in KEPT:
        copy(name, f"{name}_pristine")
        KEPT.add(name)
    return django_setup(cls)


def restore(_test: TransactionTestCase) -> None:
    """After each such test, put the copy in the place of the database."""
    name = connection.settings_dict["NAME"]
    copy(f"{name}_pristine", name)


def copy(source: str, target: str) -> None:
    """Make the database `target` a copy of `source`; whoever is still connected to either is cut off.

    Not by DROP … WITH (FORCE): it fails when autovacuum, whose process belongs to nobody we may stop, is in the database just
    then. Both commands below send autovacuum away by themselves and wait five seconds for it.
    """
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(CUT_OFF, [[source, target]])
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def forget(url: str) -> None:
    """Drop the copies; matters only on a server that outlives the run, whose address `url` is."""
    while KEPT:
        with psycopg.connect(url, dbname="postgres", autocommit=True) as cursor:
            cursor.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(f"{KEPT.pop()}_pristine")))
