"""Doorway: signed links live in ``frappe.rpc.signatures``."""

from __future__ import annotations

from frappe.rpc.signatures import get_signed_params as get_signed_params
from frappe.rpc.signatures import verify_request as verify_request
