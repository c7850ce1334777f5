"""Imports of a business: customers with bad rows given back, demands all or none (S24.10)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from data_import_site import found, make_user, preview, start, stored, upload
from frappe.context import local
from frappe.core.doctype.data_import import data_import
from frappe.install.demo import load_demo
from frappe.operations import head_of

DEMAND = {
    "Demand Site Name": "Hill {0}", "Template": "Tower", "Operator": "Import Telecom", "Customer Manager": None,
    "Delivery Wanted By": "2027年1月5日", "Province": "广东省", "City": "深圳市", "District": "南山区",
    "Address": "Road {0}", "Longitude": 113.9, "Latitude": 22.5, "System Count": 1,
    "Mounting Height": 35, "Antenna Count": 6,
}  # fmt: skip


def demand_rows(count: int, manager: str) -> list[list[Any]]:
    rows = []
    for number in range(count):
        values = {**DEMAND, "Customer Manager": manager, "Longitude": 113.9 + number / 100}
        rows.append([value.format(number) if isinstance(value, str) else value for value in values.values()])
    return rows


def demand_headers() -> list[str]:
    meta = frappe.get_meta("Site Demand")
    names = ["site_name", "template", "operator", "customer_manager", "need_date", "province", "city", "district",
             "address", "longitude", "latitude", "system_count", "mounting_height", "antenna_count"]  # fmt: skip
    return [meta.get_label(name) for name in names]


def counters() -> list[tuple[Any, ...]]:
    return list(local.db.connection.query("select `name`, `current` from `tabSeries` order by `name`"))


@pytest.fixture
def operator(crm: Any) -> str:
    if not frappe.db.exists("Operator", "Import Telecom"):
        frappe.get_doc({"doctype": "Operator", "operator_name": "Import Telecom", "short_code": "IT"}).insert(
            set_name="Import Telecom"
        )
    return "Import Telecom"


def test_customers_go_in_and_bad_rows_come_back_with_row_column_and_reason(crm: Any) -> None:
    frappe.get_doc(
        {"doctype": "Translation", "language": "zh", "source_text": "China", "translated_text": "中国"}
    ).insert()
    frappe.set_user(make_user("affairs@example.com", "General Affairs"))

    result = start(
        ["Customer Name", "Customer Type", "Mobile", "Country"],
        ["Harbour Metals", "Individual", "13800138000", "中国"],
        ["Lakeside Foods", "Enterprise", "13800138001", "China"],
        ["Northern Bridge", "Individual", "ext?", "Atlantis"],
        doctype="Customer",
        mode="partial",
    )

    assert (result["status"], result["imported"], result["failed"]) == ("Partial Success", 1, 2)
    assert [(row, column, value) for row, column, value, _reason in found(result)] == [
        (3, "B", "Enterprise"), (4, "C", "ext?"), (4, "D", "Atlantis"),
    ]  # fmt: skip
    assert stored("customer_name", "country", "owner", doctype="Customer") == [
        ("Harbour Metals", "China", "affairs@example.com")
    ]


def test_ten_demands_with_one_bad_row_make_no_demand_and_use_no_number(operator: str) -> None:
    manager = make_user("manager@example.com", "Customer Manager")
    rows = demand_rows(10, manager)
    rows[6][4] = "soon"
    before = counters()

    result = start(demand_headers(), *rows, doctype="Site Demand")

    assert (result["status"], result["imported"], result["failed"]) == ("Error", 0, 10)
    assert [(row, value) for row, _column, value, _reason in found(result)] == [(8, "soon")]
    assert (stored("name", doctype="Site Demand"), counters()) == ([], before)


def test_good_demands_after_a_failed_file_have_numbers_without_a_gap(operator: str) -> None:
    manager = make_user("manager@example.com", "Customer Manager")
    rows = demand_rows(10, manager)
    bad = [list(row) for row in rows]
    bad[9][9] = 22.5
    bad[9][10] = 113.9
    start(demand_headers(), *bad, doctype="Site Demand")
    preview(demand_headers(), *rows, doctype="Site Demand")

    result = start(demand_headers(), *rows, doctype="Site Demand")

    numbers = [int(name[-8:]) for name in stored("name", doctype="Site Demand")]
    assert (result["problems"], result["status"]) == ([], "Success")
    assert numbers == list(range(1, 11))


def test_the_export_of_every_doctype_comes_back_without_a_change(crm: Any) -> None:
    load_demo()
    filters = {"name": ["not in", list(data_import.NEVER_IMPORTED)], "issingle": 0, "istable": 0, "is_virtual": 0}
    tried, changed = 0, []
    for doctype in frappe.get_all("DocType", filters, pluck="name", order_by="name"):
        if not frappe.db.count(doctype):
            continue
        data_import.download_template(doctype, export_records="all", file_type="Excel")
        answer = data_import.start(doctype, upload(local.response.filecontent), import_type="Update Existing Records")
        tried += 1
        if answer["failed"] or head_of(answer["operation"]) is not None:
            reasons = [f"{p['row']} {p['column']} {p['value']}: {p['message']}" for p in answer["problems"][:3]]
            changed.append((doctype, answer["imported"], answer["failed"], reasons))

    assert not changed
    assert tried > 50
