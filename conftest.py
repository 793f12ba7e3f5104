"""What every test run keeps to: only tests that need the shared texts may be skipped, and never in CI."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

SHARED = Path(os.environ.get("XIANDAO_SHARED") or Path(__file__).parent.parent / "shared")
# The same examples in every run, and no deadline: a machine shared with others is slow now and then.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

WANT_OF_SHARED = "needs ../shared (XIANDAO_SHARED)"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts and answers that stands beside the project; for tests marked ``shared``."""
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if (SHARED / "reading").is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason=WANT_OF_SHARED))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for_shared = sum(WANT_OF_SHARED in str(report.longrepr) for report in skipped)
    terminalreporter.write_line(
        f"skipped for want of ../shared: {for_shared}; skipped for other reasons: {len(skipped) - for_shared}"
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skip that is not allowed fails the run: a green run must mean that everything ran."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    allowed = 0 if os.environ.get("CI") else sum(WANT_OF_SHARED in str(report.longrepr) for report in skipped)
    if len(skipped) > allowed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
