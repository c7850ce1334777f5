"""Child row of DocType SLA Pause State."""

from __future__ import annotations

from frappe.model.document import Document


class SLAPauseState(Document):
    """See the DocType definition beside this file."""
