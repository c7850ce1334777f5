"""Default values of new documents (contract 2.4 `default`, 3.1 `new_doc`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.context import current_user, local, slot
from frappe.defaults import get_user_default
from frappe.localization import now_datetime, nowdate, nowtime
from frappe.metadata import DocField, Meta
from frappe.model.base_document import cast_value
from frappe.modules import scrub
from frappe.permissions import get_user_permissions

Maker = Callable[[], Any]

DYNAMIC: dict[str, dict[str, Maker]] = {
    "Date": {"today": lambda: nowdate(), "now": lambda: nowdate()},
    "Datetime": {"now": lambda: now_datetime(), "today": lambda: now_datetime()},
    "Time": {"now": lambda: nowtime()},
}


def defaults_of(meta: Meta, doc: Any = None, parent: Any = None) -> dict[str, Any]:
    """Return the default values of a DocType's fields for the acting user."""
    fixed, moving = _plan(meta)
    values = dict(fixed)
    for field, kind in moving:
        value = _RESOLVERS[kind](field, meta, doc, parent)
        if value is not None:
            values[field.fieldname] = value
    permitted = _permitted_defaults(meta)
    return {**values, **permitted} if permitted else values


def _plan(meta: Meta) -> tuple[dict[str, Any], list[tuple[DocField, str]]]:
    plans: dict[str, Any] = slot("default_plans", dict)
    if meta.name not in plans:
        plans[meta.name] = _make_plan(meta)
    return plans[meta.name]  # type: ignore[no-any-return]


def _make_plan(meta: Meta) -> tuple[dict[str, Any], list[tuple[DocField, str]]]:
    fixed: dict[str, Any] = {}
    moving: list[tuple[DocField, str]] = []
    for field in meta.value_fields:
        text = field.default
        if field.fieldtype in DYNAMIC and isinstance(text, str) and text.lower() in DYNAMIC[field.fieldtype]:
            moving.append((field, "clock"))
        elif text in ("__user", "user") and field.fieldtype in ("Link", "Data"):
            moving.append((field, "user"))
        elif isinstance(text, str) and text.startswith(":"):
            moving.append((field, "linked"))
        elif text not in (None, ""):
            fixed[field.fieldname] = cast_value(text, field.fieldtype)
        elif field.fieldtype == "Check":
            fixed[field.fieldname] = 0
        elif field.fieldtype == "Select" and field.select_options[0] and field.fieldname != "naming_series":
            fixed[field.fieldname] = field.select_options[0]
        elif field.fieldtype == "Select" and field.fieldname == "naming_series":
            fixed[field.fieldname] = next((option for option in field.select_options if option), None)
        elif field.fieldtype == "Link" and field.options:
            moving.append((field, "session"))
    return fixed, moving


def _clock(field: DocField, _meta: Meta, _doc: Any, _parent: Any) -> Any:
    return DYNAMIC[field.fieldtype][field.default.lower()]()


def _user(_field: DocField, _meta: Meta, _doc: Any, _parent: Any) -> Any:
    return current_user()


def _linked(field: DocField, _meta: Meta, doc: Any, parent: Any) -> Any:
    """``:Company`` takes the same field of the company that the parent names, or of the user's default company."""
    target = field.default[1:]
    key = scrub(target)
    name = (parent or doc).get(key) if (parent or doc) is not None else None
    name = name or get_user_default(key)
    return local.db.get_value(target, name, field.fieldname, cache=True) if name else None


def _session(field: DocField, _meta: Meta, _doc: Any, _parent: Any) -> Any:
    return get_user_default(field.fieldname)


_RESOLVERS: dict[str, Callable[[DocField, Meta, Any, Any], Any]] = {
    "clock": _clock,
    "user": _user,
    "linked": _linked,
    "session": _session,
}


def _permitted_defaults(meta: Meta) -> dict[str, Any]:
    """Return the one permitted (or default) record for each restricted link (contract 4.4)."""
    permitted = get_user_permissions(current_user())
    if not permitted:
        return {}
    out: dict[str, Any] = {}
    for field in meta.link_fields:
        rows = permitted.get(field.options or "")
        if not rows or field.ignore_user_permissions:
            continue
        fitting = [row for row in rows if row.get("applicable_for") in (None, "", meta.name)]
        chosen = [row for row in fitting if row.get("is_default")] or (fitting if len(fitting) == 1 else [])
        if chosen:
            out[field.fieldname] = chosen[0].get("doc")
    return out
