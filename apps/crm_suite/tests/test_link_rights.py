"""Who may fill in a form may also choose what its links lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe

MODULES = ["CRM", "Selling", "Service", "Tower", "Administration", "Contacts"]
EVERYBODY = {"All", "Desk User"}


def links_to_fill_in(doctype: str) -> Iterator[tuple[str, str]]:
    """Give the Link fields of a form and its grids that a person fills in, with their targets."""
    form = frappe.get_meta(doctype)
    tables = [frappe.get_meta(field.options) for field in form.get_table_fields()]
    for meta in (form, *tables):
        for field in meta.get_link_fields():
            if not field.read_only and not field.hidden:
                yield f"{meta.name}.{field.fieldname}", field.options


def may_choose(role: str, doctype: str) -> bool:
    rules = [rule for rule in frappe.get_meta(doctype).permissions if not rule.permlevel]
    return any(rule.role in {role, *EVERYBODY} and (rule.read or rule.get("select")) for rule in rules)


def test_every_link_of_a_form_can_be_chosen_by_those_who_write_it(crm: Any) -> None:
    filters = {"module": ["in", MODULES], "istable": 0}
    missing = {
        (rule.role, place, target)
        for doctype in frappe.get_all("DocType", filters, pluck="name")
        for rule in frappe.get_meta(doctype).permissions
        if not rule.permlevel and (rule.write or rule.create)
        for place, target in links_to_fill_in(doctype)
        if not may_choose(rule.role, target)
    }

    assert missing == set()
