"""Scheduled jobs: what the hooks ``scheduler_events`` ask to run, and when it is due (contract 8.15).

Times are the site's wall clock. Runs that were missed, because no scheduler ran, are made up for once.
"""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Iterator
from typing import Any

from croniter import CroniterBadDateError, croniter

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.jobs import enqueue
from frappe.localization import get_datetime, now_datetime
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_attr, get_hooks
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

# Frequency -> cron expression; "All" runs every four minutes.
CRON = {
    "Yearly": "0 0 1 1 *", "Annual": "0 0 1 1 *", "Monthly": "0 0 1 * *", "Monthly Long": "0 0 1 * *",
    "Weekly": "0 0 * * 0", "Weekly Long": "0 0 * * 0", "Daily": "0 0 * * *", "Daily Long": "0 0 * * *",
    "Hourly": "0 * * * *", "Hourly Long": "0 * * * *",
}  # fmt: skip
ALL_S = 240
RUN = "frappe.core.doctype.scheduled_job_type.scheduled_job_type.run_scheduled_job"


class ScheduledJobType(Document):
    """One job and when it last ran."""

    def autoname(self) -> None:
        self.name = ".".join(cstr(self.method).split(".")[-2:])
        if local.db.exists("Scheduled Job Type", self.name):
            self.name = cstr(self.method)[:140]

    def validate(self) -> None:
        if self.frequency == "Cron":
            check_cron(cstr(self.cron_format))
        else:
            self.cron_format = None

    def get_next_execution(self) -> datetime.datetime:
        """Return when the job is due after its last run (or its making)."""
        return due_after(self, get_datetime(self.last_execution or self.creation) or now_datetime())

    def is_event_due(self, current_time: datetime.datetime | None = None) -> bool:
        return not cint(self.stopped) and self.get_next_execution() <= (current_time or now_datetime())

    def get_queue_name(self) -> str:
        return queue_of(self)

    def execute(self) -> None:
        """Run the job now; how it ended is written when it keeps a log, a failure always.

        A failure takes back what the job wrote and is raised again.
        """
        self.db_set("last_execution", now_datetime(), update_modified=False)
        try:
            get_attr(cstr(self.method))()
        except Exception:  # a job's boundary: its log tells the failure, its caller what to do about it
            local.db.rollback()
            self.log_status("Failed", traceback.format_exc())
            local.db.commit()
            raise
        self.log_status("Complete")

    def log_status(self, status: str, details: str | None = None) -> None:
        """Write a log row when the job keeps one; failures are always written."""
        if cint(self.create_log) or status == "Failed":
            values = {"scheduled_job_type": self.name, "status": status, "details": details}
            new_doc("Scheduled Job Log", **values).insert(ignore_permissions=True)


# -- when a job is due


def check_cron(expression: str) -> None:
    """Raise unless a text is a cron expression of five fields that names a time which comes."""
    fields = expression.split()
    if len(fields) != 5 or not croniter.is_valid(" ".join(fields)):
        raise ValidationError(_("{0} is not a valid Cron expression.").format(expression), fieldname="cron_format")
    next_run(expression, now_datetime())


def next_run(expression: str, after: datetime.datetime) -> datetime.datetime:
    """Return the first minute after a moment that a cron expression names (site's wall clock).

    Raises:
        ValidationError: there is none, as for 30 February.
    """
    try:
        found: datetime.datetime = croniter(expression, after).get_next(datetime.datetime)
    except CroniterBadDateError:
        raise ValidationError(
            _("{0} names a time that never comes.").format(expression), fieldname="cron_format"
        ) from None
    return found


def due_after(job: Any, last: datetime.datetime) -> datetime.datetime:
    """Return when a job (document or row) is due after a run."""
    if job.frequency == "All":
        return last + datetime.timedelta(seconds=ALL_S)
    return next_run(cstr(job.cron_format) if job.frequency == "Cron" else CRON[cstr(job.frequency)], last)


