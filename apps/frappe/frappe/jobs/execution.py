"""Run one claimed job in its site, as the user who queued it: commit on success, roll back on error (contract 6.6)."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.database import connect
from frappe.exceptions import QueryDeadlockError, QueryTimeoutError, RetryBackgroundJobError
from frappe.jobs import queue as job_queue
from frappe.jobs.arguments import dump_result
from frappe.jobs.queue import FAILED, FINISHED, QUEUED, Job
from frappe.jobs.watch import JobTimeout, Watch
from frappe.journal import start_operation
from frappe.messages import _
from frappe.modules import get_attr, get_hooks
from frappe.modules.calls import call
from frappe.translate import set_user_lang
from frappe.types import _dict

# Homes of what lies above this room; found by name when a job runs.
OPEN_SITE = "frappe.sites.open_site"
LOG_ERROR = "frappe.shortcuts.log_error"

MOST_ATTEMPTS = 6
LOST = "lost"
RETRIED = (RetryBackgroundJobError, QueryDeadlockError, QueryTimeoutError)
_log = logging.getLogger("frappe.jobs")


def run_job(job: Job, worker: str, *, site: str, sites_path: Path, lease_s: float) -> str:
    """Run a job that ``worker`` has claimed; return its new status, ``lost`` when another worker has it by now."""
    with get_attr(OPEN_SITE)(site, sites_path=sites_path, user=job.user):
        set_user_lang(job.user)
        start_operation("job", route=job.method, user=job.user).parent = job.operation
        local.job = _dict(
            site=site, method=job.method, job_name=job.job_name, id=job.id, user=job.user, attempts=job.attempts
        )
        if job.attempts > MOST_ATTEMPTS:
            text = _("{0} attempts ended without an answer: the worker stopped each time.").format(MOST_ATTEMPTS)
            return _failed(job, worker, text, None)
        try:
            return _perform(job, worker, lease_s)
        except RETRIED as error:
            if job.attempts >= MOST_ATTEMPTS:
                return _failed(job, worker, traceback.format_exc(), error)
            return _put_back(job, worker, delay_s=2.0 ** (job.attempts - 1), error=traceback.format_exc())
        except JobTimeout as error:
            text = _("The time limit of {0} seconds is over.").format(job.timeout_s)
            return _failed(job, worker, f"{traceback.format_exc()}\n{text}", error)
        except Exception as error:  # the boundary of a job: whatever it raises is kept and shown
            return _failed(job, worker, traceback.format_exc(), error)
        except BaseException:  # the worker is told to stop: another one takes the job
            _put_back(job, worker, delay_s=0, error=None)
            raise


def _perform(job: Job, worker: str, lease_s: float) -> str:
    """Call the function and mark the job as done in the same transaction."""
    conf, site_path = local.conf, local.site_path
    with Watch(job, worker, lambda: connect(conf, site_path), lease_s=lease_s):
        kwargs = job.kwargs
        _run_hooks("before_job", job, kwargs)
        result = get_attr(job.method)(**kwargs)
        _run_hooks("after_job", job, kwargs, result=result)
        if job.callbacks.get("on_success"):
            get_attr(job.callbacks["on_success"])(job, None, result)
    if not job_queue.finish(local.db.connection, job.id, worker, result=dump_result(result)):
        local.db.rollback()
        _log.warning("job %s (%s) took longer than its lease; another worker has it", job.id, job.method)
        return LOST
    local.db.commit()
    return FINISHED


def _run_hooks(hook: str, job: Job, kwargs: dict[str, Any], **more: Any) -> None:
    for path in get_hooks(hook):
        call(path, method=job.method, kwargs=kwargs, transaction_type="job", **more)


def _put_back(job: Job, worker: str, *, delay_s: float, error: str | None) -> str:
    local.db.rollback()
    kept = job_queue.put_back(local.db.connection, job.id, worker, delay_s=delay_s, error=error)
    local.db.commit()
    return QUEUED if kept else LOST


def _failed(job: Job, worker: str, text: str, error: BaseException | None) -> str:
    """Keep the error with the job and in an Error Log; the job's own writes are gone."""
    local.db.rollback()
    _log.error("job %s (%s) failed on %s: %s", job.id, job.method, local.site, type(error).__name__)
    if not job_queue.fail(local.db.connection, job.id, worker, error=text):
        local.db.rollback()
        return LOST
    get_attr(LOG_ERROR)(job.method, text)
    local.db.commit()
    if job.callbacks.get("on_failure"):
        _tell_failure(job, error)
    return FAILED


def _tell_failure(job: Job, error: BaseException | None) -> None:
    """Call the app's ``on_failure`` in a transaction of its own; what it raises is kept too."""
    try:
        kind, trace = (type(error), error.__traceback__) if error else (None, None)
        get_attr(job.callbacks["on_failure"])(job, None, kind, error, trace)
    except Exception:  # the job is over; a second error must not hide the first
        local.db.rollback()
        get_attr(LOG_ERROR)(job.callbacks["on_failure"], "".join(traceback.format_exception(*sys.exc_info())))
    local.db.commit()
