"""The master record of a company or person."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate

from crm_suite.crm.doctype.crm_settings.crm_settings import legal_name_words
from crm_suite.crm.name_keys import looks_legal

MERGE_ROLES = {"General Affairs", "System Manager"}
CORE_FIELDS = (
    "customer_name",
    "customer_group",
    "industry",
    "size",
    "territory",
    "address",
    "primary_contact",
    "phone",
    "email_id",
    "source",
)


class Customer(Document):
    """Naming rule, completeness, and the guards of merge and life cycle."""

    def validate(self) -> None:
        """Run the steps of a save."""
        self.customer_code = self.name
        self.set_names()
        self.warn_of_short_name()
        self.follow_trading_flag()
        self.require_contact_when_formal()
        self.set_completeness()

    def set_names(self) -> None:
        """Write the name with single blanks; it is the legal name unless that is another one."""
        self.customer_name = " ".join((self.customer_name or "").split())
        if not self.legal_name:
            self.legal_name = self.customer_name

    def warn_of_short_name(self) -> None:
        """Ask for the full legal name of a company (S9.172)."""
        if self.customer_type != "Company" or not self.has_value_changed("customer_name"):
            return
        if not looks_legal(self.customer_name, legal_name_words()):
            frappe.msgprint(
                _("{0} does not look like a full legal name. Please enter the name of the business licence.").format(
                    self.customer_name
                ),
                indicator="orange",
                alert=True,
            )

    def follow_trading_flag(self) -> None:
        """Date the conversion; a trading customer is in its formal life."""
        if not self.is_trading_customer:
            self.trading_since = None
        elif not self.trading_since:
            self.trading_since = nowdate()
            self.life_cycle = "Formal"

    def require_contact_when_formal(self) -> None:
        """Block a formal company without a main contact where the strict mode is on (C20)."""
        if self.life_cycle != "Formal" or self.customer_type != "Company" or self.primary_contact:
            return
        if frappe.db.get_single_value("CRM Settings", "require_contact"):
            frappe.throw(_("A formal customer needs a main contact."))

    def set_completeness(self) -> None:
        """Compute the share of core fields that are filled."""
        filled = sum(bool(self.get(fieldname)) for fieldname in CORE_FIELDS)
        self.completeness = round(100 * filled / len(CORE_FIELDS), 1)

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Let only General Affairs merge customers (S13.5)."""
        if merge and not MERGE_ROLES.intersection(frappe.get_roles()):
            frappe.throw(_("Only General Affairs may merge customers."), frappe.PermissionError)
