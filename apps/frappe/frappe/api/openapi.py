"""OpenAPI 3.1 from metadata: the DocTypes that the caller may use, custom fields included (design 6.17)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from frappe import __version__
from frappe.api.openapi_methods import method_paths
from frappe.api.response import json_response
from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.permissions import has_permission
from frappe.permissions.levels import hidden_fields

_TYPES: dict[str, dict[str, Any]] = {
    "Int": {"type": "integer"},
    "Check": {"type": "integer", "minimum": 0, "maximum": 1},
    "Float": {"type": "number"},
    "Currency": {"type": "number"},
    "Percent": {"type": "number"},
    "Rating": {"type": "number"},
    "Duration": {"type": "number"},
    "Date": {"type": "string", "format": "date"},
    "Datetime": {"type": "string"},
    "Time": {"type": "string"},
}


def document() -> Any:
    """GET the description of what the caller may use."""
    if current_user() == "Guest":
        raise NoPermission(_("Please sign in to use this."))
    names = local.db.get_all("DocType", {"istable": 0, "issingle": 0}, pluck="name", order_by="name asc")
    wanted = local.form_dict.get("doctypes")
    if isinstance(wanted, str) and wanted:
        names = [name for name in names if name in wanted.split(",")]
    readable = [name for name in names if has_permission(name, "read")]
    return json_response(build([get_meta(name) for name in readable], methods=not wanted))


def build(metas: list[Meta], *, methods: bool = False) -> dict[str, Any]:
    """Return the OpenAPI document of some DocTypes, and of the functions that apps offer."""
    schemas: dict[str, Any] = {"Error": _ERROR}
    paths: dict[str, Any] = {}
    for meta in metas:
        _add_schema(schemas, meta)
        paths.update(_paths(meta))
    if methods:
        paths.update(method_paths(_responses({})))
    return {
        "openapi": "3.1.0",
        "info": {"title": "CRM Suite", "version": __version__},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "token key:secret"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
            },
        },
    }


_ERROR = {
    "type": "object",
    "properties": {"errors": {"type": "array", "items": {"type": "object", "additionalProperties": True}}},
    "required": ["errors"],
}


def _key(name: str) -> str:
    """Return a DocType's name as a key of components, which hold ASCII letters, digits and ``. _ -``."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda match: "_" if match[0] == " " else f"_{ord(match[0]):x}_", name)


def _add_schema(schemas: dict[str, Any], meta: Meta) -> None:
    if _key(meta.name) in schemas:
        return
    schemas[_key(meta.name)] = {}
    hidden = hidden_fields(meta, current_user())
    properties: dict[str, Any] = {"name": {"type": ["string", "integer"]}}
    for field in meta.value_fields:
        if field.fieldname not in hidden:
            properties[field.fieldname] = _property(field)
    for table in meta.table_fields:
        if table.fieldname not in hidden:
            _add_schema(schemas, get_meta(table.options))
            items = {"$ref": f"#/components/schemas/{_key(table.options)}"}
            properties[table.fieldname] = {"type": "array", "items": items}
    schemas[_key(meta.name)] = {"type": "object", "properties": properties, "title": meta.name}


def _property(field: Any) -> dict[str, Any]:
    found: dict[str, Any] = dict(_TYPES.get(field.fieldtype, {"type": "string"}))
    found["type"] = [found["type"], "null"]
    if field.label:
        found["title"] = field.label
    if field.description:
        found["description"] = field.description
    return found


def _paths(meta: Meta) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{_key(meta.name)}"}
    base = f"/api/v2/document/{quote(meta.name)}"
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    body = {"required": True, "content": {"application/json": {"schema": ref}}}
    rows = {"type": "array", "items": {"type": "object"}}

    def operation(verb: str, **more: Any) -> dict[str, Any]:
        names = {"operationId": f"{verb}_{_key(meta.name)}", "summary": f"{verb.title()} {meta.name}"}
        return {"tags": [meta.module or "Custom"], **names, **more}

    return {
        base: {
            "get": operation("list", parameters=_LIST_PARAMETERS, responses=_responses(rows)),
            "post": operation("create", requestBody=body, responses=_responses(ref)),
        },
        base + "/{name}": {
            "parameters": [name],
            "get": operation("read", responses=_responses(ref)),
            "put": operation("update", requestBody=body, responses=_responses(ref)),
            "delete": operation("delete", responses=_responses({"type": "string"}, "202")),
        },
    }


_LIST_PARAMETERS: list[dict[str, Any]] = [
    *({"name": key, "in": "query", "schema": {"type": "string"}}
      for key in ("fields", "filters", "or_filters", "order_by", "group_by")),
    *({"name": key, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000}}
      for key in ("start", "limit")),
]  # fmt: skip


def _responses(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    body = {"type": "object", "properties": {"data": schema}, "required": ["data"]}
    errors = {
        code: {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
        for code, text in (
            ("400", "Invalid request"), ("401", "Not signed in"), ("403", "Not permitted"), ("404", "Not found"),
            ("409", "Duplicate"), ("417", "Validation failed"), ("429", "Too many requests"),
        )
    }  # fmt: skip
    return {status: {"description": "OK", "content": {"application/json": {"schema": body}}}, **errors}
