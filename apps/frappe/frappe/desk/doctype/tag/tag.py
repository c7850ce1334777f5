"""Tags on documents: ``_user_tags`` and Tag Link rows (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.model.permitted_list import get_list
from frappe.model.sent import listed
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cstr

LONGEST = 60


class Tag(Document):
    """One tag."""

    def validate(self) -> None:
        check_tag(cstr(self.name))

    def on_trash(self) -> None:
        """Take the tag off all documents."""
        for row in local.db.get_all("Tag Link", {"tag": self.name}, ["document_type", "document_name"]):
            if find_meta(row.document_type) is not None:
                DocTags(row.document_type).remove(row.document_name, cstr(self.name))

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        for row in local.db.get_all("Tag Link", {"tag": new}, ["document_type", "document_name"]):
            tags = DocTags(row.document_type)
            names = [new if tag == old else tag for tag in tags.names(row.document_name)]
            tags.update(row.document_name, list(dict.fromkeys(names)))


def check_tag(tag: str) -> str:
    """Return a tag stripped.

    Raises:
        ValidationError: it is empty, too long or holds a comma.
    """
    tag = tag.strip()
    if not tag or "," in tag or len(tag) > LONGEST or "<" in tag or ">" in tag:
        raise ValidationError(_("A tag is a short text without commas."), fieldname="tag")
    return tag


class DocTags:
    """The tags of one DocType's documents."""

    def __init__(self, doctype: str) -> None:
        self.doctype = doctype

    def get_tags(self, name: str) -> str:
        return local.db.get_value(self.doctype, name, "_user_tags") or ""

    def names(self, name: str) -> list[str]:
        return [tag for tag in self.get_tags(name).split(",") if tag]

    def add(self, name: str, tag: str) -> None:
        """Put a tag on a document; the tag is made when it is new."""
        tag = check_tag(tag)
        tags = self.names(name)
        if tag.lower() in (other.lower() for other in tags):
            return
        if not local.db.exists("Tag", tag):
            get_doc({"doctype": "Tag"}).insert(ignore_permissions=True, set_name=tag)
        self.update(name, [*tags, tag])
        title = cstr(local.db.get_value(self.doctype, name, get_meta(self.doctype).get_title_field()))[:140]
        link = new_doc("Tag Link", tag=tag, document_type=self.doctype, document_name=name, title=title or name)
        link.insert(ignore_permissions=True)

    def remove(self, name: str, tag: str) -> None:
        self.update(name, [other for other in self.names(name) if other.lower() != tag.lower()])
        local.db.delete("Tag Link", {"document_type": self.doctype, "document_name": name, "tag": tag})

    def remove_all(self, name: str) -> None:
        self.update(name, [])
        local.db.delete("Tag Link", {"document_type": self.doctype, "document_name": name})

    def update(self, name: str, tags: list[str]) -> None:
        text = "," + ",".join(tags) if tags else ""
        if get_meta(self.doctype).issingle or not local.db.exists(self.doctype, name):
            return
        local.db.set_value(self.doctype, name, {"_user_tags": text}, update_modified=False)


@whitelist(methods=["POST"])
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
    """Put a tag on a document."""
    has_permission(dt, "write", dn, throw=True)
    tag = check_tag(tag)
    DocTags(dt).add(dn, tag)
    return tag


@whitelist(methods=["POST"])
def add_tags(tags: str | list[str], dt: str, docs: str | list[str], color: str | None = None) -> None:
    """Put tags on many documents."""
    for name in listed(docs, name="docs"):
        for tag in listed(tags, name="tags"):
            add_tag(cstr(tag), dt, cstr(name), color)


@whitelist(methods=["POST"])
def remove_tag(tag: str, dt: str, dn: str) -> None:
    """Take a tag off a document."""
    has_permission(dt, "write", dn, throw=True)
    DocTags(dt).remove(dn, tag)


@whitelist()
def get_tags(doctype: str, txt: str = "") -> list[str]:
    """Return tags that contain a text."""
    has_permission(doctype, "read", throw=True)
    return list(local.db.get_all("Tag", {"name": ["like", f"%{txt}%"]}, pluck="name", limit=20, order_by="name asc"))


@whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list[Any]:
    """Return the permitted documents of a DocType with a tag."""
    names = local.db.get_all("Tag Link", {"document_type": doctype, "tag": tag}, pluck="document_name")
    return list(get_list(doctype, filters={"name": ["in", names]}, fields=["name"], limit=500)) if names else []


@whitelist()
def get_documents_for_tag(tag: str) -> list[dict[str, str]]:
    """Return the permitted documents of all DocTypes with a tag."""
    rows = local.db.get_all("Tag Link", {"tag": tag}, ["document_type", "document_name", "title"], limit=1000)
    return [
        {"doctype": row.document_type, "name": row.document_name, "content": row.title}
        for row in rows
        if find_meta(row.document_type) is not None and _may_read(row.document_type, row.document_name)
    ]


def _may_read(doctype: str, name: str) -> bool:
    return bool(local.db.exists(doctype, name)) and has_permission(doctype, "read", name)
