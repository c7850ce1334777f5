"""What waits, runs and has run on the active site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.jobs import queue as job_queue
from frappe.jobs.arguments import load_arguments
from frappe.jobs.enqueueing import get_queue_list
from frappe.jobs.queue import QUEUED, STARTED, Job


@dataclass(frozen=True)
class Queue:
    """One queue of the active site."""

    name: str

    @property
    def count(self) -> int:
        """How many jobs wait."""
        rows = local.db.connection.query(
            "select count(*) from `__job` where `status` = ? and `queue` = ?", (QUEUED, self.name)
        )
        return int(rows[0][0])


def get_queue(qtype: str, is_async: bool = True) -> Queue:
    """Return a queue by name.

    Raises:
        ValidationError: it does not exist.
    """
    return Queue(get_queue_list([qtype])[0])


def get_job(job_id: str) -> Job | None:
    """Return the newest job of that id, with the status of this moment."""
    connection = local.db.connection
    return job_queue.find(connection, "job_id", job_id) or job_queue.find(connection, "id", job_id)


def get_job_status(job_id: str) -> str | None:
    """Return queued, started, finished or failed; None without such a job."""
    found = get_job(job_id)
    return found.status if found else None


def is_job_enqueued(job_id: str) -> bool:
    """Tell whether a job of that id waits or runs."""
    return get_job_status(job_id) in (QUEUED, STARTED)


def get_jobs(
    site: str | None = None, queue: str | list[str] | None = None, key: str = "method"
) -> dict[str, list[Any]]:
    """Return by site what waits or runs: the method of each job, or the argument named by ``key``."""
    if site and site != local.site:
        return {}
    queues = get_queue_list([queue] if isinstance(queue, str) else queue)
    marks = ", ".join("?" * len(queues))
    rows = local.db.connection.query(
        f"select `method`, `arguments` from `__job` where `status` in (?, ?) and `queue` in ({marks})"
        " order by `enqueued_at`",
        (QUEUED, STARTED, *queues),
    )
    if key == "method":
        return {local.site: [method for method, _arguments in rows]}
    return {local.site: [load_arguments(text)[0].get(key) for _method, text in rows]}
