"""Contacts: people behind any documents (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.contacts.linked_rules import list_condition, may_see
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.children import drop_double_rows, set_parents
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.model.naming import append_number_if_name_exists
from frappe.permissions import has_permission as may
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, validate_email_address


class Contact(Document):
    """One person."""

    def autoname(self) -> None:
        """Take the full name, with the first linked document's where the name is taken."""
        base = self.full_name_of() or cstr(self.company_name)
        if not base:
            raise ValidationError(_("A contact needs a name, a company or an e-mail address."), fieldname="first_name")
        if local.db.exists("Contact", base) and self.links:
            base = f"{base}-{self.links[0].link_name}"
        self.name = append_number_if_name_exists("Contact", base[:120], separator="-")

    def full_name_of(self) -> str:
        parts = [cstr(part).strip() for part in (self.first_name, self.middle_name, self.last_name)]
        name = " ".join(part for part in parts if part)
        if name or self.company_name:
            return name
        return cstr(self.email_id or (self.email_ids[0].email_id if self.email_ids else "")).strip()

    def validate(self) -> None:
        self.full_name = self.full_name_of() or cstr(self.company_name)
        self.take_single_values()
        self.set_primary_email()
        self.set_primary("phone_nos", "phone", "is_primary_phone", "phone")
        self.set_primary("phone_nos", "phone", "is_primary_mobile_no", "mobile_no")
        self.set_user()
        drop_double_rows(self, "links", "link_doctype", "link_name")
        set_parents(self)

    def take_single_values(self) -> None:
        """Turn a lone address or number given on the contact itself into its first row."""
        if self.email_id and not self.email_ids:
            self.add_email(self.email_id, is_primary=1)
        if not self.phone_nos:
            if self.phone:
                self.add_phone(self.phone, is_primary_phone=1)
            if self.mobile_no:
                self.add_phone(self.mobile_no, is_primary_mobile_no=1)

    def set_primary_email(self) -> None:
        seen = set()
        for row in list(self.email_ids):
            row.email_id = cstr(row.email_id).strip().lower()
            if not validate_email_address(row.email_id):
                raise ValidationError(_("{0} is not a valid Email Address").format(row.email_id), fieldname="email_ids")
            if row.email_id in seen:
                self.remove(row)
            seen.add(row.email_id)
        if self.email_ids and not any(cint(row.is_primary) for row in self.email_ids):
            self.email_ids[0].is_primary = 1
        self.set_primary("email_ids", "email_id", "is_primary", "email_id")

    def set_primary(self, table: str, column: str, mark: str, target: str) -> None:
        """Copy the marked row's value to the contact; two marks are an error."""
        marked = [row for row in self.get(table) if cint(row.get(mark))]
        if len(marked) > 1:
            label = _(self.meta.get_label(target))
            raise ValidationError(_("Only one {0} can be set as primary.").format(label), fieldname=table)
        self.set(target, marked[0].get(column) if marked else "")

    def set_user(self) -> None:
        if not self.user and self.email_id:
            self.user = local.db.get_value("User", {"email": self.email_id}, "name", order_by=None)

    # -- for apps

    def add_email(self, email_id: str, is_primary: int = 0, autosave: bool = False) -> None:
        if email_id not in {row.email_id for row in self.email_ids}:
            self.append("email_ids", {"email_id": email_id, "is_primary": is_primary})
        if autosave:
            self.save(ignore_permissions=True)

    def add_phone(
        self, phone: str, is_primary_phone: int = 0, is_primary_mobile_no: int = 0, autosave: bool = False
    ) -> None:
        marks = {"is_primary_phone": is_primary_phone, "is_primary_mobile_no": is_primary_mobile_no}
        if phone not in {row.phone for row in self.phone_nos}:
            self.append("phone_nos", {"phone": phone, **marks})
        if autosave:
            self.save(ignore_permissions=True)

    def get_link_for(self, link_doctype: str) -> str | None:
        """Return the first linked document of a DocType."""
        return next((row.link_name for row in self.links if row.link_doctype == link_doctype), None)

    def has_link(self, doctype: str, name: str) -> bool:
        return any((row.link_doctype, row.link_name) == (doctype, name) for row in self.links)

    def has_common_link(self, doc: Any) -> bool:
        own = {(row.link_doctype, row.link_name) for row in self.links}
        return any((row.link_doctype, row.link_name) in own for row in doc.links)


def contacts_of(doctype: str, name: str) -> list[str]:
    """Return the names of a document's contacts."""
    filters = {"parenttype": "Contact", "link_doctype": doctype, "link_name": name}
    return list(dict.fromkeys(local.db.get_all("Dynamic Link", filters, pluck="parent")))


@whitelist()
def get_default_contact(doctype: str, name: str) -> str | None:
    """Return a document's primary contact, else its newest."""
    names = contacts_of(doctype, name)
    if not names:
        return None
    order = "is_primary_contact desc, creation desc"
    rows = local.db.get_all("Contact", {"name": ["in", names]}, pluck="name", order_by=order, limit=1)
    return cstr(rows[0]) if rows and may("Contact", "read", rows[0]) else None


@whitelist()
def get_contact_details(contact: str) -> dict[str, Any]:
    """Return what forms show of a contact."""
    doc = get_doc("Contact", contact)
    doc.check_permission("read")
    return {
        "contact_person": doc.name, "contact_display": doc.full_name, "contact_email": doc.email_id,
        "contact_mobile": doc.mobile_no, "contact_phone": doc.phone, "contact_designation": doc.designation,
        "contact_department": doc.department,
    }  # fmt: skip


def get_contact_name(email_id: str) -> str | None:
    """Return the contact with an e-mail address."""
    filters = {"email_id": email_id, "parenttype": "Contact"}
    rows = local.db.get_all("Contact Email", filters, pluck="parent", limit=1)
    return cstr(rows[0]) if rows else None


def get_contact_with_phone_number(number: str) -> str | None:
    """Return the contact with a phone number."""
    rows = local.db.get_all(
        "Contact Phone", {"phone": ["like", f"%{number}%"], "parenttype": "Contact"}, pluck="parent", limit=1
    )
    return cstr(rows[0]) if number and rows else None


def get_contacts_linking_to(doctype: str, docname: str, fields: list[str] | None = None) -> list[Any]:
    """Return values of the contacts of a document."""
    names = contacts_of(doctype, docname)
    return list(local.db.get_all("Contact", {"name": ["in", names]}, fields or ["name"])) if names else []


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    return may_see(doc, ptype, user)


def permission_query_conditions(user: str) -> Any:
    return list_condition("Contact", user)
