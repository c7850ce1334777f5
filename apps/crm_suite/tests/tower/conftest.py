"""People, sheets and records that the tower tests start from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from openpyxl import Workbook

CUSTOMER_MANAGER, REGION_MANAGER = "tower.account@example.com", "tower.region@example.com"
OUTSIDER = "tower.elsewhere@example.com"
OPERATOR = "China Mobile"
HERE = (114.298572, 30.584355)
HEADERS = ("运营商*", "省份*", "地市*", "区县*", "需求方站点名称*", "经度*", "纬度*", "详细地址*", "期望交付时间*",
           "系统数*", "天线挂高(m)*", "天线数*")  # fmt: skip


@contextmanager
def acting_as(user: str) -> Iterator[None]:
    before = frappe.session.user
    frappe.set_user(user)
    try:
        yield
    finally:
        frappe.set_user(before)


def make_user(email: str, *roles: str, branch: str | None = None) -> None:
    rows = [{"role": role} for role in roles]
    frappe.get_doc(
        {"doctype": "User", "email": email, "first_name": email.split("@")[0], "send_welcome_email": 0, "roles": rows}
    ).insert()
    if branch:
        frappe.get_doc({"doctype": "Employee", "employee_name": email, "user": email, "branch": branch}).insert()


@pytest.fixture
def tower(crm: Any) -> Any:
    """Two branches; a customer manager and a region manager in one, a customer manager in the other."""
    for branch in ("Tower North", "Tower South"):
        frappe.get_doc({"doctype": "Branch", "branch_name": branch, "branch_type": "City"}).insert()
    make_user(CUSTOMER_MANAGER, "Customer Manager", branch="Tower North")
    make_user(REGION_MANAGER, "Region Manager", branch="Tower North")
    make_user(OUTSIDER, "Customer Manager", branch="Tower South")
    return crm


def make_demand(**values: Any) -> Any:
    position = values.pop("position", HERE)
    base = {
        "doctype": "Site Demand", "template": "Tower", "operator": OPERATOR, "province": "示例省", "city": "示例市",
        "district": "东区", "site_name": "东区公园", "address": "公园路 1 号", "need_date": "2027-06-30",
        "longitude": position[0], "latitude": position[1], "system_count": 2, "antenna_count": 6,
        "mounting_height": 35, "branch": "Tower North", "customer_manager": CUSTOMER_MANAGER,
    }  # fmt: skip
    return frappe.get_doc({**base, **values}).insert()


def make_site(**values: Any) -> Any:
    base = {
        "doctype": "Tower Site", "site_code": "990101908000000001", "site_name": "东区公园塔", "province": "示例省",
        "city": "示例市", "district": "东区", "longitude": HERE[0], "latitude": HERE[1], "tower_type": "Ground Tower",
        "height": 40, "platforms": 3, "room_type": "Integrated Cabinet", "room_slots": 2, "free_slots": 2,
        "mount_slots": 6,
    }  # fmt: skip
    return frappe.get_doc({**base, **values}).insert()


def sheet_row(number: int, **values: Any) -> dict[str, Any]:
    """A good row; rows lie a kilometre apart."""
    row = dict(
        zip(HEADERS, ("CMCC", "示例省", "示例市", "东区", f"站点 {number}", 114.3 + number / 100, 30.58, "公园路",
                      "2027-06-30", 2, 35, 6), strict=True)
    )  # fmt: skip
    return {**row, **values}


def sheet_of(rows: list[dict[str, Any]], headers: tuple[str, ...] = HEADERS) -> bytes:
    book = Workbook()
    book.active.append(list(headers))
    for row in rows:
        book.active.append([row.get(header) for header in headers])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.fixture
def make_batch(tower: Any) -> Callable[..., Any]:
    """Store a batch of the customer manager with a form attached."""

    def make(content: bytes, file_name: str = "需求收集表.xlsx", **values: Any) -> Any:
        with acting_as(CUSTOMER_MANAGER):
            batch = frappe.get_doc(
                {"doctype": "Demand Batch", "batch_name": "2027 年第一批", "template": "Tower", "operator": OPERATOR,
                 "branch": "Tower North", **values}
            ).insert()  # fmt: skip
            file = frappe.get_doc(
                {"doctype": "File", "file_name": file_name, "is_private": 1, "content": content,
                 "attached_to_doctype": "Demand Batch", "attached_to_name": batch.name}
            ).insert()  # fmt: skip
            batch.file = file.file_url
            return batch.save()

    return make


def values_of(doctype: str, filters: Any, *fields: str) -> list[tuple[Any, ...]]:
    rows = frappe.get_all(doctype, filters=filters, fields=list(fields), order_by="creation asc, name asc")
    return [tuple(row[field] for field in fields) for row in rows]
