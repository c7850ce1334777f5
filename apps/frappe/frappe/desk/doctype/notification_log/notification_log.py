"""Notification Log: what a user is told in the desk (contract 8.3, 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.core.doctype.log_settings.log_settings import delete_older_than
from frappe.email.doctype.email_queue.email_queue import default_account, queue_mail
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.model import events
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import access_of
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, is_html, sanitize_html

# What Notification Settings decides about mails, by type of notification.
MAIL_SETTINGS = {
    "Mention": "enable_email_mention",
    "Assignment": "enable_email_assignment",
    "Share": "enable_email_share",
}
MOST = 200


class NotificationLog(Document):
    """One notice to one user."""

    def validate(self) -> None:
        for fieldname in ("subject", "email_content"):
            if is_html(cstr(self.get(fieldname))):
                self.set(fieldname, sanitize_html(self.get(fieldname), always_sanitize=True))

    def after_insert(self) -> None:
        events.run_event("notify_user", self)
        if self.for_user and wants(self.for_user, "enabled"):
            settings_name = self.for_user
            if local.db.exists("Notification Settings", settings_name):
                local.db.set_value("Notification Settings", settings_name, "seen", 0, update_modified=False)
            self.send_mail()

    def send_mail(self) -> None:
        """Send the notice by mail too, if the user wants that and mails leave this site."""
        setting = MAIL_SETTINGS.get(cstr(self.type))
        if setting is None or default_account() is None or self.for_user in ("Administrator", "Guest"):
            return
        if not (wants(cstr(self.for_user), "enable_email_notifications") and wants(cstr(self.for_user), setting)):
            return
        email = local.db.get_value("User", {"name": self.for_user, "enabled": 1}, "email")
        if email:
            queue_mail([email], " ".join(cstr(self.subject).split()), cstr(self.email_content or self.subject))


def wants(user: str, setting: str) -> bool:
    """Tell whether a user wants something; who never chose wants it."""
    value = local.db.get_value("Notification Settings", user, setting)
    return value is None or bool(cint(value))


def enqueue_create_notification(users: str | list[str], doc: dict[str, Any]) -> None:
    """Tell several users the same; oneself is left out."""
    if local.flags.in_import or local.flags.in_install or local.flags.mute_notifications:
        return
    names = users.split(",") if isinstance(users, str) else users
    values = {key: value for key, value in dict(doc).items() if key not in ("doctype", "name")}
    for name in dict.fromkeys(entry.strip() for entry in names if entry):
        if name == values.get("from_user") or not local.db.exists("User", {"name": name, "enabled": 1}):
            continue
        if wants(name, "enabled"):
            new_doc("Notification Log", **{**values, "for_user": name}).insert(ignore_permissions=True)


@whitelist()
def get_notification_logs(limit: int = 20) -> dict[str, Any]:
    """Return the acting user's newest notices and the names of who caused them."""
    fields = ["name", "subject", "type", "document_type", "document_name", "from_user", "read", "link", "creation",
              "email_content"]  # fmt: skip
    rows = local.db.get_all(
        "Notification Log",
        {"for_user": current_user()},
        fields,
        order_by="creation desc",
        limit=min(max(cint(limit), 1), MOST),
    )
    users = {row.from_user for row in rows if row.from_user}
    info = {user: {"fullname": access_of(user).full_name} for user in users}
    return {"notification_logs": rows, "user_info": info}


@whitelist()
def get_unread_count() -> int:
    """Return how many notices the acting user has not read."""
    return int(local.db.count("Notification Log", {"for_user": current_user(), "read": 0}))


@whitelist(methods=["POST"])
def mark_all_as_read() -> None:
    """Mark all of the acting user's notices as read."""
    filters = {"for_user": current_user(), "read": 0}
    local.db.set_value("Notification Log", filters, "read", 1, update_modified=False)


@whitelist(methods=["POST"])
def mark_as_read(docname: str) -> None:
    """Mark one of the acting user's notices as read."""
    doc = get_doc("Notification Log", docname)
    if doc.for_user != current_user():
        raise NoPermission(_("This notice is for another user."))
    doc.db_set("read", 1, update_modified=False)


@whitelist(methods=["POST"])
def trigger_indicator_hide() -> None:
    """Note that the acting user saw the list of notices."""
    if local.db.exists("Notification Settings", current_user()):
        local.db.set_value("Notification Settings", current_user(), "seen", 1, update_modified=False)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """One's own notices."""
    return user in ("Administrator", doc.get("for_user"))


def permission_query_conditions(user: str) -> Any:
    """One's own notices."""
    return None if user == "Administrator" else ("`tabNotification Log`.`for_user` = ?", (user,))


def clear_old_logs(days: int = 180) -> None:
    delete_older_than("Notification Log", days)
