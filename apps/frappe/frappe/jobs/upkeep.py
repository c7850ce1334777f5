"""Old jobs leave the queue table."""

from __future__ import annotations

from frappe.context import local
from frappe.jobs.queue import FAILED, FINISHED, moment

DAY_S = 86_400
KEPT_DAYS = {FINISHED: 2, FAILED: 30}


def clear_old_jobs() -> int:
    """Remove finished jobs after two days, failed ones after thirty; return how many. A daily job calls it."""
    count = 0
    for status, days in KEPT_DAYS.items():
        count += local.db.connection.execute(
            "delete from `__job` where `status` = ? and `finished_at` < ?", (status, moment(delay_s=-days * DAY_S))
        ).rowcount
    return count
