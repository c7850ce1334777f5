"""Addresses of any documents (contract 8.15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.contacts.linked_rules import list_condition, may_see
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.children import drop_double_rows
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.model.naming import append_number_if_name_exists
from frappe.permissions import has_permission as may
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, escape_html

EAST_ASIAN = frozenset({"cn", "jp", "kr", "tw", "hk", "mo"})


class Address(Document):
    """One address; its name is its title and type."""

    def autoname(self) -> None:
        title = cstr(self.address_title).strip()
        if not title and self.links:
            title = cstr(self.links[0].link_title or self.links[0].link_name)
        if not title:
            raise ValidationError(_("Address Title is mandatory."), fieldname="address_title")
        self.address_title = self.address_title or title
        base = f"{title}-{_(self.address_type)}"[:120]
        self.name = append_number_if_name_exists("Address", base, separator="-")

    def validate(self) -> None:
        drop_double_rows(self, "links", "link_doctype", "link_name")
        self.fill_title()

    def fill_title(self) -> None:
        if not self.address_title and self.links:
            self.address_title = cstr(self.links[0].link_title or self.links[0].link_name)

    def on_update(self) -> None:
        self.keep_one("is_primary_address")
        self.keep_one("is_shipping_address")

    def keep_one(self, fieldname: str) -> None:
        """Let one address of a document be the primary or shipping one: the newest chosen."""
        if not cint(self.get(fieldname)):
            return
        for row in self.links:
            others = addresses_of(cstr(row.link_doctype), cstr(row.link_name))
            names = [name for name in others if name != self.name]
            if names:
                local.db.set_value("Address", {"name": ["in", names], fieldname: 1}, fieldname, 0)

    def get_display(self) -> str:
        return get_address_display(self.as_dict())

    def has_link(self, doctype: str, name: str) -> bool:
        return any((row.link_doctype, row.link_name) == (doctype, name) for row in self.links)


def addresses_of(doctype: str, name: str) -> list[str]:
    """Return the names of a document's addresses."""
    filters = {"parenttype": "Address", "link_doctype": doctype, "link_name": name}
    return list(local.db.get_all("Dynamic Link", filters, pluck="parent"))


@whitelist()
def get_default_address(doctype: str, name: str | None, sort_key: str = "is_primary_address") -> str | None:
    """Return a document's primary (or shipping) address, else its newest."""
    if sort_key not in ("is_primary_address", "is_shipping_address") or not name:
        return None
    names = addresses_of(doctype, name)
    if not names:
        return None
    filters = {"name": ["in", names], "disabled": 0}
    rows = local.db.get_all("Address", filters, pluck="name", order_by=f"{sort_key} desc, creation desc", limit=1)
    return cstr(rows[0]) if rows and may("Address", "read", rows[0]) else None


@whitelist()
def get_address_display(address_dict: Any) -> str:
    """Return an address as lines of HTML, from large to small where its country writes so."""
    if not address_dict:
        return ""
    if isinstance(address_dict, str):
        doc = get_doc("Address", address_dict)
        doc.check_permission("read")
        address_dict = doc.as_dict()
    if not isinstance(address_dict, Mapping):
        raise ValidationError(_("{0} must be an object.").format("address_dict"))
    return "<br>".join(escape_html(line) for line in address_lines(address_dict))


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """Return the lines of an address."""
    part = {
        key: cstr(address.get(key)).strip()
        for key in (
            "address_line1",
            "address_line2",
            "city",
            "county",
            "state",
            "pincode",
            "country",
            "phone",
            "email_id",
            "fax",
        )
    }
    code = local.db.get_value("Country", part["country"], "code") if part["country"] else None
    if code in EAST_ASIAN and not all(value.isascii() for value in part.values()):
        place = "".join(dict.fromkeys(part[key] for key in ("state", "city", "county") if part[key]))
        lines = [_(part["country"]), f"{place}{part['address_line1']}{part['address_line2']}", part["pincode"]]
    else:
        region = " ".join(part[key] for key in ("state", "pincode") if part[key])
        place = ", ".join(entry for entry in (part["city"], part["county"], region) if entry)
        lines = [part["address_line1"], part["address_line2"], place, _(part["country"])]
    contact = [(_("Phone"), part["phone"]), (_("Fax"), part["fax"]), (_("Email"), part["email_id"])]
    return [line for line in lines if line] + [f"{label}: {value}" for label, value in contact if value]


def get_company_address(company: str) -> dict[str, str | None]:
    """Return a company's address and its display text."""
    name = get_default_address("Company", company)
    return {"company_address": name, "company_address_display": get_address_display(name)}


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    return may_see(doc, ptype, user)


def permission_query_conditions(user: str) -> Any:
    return list_condition("Address", user)
