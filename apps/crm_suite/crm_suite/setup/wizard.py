"""What the set-up of a new site makes of a company."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

LONGEST_ABBR = 5


def make_company(args: Any) -> None:
    """Make the company with its currency and country, which totals and limits are counted in from now on.

    Raises:
        ValidationError: there is one of this name.
    """
    name = (args.get("company_name") or "").strip()
    if not name:
        return
    if frappe.db.exists("Company", name):
        frappe.throw(_("There is a company {0} already.").format(name))
    settings = frappe.get_doc("System Settings")
    currency = args.get("currency") or settings.currency
    frappe.get_doc(
        {
            "doctype": "Company",
            "company_name": name,
            "abbr": (args.get("company_abbr") or "").strip() or abbreviation(name),
            "default_currency": currency,
            "country": args.get("country") or settings.country,
        }
    ).insert()
    if currency:
        frappe.db.set_value("Selling Settings", "Selling Settings", "base_currency", currency)


def abbreviation(name: str) -> str:
    """Return the first letters of the words of a name, or its first signs where it is one word."""
    words = name.split()
    letters = "".join(word[0] for word in words) if len(words) > 1 else name
    return letters[:LONGEST_ABBR].upper()
