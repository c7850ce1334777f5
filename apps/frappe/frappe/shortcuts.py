"""Short forms that apps call on ``frappe``: values, caches, logs, modules."""

from __future__ import annotations

import importlib
import logging
import traceback
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, NoReturn

from frappe.context import current_user, invalidate, local
from frappe.defaults import get_system_setting
from frappe.exceptions import Redirect
from frappe.localization.links import get_link_to_form
from frappe.localization.precision import field_precision
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model import storage
from frappe.model.documents import get_cached_value, get_doc
from frappe.modules import get_attr, get_doctype_module, get_hooks, get_module_app, load_doctype_module
from frappe.permissions.user_rights import UserRights
from frappe.types import _dict


def get_value(*args: Any, **kwargs: Any) -> Any:
    return local.db.get_value(*args, **kwargs)


def set_value(doctype: str, docname: str, fieldname: Any, value: Any = None) -> Any:
    """Set values of a document with its whole life cycle."""
    doc = get_doc(doctype, docname)
    doc.update(fieldname if isinstance(fieldname, dict) else {fieldname: value})
    return doc.save()


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
    """Forget everything that can be computed again, in all processes once the transaction commits."""
    invalidate()
    local.__dict__.pop("document_cache", None)
    if user is None and doctype is None:
        kept = tuple(get_hooks("persistent_cache_keys"))
        names = [name for name in local.cache.get_keys("") if not any(fnmatchcase(name, key) for key in kept)]
        local.cache.delete_value(names, make_keys=False)
        for path in get_hooks("clear_cache"):
            get_attr(path)()


def clear_document_cache(doctype: str, name: str | None = None) -> None:
    storage.forget_cached(doctype, name)


def get_module(modulename: str) -> Any:
    return importlib.import_module(modulename)


def get_meta_module(doctype: str) -> Any:
    """Return the Python module of a DocType."""
    return load_doctype_module(doctype)


def get_doctype_app(doctype: str) -> str:
    """Return the app that a DocType belongs to."""
    return get_module_app(get_doctype_module(doctype))


def is_table(doctype: str) -> bool:
    """Tell whether a DocType holds rows of other documents."""
    return bool(get_meta(doctype).istable)


def get_desk_link(doctype: str, name: str, show_title_with_name: bool = False, open_in_new_tab: bool = False) -> str:
    """Return a link to a document that says what it is: ``<a href="...">Customer ACME</a>``."""
    title = str(get_cached_value(doctype, name, get_meta(doctype).get_title_field()) or name)
    label = f"{name}: {title}" if show_title_with_name and title != name else title
    link = get_link_to_form(doctype, name, f"{_(doctype)} {label}")
    return link.replace("<a ", '<a target="_blank" ', 1) if open_in_new_tab else link


def redirect(url: str) -> NoReturn:
    """Answer the request under way with another address.

    Raises:
        Redirect: always; the door turns it into the answer.
    """
    local.flags.redirect_location = url
    raise Redirect(url, location=url)


def get_user() -> UserRights:
    """Return what the acting user may do, DocType by DocType."""
    return UserRights(current_user())


def make_property_setter(
    args: Mapping[str, Any],
    ignore_validate: bool = False,
    validate_fields_for_doctype: bool = True,
    is_system_generated: bool = True,
) -> Any:
    """Set one property of a field or DocType: ``{doctype, fieldname, property, value, property_type}``."""
    given = _dict(args)
    whole = given.doctype_or_field == "DocType" or not given.fieldname
    make = get_attr("frappe.custom.doctype.property_setter.property_setter.make_property_setter")
    return make(
        given.doctype, given.fieldname, given.property, given.value, given.property_type, for_doctype=whole,
        validate_fields_for_doctype=validate_fields_for_doctype and not ignore_validate,
        is_system_generated=is_system_generated,
    )  # fmt: skip


def get_system_settings(key: str) -> Any:
    return get_system_setting(key)


def get_precision(doctype: str, fieldname: str, currency: str | None = None, doc: Any = None) -> int:
    field = get_meta(doctype).get_field(fieldname)
    return field_precision(field.fieldtype if field else "Float", field.precision if field else None)


def get_traceback(with_context: bool = False) -> str:
    return traceback.format_exc()


def logger(module: str | None = None, **_options: Any) -> logging.Logger:
    return logging.getLogger(f"frappe.{module}" if module else "frappe")


def log_error(
    title: str | None = None,
    message: str | None = None,
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    **_options: Any,
) -> Any:
    """Write an Error Log; the traceback under way is its default message."""
    if local.db is None:
        return None
    doc = get_doc(
        {
            "doctype": "Error Log",
            "method": title or "Error",
            "error": message or get_traceback(),
            "reference_doctype": reference_doctype,
            "reference_name": reference_name,
        }
    )
    return doc.insert(ignore_permissions=True)
