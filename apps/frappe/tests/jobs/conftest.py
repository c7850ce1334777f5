"""Workers for tests: they run in a thread of their own, because the test's thread has the site open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.jobs.worker import Worker, known_queues
from frappe.modules import paths
from jobs import job_functions

Work = Callable[..., int]


@pytest.fixture(autouse=True)
def forget_calls() -> Iterator[None]:
    yield
    job_functions.calls.clear()
    job_functions.done.clear()
    job_functions.running.clear()
    job_functions.most_at_once.clear()


@pytest.fixture(autouse=True)
def functions_of_the_tests_may_be_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``jobs`` count as an app of the bench: workers call functions of apps only."""
    real = paths.get_all_apps
    monkeypatch.setattr(paths, "get_all_apps", lambda *args, **options: [*real(*args, **options), "jobs"])


@pytest.fixture
def work(site: Any, sites_folder: Path) -> Work:
    """Commit, then run all jobs that are due in ``workers`` threads; return how many were run."""

    def run(*, workers: int = 1) -> int:
        frappe.db.commit()
        counts: list[int] = []

        def one() -> None:
            counts.append(Worker(sites_folder, known_queues(sites_folder)).run(burst=True))

        threads = [threading.Thread(target=one) for _number in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts)

    return run
