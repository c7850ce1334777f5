"""The app's site for tests: the framework's own fixtures, then users of each role and the records that tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from conftest import crm, crm_site, pytest_runtest_setup, sites_folder
from frappe.context import invalidate

__all__ = ["crm", "crm_site", "pytest_runtest_setup", "sites_folder"]


@pytest.fixture
def make_user(crm: Any) -> Callable[..., str]:
    """Make a user with roles, and an employee where a place in the organisation is given; return the user's name."""

    def make(name: str, *roles: str, reports_to: str | None = None, branch: str | None = None) -> str:
        user = f"{name}@example.com"
        rows = [{"role": role} for role in roles]
        frappe.get_doc(
            {"doctype": "User", "email": user, "first_name": name.title(), "send_welcome_email": 0, "roles": rows}
        ).insert()
        superior = frappe.db.get_value("Employee", {"user": f"{reports_to}@example.com"}) if reports_to else None
        frappe.get_doc(
            {"doctype": "Employee", "employee_name": name.title(), "user": user, "reports_to": superior,
             "branch": branch}
        ).insert()  # fmt: skip
        invalidate()
        return user

    return make


@pytest.fixture
def acting(crm: Any) -> Callable[[str], Any]:
    """Act as a user in a ``with`` block."""

    @contextmanager
    def act(user: str) -> Iterator[None]:
        frappe.set_user(user)
        try:
            yield
        finally:
            frappe.set_user("Administrator")

    return act


@pytest.fixture
def make(crm: Any) -> Callable[..., Any]:
    """Insert a record of a DocType with the values given and what is mandatory beside them."""
    basics: dict[str, dict[str, Any]] = {
        "Customer": {"customer_name": "北京晨星科技有限公司"},
        "Lead": {"lead_name": "Wang Min", "mobile_no": "13800138000"},
        "Opportunity": {"opportunity_name": "A deal"},
        "Issue": {"subject": "A ticket", "issue_type": "Enquiry"},
        "Item": {"item_code": "ITEM-1", "item_name": "Item one", "standard_rate": 1000},
        "Quotation": {},
    }

    def insert(doctype: str, **values: Any) -> Any:
        return frappe.get_doc({"doctype": doctype, **basics.get(doctype, {}), **values}).insert()

    return insert
