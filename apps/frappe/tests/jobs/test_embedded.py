"""Job threads and scheduler inside of one process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.config import write_config
from frappe.jobs import embedded
from jobs import job_functions
from jobs.job_functions import HERE, notes


@pytest.fixture
def bench(site: Any, sites_folder: Path) -> Iterator[Path]:
    frappe.db.set_single_value("System Settings", "enable_scheduler", 0)
    frappe.db.commit()
    yield sites_folder
    assert embedded.stop()


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("frappe-")}


def test_an_enqueue_wakes_the_threads_of_its_process(bench: Path) -> None:
    embedded.start(bench)
    frappe.enqueue(f"{HERE}.signal_done", text="at once")
    frappe.db.commit()

    assert job_functions.done.wait(30)

    assert notes() == ["at once"]


def test_start_twice_is_once_and_stop_leaves_no_thread(bench: Path) -> None:
    embedded.start(bench)
    started = threads()
    embedded.start(bench)
    twice = threads()
    stopped = embedded.stop()

    assert started == twice == {"frappe-jobs-1", "frappe-jobs-2", "frappe-scheduler"}
    assert stopped and threads() == set() and not embedded.is_running()


def test_the_configuration_decides_how_many_threads(bench: Path) -> None:
    config = bench / "common_site_config.json"
    before = json.loads(config.read_text())
    write_config(config, {"jobs": {"threads": 1}, "scheduler": False})
    try:
        embedded.start(bench)
        found = threads()
    finally:
        write_config(config, before)

    assert found == {"frappe-jobs-1"}


def test_one_thread_of_several_is_kept_free_of_long_jobs(bench: Path) -> None:
    assert embedded._queues(bench, 0, 2) == ["short", "default"]
    assert embedded._queues(bench, 1, 2) == embedded._queues(bench, 0, 1) == ["short", "default", "long"]
