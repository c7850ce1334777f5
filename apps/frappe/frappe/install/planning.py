"""What a migration would do: pending patches, changed DocTypes, changes of tables. Reads only, on both databases.

Each DocType is compiled from its app's file with the site's customizations laid over it, as it will be afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from frappe import schema
from frappe.context import local
from frappe.install import patches
from frappe.install.orphans import find_orphans
from frappe.install.sync import complete, doctype_files, newer_records, stored_hash
from frappe.metadata import Meta, get_meta
from frappe.metadata.compile import compile_meta
from frappe.metadata.load import from_json, load_definition
from frappe.modules import get_installed_apps
from frappe.types import _dict

SECTIONS = ("pre_model_sync", "post_model_sync")


def planned_changes() -> Any:
    """Return the lines of a plan: ``patches``, ``doctypes``, ``schema``, ``records``, ``orphans``."""
    apps = get_installed_apps()
    changed = {meta.name: meta for app in apps for meta in _changed(app)}
    others = local.db.get_all("DocType", pluck="name", order_by="name asc")
    lines = [str(change) for table in schema.internal_tables() for change in schema.planned_table(table)]
    for name in sorted({*changed, *others}):
        lines += [str(change) for change in schema.planned(changed.get(name) or get_meta(name))]
    return _dict(
        patches=[line for app in (*apps, "bench") for section in SECTIONS for line in patches.pending(app, section)],
        doctypes=list(changed),
        schema=lines,
        records=[line for app in apps for line in newer_records(app)],
        orphans=find_orphans(),
    )


def _changed(app: str) -> Iterator[Meta]:
    """Yield the DocTypes of an app whose file is not what the site has."""
    for path in doctype_files(app):
        content = path.read_bytes()
        document = json.loads(content)
        if stored_hash(document["name"]) == hashlib.md5(content, usedforsecurity=False).hexdigest():
            continue
        definition = from_json(complete(document))
        stored = load_definition(document["name"])
        if stored is not None:
            definition.custom_fields = stored.custom_fields
            definition.property_setters = stored.property_setters
            definition.custom_permissions = stored.custom_permissions
        yield compile_meta(definition, app=app)
