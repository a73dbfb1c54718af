"""`youfu work`: the background worker. Jobs that a dead worker left behind are taken up again; they do no harm twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
from argparse import Namespace
from collections.abc import Iterator

import psycopg
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from youfu.config.commands.acting import tell
from youfu.config.commands.children import FOLLOWS, follow_parent

HEARTBEAT = 10.0  # seconds between signs of life of a worker
STALLED = 30.0  # seconds without one: the worker is dead


def run(given: Namespace) -> int:
    """Work until stopped by Ctrl-C or SIGTERM."""
    quiet = FOLLOWS in os.environ
    follow_parent()
    with _alone() as alone:
        if not quiet:
            tell(_("后台任务已启动，按 Ctrl-C 停止。"))
        asyncio.run(_work(alone))
    return 0


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Tell whether no other worker lives. The lock is the database session's own and ends with it, even by kill -9."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        row = session.execute("select pg_try_advisory_lock(hashtext('youfu.work'))").fetchone()
        yield bool(row and row[0])


async def _work(alone: bool) -> None:
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            if alone:
                for job in await app.job_manager.list_jobs_async(status="doing"):
                    await app.job_manager.retry_job(job)
            watch = asyncio.create_task(_take_up())
            try:
                await app.run_worker_async(
                    fetch_job_polling_interval=2.0,
                    shutdown_graceful_timeout=8.0,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                )
            finally:
                watch.cancel()


async def _take_up() -> None:
    """Now and then, take up the jobs of workers that show no sign of life."""
    while True:
        await asyncio.sleep(STALLED)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            await app.job_manager.retry_job(job)
