"""Not built yet: the views of a DocType."""

from __future__ import annotations

from frappe.not_yet import names_of

__getattr__ = names_of(__name__)
