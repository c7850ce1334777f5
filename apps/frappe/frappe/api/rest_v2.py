"""REST v2: ``/api/v2`` (contract 7.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from frappe.api.rpc import call_on_document
from frappe.context import current_user, local
from frappe.desk.search import search_link
from frappe.exceptions import DataError
from frappe.journal import current_operation
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.conditions import through_door
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import copy_doc, get_doc
from frappe.model.each import attempt
from frappe.model.permitted_list import get_count, get_http_list
from frappe.model.sent import clean, list_arguments, parse
from frappe.permissions import has_permission, refusal, require
from frappe.permissions.levels import hidden_fields
from frappe.rpc import call, whitelist

MAX_BULK = 200


def get_list(doctype: str) -> list[Any]:
    """GET a list; ``has_next_page`` tells whether there is more."""
    arguments = list_arguments(local.form_dict, start="start")
    limit = arguments["limit"]
    if limit:
        arguments["limit"] = limit + 1
    rows = get_http_list(doctype, **arguments)
    local.response["has_next_page"] = bool(limit and len(rows) > limit)
    return list(rows[:limit] if limit else rows)


def copy(doctype: str, name: str) -> Any:
    """GET an unsaved copy."""
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    has_permission(doctype, "create", throw=True)
    twin = copy_doc(doc, ignore_no_copy=False)
    twin.apply_fieldlevel_read_permissions()
    return twin.as_dict(no_private_properties=True, no_nulls=True)


def run_method(doctype: str, name: str, method: str) -> Any:
    """Call a method of a document: GET needs read, POST write."""
    reads = local.request.method in ("GET", "HEAD")
    doc = get_doc(doctype, name, for_update=not reads)
    doc.check_permission("read" if reads else "write")
    return call_on_document(doc, method, dict(local.form_dict))


def meta(doctype: str) -> Any:
    """GET a DocType as its user may see it."""
    found = get_meta(doctype)
    if not (has_permission(doctype, "read") or has_permission(doctype, "select")) and not found.istable:
        raise refusal(current_user(), doctype, "read")
    hidden = hidden_fields(found, current_user())
    values = found.as_dict()
    values["fields"] = [field for field in values["fields"] if field.get("fieldname") not in hidden]
    return values


def count(doctype: str) -> int:
    """GET how many documents the user may see."""
    filters = parse(local.form_dict.get("filters"), name="filters")
    return get_count(doctype, filters)


def search(doctype: str) -> list[dict[str, Any]]:
    """GET what a link to the DocType may choose: ``txt``, ``filters``, ``page_length``, ``reference_doctype``."""
    return call(search_link, {**local.form_dict, "doctype": doctype})  # type: ignore[no-any-return]


def _names(key: str) -> list[Any]:
    values = parse(local.form_dict.get(key), name=key)
    if not isinstance(values, list) or not values:
        raise DataError(_("{0} must be a list.").format(key))
    if len(values) > MAX_BULK:
        raise DataError(_("At most {0} at once.").format(MAX_BULK))
    return values


def bulk_delete_of(doctype: str) -> dict[str, Any]:
    """Delete many documents of a DocType, each for itself."""
    require(doctype, "delete")
    return _each(_names("names"), lambda name: delete_doc(doctype, str(name), ignore_missing=False), "deleted")


def bulk_update_of(doctype: str) -> dict[str, Any]:
    """Update many documents of a DocType, each for itself."""
    require(doctype, "write")
    return _each(_names("docs"), lambda values: _update(doctype, values), "updated")


def _update(doctype: str, values: Any) -> None:
    if not isinstance(values, dict) or not values.get("name"):
        raise DataError(_("Each document needs its name."))
    doc = get_doc(doctype, str(values["name"]), for_update=True)
    doc.update(clean({k: v for k, v in values.items() if k not in ("name", "doctype", "modified")}, doc.meta))
    through_door(doc).save()


def _each(items: list[Any], act: Callable[[Any], Any], key: str) -> dict[str, Any]:
    current_operation().journal_all = True
    done: list[Any] = []
    failed: list[dict[str, Any]] = []
    for item in items:
        name = item.get("name") if isinstance(item, dict) else item
        problem = attempt(partial(act, item))
        if problem:
            failed.append({"name": name, "error": problem})
        else:
            done.append(name)
    return {
        key: done, "failed": failed, "total": len(items), "success_count": len(done), "failure_count": len(failed),
    }  # fmt: skip


@whitelist(methods=["POST", "DELETE"])
def bulk_delete(doctype: str) -> dict[str, Any]:
    """Delete many documents: ``names``."""
    return bulk_delete_of(doctype)


@whitelist(methods=["POST", "PUT"])
def bulk_update(doctype: str) -> dict[str, Any]:
    """Update many documents: ``docs``."""
    return bulk_update_of(doctype)
