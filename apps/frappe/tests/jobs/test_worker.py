"""What befalls a job: errors, other attempts, its time limit, other workers, and a worker that is killed."""

from __future__ import annotations

import ctypes
import datetime
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.database.sqlite.turns import Queue
from frappe.exceptions import ValidationError
from frappe.jobs import queue as job_queue
from frappe.jobs.execution import MOST_ATTEMPTS
from frappe.jobs.site_queue import LEASE_S, SiteQueues
from frappe.jobs.upkeep import clear_old_jobs
from frappe.jobs.watch import JobTimeout
from frappe.jobs.worker import StopOnSignal, Worker, known_queues, run_worker
from frappe.localization import utc_now
from frappe.localization.clock import frozen
from frappe.utils import background_jobs
from jobs import job_functions
from jobs.conftest import Work
from jobs.job_functions import HERE, notes

TESTS = Path(__file__).resolve().parents[1]
CHILD = """
import sys
from frappe.modules import paths
real = paths.get_all_apps
paths.get_all_apps = lambda *args, **options: [*real(*args, **options), "jobs"]
from frappe.jobs.worker import run_worker
print(run_worker(sys.argv[1], burst="burst" in sys.argv), flush=True)
"""


def job_of(job: Any) -> Any:
    return background_jobs.get_job(job.id)


def later(seconds: float) -> Any:
    return frozen(utc_now() + datetime.timedelta(seconds=seconds))


def test_an_error_takes_back_what_the_job_wrote_and_is_kept_and_logged(work: Work) -> None:
    job = frappe.enqueue(f"{HERE}.fail", text="lost")

    work()

    found = job_of(job)
    assert found.status == "failed" and "ValueError: broken on purpose: lost" in found.error
    assert notes() == []
    log = frappe.get_last_doc("Error Log")
    assert log.method == f"{HERE}.fail" and "broken on purpose: lost" in log.error


def test_a_job_that_always_fails_does_not_hold_up_the_others(work: Work) -> None:
    frappe.enqueue(f"{HERE}.fail", at_front=True, text="poison")
    frappe.enqueue(f"{HERE}.try_again", at_front=True, times=99)
    frappe.enqueue("frappe.no_such_module.function", at_front=True)
    frappe.enqueue(f"{HERE}.note", text="healthy")

    work()

    assert notes() == ["healthy"]


def test_another_attempt_comes_after_a_pause_that_doubles(work: Work) -> None:
    job = frappe.enqueue(f"{HERE}.try_again", times=2)
    work()
    first = job_of(job)
    assert work() == 0  # the pause is not over
    with later(1.5):
        work()
        second = job_of(job)
    with later(4):
        work()

    last = job_of(job)
    assert [first.status, second.status, last.status] == ["queued", "queued", "finished"]
    assert (last.attempts, last.return_value, notes()) == (3, "at last", ["attempt 3"])


def test_after_five_other_attempts_the_job_has_failed(work: Work) -> None:
    job = frappe.enqueue(f"{HERE}.try_again", times=99)
    for number in range(MOST_ATTEMPTS):
        with later(number * 100):
            work()

    found = job_of(job)
    assert (found.status, found.attempts) == ("failed", 6) and "RetryBackgroundJobError" in found.error
    assert notes() == [] and frappe.db.count("Error Log") == 1


def test_a_job_ends_at_its_time_limit_even_when_it_catches_every_exception(work: Work) -> None:
    job = frappe.enqueue(f"{HERE}.never_end", timeout=1, mark="lost")
    frappe.enqueue(f"{HERE}.note", text="next")

    work()

    found = job_of(job)
    assert found.status == "failed" and "The time limit of 1 seconds is over." in found.error
    assert notes() == ["next"]


def test_workers_never_run_one_job_at_once(work: Work) -> None:
    names = [f"job {number:02}" for number in range(24)]
    for name in names:
        frappe.enqueue(f"{HERE}.count_runs", name=name)

    assert work(workers=4) == len(names)

    assert notes() == names
    assert set(job_functions.most_at_once.values()) == {1}


