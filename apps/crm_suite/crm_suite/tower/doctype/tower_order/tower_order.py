"""The order confirmation of a demand (annex 5)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, nowdate

from crm_suite.money import decimal_of, per_month, product
from crm_suite.services.make_tower_order import READY_STATES

SECTIONS = {
    "Site Information": ("scene", "project_type", "construction_mode", "maintenance_level"),
    "Sharing Information": ("operators", "delivery_date"),
    "Tower Information": ("tower_type", "tower_height"),
    "Tower and Room Configuration": ("tower_info",),
    "Lease Products": ("products",),
    "Total Fees": ("fees",),
}
TOWER_ONLY_SECTIONS = ("Tower Information", "Tower and Room Configuration")
CHECKED_STATES = ("Saved", "Submitted", "Signed")
STAMPS = {"Submitted": "submitted_on", "Sent to Construction": "sent_to_construction_on", "Completed": "completed_on"}
DEMAND_STATES = {
    "Signed": "Ordered",
    "Sent to Construction": "In Construction",
    "Completed": "Completed",
    "Accepted": "Accepted",
    "Active": "In Service",
}


class TowerOrder(Document):
    """Seven sections, totals, and the states that its demand follows."""

    def validate(self) -> None:
        """Run the steps of a save of a draft."""
        self.title = self.title or f"{self.operator} - {self.site_name}"[:140]
        self.refuse_second_order()
        self.check_demand()
        self.set_prices()
        self.check_sections()
        self.follow_state()

    def before_submit(self) -> None:
        """The operator's signature makes the order valid (S24.29)."""
        if not (self.signed_by or self.signed_file):
            frappe.throw(_("Enter who signed, or attach the signed form."), frappe.MandatoryError)
        self.signed_on = self.signed_on or now_datetime()

    def before_update_after_submit(self) -> None:
        """Follow the later states."""
        self.follow_state()

    def after_insert(self) -> None:
        """Show the order on its demand, which is now being ordered."""
        values = {"tower_order": self.name}
        if frappe.db.get_value("Site Demand", self.demand, "workflow_state") == "Acquired":
            values["workflow_state"] = "Ordering"
        frappe.get_doc("Site Demand", self.demand).db_set(values)

    def on_submit(self) -> None:
        """Take the demand along."""
        self.move_demand()

    def on_update_after_submit(self) -> None:
        """Take the demand along."""
        self.move_demand()

    def on_trash(self) -> None:
        """Free the demand for another order."""
        self.release_demand()

    def on_cancel(self) -> None:
        """Free the demand for another order."""
        self.release_demand()

    def refuse_second_order(self) -> None:
        """One order per demand."""
        filters = {"demand": self.demand, "docstatus": ["<", 2], "name": ["!=", self.name or ""]}
        other = frappe.db.exists("Tower Order", filters)
        if other:
            frappe.throw(_("Demand {0} has the order {1} already.").format(self.demand, other))

    def check_demand(self) -> None:
        """Order only for a demand that the user may work on and whose site is acquired."""
        if not self.is_new() or frappe.flags.in_import:
            return
        demand = frappe.get_doc("Site Demand", self.demand)
        if not self.flags.ignore_permissions:
            demand.check_permission("write")
        if demand.workflow_state not in READY_STATES:
            frappe.throw(_("The site of demand {0} is not acquired yet.").format(self.demand))

    def set_prices(self) -> None:
        """Compute products, fees and totals; each line is rounded, the sum is not rounded again."""
        for row in self.products:
            row.price = float(product(row.base_price, row.share))
        for row in self.fees:
            row.amount_year = float(product(row.list_price_year, row.share if row.shares else 1))
        self.total_units = float(sum(decimal_of(row.units) for row in self.products))
        total = sum(decimal_of(row.amount_year) for row in self.fees)
        self.total_year_fee, self.total_month_fee = float(total), float(per_month(total))

    def check_sections(self) -> None:
        """From Saved on every section is filled (S24.25)."""
        if self.workflow_state not in CHECKED_STATES:
            return
        for section, fields in SECTIONS.items():
            if self.project_type != "Tower" and section in TOWER_ONLY_SECTIONS:
                continue
            missing = [field for field in fields if not self.get(field)]
            if missing:
                labels = ", ".join(_(self.meta.get_label(field)) for field in missing)
                frappe.throw(_("Section {0} is not complete: {1}").format(_(section), labels), frappe.MandatoryError)

    def follow_state(self) -> None:
        """Date the states."""
        stamp = STAMPS.get(self.workflow_state or "")
        if stamp and not self.get(stamp):
            self.set(stamp, now_datetime())
        if self.workflow_state == "Accepted" and not self.actual_delivery:
            self.actual_delivery = nowdate()

    def move_demand(self) -> None:
        """Bring the demand to the state that follows from the order, with its milestone."""
        state = DEMAND_STATES.get(self.workflow_state or "")
        demand = frappe.get_doc("Site Demand", self.demand)
        if state and demand.workflow_state != state:
            demand.follow_order(state)

    def release_demand(self) -> None:
        """Take the order off the demand."""
        demand = frappe.get_doc("Site Demand", self.demand)
        if demand.tower_order == self.name:
            demand.db_set({"tower_order": None, "workflow_state": "Acquired"})
