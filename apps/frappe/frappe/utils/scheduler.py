"""Doorway: the scheduler lives in ``frappe.jobs.scheduler``."""

from __future__ import annotations

from frappe.jobs.scheduler import disable_scheduler as disable_scheduler
from frappe.jobs.scheduler import enable_scheduler as enable_scheduler
from frappe.jobs.scheduler import enqueue_events as enqueue_events
from frappe.jobs.scheduler import get_scheduler_status as get_scheduler_status
from frappe.jobs.scheduler import is_dormant as is_dormant
from frappe.jobs.scheduler import is_scheduler_disabled as is_scheduler_disabled
from frappe.jobs.scheduler import is_scheduler_inactive as is_scheduler_inactive
from frappe.jobs.scheduler import toggle_scheduler as toggle_scheduler
