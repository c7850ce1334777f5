"""Not built yet: records of how long requests and jobs took."""

from __future__ import annotations

from frappe.not_yet import names_of

__getattr__ = names_of(__name__)