def test_one_of_many_claims_wins(site: Any, sites_folder: Path) -> None:
    job = frappe.enqueue(f"{HERE}.note", text="x")
    frappe.db.commit()
    name, barrier, won = site.site, threading.Barrier(8), []

    def claim(number: int) -> None:
        queues = SiteQueues(sites_folder)
        connection = next(queue for queue in queues.all() if queue.name == name).connection()
        barrier.wait()
        found = job_queue.claim(connection, job.id, f"worker {number}", lease_s=60)
        if found is not None:
            won.append(found.worker)
        queues.close()

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1 and job_of(job).worker == won[0]


def test_who_lost_the_lease_changes_nothing_any_more(work: Work, sites_folder: Path) -> None:
    job = frappe.enqueue(f"{HERE}.lose_the_lease", sites_path=str(sites_folder))

    work()

    found = job_of(job)
    assert (found.status, found.attempts) == ("finished", 2)
    assert notes() == ["by attempt 2"]


def test_a_lease_in_force_protects_a_job_and_is_lengthened(site: Any) -> None:
    connection = frappe.db.connection
    job = frappe.enqueue(f"{HERE}.note", text="x")
    job_queue.claim(connection, job.id, "first", lease_s=60)
    with later(50):
        renewed = job_queue.renew(connection, job.id, "first", lease_s=60)
        foreign = job_queue.renew(connection, job.id, "second", lease_s=60)
    with later(100):
        early = job_queue.peek(connection, ["default"])
    with later(120):
        late = job_queue.peek(connection, ["default"])
        taken = job_queue.claim(connection, job.id, "second", lease_s=60)
        finished_by_the_first = job_queue.finish(connection, job.id, "first")

    assert renewed and not foreign
    assert early is None and late == job.id
    assert taken is not None and taken.attempts == 2 and not finished_by_the_first


def test_a_job_whose_workers_always_die_is_given_up(work: Work) -> None:
    job = frappe.enqueue(f"{HERE}.note", text="never")
    frappe.db.connection.execute(
        "update `__job` set `status` = 'started', `worker` = 'dead', `lease_until` = '2020-01-01', `attempts` = ?",
        (MOST_ATTEMPTS,),
    )

    work()

    found = job_of(job)
    assert found.status == "failed" and "the worker stopped each time" in found.error
    assert notes() == []


Starter = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_child(sites_folder: Path) -> Iterator[Starter]:
    """Start worker processes on the test's bench; those that are left are killed."""
    children: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        command = [sys.executable, "-c", CHILD, str(sites_folder), *options]
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def test_a_worker_killed_in_the_middle_leaves_its_job_to_another_after_the_lease(
    work: Work, start_child: Starter, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    job = frappe.enqueue(f"{HERE}.hang_the_first_time", pipe=str(pipe))
    frappe.db.commit()
    child = start_child()
    assert int(pipe.read_text()) == child.pid  # the job is in the middle
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=60)

    before = work()
    with later(LEASE_S + 1):
        after = work()
        again = work()

    assert (before, after, again) == (0, 1, 0)
    found = job_of(job)
    assert (found.status, found.attempts, notes()) == ("finished", 2, ["attempt 2"])


def test_a_worker_process_runs_what_is_due_and_ends(site: Any, start_child: Starter) -> None:
    frappe.enqueue(f"{HERE}.note", text="by a process")
    frappe.db.commit()

    output, errors = start_child("burst").communicate(timeout=60)

    assert (output.strip(), errors) == ("1", "")
    assert notes() == ["by a process"]


def test_sigterm_lets_the_job_end_and_stops_the_worker(site: Any, start_child: Starter, tmp_path: Path) -> None:
    begun, go_on = tmp_path / "begun", tmp_path / "go_on"
    os.mkfifo(begun)
    os.mkfifo(go_on)
    job = frappe.enqueue(f"{HERE}.wait_for", begun=str(begun), go_on=str(go_on))
    later_job = frappe.enqueue(f"{HERE}.note", text="left for later")
    frappe.db.commit()
    child = start_child()
    begun.read_text()

    child.send_signal(signal.SIGTERM)
    go_on.write_text("x")
    output, _errors = child.communicate(timeout=60)

    assert (child.returncode, output.strip()) == (0, "1")
    assert (job_of(job).status, job_of(later_job).status) == ("finished", "queued")
    assert notes() == ["went on"]


def test_a_second_signal_interrupts_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    stopping = threading.Event()

    with StopOnSignal(stopping):
        signal.raise_signal(signal.SIGTERM)
        first = stopping.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)

    assert first and signal.getsignal(signal.SIGTERM) is before


