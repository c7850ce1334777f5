"""What is due is queued once, by one leader, in the site's time (contract 8.15)."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.core.doctype.scheduled_job_type import scheduled_job_type
from frappe.core.doctype.scheduled_job_type.scheduled_job_type import enqueue_due, execute_event, next_run, sync_jobs
from frappe.exceptions import ValidationError
from frappe.jobs import leadership
from frappe.jobs.scheduler import Scheduler, enqueue_events, get_scheduler_status
from frappe.localization.clock import frozen
from frappe.utils import background_jobs, scheduler
from jobs.conftest import Work
from jobs.job_functions import HERE, notes

FRAMEWORK = {
    ("frappe.email.outbox.retry_mails", "All"),
    ("frappe.sessions.clear_expired", "Hourly"),
    ("frappe.core.doctype.log_settings.log_settings.run_log_clean_up", "Daily"),
    ("frappe.jobs.upkeep.clear_old_jobs", "Daily"),
}


def at(text: str) -> Any:
    """Freeze the clock at a moment of Shanghai, the site's time zone."""
    return frozen(datetime.datetime.fromisoformat(f"{text}+08:00"))


def only(frequency: str, method: str = f"{HERE}.count_todos", cron: str | None = None, **values: Any) -> Any:
    """Leave one scheduled job on the site."""
    frappe.db.delete("Scheduled Job Type")
    values = {"method": method, "frequency": frequency, "cron_format": cron, **values}
    return frappe.get_doc({"doctype": "Scheduled Job Type", **values}).insert()


def test_an_installed_site_has_the_jobs_of_the_hooks(crm: Any) -> None:
    rows = frappe.get_all("Scheduled Job Type", fields=["method", "frequency", "cron_format"])

    found = {(row.method, row.frequency) for row in rows}
    assert found >= FRAMEWORK
    assert ("crm_suite.services.expire_quotations.expire_quotations", "Daily") in found
    assert [row.method for row in rows if row.cron_format == "*/5 * * * *"] == [
        "crm_suite.services.watch_deadlines.watch_issues"
    ]


