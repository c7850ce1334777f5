"""Write the records that every site has, in bulk: roles, users, countries, currencies, languages (contract 8.15)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.localization import now
from frappe.metadata import Meta, get_meta
from frappe.model.naming import make_hash
from frappe.records import bulk_insert

DATA = Path(__file__).parent / "data"
STANDARD = ("creation", "modified", "owner", "modified_by", "docstatus")
FOLDERS = (("Home", None, "is_home_folder"), ("Home/Attachments", "Home", "is_attachments_folder"))
USERS = (
    {"name": "Administrator", "email": "admin@example.com", "first_name": "Administrator", "user_type": "System User"},
    {"name": "Guest", "email": "guest@example.com", "first_name": "Guest", "user_type": "Website User"},
)
SETTINGS_ITEMS = (
    {"item_label": "My Profile", "item_type": "Route", "route": "/desk/me"},
    {"item_label": "Separator", "item_type": "Separator"},
    {"item_label": "Log out", "item_type": "Action", "action": "frappe.app.logout()"},
)


def seed() -> None:
    """Write what is missing."""
    for doctype, rows in json.loads((DATA / "records.json").read_text(encoding="utf-8")).items():
        write_rows(doctype, rows)
    for doctype in ("Language", "Country", "Currency"):
        write_rows(doctype, _load(doctype))
    seed_users()
    seed_folders()
    seed_navbar()


def seed_standard() -> None:
    """Write the languages and menu items that a migration keeps complete."""
    write_rows("Language", _load("Language"))
    seed_navbar()


def _load(doctype: str) -> list[dict[str, Any]]:
    name = {"Language": "languages", "Country": "countries", "Currency": "currencies"}[doctype]
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def write_rows(doctype: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """INSERT records that are not there; one without ``name`` is named by its DocType's ``field:`` rule."""
    meta = get_meta(doctype)
    named = [{"name": _name_of(meta, row), **row} for row in rows]
    present = {str(name).lower() for name in local.db.get_all(doctype, pluck="name", order_by=None)}
    insert(meta, [row for row in named if str(row["name"]).lower() not in present])


def _name_of(meta: Meta, row: Mapping[str, Any]) -> str:
    autoname = meta.autoname or ""
    if row.get("name") or not autoname.startswith("field:"):
        return str(row.get("name") or make_hash())
    return str(row[autoname[len("field:") :].strip()])


def insert(meta: Meta, rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT rows as Administrator, what they leave out as their DocType's defaults."""
    if not rows:
        return
    moment = now()
    stamp = dict(zip(STANDARD, (moment, moment, "Administrator", "Administrator", 0), strict=True))
    defaults = {
        field.fieldname: field.default for field in meta.value_fields if field.default and _is_literal(field.default)
    }
    columns = [column for column in meta.columns if not column.startswith("_")]
    full = [{**defaults, **stamp, "idx": 0, **row} for row in rows]
    bulk_insert(meta, columns, [[row.get(column) for column in columns] for row in full])


def _is_literal(default: str) -> bool:
    return not default.startswith(("__", ":")) and default not in ("Now", "now", "Today", "user")


def write(doctype: str, fields: Sequence[str], rows: Iterable[Sequence[Any]], *, key: int) -> None:
    """INSERT records given as tuples of some fields, the one at ``key`` being the name, unless they are there."""
    values = [dict(zip(fields, row, strict=True)) for row in rows]
    unique = {row[fields[key]]: {**row, "name": row[fields[key]]} for row in values}
    write_rows(doctype, unique.values())


def seed_users() -> None:
    """Make Administrator and Guest; neither has a password yet."""
    fresh = [row for row in USERS if not local.db.exists("User", row["name"])]
    common = {"enabled": 1, "send_welcome_email": 0, "language": None}
    insert(get_meta("User"), [{**row, "full_name": row["first_name"], **common} for row in fresh])
    roles = {"Administrator": "System Manager", "Guest": "Guest"}
    held = [{"parent": row["name"], "role": roles[row["name"]]} for row in fresh]
    place = {"parenttype": "User", "parentfield": "roles", "idx": 1}
    insert(get_meta("Has Role"), [{"name": make_hash(), **row, **place} for row in held])


def seed_folders() -> None:
    """Make the folders of files."""
    rows = [
        {"name": name, "file_name": name.split("/")[-1], "is_folder": 1, "folder": folder, mark: 1}
        for name, folder, mark in FOLDERS
        if not local.db.exists("File", name)
    ]
    insert(get_meta("File"), rows)


def seed_navbar() -> None:
    """Make the standard items of the user's menu, once."""
    if local.db.exists("Navbar Item", {"parent": "Navbar Settings"}):
        return
    place = {"parent": "Navbar Settings", "parenttype": "Navbar Settings", "parentfield": "settings_dropdown"}
    rows = [
        {"name": make_hash(), **item, **place, "is_standard": 1, "idx": index}
        for index, item in enumerate(SETTINGS_ITEMS, start=1)
    ]
    insert(get_meta("Navbar Item"), rows)
