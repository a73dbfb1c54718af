"""A process that is killed on command, for tests of accidents: `python -m tests.doomed`.

It reads orders as JSON lines from standard input, forks for each, and lets the child die where the order says: before its nth
statement ("statement"), or after some time ("seconds"). It answers each with one JSON line: {"signal", "status",
"statements"}. The parent never touches the database, so that every child has a connection of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[1]


class Doomed:
    """The test's side: give an order, get what became of it."""

    def __init__(self, database: str) -> None:
        environment = os.environ | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "youfu.config.settings",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.doomed"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def do(self, what: str, **given: Any) -> dict[str, Any]:
        """Run one order to its end, natural or not."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": what} | given) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def run(order: dict[str, Any]) -> None:
    """Carry out an order, as the clerk, the reviewer or the cashier would."""
    from youfu.modules.organisations.models import Region, User
    from youfu.modules.payments.actions import approve, compute, export_bank_file
    from youfu.modules.payments.models import Roll
    from youfu.modules.recognition.actions import file_recipients
    from youfu.rules.periods import parse_month

    by = {u.username: u for u in User.objects.filter(username__in=("clerk", "reviewer", "finance"))}
    what, county = order["do"], Region.objects.get(pk="330483000000")
    if what == "import":
        months = {"opening_from": parse_month("2026-09"), "paid_through": parse_month("2026-10")}
        file_recipients(county, path=Path(order["path"]), accept_valid=True, by=by["clerk"], **months)
    elif what == "compute":
        compute(county, month=parse_month(order["month"]), by=by["clerk"])
    elif what == "approve":
        approve(Roll.objects.get(state="draft"), acknowledge_unverified=True, by=by["reviewer"])
    elif what == "export":
        export_bank_file(Roll.objects.order_by("-id")[0], by=by["finance"])
    else:
        raise ValueError(what)


class Counter:
    """Counts statements, and kills its own process before the last one it may see."""

    def __init__(self, last: int | None) -> None:
        self.last, self.seen = last, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def child(order: dict[str, Any], answer: int) -> None:
    """Do it, and tell how many statements it took; or die on the way."""
    from django.db import connection

    if "seconds" in order:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process at once, like SIGKILL
        signal.setitimer(signal.ITIMER_REAL, order["seconds"])
    counter = Counter(order.get("statement"))
    with connection.execute_wrapper(counter):
        run(order)
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.write(answer, str(counter.seen).encode())


def serve() -> None:
    """One order after the other."""
    import django

    django.setup()
    for line in sys.stdin:
        end, answer = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                child(json.loads(line), answer)
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        os.close(answer)
        _pid, how = os.waitpid(pid, 0)
        with os.fdopen(end) as told:
            seen = int(told.read() or 0)
        killed = os.WTERMSIG(how) if os.WIFSIGNALED(how) else 0
        status = os.WEXITSTATUS(how) if os.WIFEXITED(how) else None
        sys.stdout.write(json.dumps({"signal": killed, "status": status, "statements": seen}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
