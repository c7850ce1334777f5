"""Child row of DocType Site Tenancy."""

from __future__ import annotations

from frappe.model.document import Document


class SiteTenancy(Document):
    """See the DocType definition beside this file."""