def queue_of(job: Any) -> str:
    return "long" if "Long" in cstr(job.frequency) else "default"


def enqueue_due() -> list[str]:
    """Queue the jobs that are due and return their names; the scheduler calls this at each tick.

    The run is noted in the transaction that queues it. A job that waits or runs still is not queued again.
    """
    fields = ["name", "frequency", "cron_format", "last_execution", "creation"]
    now, queued = now_datetime(), []
    for row in local.db.get_all("Scheduled Job Type", {"stopped": 0}, fields, order_by="name asc"):
        last = get_datetime(row.last_execution or row.creation) or now
        if due_after(row, last) > now:
            continue
        job = enqueue(
            RUN, queue=queue_of(row), job_id=f"scheduled_job::{row.name}", deduplicate=True, job_name=row.name,
            job_type=row.name,
        )  # fmt: skip
        if job is not None:
            values = {"last_execution": now, "next_execution": due_after(row, now)}
            local.db.set_value("Scheduled Job Type", row.name, values, update_modified=False)
            queued.append(row.name)
    return queued


def run_scheduled_job(job_type: str) -> None:
    """Run a job by the name of its type; what a worker calls. A type removed meanwhile is passed over."""
    if local.db.exists("Scheduled Job Type", job_type):
        get_doc("Scheduled Job Type", job_type).execute()


# -- the list follows the hooks


def hooked_jobs() -> Iterator[tuple[str, str, str | None]]:
    """Yield (method, frequency, cron expression) of the hooks ``scheduler_events``."""
    for event, entry in get_hooks("scheduler_events", {}).items():
        if event == "cron":
            for expression, methods in _items(entry):
                for method in methods:
                    yield method, "Cron", expression
            continue
        for method in entry if isinstance(entry, list) else [entry]:
            yield method, event.replace("_", " ").title(), None


def _items(entry: Any) -> Iterator[tuple[str, list[str]]]:
    for part in entry if isinstance(entry, list) else [entry]:
        for expression, methods in part.items():
            yield expression, methods if isinstance(methods, list) else [methods]


def sync_jobs() -> None:
    """Bring the list in line with the hooks: new jobs are added, changed ones altered, those gone removed."""
    wanted: dict[tuple[str, str | None], tuple[str, str | None]] = {}
    for method, frequency, expression in hooked_jobs():
        get_attr(method)
        wanted[(method, expression if frequency == "Cron" else frequency)] = (frequency, expression)
    fields = ["name", "method", "frequency", "cron_format"]
    kept: set[tuple[str, str | None]] = set()
    for row in local.db.get_all("Scheduled Job Type", {"server_script": ["is", "not set"]}, fields):
        found = (row.method, row.cron_format if row.frequency == "Cron" else row.frequency)
        if found in wanted and found not in kept:
            kept.add(found)
        else:
            get_doc("Scheduled Job Type", row.name).delete(ignore_permissions=True, force=True, delete_permanently=True)
    for (method, key), (frequency, expression) in wanted.items():
        if (method, key) not in kept:
            new_doc("Scheduled Job Type", method=method, frequency=frequency, cron_format=expression).insert(
                ignore_permissions=True
            )


@whitelist(methods=["POST"])
def execute_event(doc: dict[str, Any]) -> dict[str, Any]:
    """Queue a job to run now."""
    only_for("System Manager")
    job = get_doc("Scheduled Job Type", cstr(doc.get("name")))
    enqueue(RUN, queue=job.get_queue_name(), job_id=f"scheduled_job::{job.name}", deduplicate=True, job_type=job.name)
    return doc


@whitelist(methods=["POST"])
def skip_next_execution(doc: dict[str, Any]) -> None:
    """Let a job wait for the time after the next."""
    only_for("System Manager")
    job = get_doc("Scheduled Job Type", cstr(doc.get("name")))
    job.db_set("last_execution", job.get_next_execution(), update_modified=False)
