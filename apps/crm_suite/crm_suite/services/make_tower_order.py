"""Fill a tower order (annex 5) from its demand."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.mapper import get_mapped_doc

READY_STATES = ("Acquired", "Ordering")
FEE_LINES = ("Tower", "Room", "Ancillary", "Maintenance Fee", "Site Fee", "Power Introduction Fee")
DEMAND_TO_ORDER = {
    "Site Demand": {
        "doctype": "Tower Order",
        "field_map": {
            "name": "demand",
            "template": "project_type",
            "construction_type": "construction_mode",
            "coverage_scene": "scene",
            "need_date": "delivery_date",
            "project_name": "operator_project_name",
            "mounting_height": "",
        },
        "field_no_map": ["workflow_state", "title", "remark"],
    }
}


def map_tower_order(demand_name: str, target_doc: Any = None) -> Any:
    """Return the unsaved order of a demand whose site is acquired.

    Raises:
        ValidationError: the demand has an order, or is not that far.
    """
    state, order = frappe.db.get_value("Site Demand", demand_name, ["workflow_state", "tower_order"])
    if order:
        frappe.throw(_("Demand {0} has the order {1} already.").format(demand_name, order))
    if state not in READY_STATES:
        frappe.throw(_("The site of demand {0} is not acquired yet.").format(demand_name))
    return get_mapped_doc("Site Demand", demand_name, DEMAND_TO_ORDER, target_doc, _fill)


def _fill(demand: Any, order: Any) -> None:
    order.append("operators", {"operator": demand.operator, "standing": "Newly Added", "party_role": "Anchor Tenant"})
    if demand.tower_site:
        _take_site(order, frappe.get_doc("Tower Site", demand.tower_site))
    order.append(
        "products",
        {
            "unit_group": 1,
            "system_names": demand.system_names,
            "product_type": "Tower" if demand.template == "Tower" else "Indoor",
            "mounting_height": demand.mounting_height,
            "systems": demand.system_count or 1,
            "antennas": demand.antenna_count,
            "units": 1,
            "bbu_in_room": demand.bbu_in_room,
            "rru_on_tower": demand.rru_on_tower,
        },
    )
    for fee in FEE_LINES:
        order.append("fees", {"fee_kind": fee, "share": 1, "shares": 1, "is_manual": 1})


def _take_site(order: Any, site: Any) -> None:
    order.tower_site = site.name
    order.shares_existing = 1 if site.tenancies else 0
    order.original_owner = site.original_owner
    order.tower_type = order.tower_type or site.tower_type
    order.tower_height, order.room_type = site.height, order.room_type or site.room_type
    for row in site.tenancies:
        if not row.to_date:
            standing = "Original" if row.party_role == "Original Owner" else "Present"
            order.append("operators", {"operator": row.operator, "standing": standing, "party_role": row.party_role})
    if any(not row.to_date for row in site.tenancies):
        order.operators[0].party_role = "Other Tenant"
    first = 0 if any(not row.to_date for row in site.tenancies) else 1
    kinds = (("Tower", site.tower_type, site.height, site.platforms), ("Room", site.room_type, 0, site.room_slots))
    for asset, kind, height, qty in kinds:
        row = {"asset": asset, "code": site.site_code, "asset_type": kind, "asset_name": site.site_name}
        order.append("tower_info", {**row, "is_first": first, "height": height, "qty": qty})
    for row in site.ancillaries:
        order.append("ancillaries", {"ancillary": row.ancillary, "qty": row.qty, "note": row.note})
