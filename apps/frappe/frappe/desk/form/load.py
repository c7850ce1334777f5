"""What a form loads: a document with what hangs on it, a DocType with its child tables (contract 7.9)."""

from __future__ import annotations

import json
from typing import Any

from frappe.context import current_user, local, slot
from frappe.desk import user_settings
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.documents import get_doc
from frappe.modules import get_attr, get_hooks
from frappe.permissions import access_of, get_doc_permissions, has_permission, refusal
from frappe.permissions.levels import hidden_fields
from frappe.rpc import whitelist
from frappe.workflow.definition import active_workflow

HISTORY_LIMIT = 50
LETTER_FIELDS = ["name", "creation", "communication_type", "communication_medium", "subject", "content", "sender",
                 "sender_full_name", "recipients", "cc", "sent_or_received", "owner"]  # fmt: skip


@whitelist()
def getdoc(doctype: str, name: str) -> None:
    """Return a document and its docinfo."""
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    doc.run_method("onload")
    doc.apply_fieldlevel_read_permissions()
    local.response["docs"] = [doc.as_dict()]
    local.response["docinfo"] = docinfo(doc)


@whitelist()
def get_docinfo(doctype: str, name: str) -> None:
    """Return what hangs on a document."""
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    local.response["docinfo"] = docinfo(doc)


def docinfo(doc: Any) -> dict[str, Any]:
    """Return comments, history, files, assignments, shares and rights of a document that may be read."""
    comments = _of(
        "Comment",
        doc,
        ["name", "creation", "content", "subject", "owner", "comment_type", "comment_email", "comment_by"],
    )
    files = {"attached_to_doctype": doc.doctype, "attached_to_name": str(doc.name)}
    versions = local.db.get_all(
        "Version", {"ref_doctype": doc.doctype, "docname": str(doc.name)}, ["name", "owner", "creation", "data"],
        order_by="creation desc", limit=HISTORY_LIMIT,
    )  # fmt: skip

    def kinds(*names: str) -> list[Any]:
        return [row for row in comments if row.comment_type in names]

    letters = _of("Communication", doc, LETTER_FIELDS)
    todos = {"reference_type": doc.doctype, "reference_name": str(doc.name), "status": "Open"}
    return {
        "doctype": doc.doctype,
        "name": doc.name,
        "comments": kinds("Comment"),
        "workflow_logs": kinds("Workflow"),
        "attachment_logs": kinds("Attachment", "Attachment Removed"),
        "info_logs": kinds("Info", "Edit", "Label"),
        "like_logs": kinds("Like"),
        "assignment_logs": kinds("Assigned", "Assignment Completed"),
        "share_logs": kinds("Shared", "Unshared"),
        "versions": [_visible(version, doc.meta) for version in versions],
        "attachments": local.db.get_all("File", files, ["name", "file_name", "file_url", "is_private"]),
        "assignments": local.db.get_all("ToDo", todos, ["name", "allocated_to as owner", "description"]),
        "permissions": get_doc_permissions(doc),
        "shared": local.db.get_all(
            "DocShare", {"share_doctype": doc.doctype, "share_name": str(doc.name)},
            ["user", "read", "write", "share", "submit", "everyone"],
        ),
        "tags": doc.get("_user_tags") or "",
        "communications": [row for row in letters if row.communication_type == "Communication"],
        "automated_messages": [row for row in letters if row.communication_type != "Communication"],
        "is_document_followed": int(bool(local.db.exists("Document Follow", _followed(doc)))),
        "views": _views(doc),
        **{key: [] for key in ("energy_point_logs", "additional_timeline_content", "milestones")},
        "document_email": None,
        "user_info": _user_info({row.owner for row in [*comments, *versions]} | {doc.owner, doc.modified_by}),
    }  # fmt: skip


def _followed(doc: Any) -> dict[str, Any]:
    return {"ref_doctype": doc.doctype, "ref_docname": str(doc.name), "user": current_user()}


def _views(doc: Any) -> list[Any]:
    if not doc.meta.track_views:
        return []
    filters = {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}
    fields = ["name", "viewed_by as owner", "creation"]
    return list(local.db.get_all("View Log", filters, fields, order_by="creation desc", limit=HISTORY_LIMIT))


def _of(doctype: str, doc: Any, fields: list[str]) -> list[Any]:
    filters = {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}
    return list(local.db.get_all(doctype, filters, fields, order_by="creation desc", limit=200))


