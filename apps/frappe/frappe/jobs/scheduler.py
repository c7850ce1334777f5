"""The loop that queues what is due: one leader per site, however many processes run it.

What is due is known by the DocType Scheduled Job Type, whose ``enqueue_due`` is called in an open site.
"""

from __future__ import annotations

import datetime
import logging
import os
import secrets
import socket
import threading
from pathlib import Path
from typing import Any

from frappe.config import get_common_site_config, update_site_config
from frappe.context import local
from frappe.jobs import leadership
from frappe.jobs.execution import OPEN_SITE
from frappe.jobs.site_queue import SiteQueue, SiteQueues
from frappe.jobs.watch import DATABASE_ERRORS
from frappe.jobs.worker import StopOnSignal
from frappe.localization import get_datetime, now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.modules import get_attr
from frappe.utils.numbers import cint

ENQUEUE_DUE = "frappe.core.doctype.scheduled_job_type.scheduled_job_type.enqueue_due"
LEADER = "scheduler"
TICK_S = 30.0
LEADER_S = 120.0
_log = logging.getLogger("frappe.scheduler")


class Scheduler:
    """One thread's loop over all sites, until ``stopping`` is set."""

    def __init__(self, sites_path: str | Path, *, stopping: threading.Event | None = None) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = stopping or threading.Event()
        self._sites_path = Path(sites_path)
        self._sites = SiteQueues(self._sites_path)

    def run(self) -> None:
        """Tick until told to stop; the leadership is given back at the end."""
        conf = get_common_site_config(self._sites_path)
        tick_s = float(conf.get("scheduler_tick_interval") or TICK_S)
        try:
            while not self.stopping.is_set():
                self.tick()
                self.stopping.wait(tick_s)
        finally:
            self._resign()
            self._sites.close()

    def tick(self) -> dict[str, list[str]]:
        """Queue what is due on the sites that this scheduler leads; return the names of the jobs by site."""
        return {site.name: self._tick(site) for site in self._sites.all() if not site.is_closed}

    def _tick(self, site: SiteQueue) -> list[str]:
        try:
            if not leadership.hold(site.connection(), LEADER, self.owner, lease_s=LEADER_S):
                return []
            with get_attr(OPEN_SITE)(site.name, sites_path=self._sites_path):
                return enqueue_events()
        except DATABASE_ERRORS as error:
            _log.warning("site %s cannot be asked for its scheduled jobs now: %s", site.name, error)
            site.close()
        except Exception:  # the loop's boundary: one site must not stop the others
            _log.exception("the scheduled jobs of site %s were not queued", site.name)
            site.close()
        return []

    def _resign(self) -> None:
        for site in self._sites.all():
            try:
                leadership.release(site.connection(), LEADER, self.owner)
            except DATABASE_ERRORS:
                _log.warning("the lease of site %s runs out by itself", site.name)


def run_scheduler(sites_path: str | Path = ".") -> None:
    """Queue scheduled jobs of all sites in this process until it is told to stop."""
    scheduler = Scheduler(sites_path)
    with StopOnSignal(scheduler.stopping):
        scheduler.run()


def enqueue_events() -> list[str]:
    """Queue what is due on the active site and commit; nothing while its scheduler is inactive."""
    if is_scheduler_inactive():
        return []
    names: list[str] = get_attr(ENQUEUE_DUE)()
    local.db.commit()
    return names


# -- whether a site's scheduler is active


def is_scheduler_inactive() -> bool:
    """Tell whether scheduled jobs stay out on the active site, whatever the reason."""
    return why_inactive() is not None


def why_inactive() -> str | None:
    """Return why scheduled jobs stay out on the active site, None when they run."""
    if local.conf.maintenance_mode:
        return _("The site is in maintenance mode.")
    for key in ("pause_scheduler", "disable_scheduler"):
        if cint(local.conf.get(key)):
            return _("{0} is set in the site's configuration.").format(key)
    if is_scheduler_disabled():
        return _("Enable Scheduler is off in System Settings.")
    if is_dormant():
        return _("Nobody signed in for {0} days (System Settings).").format(cint(get_setting("dormant_days")))
    return None


def is_scheduler_disabled() -> bool:
    """Tell whether System Settings turn the scheduler off."""
    return not cint(get_setting("enable_scheduler"))


def is_dormant() -> bool:
    """Tell whether nobody has used the site for ``dormant_days``; a site that nobody has used yet is awake."""
    days = cint(get_setting("dormant_days"))
    if days <= 0:
        return False
    last = local.db.connection.query("select max(coalesce(`last_active`, `last_login`)) from `tabUser`")[0][0]
    seen = get_datetime(last)
    return seen is not None and now_datetime() - seen > datetime.timedelta(days=days)


def toggle_scheduler(enable: bool) -> None:
    """Turn the scheduler on or off in System Settings."""
    local.db.set_single_value("System Settings", "enable_scheduler", int(enable))


def enable_scheduler() -> None:
    toggle_scheduler(True)


def disable_scheduler() -> None:
    toggle_scheduler(False)


def pause_scheduler() -> None:
    """Keep scheduled jobs out by the site's configuration."""
    update_site_config("pause_scheduler", 1)


def resume_scheduler() -> None:
    update_site_config("pause_scheduler", None)


def get_scheduler_status() -> dict[str, Any]:
    """Return whether the scheduler of the active site is active, and why not."""
    reason = why_inactive()
    return {"status": "inactive", "reason": reason} if reason else {"status": "active"}
