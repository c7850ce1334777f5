"""Scheduled jobs: what the hooks ``scheduler_events`` and server scripts ask to run, and when it is due (contract 8.15)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.localization import get_datetime, now_datetime
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_attr, get_hooks
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

# Frequency -> cron expression; "All" runs at each tick of the scheduler.
CRON = {
    "Yearly": "0 0 1 1 *", "Annual": "0 0 1 1 *", "Monthly": "0 0 1 * *", "Monthly Long": "0 0 1 * *",
    "Weekly": "0 0 * * 0", "Weekly Long": "0 0 * * 0", "Daily": "0 0 * * *", "Daily Long": "0 0 * * *",
    "Hourly": "0 * * * *", "Hourly Long": "0 * * * *",
}  # fmt: skip
TICK_S = 240
_FIELD = re.compile(r"(\*|\d+(-\d+)?)(/\d+)?(,(\*|\d+(-\d+)?)(/\d+)?)*")


class ScheduledJobType(Document):
    """One job and when it last ran."""

    def autoname(self) -> None:
        self.name = ".".join(cstr(self.method).split(".")[-2:])
        if local.db.exists("Scheduled Job Type", self.name):
            self.name = cstr(self.method)[:140]

    def validate(self) -> None:
        if self.frequency == "Cron":
            check_cron(cstr(self.cron_format))
        elif self.frequency != "All":
            self.cron_format = None

    def get_next_execution(self) -> datetime.datetime:
        """Return when the job is due after its last run (or its making)."""
        last = get_datetime(self.last_execution or self.creation) or now_datetime()
        if self.frequency == "All":
            return last + datetime.timedelta(seconds=TICK_S)
        return next_run(self.cron_format or CRON[cstr(self.frequency)], last)

    def is_event_due(self, current_time: datetime.datetime | None = None) -> bool:
        return not cint(self.stopped) and self.get_next_execution() <= (current_time or now_datetime())

    def get_queue_name(self) -> str:
        return "long" if "Long" in cstr(self.frequency) else "default"

    def execute(self) -> None:
        """Run the job now and write how it ended, if it keeps a log."""
        self.db_set("last_execution", now_datetime(), update_modified=False)
        get_attr(cstr(self.method))()
        self.log_status("Complete")

    def log_status(self, status: str, details: str | None = None) -> None:
        """Write a log row when the job keeps one; failures are always written."""
        if cint(self.create_log) or status == "Failed":
            values = {"scheduled_job_type": self.name, "status": status, "details": details}
            new_doc("Scheduled Job Log", **values).insert(ignore_permissions=True)


def check_cron(expression: str) -> None:
    """Raise unless a text is a cron expression of five fields with values in range."""
    fields = expression.split()
    if len(fields) != 5 or not all(_FIELD.fullmatch(field) for field in fields):
        raise ValidationError(_("{0} is not a valid Cron expression.").format(expression), fieldname="cron_format")
    for field, (lowest, highest) in zip(fields, _RANGES, strict=True):
        if not _values(field, lowest, highest):
            raise ValidationError(_("{0} is not a valid Cron expression.").format(expression), fieldname="cron_format")


_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
MOST_DAYS = 366 * 8


def _values(field: str, lowest: int, highest: int) -> frozenset[int]:
    out: set[int] = set()
    for part in field.split(","):
        span, _slash, step = part.partition("/")
        start, _dash, end = (f"{lowest}-{highest}" if span == "*" else span).partition("-")
        last = int(end) if end else (highest if step else int(start))
        if int(start) < lowest or last > highest or (step and not int(step)):
            return frozenset()
        out.update(range(int(start), last + 1, int(step or 1)))
    return frozenset(out)


def next_run(expression: str, after: datetime.datetime) -> datetime.datetime:
    """Return the first minute after a moment that a cron expression names (site's wall clock)."""
    minutes, hours, days, months, weekdays = (
        _values(field, *bounds) for field, bounds in zip(expression.split(), _RANGES, strict=True)
    )
    weekdays = frozenset(day % 7 for day in weekdays)
    any_day, any_weekday = len(days) == 31, len(weekdays) == 7
    moment = after.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    for offset in range(MOST_DAYS):
        day = moment.date() + datetime.timedelta(days=offset)
        by_day, by_weekday = day.day in days, (day.weekday() + 1) % 7 in weekdays
        fits = (by_day and by_weekday) if any_day or any_weekday else (by_day or by_weekday)
        if day.month not in months or not fits:
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                found = datetime.datetime.combine(day, datetime.time(hour, minute))
                if found >= moment:
                    return found
    raise ValidationError(_("{0} is not a valid Cron expression.").format(expression), fieldname="cron_format")


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
    wanted = {}
    for method, frequency, expression in hooked_jobs():
        get_attr(method)
        wanted[(method, expression if frequency == "Cron" else frequency)] = (frequency, expression)
    fields = ["name", "method", "frequency", "cron_format"]
    kept: set[tuple[str, str]] = set()
    for row in local.db.get_all("Scheduled Job Type", {"server_script": ["is", "not set"]}, fields):
        key = (row.method, row.cron_format if row.frequency == "Cron" else row.frequency)
        if key in wanted and key not in kept:
            kept.add(key)
        else:
            get_doc("Scheduled Job Type", row.name).delete(ignore_permissions=True, force=True)
    for (method, key), (frequency, expression) in wanted.items():
        if (method, key) not in kept:
            values = {"method": method, "frequency": frequency, "cron_format": expression}
            new_doc("Scheduled Job Type", **values).insert(ignore_permissions=True)


@whitelist(methods=["POST"])
def execute_event(doc: dict[str, Any]) -> dict[str, Any]:
    """Run a job now."""
    only_for("System Manager")
    job = get_doc("Scheduled Job Type", cstr(doc["name"]))
    job.execute()
    return doc


@whitelist(methods=["POST"])
def skip_next_execution(doc: dict[str, Any]) -> None:
    """Let a job wait for the time after the next."""
    only_for("System Manager")
    job = get_doc("Scheduled Job Type", cstr(doc["name"]))
    job.db_set("last_execution", job.get_next_execution(), update_modified=False)
