"""Dashboard Settings: how a user set the charts of a dashboard; one record a user."""

from __future__ import annotations

from typing import Any

from frappe.desk.doctype.dashboard_chart.dashboard_chart import check_json
from frappe.model.document import Document


class DashboardSettings(Document):
    """One user's choices."""

    def autoname(self) -> None:
        self.name = self.user

    def validate(self) -> None:
        check_json(self, "chart_config")


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    return user in ("Administrator", doc.get("user"))


def permission_query_conditions(user: str) -> Any:
    return None if user == "Administrator" else ("`tabDashboard Settings`.`user` = ?", (user,))
