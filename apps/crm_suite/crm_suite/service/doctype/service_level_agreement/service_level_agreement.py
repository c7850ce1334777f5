"""Limits of a DocType's records, with the working calendar they count on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.dates import day_of, time_of_day
from crm_suite.service.sla_engine import WEEKDAYS, Calendar, Limit


class ServiceLevelAgreement(Document):
    """The record is data; the rules are in ``service/sla_engine.py``."""

    def validate(self) -> None:
        """Check each limit for its amount and that working hours exist where they count."""
        for row in self.limits:
            if row.mode == "Calendar Days" and not row.days:
                frappe.throw(_("Row {0}: the number of days is missing.").format(row.idx))
            if row.mode == "Duration" and not (row.minutes or row.days):
                frappe.throw(_("Row {0}: the duration is missing.").format(row.idx))
            if row.on_working_calendar and not self.service_days:
                frappe.throw(_("Row {0}: enter the working hours first.").format(row.idx))
        for row in self.service_days:
            if time_of(row.start_time) >= time_of(row.end_time):
                frappe.throw(_("Working hours row {0}: the end is before the start.").format(row.idx))

    def on_update(self) -> None:
        """Take the default mark from the other agreements."""
        if self.is_default:
            same = {"is_default": 1, "document_type": self.document_type, "name": ["!=", self.name]}
            for name in frappe.get_all("Service Level Agreement", same, pluck="name"):
                frappe.db.set_value("Service Level Agreement", name, "is_default", 0)

    def limit_values(self) -> list[Limit]:
        """Return the rows as values of the engine."""
        return [
            Limit(
                kind=row.kind,
                issue_type=row.issue_type or "",
                severity=row.severity or "",
                value_rating=row.value_rating or "",
                mode=row.mode,
                minutes=row.minutes or 0,
                days=row.days or 0,
                on_working_calendar=bool(row.on_working_calendar),
                from_acceptance=row.counts_from == "Acceptance",
                warn_at=row.warn_at or 100,
            )
            for row in self.limits
        ]

    def calendar(self) -> Calendar | None:
        """Return the working calendar; None when the clock never stops."""
        if not self.service_days:
            return None
        hours: dict[int, list[tuple[time, time]]] = {}
        for row in self.service_days:
            period = (time_of(row.start_time), time_of(row.end_time))
            hours.setdefault(WEEKDAYS.index(row.workday), []).append(period)
        return Calendar({day: tuple(sorted(periods)) for day, periods in hours.items()}, self.holidays())

    def holidays(self) -> frozenset[date]:
        """Return the days off."""
        if not self.holiday_list:
            return frozenset()
        rows = frappe.get_cached_doc("Holiday List", self.holiday_list).holidays
        return frozenset(day_of(row.holiday_date) for row in rows)

    def pauses_in(self, state: str | None) -> bool:
        """Tell whether the clock stands still in a workflow state."""
        return any(row.state == state for row in self.pause_states)


def time_of(value: Any) -> time:
    """Return a Time value, which loads as timedelta or text, as time of day."""
    return (datetime.min + time_of_day(value)).time()
