"""An offer to a customer (S14)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, flt, now_datetime

from crm_suite.dates import day_of
from crm_suite.money import LineAmounts, approval_level, document_totals, line_amounts, product
from crm_suite.selling.doctype.selling_settings.selling_settings import approval_limits
from crm_suite.services.find_price import check_whole_quantities, default_price_list, exchange_rate, prices_of

GENERIC = "Generic Item"
DEFAULT_VALID_DAYS = 30
LINE_FIELDS = (
    "rate_with_tax",
    "discount_amount",
    "amount",
    "tax_amount",
    "actual_rate_with_tax",
    "total",
)
TOTAL_FIELDS = (
    "total_qty",
    "gross_total",
    "discount_total",
    "net_total",
    "tax_total",
    "grand_total",
    "highest_discount",
)
STATE_STAMPS = {"Sent": "sent_on", "Viewed": "viewed_on"}


class Quotation(Document):
    """Prices, formulas, approval level, and the dates of its states."""

    def validate(self) -> None:
        """Run the steps of a save of a draft."""
        self.set_title()
        self.set_defaults()
        self.follow_generic_mode()
        self.set_prices()
        self.set_totals()
        self.set_approval_level()
        self.check_before_approval()

    def before_submit(self) -> None:
        """Remember who approved."""
        self.approved_by, self.approved_on = frappe.session.user, now_datetime()

    def before_update_after_submit(self) -> None:
        """Date the states that follow approval."""
        before = self.get_doc_before_save()
        stamp = STATE_STAMPS.get(self.workflow_state or "")
        if stamp and before and before.workflow_state != self.workflow_state and not self.get(stamp):
            self.set(stamp, now_datetime())

    def set_title(self) -> None:
        """Name the offer after the customer."""
        self.title = self.title or self.customer_name or self.customer

    def set_defaults(self) -> None:
        """Fill validity, price list and the exchange rate, which is never typed."""
        if not self.valid_till:
            days = cint(frappe.db.get_single_value("Selling Settings", "valid_days")) or DEFAULT_VALID_DAYS
            self.valid_till = add_days(self.transaction_date, days)
        if day_of(self.valid_till) < day_of(self.transaction_date):
            frappe.throw(_("The quotation ends before its date."))
        self.price_list = self.price_list or default_price_list(self.customer)
        self.exchange_rate = exchange_rate(self.currency, self.transaction_date)

    def follow_generic_mode(self) -> None:
        """Use only the generic item with quantity 1 and price 1 in generic mode (S14.6)."""
        if self.quotation_mode != GENERIC:
            return
        for row in self.items:
            if not frappe.get_cached_value("Item", row.item, "is_generic"):
                frappe.throw(_("Row {0}: only the generic quoting item may be used.").format(row.idx))
            row.qty = row.rate = 1
            row.discount_rate = 0

    def set_prices(self) -> None:
        """Take prices from the price list where none was typed."""
        for row in self.items:
            row.currency = self.currency
            if (row.discount_rate or 0) > 100:
                frappe.throw(_("Row {0}: the discount can't be above 100 %.").format(row.idx))
        check_whole_quantities(self.items)
        if self.quotation_mode == GENERIC:
            return
        open_rows = [row for row in self.items if not row.price_list_rate or not row.rate]
        lines = [(row.item, row.qty) for row in open_rows]
        for row, price in zip(open_rows, prices_of(lines, self.price_list, self.transaction_date), strict=True):
            row.price_list_rate = price
            row.rate = row.rate or price

    def set_totals(self) -> None:
        """Compute every line and the sums (S14.5)."""
        amounts = [self.computed_line(row) for row in self.items]
        lines = zip(self.items, amounts, strict=True)
        totals = document_totals((row.qty, row.discount_rate, line) for row, line in lines)
        for fieldname in TOTAL_FIELDS:
            self.set(fieldname, float(getattr(totals, fieldname)))
        self.base_grand_total = float(product(self.grand_total, self.exchange_rate))

    def computed_line(self, row: Document) -> LineAmounts:
        """Compute one line and write it."""
        amounts = line_amounts(row.qty, row.rate, row.discount_rate, row.tax_rate)
        for fieldname in LINE_FIELDS:
            row.set(fieldname, float(getattr(amounts, fieldname)))
        return amounts

    def set_approval_level(self) -> None:
        """Compute how many levels have to approve; a generic offer counts with the amount of its file."""
        amount = self.base_grand_total
        if self.quotation_mode == GENERIC:
            amount = float(product(self.generic_amount, self.exchange_rate))
        self.approval_level = approval_level(amount, self.highest_discount, approval_limits())

    def check_before_approval(self) -> None:
        """Ask for what an approver needs to see."""
        if self.workflow_state in (None, "", "Draft", "Rejected"):
            return
        if self.quotation_mode == GENERIC and not self.quotation_file:
            frappe.throw(_("Attach the quotation file before the approval."))
        if self.quotation_mode == GENERIC and not flt(self.generic_amount):
            frappe.throw(_("Enter the amount in the file before the approval."))
