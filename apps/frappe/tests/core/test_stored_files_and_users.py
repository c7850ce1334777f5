"""``frappe.utils.file_manager`` and ``frappe.utils.user`` as apps call them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.exceptions import DoesNotExistError
from frappe.utils import file_manager as files
from frappe.utils import user as users


@pytest.fixture
def note(site: Any) -> Any:
    return frappe.get_doc({"doctype": "Note", "title": "Files"}).insert()


def test_file_is_stored_found_and_removed(note: Any) -> None:
    doc = files.save_file("a.txt", "hello", "Note", note.name, is_private=1)
    path = Path(files.get_file_path(doc.name))

    assert files.get_file(doc.file_url) == ["a.txt", "hello"]
    assert files.get_file_url(doc.name) == doc.file_url
    assert (path.read_text(), doc.attached_to_name) == ("hello", note.name)
    files.remove_file(doc.name)
    assert frappe.db.exists("File", doc.name) is None
    with pytest.raises(DoesNotExistError):
        files.get_file("a-file-that-is-not-there.txt")


def test_content_may_come_as_base64_and_a_data_address(note: Any) -> None:
    text = base64.b64encode(b"\x89bytes").decode()

    plain = files.save_file("a.bin", text, "Note", note.name, decode=True)
    address = files.save_file("b.bin", f"data:image/png;base64,{text}", "Note", note.name, decode=True)

    assert files.get_file(plain.name)[1] == files.get_file(address.name)[1] == b"\x89bytes"


def test_all_attachments_of_a_document_go(note: Any) -> None:
    files.save_file("a.txt", "a", "Note", note.name)
    files.save_url("https://example.com/x", "x", "Note", note.name, None, 0)

    files.remove_all("Note", note.name)

    assert frappe.db.count("File", {"attached_to_name": note.name}) == 0


def make_user(name: str, *roles: str) -> str:
    values = {"doctype": "User", "email": name, "first_name": "Ada", "last_name": "L", "send_welcome_email": 0}
    return str(frappe.get_doc({**values, "roles": [{"role": role} for role in roles]}).insert().name)


def test_users_by_role_and_type(site: Any) -> None:
    manager, plain = make_user("manager@example.com", "System Manager"), make_user("plain@example.com")

    assert users.get_users_with_role("System Manager") == [manager]
    assert users.get_users_with_role("No Such Role") == []
    assert users.get_system_managers() == ["Ada L <manager@example.com>"]
    assert (users.is_system_user(manager), users.is_system_user(plain)) == (True, False)
    assert users.is_website_user(plain)
    assert users.get_user_fullname(manager) == "Ada L"
    users.add_role(plain, "System Manager")
    assert users.get_users_with_role("System Manager") == [manager, plain]
    frappe.db.set_value("User", plain, "enabled", 0)
    assert users.get_users_with_role("System Manager") == [manager]


def test_system_manager_is_made_with_every_desk_role(site: Any) -> None:
    name = users.add_system_manager("new@example.com", "New", password="Long-enough-1!")

    assert "System Manager" in frappe.get_roles(name)
    assert users.is_system_user(name)


def test_rights_of_a_user_by_doctype(site: Any) -> None:
    plain = make_user("plain@example.com")
    manager = make_user("manager@example.com", "System Manager")

    assert "User" not in users.UserPermissions(plain).can_write
    assert "User" in users.UserPermissions(manager).can_write
    assert frappe.get_user().name == "Administrator"
    assert set(frappe.get_user().load_user()) >= {"name", "roles", "can_read", "can_create"}
    assert users.UserPermissions(manager).has_role("System Manager")
