"""Background work: declared, queued in the caller's own transaction, seen on its own page.

A job takes ids, calls actions and may run twice without harm. The queue is procrastinate's (ADR 0007); this file is all of the
product that knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.errors import Refused
from youfu.kit.models.jobs import JobRun
from youfu.kit.scope import acting
from youfu.kit.text import Text

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """A declared job. `run(given, by=, report=)` returns a JSON result; its page offers `opens` as the next step."""

    code: str
    title: Text
    permission: Permission
    run: Callable[..., dict[str, Any]]


JOBS: dict[str, Job] = {}


def job(code: str, title: Text, permission: Permission) -> Callable[[Callable[..., dict[str, Any]]], Job]:
    """Declare a job by decorating its function."""

    def decorate(body: Callable[..., dict[str, Any]]) -> Job:
        if code in JOBS:
            raise ValueError(f"job {code} is declared twice")
        return JOBS.setdefault(code, Job(code, title, permission, body))

    return decorate


def enqueue(code: str, given: dict[str, Any], *, by: Actor, path: str, total: int = 0) -> JobRun:
    """Queue a job in the present transaction: nothing is lost, and nothing runs for a rolled-back change."""
    declared = JOBS[code]
    run = JobRun.objects.create(
        kind=code, title=str(declared.title), given=given, path=path, by_id=by.pk, total=total
    )
    app.configure_task("youfu.run_job", queueing_lock=None, lock=path).defer(run_id=run.pk)
    return run


@app.task(name="youfu.run_job")
def run_job(run_id: int) -> None:
    """What the worker calls. A connection kept from the job before may be broken by now."""
    close_old_connections()
    execute(run_id)


def execute(run_id: int) -> JobRun:
    """Run a queued job now and keep how it ended. A finished job is not run again."""
    run = JobRun.objects.select_related("by").get(pk=run_id)
    if run.finished_at:
        return run
    _note(run, state=JobRun.State.RUNNING, started_at=clock.now())
    try:
        with acting(run.by, job_id=run.pk):
            result = JOBS[run.kind].run(
                run.given, by=run.by, report=lambda done, total: _report(run, done, total)
            )
    except Refused as refusal:
        _note(run, state=JobRun.State.FAILED, finished_at=clock.now(), message=str(refusal)[:500])
    except Exception as error:
        _note(
            run,
            state=JobRun.State.FAILED,
            finished_at=clock.now(),
            message=f"{type(error).__name__}: {error}"[:500],
        )
        raise
    else:
        _note(run, state=JobRun.State.DONE, finished_at=clock.now(), result=result)
    return run


NIGHTLY: list[Callable[[], int]] = []


def nightly(body: Callable[[], int]) -> Callable[[], int]:
    """Declare what the program does by itself when a day is over; it returns how much it did, and doing it again does nothing.
    It is tried every hour, so that a machine that is switched off at night misses nothing."""
    NIGHTLY.append(body)
    return body


@app.periodic(cron="7 * * * *")
@app.task(name="youfu.nightly", queueing_lock="youfu.nightly")
def run_nightly(timestamp: int = 0) -> None:
    """What the worker calls every hour."""
    close_old_connections()
    for body in NIGHTLY:
        body()


def _note(run: JobRun, **values: Any) -> None:
    """Keep how far a run is. The job may have broken its connection; then a new one is used."""
    if not connection.in_atomic_block:
        close_old_connections()
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def _report(run: JobRun, done: int, total: int) -> None:
    """Progress is written outside the job's own transaction, or nobody would see it before the end."""
    from django.db import connections

    outside = connections.create_connection("default")
    try:
        with outside.cursor() as cursor:
            cursor.execute("update kit_jobrun set done = %s, total = %s where id = %s", [done, total, run.pk])
    finally:
        outside.close()
