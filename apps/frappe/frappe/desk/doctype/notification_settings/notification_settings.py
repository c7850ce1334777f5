"""Notification Settings: what a user wants to be told, and how; one record a user, named by the user."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.rpc import whitelist


class NotificationSettings(Document):
    """One user's choices."""

    def before_insert(self) -> None:
        self.user = self.user or self.__dict__.get("name")

    def validate(self) -> None:
        self.user = self.name if self.name and local.db.exists("User", self.name) else self.user


@whitelist()
def get_notification_settings() -> Any:
    """Return the acting user's choices, made at first use."""
    user = current_user()
    if not local.db.exists("Notification Settings", user):
        return new_doc("Notification Settings", user=user).as_dict()
    return get_doc("Notification Settings", user).as_dict()


@whitelist()
def get_subscribed_documents() -> list[str]:
    """Return the DocTypes whose changes the acting user wants to hear of."""
    filters = {"parent": current_user(), "parenttype": "Notification Settings"}
    return list(local.db.get_all("Notification Subscribed Document", filters, pluck="document"))


@whitelist(methods=["POST"])
def set_seen_value(value: int, user: str | None = None) -> None:
    """Note whether the acting user saw his notices."""
    if local.db.exists("Notification Settings", current_user()):
        local.db.set_value("Notification Settings", current_user(), "seen", int(bool(value)), update_modified=False)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """One's own settings; System Managers' rules give them no one else's."""
    return user == "Administrator" or user in (doc.get("name"), doc.get("user"))


def permission_query_conditions(user: str) -> Any:
    return None if user == "Administrator" else ("`tabNotification Settings`.`name` = ?", (user,))
