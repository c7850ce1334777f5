"""Doorway: rate limits live in ``frappe.rpc``."""

from __future__ import annotations

from frappe.rpc.limits import rate_limit as rate_limit
