"""Contacts and addresses of a document: to show, to remove with it (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.contacts.doctype.address.address import get_address_display
from frappe.context import local
from frappe.model.documents import get_doc
from frappe.permissions import has_permission


def load_address_and_contact(doc: Any, key: str | None = None) -> None:
    """Put the permitted addresses and contacts of a document into its ``__onload``."""
    doc.set_onload("addr_list", get_address_display_list(doc.doctype, doc.name))
    doc.set_onload("contact_list", contact_list(doc.doctype, doc.name))


def linked_names(kind: str, doctype: str, name: str) -> list[str]:
    """Return the names of the contacts or addresses of a document."""
    filters = {"parenttype": kind, "link_doctype": doctype, "link_name": name}
    return list(dict.fromkeys(local.db.get_all("Dynamic Link", filters, pluck="parent", order_by="creation asc")))


def get_address_display_list(doctype: str, name: str) -> list[dict[str, Any]]:
    """Return a document's addresses with their display texts, the primary one first."""
    out = []
    for address in linked_names("Address", doctype, name):
        doc = get_doc("Address", address)
        if has_permission("Address", "read", doc):
            out.append({**doc.as_dict(), "display": get_address_display(doc.as_dict())})
    return sorted(out, key=lambda row: (not row["is_primary_address"], str(row["creation"])))


def contact_list(doctype: str, name: str) -> list[dict[str, Any]]:
    """Return a document's contacts, the primary one first."""
    docs = [get_doc("Contact", contact) for contact in linked_names("Contact", doctype, name)]
    rows = [dict(doc.as_dict()) for doc in docs if has_permission("Contact", "read", doc)]
    return sorted(rows, key=lambda row: (not row["is_primary_contact"], str(row["creation"])))


def delete_contact_and_address(doctype: str, docname: str) -> None:
    """Remove what belongs to a document alone; take the link out of what belongs to others too."""
    for kind in ("Contact", "Address"):
        for name in linked_names(kind, doctype, docname):
            doc = get_doc(kind, name)
            rows = [row for row in doc.links if (row.link_doctype, row.link_name) != (doctype, docname)]
            if rows:
                doc.set("links", rows)
                doc.save(ignore_permissions=True)
            else:
                doc.delete(ignore_permissions=True)


def set_link_title(doc: Any) -> None:
    """Write the titles of linked documents beside their names."""
    for row in doc.get("links") or ():
        if (
            row.link_doctype
            and row.link_name
            and not row.link_title
            and local.db.exists(row.link_doctype, row.link_name)
        ):
            row.link_title = get_doc(row.link_doctype, row.link_name).get_title()
