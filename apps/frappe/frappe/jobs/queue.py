"""Rows of the queue table: insert, look, claim, renew, finish. Moments are UTC as ISO text (``schema.internal``).

A worker *peeks* with one SELECT, which takes no lock, and claims by an UPDATE that only one worker can win. A claim is
a lease: who does not renew it loses the job to another worker. Every later step asks for worker and status, so who has
lost a job changes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from frappe.database import Connection
from frappe.jobs.arguments import load_arguments, load_result
from frappe.localization import utc_now

QUEUED, STARTED, FINISHED, FAILED = "queued", "started", "finished", "failed"
LONGEST_ERROR = 20_000


@dataclass(frozen=True)
class Job:
    """One row of the queue: what to call, as whom, and what became of it."""

    id: str
    queue: str
    method: str
    arguments: str
    user: str
    timeout_s: int
    status: str = QUEUED
    priority: int = 0
    attempts: int = 0
    job_id: str | None = None
    job_name: str | None = None
    operation: str | None = None
    dedup_key: str | None = None
    worker: str | None = None
    enqueued_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    run_after: str | None = None
    error: str | None = None
    result: str | None = None

    @property
    def kwargs(self) -> dict[str, Any]:
        return load_arguments(self.arguments)[0]

    @property
    def callbacks(self) -> dict[str, str]:
        return load_arguments(self.arguments)[1]

    @property
    def return_value(self) -> Any:
        return load_result(self.result)

    def get_status(self) -> str:
        """Return the status this copy was read with: queued, started, finished or failed."""
        return self.status


COLUMNS = tuple(field.name for field in fields(Job))
_NAMES = ", ".join(f"`{name}`" for name in COLUMNS)


def moment(*, delay_s: float = 0) -> str:
    """Return now, or a later moment, as the table keeps it."""
    return (utc_now() + datetime.timedelta(seconds=delay_s)).isoformat(timespec="microseconds")


def insert(connection: Connection, job: Job) -> None:
    """Add a job inside the transaction under way."""
    marks = ", ".join("?" * len(COLUMNS))
    connection.execute(f"insert into `__job` ({_NAMES}) values ({marks})", [getattr(job, name) for name in COLUMNS])


def find(connection: Connection, column: str, value: str) -> Job | None:
    """Return the newest job whose ``id``, ``job_id`` or ``dedup_key`` is that value, or None."""
    rows = connection.query(
        f"select {_NAMES} from `__job` where `{column}` = ? order by `enqueued_at` desc limit 1", (value,)
    )
    return Job(*rows[0]) if rows else None


def peek(connection: Connection, queues: Sequence[str]) -> str | None:
    """Return the id of the job to claim next: one whose worker went silent, else the first of the first queue."""
    now = moment()
    marks = ", ".join("?" * len(queues))
    parts = [
        f"select * from (select `id` from `__job` where `status` = '{STARTED}' and `queue` in ({marks})"
        " and `lease_until` < ? limit 1) lost"
    ]
    values: list[Any] = [*queues, now]
    for number, queue in enumerate(queues):
        parts.append(
            f"select * from (select `id` from `__job` where `status` = '{QUEUED}' and `queue` = ? and `run_after` <= ?"
            f" order by `priority`, `enqueued_at`, `id` limit 1) waiting{number}"
        )
        values += [queue, now]
    rows = connection.query(" union all ".join(parts), values)
    return rows[0][0] if rows else None


def claim(connection: Connection, id: str, worker: str, *, lease_s: float) -> Job | None:
    """Take a job for a worker and commit; None when another one was faster."""
    now = moment()
    taken = connection.execute(
        f"update `__job` set `status` = '{STARTED}', `worker` = ?, `lease_until` = ?, `started_at` = ?,"
        f" `attempts` = `attempts` + 1 where `id` = ? and ((`status` = '{QUEUED}' and `run_after` <= ?)"
        f" or (`status` = '{STARTED}' and `lease_until` < ?))",
        (worker, moment(delay_s=lease_s), now, id, now, now),
    ).rowcount
    job = find(connection, "id", id) if taken == 1 else None
    connection.commit()
    return job


def renew(connection: Connection, id: str, worker: str, *, lease_s: float) -> bool:
    """Lengthen the lease; False when the job is no longer this worker's."""
    return _update_own(connection, id, worker, {"lease_until": moment(delay_s=lease_s)})


def finish(connection: Connection, id: str, worker: str, *, result: str | None = None) -> bool:
    """Mark a job as done; False when it is no longer this worker's."""
    values = {"status": FINISHED, "finished_at": moment(), "dedup_key": None, "result": result, "error": None}
    return _update_own(connection, id, worker, values)


def fail(connection: Connection, id: str, worker: str, *, error: str) -> bool:
    """Mark a job as failed for good."""
    values = {"status": FAILED, "finished_at": moment(), "dedup_key": None, "error": error[-LONGEST_ERROR:]}
    return _update_own(connection, id, worker, values)


def put_back(connection: Connection, id: str, worker: str, *, delay_s: float, error: str | None) -> bool:
    """Let a job wait for another attempt."""
    values = {"status": QUEUED, "worker": None, "lease_until": None, "run_after": moment(delay_s=delay_s)}
    return _update_own(connection, id, worker, {**values, "error": error[-LONGEST_ERROR:] if error else None})


def _update_own(connection: Connection, id: str, worker: str, values: dict[str, Any]) -> bool:
    assignments = ", ".join(f"`{name}` = ?" for name in values)
    cursor = connection.execute(
        f"update `__job` set {assignments} where `id` = ? and `worker` = ? and `status` = '{STARTED}'",
        (*values.values(), id, worker),
    )
    return cursor.rowcount == 1
