"""Doorway: ``frappe.utils.data`` is ``frappe.utils``."""

from __future__ import annotations

from typing import Any

import frappe.utils as _utils


def __getattr__(name: str) -> Any:
    return getattr(_utils, name)
