"""What a person keeps in the desk: notices, workspaces, saved filters."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from core.people import ADA, BOB, make_user
from frappe.desk.doctype.notification_log import notification_log as notices
from frappe.desk.doctype.workspace import workspace
from frappe.exceptions import ValidationError


@pytest.fixture
def people(site: Any) -> None:
    for user in (ADA, BOB):
        make_user(user, "Translator")


def tell(*users: str, **values: Any) -> None:
    notices.enqueue_create_notification(list(users), {"subject": "Look", "type": "Alert", **values})


def test_notices_are_for_others_who_are_enabled_and_want_them(people: None) -> None:
    make_user("off@example.com")
    frappe.db.set_value("User", "off@example.com", "enabled", 0)
    frappe.get_doc("Notification Settings", BOB).update({"enabled": 0}).save()

    tell(ADA, ADA, BOB, "off@example.com", "nobody@example.com", "Administrator", from_user="Administrator")

    assert frappe.get_all("Notification Log", pluck="for_user") == [ADA]


def test_one_reads_and_marks_ones_own_notices(people: None) -> None:
    tell(ADA)
    tell(BOB)
    other = frappe.db.get_value("Notification Log", {"for_user": BOB}, "name")
    frappe.set_user(ADA)

    before = (notices.get_unread_count(), len(notices.get_notification_logs()["notification_logs"]))
    notices.mark_all_as_read()

    assert before == (1, 1)
    assert notices.get_unread_count() == 0
    assert not frappe.db.get_value("Notification Log", other, "read")
    with pytest.raises(frappe.PermissionError, match="another user"):
        notices.mark_as_read(other)


def test_script_in_a_notice_is_taken_out(people: None) -> None:
    tell(ADA, subject='<b>Hi</b><img src=x onerror="alert(1)">')

    assert "onerror" not in frappe.db.get_value("Notification Log", {"for_user": ADA}, "subject")


def space(title: str, **values: Any) -> Any:
    given = {"doctype": "Workspace", "title": title, "label": title, "content": "[]", "type": "Workspace", "public": 1}
    return frappe.get_doc({**given, **values}).insert()


def test_public_workspace_is_seen_by_its_roles_and_changed_by_managers(people: None) -> None:
    space("Open")
    space("Closed", roles=[{"role": "Report Manager"}])
    frappe.set_user(ADA)

    assert {"Open", "Closed"} & set(frappe.get_list("Workspace", pluck="name")) == {"Open"}
    with pytest.raises(frappe.PermissionError):
        workspace.save_page("Open", "[]")
    with pytest.raises(frappe.PermissionError):
        workspace.new_page({"title": "Mine for all", "public": 1})


def test_private_workspace_is_ones_own(people: None) -> None:
    frappe.set_user(ADA)
    name = workspace.new_page({"title": "Mine", "public": 0})["name"]
    workspace.save_page(name, '[{"type": "header"}]')
    frappe.set_user(BOB)

    assert name not in frappe.get_list("Workspace", pluck="name")
    for change in (lambda: workspace.save_page(name, "[]"), lambda: workspace.delete_page(name)):
        with pytest.raises(frappe.PermissionError):
            change()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"content": "{"}, "list of blocks"),
        ({"content": '["text"]'}, "list of blocks"),
        ({"external_link": " JavaScript:alert(1)"}, "not a web address"),
        ({"shortcuts": [{"label": "x", "type": "URL", "url": "data:text/html,x"}]}, "not a web address"),
    ],
)
def test_what_cannot_be_a_workspace(site: Any, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        space("Bad", **values)


def test_workspaces_do_not_stand_below_themselves_and_survive_their_parent(site: Any) -> None:
    parent, child = space("Up"), space("Down", parent_page="Up")

    parent.parent_page = "Down"
    with pytest.raises(ValidationError, match="below itself"):
        parent.save()
    parent.reload().delete(force=True)

    assert not frappe.db.get_value("Workspace", child.name, "parent_page")


def test_filters_are_saved_for_oneself_and_for_all_by_managers(people: None) -> None:
    values = {"doctype": "List Filter", "filter_name": "F", "reference_doctype": "ToDo", "filters": "[]"}
    frappe.get_doc(values).insert()
    frappe.set_user(ADA)
    mine = frappe.get_doc({**values, "for_user": ADA}).insert()

    with pytest.raises(frappe.PermissionError, match="Only System Managers"):
        frappe.get_doc(values).insert()
    with pytest.raises(ValidationError, match="cannot be read"):
        frappe.get_doc({**values, "for_user": ADA, "filters": "{"}).insert()
    assert len(frappe.get_list("List Filter")) == 2
    frappe.set_user(BOB)
    assert mine.name not in frappe.get_list("List Filter", pluck="name")
