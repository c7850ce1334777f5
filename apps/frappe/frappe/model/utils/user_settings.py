"""Doorway: what a user's lists remember lives in ``frappe.desk.user_settings``."""

from __future__ import annotations

from frappe.desk.user_settings import get as get
from frappe.desk.user_settings import save as save