def test_an_interrupted_job_goes_back_into_the_queue_at_once(site: Any, sites_folder: Path) -> None:
    job = frappe.enqueue(f"{HERE}.interrupt")
    frappe.db.commit()
    caught: list[str] = []

    def run() -> None:
        try:
            Worker(sites_folder, ["default"]).run(burst=True)
        except KeyboardInterrupt as error:
            caught.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert caught == ["stop"] and job_of(job).status == "queued" and notes() == []


def test_a_site_in_maintenance_runs_no_jobs(site: Any, work: Work) -> None:
    config = Path(site.site_path) / "site_config.json"
    text = config.read_text()
    frappe.enqueue(f"{HERE}.note", text="x")
    try:
        config.write_text(text.replace("{", '{"maintenance_mode": 1,', 1))
        closed = work()
    finally:
        config.write_text(text)

    assert (closed, work()) == (0, 1)


def test_looking_for_work_writes_nothing_and_costs_one_statement(site: Any, sites_folder: Path) -> None:
    queues = SiteQueues(sites_folder)
    queue = next(queue for queue in queues.all() if queue.name == site.site)
    queue.take(["default"], "w")
    connection = queue.connection()
    connection.statement_log = []

    assert queue.take(known_queues(sites_folder), "w") is None

    assert len(connection.statement_log) == 1 and not connection.in_transaction
    queues.close()


def test_a_worker_notices_a_new_and_a_removed_site(tmp_path: Path) -> None:
    moments = iter((0.0, 0.0, 10.0, 10.0, 20.0, 20.0))
    queues = SiteQueues(tmp_path, clock=lambda: next(moments))
    first = [site.name for site in queues.all()]
    (tmp_path / "new.local").mkdir()
    (tmp_path / "new.local" / "site_config.json").write_text("{}")
    second = [site.name for site in queues.all()]
    (tmp_path / "new.local" / "site_config.json").unlink()
    third = [site.name for site in queues.all()]

    assert (first, second, third) == ([], ["new.local"], [])


def test_a_half_written_configuration_leaves_a_site_as_it_was(tmp_path: Path) -> None:
    moments = iter((0.0, 0.0, 10.0, 10.0, 20.0, 20.0))
    queues = SiteQueues(tmp_path, clock=lambda: next(moments))
    (tmp_path / "a.local").mkdir()
    config = tmp_path / "a.local" / "site_config.json"
    config.write_text("{}")
    before = queues.all()
    config.write_text('{"maintenance')
    meanwhile = queues.all()
    config.write_text('{"maintenance_mode": 1}')
    after = queues.all()

    assert meanwhile == before and not before[0].is_closed and after[0].is_closed


def test_old_jobs_go_and_failed_ones_stay_longer(work: Work) -> None:
    good = frappe.enqueue(f"{HERE}.note", text="x")
    bad = frappe.enqueue(f"{HERE}.fail", text="x")
    work()
    waiting = frappe.enqueue(f"{HERE}.note", text="y")

    with later(3 * 86_400):
        assert clear_old_jobs() == 1
        left = {row[0] for row in frappe.db.connection.query("select `id` from `__job`")}
    with later(31 * 86_400):
        assert clear_old_jobs() == 1

    assert left == {bad.id, waiting.id} and good.id not in left


def test_a_worker_of_an_unknown_queue_is_refused(sites_folder: Path) -> None:
    with pytest.raises(ValidationError, match="no queue fast; this bench has: short, default, long"):
        run_worker(sites_folder, ["default", "fast"])


def test_a_worker_stops_when_told(sites_folder: Path) -> None:
    stopping = threading.Event()
    worker = Worker(sites_folder, ["default"], stopping=stopping)
    stopping.set()

    assert worker.run() == 0


def test_a_job_that_ends_while_it_waits_to_write_leaves_the_turn_to_others() -> None:
    queue, waiting = Queue(), threading.Event()
    queue.acquire(1)

    def wait_for_the_turn() -> None:
        waiting.set()
        try:
            queue.acquire(60)
        except JobTimeout:
            return
        queue.release()

    thread = threading.Thread(target=wait_for_the_turn)
    thread.start()
    waiting.wait()
    while not queue._waiting:  # until the thread has its place
        pass
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(JobTimeout))
    queue.release()
    thread.join()

    assert queue.acquire(1)
