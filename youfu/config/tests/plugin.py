"""The pytest plugin of the whole suite: one throw-away PostgreSQL for the run, an own data folder, no network.

It is named in pyproject.toml (`-p`), because the server must be up before pytest-django reads the settings, which is
before any conftest.py. With pytest-xdist the first process starts the server and the workers share it, each with a
test database and a data folder of its own. YOUFU_TEST_DATABASE_URL names another server to use instead; the
DATABASE_URL of the user is never touched by tests.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from youfu.config.postgres import Server, ServerError

SERVER_URL = "YOUFU_TEST_DATABASE_URL"
HOME = "YOUFU_TEST_HOME"
NO_CHROMIUM = "Chromium 未找到，浏览器测试未运行"
KEPT = {"YOUFU_PG_BIN", "YOUFU_CHROMIUM", SERVER_URL, HOME}

started: list[Server] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Prepare the environment that the settings read; runs before pytest-django reads them."""
    forget_the_user()
    options = early_config.known_args_namespace
    if not (options.help or options.version):
        prepare_home()
        prepare_server()
    return (yield)


def forget_the_user() -> None:
    """Remove from the environment what would make the result depend on who runs the tests."""
    for name in list(os.environ):
        if name.startswith("PG") or (name.startswith("YOUFU_") and name not in KEPT):
            del os.environ[name]
    os.environ["LANGUAGE"] = os.environ["LANG"] = "zh_CN.UTF-8"


def prepare_home() -> None:
    """Give this process an empty data folder; workers get theirs below the one of the first process."""
    if HOME not in os.environ:
        os.environ[HOME] = tempfile.mkdtemp(prefix="youfu-test-")
        atexit.register(shutil.rmtree, os.environ[HOME], ignore_errors=True)
    home = Path(os.environ[HOME], os.environ.get("PYTEST_XDIST_WORKER", "main"))
    (home / "static").mkdir(parents=True, exist_ok=True)  # where the settings gather the style sheet
    os.environ["YOUFU_HOME"] = str(home)


def prepare_server() -> None:
    """Start the throw-away server, unless the first process has or the caller names one."""
    if not os.environ.get(SERVER_URL):
        try:
            server = Server.start(Path(tempfile.mkdtemp(prefix="youfu-pg-")), throwaway=True)
        except ServerError as error:
            raise pytest.UsageError(str(error)) from error
        started.append(server)
        os.environ[SERVER_URL] = server.url
    os.environ["DATABASE_URL"] = os.environ[SERVER_URL]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Teach Django how to clean up after tests that commit (runs after Django is set up)."""
    if session.config.pluginmanager.hasplugin("django"):
        from youfu.config.tests import pristine

        pristine.install()


def pytest_report_header() -> list[str]:
    """Say which PostgreSQL the run is on."""
    return [f"postgresql: {server.version} (throw-away)" for server in started]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what was started; should the run end before this, the server's keeper does."""
    if not started and "youfu.config.tests.pristine" in sys.modules:
        sys.modules["youfu.config.tests.pristine"].forget(os.environ["DATABASE_URL"])
    while started:
        started.pop().stop()
        os.environ.pop(SERVER_URL, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `-m browser` and `-m "not browser"` are complete."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in so many words that browser tests did not run: a skip among many is easily overlooked."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("注意", yellow=True, bold=True)
        terminalreporter.line(
            f"{NO_CHROMIUM}（{len(skipped)} 项）：安装 chromium，或用 YOUFU_CHROMIUM 指定它的位置。",
            yellow=True,
        )
