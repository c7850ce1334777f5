"""Website Route Redirect: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class WebsiteRouteRedirect(Document):
    """One row of Website Route Redirect."""
