"""Password fields: the row keeps stars, the secret lies encrypted in ``__Auth`` (contract 2.5, 12.24)."""

from __future__ import annotations

from typing import Any

from frappe.metadata import DocField
from frappe.utils.password import get_decrypted_password, remove_encrypted_password, set_encrypted_password


def store_passwords(doc: Any, fields: tuple[DocField, ...]) -> None:
    """Move the secrets of a document out of its row."""
    ignore = doc.flags.ignore_save_passwords
    if ignore is True:
        return
    own = doc.__dict__
    for field in fields:
        if ignore and field.fieldname in ignore:
            continue
        value = own.get(field.fieldname)
        if not value:
            if not doc.is_new():
                remove_encrypted_password(doc.doctype, doc.name, field.fieldname)
        elif not is_dummy(value):
            set_encrypted_password(doc.doctype, doc.name, value, field.fieldname)
            own[field.fieldname] = "*" * min(len(value), 20)


def is_dummy(value: str) -> bool:
    """Tell whether a value is the stars shown instead of a secret."""
    return not str(value).strip("*")


def get_password(doc: Any, fieldname: str = "password", raise_exception: bool = True) -> str | None:
    """Return the secret of a Password field."""
    value = doc.get(fieldname)
    if value and not is_dummy(value):
        return str(value)
    return get_decrypted_password(doc.doctype, doc.name, fieldname, raise_exception=raise_exception)
