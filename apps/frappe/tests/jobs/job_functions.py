"""What the jobs of the tests do; workers find it as ``jobs.job_functions``."""

from __future__ import annotations

import os
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import frappe
from frappe.exceptions import RetryBackgroundJobError
from frappe.jobs.worker import Worker
from frappe.localization.clock import frozen

HERE = "jobs.job_functions"
calls: list[Any] = []
done = threading.Event()
running: Counter[str] = Counter()
most_at_once: Counter[str] = Counter()
_guard = threading.Lock()


def note(text: str) -> str:
    """Leave a trace in the database, as the acting user."""
    frappe.get_doc({"doctype": "ToDo", "description": text}).insert(ignore_permissions=True)
    return text


def notes() -> list[str]:
    """Return the traces that were committed."""
    return sorted(frappe.get_all("ToDo", pluck="description"))


def keep(**arguments: Any) -> None:
    calls.append(arguments)


def keep_context() -> dict[str, Any]:
    note("context")
    return {"user": frappe.session.user, "lang": frappe.local.lang, "site": frappe.local.site}


def signal_done(text: str) -> None:
    note(text)
    frappe.db.after_commit.add(done.set)


def fail(text: str) -> None:
    note(text)
    raise ValueError(f"broken on purpose: {text}")


def try_again(times: int) -> str:
    """Ask for another attempt until there were that many."""
    note(f"attempt {frappe.local.job.attempts}")
    if frappe.local.job.attempts <= times:
        raise RetryBackgroundJobError("not yet")
    return "at last"


def never_end(mark: str) -> None:
    """Run on, whatever exceptions come."""
    note(mark)
    while True:
        try:
            sum(range(1000))
        except Exception:  # as a careless app would; the time limit is no Exception
            continue


def count_runs(name: str) -> None:
    """Note how many run under one name at the same time."""
    with _guard:
        running[name] += 1
        most_at_once[name] = max(most_at_once[name], running[name])
    note(name)
    with _guard:
        running[name] -= 1


def lose_the_lease(sites_path: str) -> None:
    """Be so slow that another worker takes the job and ends it first."""
    if frappe.local.job.attempts == 1:
        thread = threading.Thread(target=_take_over, args=(sites_path,))
        thread.start()
        thread.join()
    note(f"by attempt {frappe.local.job.attempts}")


def _take_over(sites_path: str) -> None:
    with frozen("2099-01-01"):
        Worker(sites_path, ["default"]).run(burst=True)


def hang_the_first_time(pipe: str) -> None:
    """Tell the test that the job is in the middle, then wait to be killed; the second attempt ends."""
    note(f"attempt {frappe.local.job.attempts}")
    if frappe.local.job.attempts == 1:
        Path(pipe).write_text(str(os.getpid()))
        threading.Event().wait()


def wait_for(begun: str, go_on: str) -> None:
    """Tell the test that the job is in the middle and wait for its word."""
    note("went on")
    Path(begun).write_text("x")
    Path(go_on).read_text()


def interrupt() -> None:
    note("lost")
    raise KeyboardInterrupt("stop")


def on_success(job: Any, _connection: Any, result: Any) -> None:
    calls.append(("success", job.method, result))


def on_failure(job: Any, _connection: Any, kind: Any, error: Any, _trace: Any) -> None:
    note(f"told of {kind.__name__}")
    calls.append(("failure", job.method, str(error)))


def before_job(method: str, kwargs: dict[str, Any]) -> None:
    calls.append(("before", method, kwargs))


def after_job(method: str, result: Any, transaction_type: str) -> None:
    calls.append(("after", method, result, transaction_type))


def count_todos() -> int:
    return int(frappe.db.count("ToDo"))
