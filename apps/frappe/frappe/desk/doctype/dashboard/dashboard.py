"""Dashboards: charts and cards on one page (contract 8.9, 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.dashboard_chart.dashboard_chart import MANAGERS, READS, check_json
from frappe.desk.doctype.number_card import number_card
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import access_of
from frappe.permissions import has_permission as may
from frappe.rpc import whitelist
from frappe.utils import cint


class Dashboard(Document):
    """One dashboard."""

    def validate(self) -> None:
        check_json(self, "chart_options")
        if not self.charts and not self.cards:
            raise ValidationError(_("A dashboard needs a chart or a card."), fieldname="charts")

    def on_update(self) -> None:
        if cint(self.is_default):
            local.db.set_value("Dashboard", {"name": ["!=", self.name], "is_default": 1}, "is_default", 0)


@whitelist()
def get_permitted_charts(dashboard_name: str) -> list[dict[str, Any]]:
    """Return the charts of a dashboard that the acting user may see."""
    doc = get_doc("Dashboard", dashboard_name)
    doc.check_permission("read")
    return [row.as_dict() for row in doc.charts if row.chart and may("Dashboard Chart", "read", row.chart)]


@whitelist()
def get_permitted_cards(dashboard_name: str) -> list[dict[str, Any]]:
    """Return the cards of a dashboard that the acting user may see."""
    doc = get_doc("Dashboard", dashboard_name)
    doc.check_permission("read")
    return [row.as_dict() for row in doc.cards if row.card and may("Number Card", "read", row.card)]


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Managers all; others read those with at least one chart or card that they may see."""
    access = access_of(user)
    if access.is_administrator or access.roles & MANAGERS or doc.get("owner") == user or ptype == "create":
        return True
    if ptype not in READS:
        return False
    parts = [("Dashboard Chart", row.get("chart")) for row in doc.get("charts") or ()]
    parts += [("Number Card", row.get("card")) for row in doc.get("cards") or ()]
    known = [(kind, name) for kind, name in parts if name and find_meta(kind) and local.db.exists(kind, name)]
    return not known or any(may(kind, "read", name, user) for kind, name in known)


def permission_query_conditions(user: str) -> Any:
    """Own dashboards, and those with a visible chart or card."""
    charts = dashboard_chart.permission_query_conditions(user)
    cards = number_card.permission_query_conditions(user)
    if charts is None or cards is None:
        return None
    link = (
        "select 1 from `tab{0} Link` l join `tab{1}` on `tab{1}`.`name` = l.`{2}`"
        " where l.`parent` = `tabDashboard`.`name` and "
    )
    by_chart = link.format("Dashboard Chart", "Dashboard Chart", "chart") + charts[0]
    by_card = link.format("Number Card", "Number Card", "card") + cards[0]
    where = f"(`tabDashboard`.`owner` = ? or exists ({by_chart}) or exists ({by_card}))"
    return where, (user, *charts[1], *cards[1])
