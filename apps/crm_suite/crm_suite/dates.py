"""Dates that are there: readings of mandatory fields as values without None."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import frappe
from frappe import _
from frappe.utils import get_datetime, get_timedelta, getdate

Value = TypeVar("Value")


def day_of(value: Any) -> date:
    """Return a date value as date.

    Raises:
        ValidationError: it is empty.
    """
    return _there(getdate(value) if value else None)


def moment_of(value: Any) -> datetime:
    """Return a date and time as datetime.

    Raises:
        ValidationError: it is empty.
    """
    return _there(get_datetime(value) if value else None)


def time_of_day(value: Any) -> timedelta:
    """Return a time of day as the time since midnight.

    Raises:
        ValidationError: it is empty.
    """
    return _there(get_timedelta(value) if value is not None else None)


def _there(value: Value | None) -> Value:
    if value is None:
        frappe.throw(_("A date or time is missing."))
    return value
