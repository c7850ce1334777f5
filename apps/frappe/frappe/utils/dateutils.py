"""Doorway: periods of charts live in ``frappe.localization.periods``."""

from __future__ import annotations

from frappe.localization.periods import datetime_in_user_format as datetime_in_user_format
from frappe.localization.periods import get_dates_from_timegrain as get_dates_from_timegrain
from frappe.localization.periods import get_from_date_from_timespan as get_from_date_from_timespan
from frappe.localization.periods import get_period as get_period
from frappe.localization.periods import get_period_beginning as get_period_beginning
from frappe.localization.periods import get_period_ending as get_period_ending
from frappe.localization.periods import get_user_date_format as get_user_date_format
from frappe.localization.periods import parse_date as parse_date
from frappe.localization.periods import user_to_str as user_to_str
