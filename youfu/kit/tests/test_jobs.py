"""Background work: queued with the change that asks for it, run once to the end, and honest about how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from youfu.kit import jobs
from youfu.kit.access import Permission
from youfu.kit.audit import record
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent, JobRun


@pytest.fixture
def calls() -> Iterator[list[dict[str, Any]]]:
    """Declare a job that does what it is given, and remember how it was called."""
    seen: list[dict[str, Any]] = []

    @jobs.job("test.job", "试验", Permission.RECIPIENTS_IMPORT)
    def run(given: dict[str, Any], *, by: Any, report: jobs.Report) -> dict[str, Any]:
        seen.append(given)
        record(by, "test.job_did")
        report(1, 3)
        if given.get("seen_from_outside"):
            outside = connections.create_connection("default")
            with outside.cursor() as cursor:
                cursor.execute(
                    "select done, total, state from kit_jobrun where id = %s", [given["seen_from_outside"]]
                )
                seen.append({"outside": cursor.fetchone()})
            outside.close()
        if given.get("refuse"):
            raise Refused("请先核对文件。")
        if given.get("break"):
            raise ZeroDivisionError("破了")
        return {"done": given.get("n", 0)}

    yield seen
    del jobs.JOBS["test.job"]


def queued(cast: Any, **given: Any) -> JobRun:
    return jobs.enqueue("test.job", given, by=cast.clerk, path=cast.clerk.region_path, total=3)


class TestEnqueue:
    def test_it_queues_in_the_transaction_of_the_caller(self, cast: Any, calls: list[Any]) -> None:
        run = queued(cast, n=1)
        assert (run.state, run.total, str(run)) == ("waiting", 3, f"试验 #{run.pk}")
        job = ProcrastinateJob.objects.get()
        assert (job.task_name, job.args, job.lock) == ("youfu.run_job", {"run_id": run.pk}, run.path)
        assert calls == []

    def test_it_queues_nothing_for_what_is_rolled_back(self, cast: Any, calls: list[Any]) -> None:
        def fail() -> None:
            with transaction.atomic():
                queued(cast)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert not JobRun.objects.exists()
        assert not ProcrastinateJob.objects.exists()

    def test_it_is_declared_once(self, calls: list[Any]) -> None:
        with pytest.raises(ValueError, match="declared twice"):
            jobs.job("test.job", "试验", Permission.RECIPIENTS_IMPORT)(lambda given: {})


class TestExecute:
    def test_it_runs_as_whoever_asked_and_keeps_the_result(self, cast: Any, calls: list[Any]) -> None:
        run = jobs.execute(queued(cast, n=7).pk)
        run.refresh_from_db()
        assert (run.state, run.result, run.message) == ("done", {"done": 7}, "")
        assert run.started_at
        assert run.finished_at
        assert run.started_at <= run.finished_at
        event = AuditEvent.objects.get(action="test.job_did")
        assert (event.actor_id, event.job_id) == (cast.clerk.pk, run.pk)

    def test_it_does_not_run_again_what_is_finished(self, cast: Any, calls: list[Any]) -> None:
        run = queued(cast, n=7)
        for _ in range(3):
            jobs.execute(run.pk)
        assert len(calls) == 1

    def test_it_runs_again_what_a_killed_worker_left_running(self, cast: Any, calls: list[Any]) -> None:
        run = queued(cast, n=7)
        JobRun.objects.filter(pk=run.pk).update(state="running", started_at=run.created_at)
        assert jobs.execute(run.pk).state == "done"
        assert len(calls) == 1

    def test_it_tells_a_refusal_in_its_own_words_and_undoes_the_rest(
        self, cast: Any, calls: list[Any]
    ) -> None:
        run = jobs.execute(queued(cast, refuse=True).pk)
        run.refresh_from_db()
        assert (run.state, run.message) == ("failed", "请先核对文件。")
        assert not AuditEvent.objects.filter(action="test.job_did").exists()

    def test_it_keeps_a_defect_and_lets_the_worker_know(self, cast: Any, calls: list[Any]) -> None:
        run = queued(cast, **{"break": True})
        with pytest.raises(ZeroDivisionError):
            jobs.execute(run.pk)
        run.refresh_from_db()
        assert (run.state, run.message) == ("failed", "ZeroDivisionError: 破了")
        assert not AuditEvent.objects.filter(action="test.job_did").exists()

    def test_it_stops_at_the_rights_of_whoever_asked(self, cast: Any) -> None:
        run = jobs.enqueue(
            "recipients.check",
            {"county": "330483000000", "upload": "x"},
            by=cast.town,
            path=cast.town.region_path,
        )
        with pytest.raises(PermissionDenied):
            jobs.execute(run.pk)
        run.refresh_from_db()
        assert run.state == "failed"

    @pytest.mark.django_db(transaction=True)
    def test_it_shows_its_progress_before_its_end(self, cast: Any, calls: list[Any]) -> None:
        run = queued(cast)
        JobRun.objects.filter(pk=run.pk).update(given={"seen_from_outside": run.pk})
        jobs.execute(run.pk)
        assert calls[1] == {"outside": (1, 3, "running")}
        assert JobRun.objects.get().percent == 33

    @pytest.mark.django_db(transaction=True)
    def test_it_keeps_how_it_ended_when_it_lost_its_connection(self, cast: Any, calls: list[Any]) -> None:
        @jobs.job("test.cut", "断线", Permission.RECIPIENTS_IMPORT)
        def cut(given: dict[str, Any], *, by: Any, report: jobs.Report) -> dict[str, Any]:
            outside = connections.create_connection("default")
            with outside.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            outside.close()
            JobRun.objects.exists()
            return {}

        try:
            run = jobs.enqueue("test.cut", {}, by=cast.clerk, path="/")
            with pytest.raises(Exception, match=r"terminat|closed"):
                jobs.execute(run.pk)
        finally:
            del jobs.JOBS["test.cut"]
        run.refresh_from_db()
        assert run.state == "failed"


class TestWorker:
    @pytest.mark.django_db(transaction=True)
    def test_it_takes_up_what_was_queued(self, cast: Any, calls: list[Any]) -> None:
        run, refused = queued(cast, n=5), queued(cast, refuse=True)
        # In a thread of its own: a browser test in this process leaves its event loop running in the main one.
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(asyncio.run, work_off()).result()
        run.refresh_from_db()
        refused.refresh_from_db()
        assert (run.state, run.result, refused.state) == ("done", {"done": 5}, "failed")
        assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}


async def work_off() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False)


class TestDatabase:
    @pytest.mark.parametrize(
        "change", [{"state": "done"}, {"state": "failed"}, {"finished_at": "2026-11-01T00:00Z"}]
    )
    def test_it_tells_a_finished_run_by_its_time(
        self, cast: Any, calls: list[Any], change: dict[str, str]
    ) -> None:
        run = queued(cast)
        with pytest.raises(IntegrityError, match="job_finished_has_time"), transaction.atomic():
            JobRun.objects.filter(pk=run.pk).update(**change)