def test_the_list_follows_the_hooks_and_keeps_what_people_set(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    events = {"daily": [f"{HERE}.count_todos"], "cron": {"0 8 * * 1-5": [f"{HERE}.notes"]}}
    monkeypatch.setattr(scheduled_job_type, "get_hooks", lambda *_names: events)
    sync_jobs()
    name = frappe.db.get_value("Scheduled Job Type", {"method": f"{HERE}.count_todos"})
    frappe.db.set_value("Scheduled Job Type", name, "stopped", 1)

    events["cron"] = {"0 9 * * 1-5": [f"{HERE}.notes"]}
    sync_jobs()

    rows = frappe.get_all(
        "Scheduled Job Type", fields=["method", "frequency", "cron_format", "stopped"], order_by="method", as_list=True
    )
    assert [tuple(row) for row in rows] == [
        (f"{HERE}.count_todos", "Daily", None, 1),
        (f"{HERE}.notes", "Cron", "0 9 * * 1-5", 0),
    ]


@pytest.mark.parametrize(
    ("frequency", "cron", "last", "due"),
    [
        ("All", None, "2026-03-01 10:00:00", "2026-03-01 10:04:00"),
        ("Hourly", None, "2026-03-01 10:00:01", "2026-03-01 11:00:00"),
        ("Daily", None, "2026-02-28 23:59:59", "2026-03-01 00:00:00"),
        ("Weekly Long", None, "2026-02-28 12:00:00", "2026-03-01 00:00:00"),
        ("Monthly", None, "2026-01-31 12:00:00", "2026-02-01 00:00:00"),
        ("Annual", None, "2026-01-01 00:00:00", "2027-01-01 00:00:00"),
        ("Cron", "*/15 8-9 * * mon-fri", "2026-02-27 09:45:00", "2026-03-02 08:00:00"),
        ("Cron", "0 0 29 2 *", "2026-03-01 00:00:00", "2028-02-29 00:00:00"),
    ],
)
def test_a_job_is_due_in_the_sites_time(site: Any, frequency: str, cron: str | None, last: str, due: str) -> None:
    job = only(frequency, cron=cron, last_execution=last)

    assert str(job.get_next_execution()) == due


@pytest.mark.parametrize("cron", ["", "* * * *", "61 * * * *", "x * * * *", "* * * * * *", "@daily"])
def test_a_wrong_cron_expression_is_refused(site: Any, cron: str) -> None:
    with pytest.raises(ValidationError, match="not a valid Cron expression"):
        only("Cron", cron=cron)


def test_a_time_that_never_comes_is_refused() -> None:
    with pytest.raises(ValidationError, match="never comes"):
        next_run("0 0 30 2 *", datetime.datetime(2026, 1, 1))


def test_missed_runs_are_made_up_for_once(work: Work) -> None:
    with at("2026-03-01T10:30"):
        job = only("Hourly")
    with at("2026-03-03T12:30"):
        first, ran = enqueue_due(), work()
        second = enqueue_due()
    with at("2026-03-03T13:00"):
        third = enqueue_due()

    assert (first, ran, second, third) == ([job.name], 1, [], [job.name])
    job.reload()
    assert str(job.last_execution) == "2026-03-03 13:00:00" and str(job.next_execution) == "2026-03-03 14:00:00"


def test_a_job_that_still_waits_is_not_queued_again(site: Any) -> None:
    with at("2026-03-01T10:30"):
        job = only("Hourly Long")
    with at("2026-03-01T11:00"):
        first = enqueue_due()
    with at("2026-03-01T12:00"):
        second = enqueue_due()

    assert (first, second) == ([job.name], [])
    assert background_jobs.get_queue("long").count == 1


def test_a_stopped_job_stays_out(site: Any) -> None:
    with at("2026-03-01T10:30"):
        only("Hourly", stopped=1)

    with at("2026-03-02T10:30"):
        assert enqueue_due() == []


def test_a_run_is_logged_when_asked_for_and_a_failure_always(work: Work) -> None:
    with at("2026-03-01T10:30"):
        good = only("Hourly", create_log=1)
        bad = frappe.get_doc(
            {"doctype": "Scheduled Job Type", "method": "frappe.utils.safe_eval.safe_eval", "frequency": "Hourly"}
        ).insert()
    with at("2026-03-01T11:00"):
        enqueue_due()
        work()

    logs = {
        row.scheduled_job_type: row
        for row in frappe.get_all("Scheduled Job Log", fields=["scheduled_job_type", "status", "details"])
    }
    assert logs[good.name].status == "Complete" and logs[bad.name].status == "Failed"
    assert "TypeError" in logs[bad.name].details and notes() == []
    with at("2026-03-01T11:01"):
        assert enqueue_due() == []  # not again before its time


def test_a_system_manager_runs_a_job_now_in_the_background(work: Work) -> None:
    job = only("Yearly", create_log=1)
    execute_event(doc={"name": job.name})

    assert work() == 1

    assert frappe.db.count("Scheduled Job Log", {"scheduled_job_type": job.name, "status": "Complete"}) == 1


def test_one_of_two_schedulers_leads_and_the_other_follows_when_it_goes(site: Any, sites_folder: Path) -> None:
    with at("2026-03-01T10:30"):
        job = only("Hourly")
        frappe.db.commit()
    name, first, second = site.site, Scheduler(sites_folder), Scheduler(sites_folder)

    def tick(scheduler: Scheduler, moment: str) -> list[str]:
        found: list[str] = []
        with at(moment):
            thread = threading.Thread(target=lambda: found.extend(scheduler.tick()[name]))
            thread.start()
            thread.join()
        frappe.db.connection.execute("delete from `__job`")
        frappe.db.commit()
        return found

    leads = tick(first, "2026-03-01T11:00")
    follows = tick(second, "2026-03-01T12:00:00"), tick(first, "2026-03-01T12:01"), tick(second, "2026-03-01T13:00")
    first._resign()
    takes_over = tick(second, "2026-03-01T14:00")
    for one in (first, second):
        one._sites.close()

    assert leads == [job.name]
    # two minutes without a sign of the first one are enough for the second to lead
    assert follows == ([job.name], [], [job.name])
    assert takes_over == [job.name]


def test_a_lease_has_one_owner_until_it_runs_out(site: Any) -> None:
    connection = frappe.db.connection

    def hold(owner: str, second: int) -> bool:
        with at(f"2026-03-01T10:00:{second:02}"):
            return leadership.hold(connection, "test", owner, lease_s=20)

    assert [hold("a", 0), hold("b", 5), hold("a", 15), hold("b", 30), hold("b", 36), hold("a", 37)] == [
        True, False, True, False, True, False,
    ]  # fmt: skip
    leadership.release(connection, "test", "b")
    assert hold("a", 38)


def test_keeping_the_lead_writes_only_in_its_second_half(site: Any) -> None:
    connection = frappe.db.connection
    with at("2026-03-01T10:00:00"):
        leadership.hold(connection, "test", "a", lease_s=20)
    connection.statement_log = []

    with at("2026-03-01T10:00:05"):
        assert leadership.hold(connection, "test", "a", lease_s=20)

    assert len(connection.statement_log) == 1


def test_the_scheduler_says_why_it_is_inactive(site: Any) -> None:
    def status() -> Any:
        return get_scheduler_status().get("reason", "active")

    with at("2026-03-01T10:30"):
        only("Hourly")
    found = [status()]
    frappe.conf.maintenance_mode = 1
    found.append(status())
    frappe.conf.maintenance_mode = 0
    frappe.conf.pause_scheduler = 1
    found.append(status())
    frappe.conf.pause_scheduler = 0
    scheduler.disable_scheduler()
    found.append(status())
    with at("2026-03-02T10:30"):
        queued = enqueue_events()
    scheduler.enable_scheduler()

    assert found == [
        "active",
        "The site is in maintenance mode.",
        "pause_scheduler is set in the site's configuration.",
        "Enable Scheduler is off in System Settings.",
    ]
    assert queued == [] and status() == "active"


def test_a_site_that_nobody_uses_sleeps(site: Any) -> None:
    with at("2026-03-01T10:00"):
        awake_before_the_first_use = not scheduler.is_dormant()
        frappe.db.set_value("User", "Administrator", "last_active", "2026-02-26 10:00:00")
        awake_after_three_days = not scheduler.is_dormant()
    with at("2026-03-03T10:00"):
        asleep_after_five_days = scheduler.is_dormant()
        frappe.db.set_single_value("System Settings", "dormant_days", 0)
        never_with_zero = not scheduler.is_dormant()

    assert awake_before_the_first_use and awake_after_three_days and asleep_after_five_days and never_with_zero


def test_expired_sessions_go(site: Any) -> None:
    from frappe import sessions

    with at("2026-03-01T10:00"):
        sessions.start("Administrator")
    with at("2026-03-08T10:00"):
        kept = sessions.start("Administrator")
    with at("2026-03-09T10:00"):
        assert sessions.clear_expired() == 1

        assert sessions.resume(kept.sid) is not None
