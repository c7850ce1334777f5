"""Call functions by their dotted name (contract 7.2, 7.6)."""

from __future__ import annotations

import json
from typing import Any

from frappe.context import local
from frappe.exceptions import DoesNotExistError, TimestampMismatchError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc
from frappe.model.sent import clean
from frappe.modules import get_attr, get_hooks, load_doctype_module
from frappe.rpc import call, check_available, rule_of, whitelist

SHORT_NAMES = {
    "login": "frappe.auth.login",
    "logout": "frappe.auth.logout",
    "web_logout": "frappe.auth.logout",
    "ping": "frappe.api.health.ping",
    "version": "frappe.api.health.version",
    "upload_file": "frappe.api.files.upload_file",
    "download_file": "frappe.api.files.download_file",
    "run_doc_method": "frappe.api.rpc.run_doc_method",
    "bulk_delete": "frappe.api.rest_v2.bulk_delete",
    "bulk_update": "frappe.api.rest_v2.bulk_update",
}


def call_method(name: str) -> Any:
    """Call a whitelisted function with the request's arguments.

    Raises:
        PermissionError: the network may not call it, not this way or not as Guest.
        ValidationError: there is no such function.
    """
    name = SHORT_NAMES.get(name, name)
    override = get_hooks("override_whitelisted_methods", {}).get(name)
    if override:
        name = override[-1]
    check_available(name)  # before it is looked for: parts that are not built yet have no function
    function = get_attr(name) if "." in name else None
    if function is None:
        raise DoesNotExistError(_("Method {0} does not exist.").format(name))
    return call(function, dict(local.form_dict))


def call_doctype_method(doctype: str, method: str) -> Any:
    """Call a function of a DocType's module: ``/api/v2/method/<doctype>/<method>``."""
    try:
        function = getattr(load_doctype_module(doctype), method, None)
    except ImportError:  # a DocType made at run time has no module
        function = None
    if function is None:
        raise DoesNotExistError(_("Method {0} does not exist.").format(f"{doctype}.{method}"))
    return call(function, dict(local.form_dict))


def call_on_document(doc: Any, method: str, arguments: dict[str, Any]) -> Any:
    """Call a whitelisted method of a document.

    Raises:
        PermissionError: the method is not whitelisted.
    """
    function = getattr(type(doc), method, None) if not method.startswith("_") else None
    if function is None or rule_of(function) is None:
        raise NoPermission(_("{0} is not a method that can be called on {1}.").format(method[:60], _(doc.doctype)))
    doc.flags.called = method
    result = call(function, arguments, doc)
    doc.apply_fieldlevel_read_permissions()
    local.response.setdefault("docs", []).append(doc.as_dict())
    return result


@whitelist()
def run_doc_method(
    method: str, docs: str | dict[str, Any] | None = None, dt: str | None = None, dn: str | None = None,
    args: Any = None, arg: Any = None,
) -> Any:  # fmt: skip
    """Call a method of a stored document (dt, dn) or of one sent along (docs)."""
    if dt:
        doc = get_doc(dt, dn or dt)
    else:
        values = json.loads(docs) if isinstance(docs, str) else docs
        if not isinstance(values, dict):
            raise ValidationError(_("docs must be a document."))
        doc = _sent_document(values)
    doc.check_permission("read" if local.request.method in ("GET", "HEAD") else "write")
    given = args if args is not None else arg
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = {"args": given}
    return call_on_document(doc, method, given if isinstance(given, dict) else {})


def _sent_document(values: dict[str, Any]) -> Any:
    """Return a document as it was sent; what the system keeps of a stored one is not taken from the sender.

    Raises:
        TimestampMismatchError: the stored document has changed since.
    """
    doctype, name = values.get("doctype"), values.get("name")
    meta = get_meta(str(doctype))
    if name is not None and not isinstance(name, (str, int)):
        raise ValidationError(_("The name of a document is text or a number."))
    if name is None or not (meta.issingle or local.db.exists(meta.name, name)):  # whatever ``__islocal`` says
        return get_doc({**clean(values, meta), "doctype": meta.name, "__islocal": 1})
    stored = get_doc(meta.name, str(name))
    if values.get("modified") and str(values["modified"]) != str(stored.modified) and not meta.issingle:
        raise TimestampMismatchError(
            _("Document has been modified after you have opened it. Please refresh to get the latest document."),
            doctype=meta.name, name=name,
        )  # fmt: skip
    stored.check_permission("read")
    stored.update(clean({key: value for key, value in values.items() if key not in ("doctype", "name")}, meta))
    return stored