def _visible(version: Any, meta: Meta) -> Any:
    """Return a version without the fields that the user may not read."""
    user = current_user()
    hidden = hidden_fields(meta, user)
    tables = {table.fieldname: hidden_fields(get_meta(table.options), user, meta) for table in meta.table_fields}
    if not hidden and not any(tables.values()):
        return version
    changes = json.loads(version.data or "{}")
    changes["changed"] = [entry for entry in changes.get("changed", []) if entry[0] not in hidden]
    for key in ("added", "removed"):
        changes[key] = [
            [table, {name: value for name, value in row.items() if name not in tables.get(table, ())}]
            for table, row in changes.get(key, []) if table not in hidden
        ]  # fmt: skip
    changes["row_changed"] = [
        [table, index, name, [cell for cell in cells if cell[0] not in tables.get(table, ())]]
        for table, index, name, cells in changes.get("row_changed", []) if table not in hidden
    ]  # fmt: skip
    version.data = json.dumps(changes)
    return version


def _user_info(users: set[Any]) -> dict[str, dict[str, Any]]:
    return {user: {"fullname": access_of(user).full_name, "image": None} for user in users if user}


# -- DocTypes


@whitelist()
def getdoctype(doctype: str, with_parent: bool = False, cached_timestamp: str | None = None) -> None:
    """Return a DocType with its child tables, as the user's form needs them."""
    local.response["docs"] = form_metas(doctype)
    local.response["user_settings"] = user_settings.get(doctype)


def form_metas(doctype: str) -> list[dict[str, Any]]:
    """Return a DocType and its child tables for the user's form.

    Raises:
        PermissionError: the user may neither read, choose nor make its records.
    """
    meta = get_meta(doctype)
    if not meta.istable and not any(has_permission(doctype, right) for right in ("read", "select", "create")):
        raise refusal(current_user(), doctype, "read")
    names = dict.fromkeys([doctype, *(table.options for table in meta.table_fields)])
    return [form_meta(get_meta(name), meta) for name in names]


def form_meta(meta: Meta, rules: Meta) -> dict[str, Any]:
    """Return a Meta for the desk: translated labels, workflow, connections; no fields that may not be read."""
    user = current_user()
    if rules.istable and rules is meta and not has_permission("DocType", "read"):
        raise NoPermission(_("You are not permitted to access this resource."))
    hidden = hidden_fields(meta, user) if meta is rules else set()
    known: dict[tuple[str, str], dict[str, Any]] = slot("form_metas", dict)
    key = (meta.name, local.lang)
    if key not in known:
        known[key] = _form_meta(meta)
    values = dict(known[key])
    if hidden:
        values["fields"] = [field for field in values["fields"] if field.get("fieldname") not in hidden]
    return values


def _form_meta(meta: Meta) -> dict[str, Any]:
    values = meta.as_dict()
    values["__dashboard"] = dashboard(meta)
    values["__workflow_docs"] = workflow_docs(meta.name)
    values["__messages"] = {}
    return values


def dashboard(meta: Meta) -> dict[str, Any]:
    """Return the connections of a DocType, by group (``links`` rows and what apps add)."""
    groups: dict[str, list[str]] = {}
    fields: dict[str, str] = {}
    for row in meta.links:
        if not row.hidden:
            groups.setdefault(row.group or "", []).append(row.link_doctype)
            fields[row.link_doctype] = row.link_fieldname
    data: dict[str, Any] = {
        "transactions": [{"label": _(label), "items": list(dict.fromkeys(items))} for label, items in groups.items()],
        "non_standard_fieldnames": fields,
    }
    for path in get_hooks("override_doctype_dashboards", {}).get(meta.name, ()):
        data = get_attr(path)(data=data)
    return data


def workflow_docs(doctype: str) -> list[dict[str, Any]]:
    """Return the active workflow of a DocType and the styles of its states."""
    workflow = active_workflow(doctype)
    if workflow is None:
        return []
    doc = get_doc("Workflow", workflow.name).as_dict()
    names = [row["state"] for row in workflow.states]
    styles = local.db.get_all("Workflow State", {"name": ["in", names]}, ["name", "style", "icon"])
    return [doc, *({**row, "doctype": "Workflow State", "workflow_state_name": row["name"]} for row in styles)]
