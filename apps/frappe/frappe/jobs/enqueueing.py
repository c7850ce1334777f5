"""What apps call to let work run later: ``frappe.enqueue`` and ``frappe.enqueue_doc``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.config import get_common_site_config
from frappe.context import current_user, local
from frappe.database import savepoint
from frappe.database.errors import DuplicateKey
from frappe.exceptions import ValidationError
from frappe.jobs import queue as job_queue
from frappe.jobs.arguments import dump_arguments
from frappe.jobs.queue import Job
from frappe.jobs.wake import wake
from frappe.journal import current_operation, store_operation
from frappe.messages import _
from frappe.modules import get_attr
from frappe.utils.identifiers import uuid7
from frappe.utils.numbers import cint

TIMEOUTS_S = {"short": 300, "default": 300, "long": 1500}
AT_FRONT = -1
LONGEST_WORD = 140


def enqueue(
    method: str | Callable[..., Any],
    queue: str = "default",
    timeout: int | None = None,
    event: str | None = None,
    is_async: bool = True,
    job_name: str | None = None,
    now: bool = False,
    enqueue_after_commit: bool = False,
    *,
    on_success: str | Callable[..., Any] | None = None,
    on_failure: str | Callable[..., Any] | None = None,
    at_front: bool = False,
    job_id: str | None = None,
    deduplicate: bool = False,
    **kwargs: Any,
) -> Any:
    """Let a function run in the background as the acting user, in a transaction of its own (contract 8.15).

    The row is written in the transaction under way: the job starts after its commit, a rollback takes it back. For
    that ``enqueue_after_commit`` changes nothing but the answer, which is None. With ``now``, or without
    ``is_async``, the function is called at once and its result returned. ``timeout`` is in seconds. ``deduplicate``
    needs a ``job_id`` and queues nothing while a job of that id waits or runs.

    Raises:
        TypeError: an argument cannot be stored as JSON. ValidationError: there is no such queue.
    """
    if now or not is_async:
        return (get_attr(method) if isinstance(method, str) else method)(**kwargs)
    if deduplicate and not job_id:
        raise ValidationError(_("A job that must not be queued twice needs a job_id."))
    path = dotted_path(method)
    job = Job(
        id=str(uuid7()),
        queue=queue,
        method=path,
        arguments=dump_arguments(path, kwargs, _callbacks(on_success, on_failure)),
        user=current_user(),
        timeout_s=cint(timeout) or _timeout_of(queue),
        priority=AT_FRONT if at_front else 0,
        job_id=job_id,
        job_name=(job_name or event or path)[:LONGEST_WORD],
        operation=current_operation().id,
        dedup_key=job_id if deduplicate else None,
        enqueued_at=job_queue.moment(),
        run_after=job_queue.moment(),
    )
    stored = _store(job)
    return None if enqueue_after_commit or not stored else job


def _store(job: Job) -> bool:
    """Write a job's row; False when one with its key waits or runs already."""
    connection = local.db.connection
    if job.dedup_key:
        if job_queue.find(connection, "dedup_key", job.dedup_key):
            return False
        stored = False
        with savepoint(catch=DuplicateKey):  # another process queued it in the meantime
            job_queue.insert(connection, job)
            stored = True
        if not stored:
            return False
    else:
        job_queue.insert(connection, job)
    store_operation()
    local.db.after_commit.add(wake)
    return True


def enqueue_doc(
    doctype: str,
    name: Any = None,
    method: str | None = None,
    queue: str = "default",
    timeout: int = 300,
    now: bool = False,
    **kwargs: Any,
) -> Any:
    """Let a method of a document run in the background; the document is read when the job starts."""
    return enqueue(
        "frappe.model.queued.run_doc_method", queue=queue, timeout=timeout, now=now, doctype=doctype, name=name,
        doc_method=method, **kwargs,
    )  # fmt: skip


def dotted_path(method: str | Callable[..., Any]) -> str:
    """Return the path under which a worker finds a function.

    Raises:
        ValidationError: it has none, as a lambda or a function inside of another.
    """
    if isinstance(method, str):
        path = method
    else:
        path = f"{method.__module__}.{method.__qualname__}"
    if "<" in path or "." not in path or len(path) > LONGEST_WORD:
        raise ValidationError(
            _("{0} cannot be queued. Give the dotted path of a function at the top of a module.").format(path)
        )
    return path


def _callbacks(on_success: Any, on_failure: Any) -> dict[str, str]:
    named = {"on_success": on_success, "on_failure": on_failure}
    return {name: dotted_path(function) for name, function in named.items() if function}


def create_job_id(job_id: str | None = None) -> str:
    """Return a job's id as given, or a new one."""
    return job_id or str(uuid7())


def get_queues_timeout() -> dict[str, int]:
    """Return the queues of the bench with their time limits in seconds (``jobs.timeouts`` and ``workers``)."""
    conf = getattr(local, "conf", None) or get_common_site_config()
    found = TIMEOUTS_S | {name: cint(value) for name, value in ((conf.get("jobs") or {}).get("timeouts") or {}).items()}
    custom = conf.get("workers") or {}
    return found | {name: cint(entry.get("timeout")) or TIMEOUTS_S["default"] for name, entry in custom.items()}


def get_queue_list(queue_list: str | list[str] | None = None, build_queue_name: bool = False) -> list[str]:
    """Return all queues, or those given when each exists.

    Raises:
        ValidationError: one of them does not exist.
    """
    names = queue_list.split(",") if isinstance(queue_list, str) else queue_list
    for name in names or ():
        _timeout_of(name)
    return list(names or get_queues_timeout())


def _timeout_of(queue: str) -> int:
    known = get_queues_timeout()
    if queue not in known:
        raise ValidationError(_("There is no queue {0}; this bench has: {1}.").format(queue, ", ".join(known)))
    return known[queue]
