"""Child row of DocType Site Ancillary."""

from __future__ import annotations

from frappe.model.document import Document


class SiteAncillary(Document):
    """See the DocType definition beside this file."""
