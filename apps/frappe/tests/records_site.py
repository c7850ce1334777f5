"""A small site for tests of records and its neighbours: a few DocTypes in an empty database, nothing installed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import servers
from frappe import schema
from frappe.context import Flags, local, site_state, slot
from frappe.database import connect, create_database, drop_database
from frappe.database.tables import CreateTable
from frappe.metadata import Meta
from frappe.metadata.compile import Definition, compile_meta
from frappe.query_builder import LazyBuilder
from frappe.records.site_database import SiteDatabase
from frappe.types import _dict

DIALECTS = ("sqlite", "mariadb")
_numbers = itertools.count(1)
ROOT = {"user": "root", "password": ""}


def field(fieldname: str, fieldtype: str, options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "fieldtype": fieldtype, "label": fieldname.title(), "options": options, **more}


def doctype(name: str, *fields: dict[str, Any], **more: Any) -> Meta:
    return compile_meta(Definition({"name": name, "module": "Core", **more}, list(fields)))


DEAL = doctype(
    "Deal",
    field("title", "Data"),
    field("status", "Select", "Open\nWon\nLost"),
    field("amount", "Currency"),
    field("probability", "Percent"),
    field("visits", "Int"),
    field("score", "Rating"),
    field("wait", "Duration"),
    field("closed", "Check"),
    field("day", "Date"),
    field("at", "Datetime"),
    field("hour", "Time"),
    field("region", "Link", "Region"),
    field("customer", "Link", "Client"),
    field("notes", "Text"),
    field("code", "Data", unique=1),
    field("secret", "Data", permlevel=1),
    field("label", "Data", is_virtual=1),
    field("items", "Table", "Deal Item"),
    field("extras", "Table", "Deal Item"),
    field("team", "Table", "Deal Member"),
)
DEAL_ITEM = doctype("Deal Item", field("item", "Data"), field("qty", "Float"), field("hidden", "Data"), istable=1)
DEAL_MEMBER = doctype("Deal Member", field("person", "Data"), field("share", "Percent"), istable=1)
CLIENT = doctype(
    "Client", field("client_name", "Data"), field("phone", "Data", permlevel=1), field("region", "Link", "Region")
)
REGION = doctype(
    "Region",
    field("parent_region", "Link", "Region"),
    field("lft", "Int"),
    field("rgt", "Int"),
    is_tree=1,
    sort_field="lft",
    sort_order="ASC",
)
SETTINGS = doctype(
    "Deal Settings",
    field("limit", "Int"),
    field("factor", "Float"),
    field("since", "Date"),
    field("text", "Data"),
    field("enabled", "Check", default="1"),
    issingle=1,
)
SYSTEM = doctype(
    "System Settings",
    field("language", "Data"),
    field("time_zone", "Data"),
    field("currency_precision", "Int"),
    issingle=1,
)
DEFAULT_VALUE = doctype("DefaultValue", field("defkey", "Data"), field("defvalue", "Text"), istable=1)
METAS = (DEAL, DEAL_ITEM, DEAL_MEMBER, CLIENT, REGION, SETTINGS, SYSTEM, DEFAULT_VALUE)
STANDARD = {
    "creation": "2026-01-01 10:00:00.000000",
    "modified": "2026-01-01 10:00:00.000000",
    "owner": "a@x",
    "modified_by": "a@x",
}


def put_metas(*metas: Meta) -> None:
    """Let the site know DocTypes; what is computed from them is forgotten."""
    local.site_state.drop()
    slot("metadata", dict).update({meta.name: meta for meta in (*METAS, *metas)})


def add(meta: Meta, name: str, **values: Any) -> None:
    """INSERT a row with standard values."""
    from frappe.records import insert_row

    insert_row(meta, {"name": name, "docstatus": 0, "idx": 0, **STANDARD, **values})


def configuration(dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"db_type": "sqlite", "db_name": "site"}
    name = f"records_{next(_numbers)}_{id(object()) % 10_000_000}"
    return {"db_type": "mariadb", "db_name": name, "db_password": "secret", "db_socket": servers.mariadb_socket()}


@contextmanager
def small_site(dialect: str, folder: Path) -> Iterator[SiteDatabase]:
    """Open an empty site of a dialect with the DocTypes above."""
    conf = _dict(configuration(dialect))
    create_database(conf, folder, root=ROOT)
    connection = connect(conf, folder)
    local.__dict__.clear()
    local.__dict__.update(
        site=folder.name,
        sites_path=str(folder.parent),
        site_path=str(folder),
        conf=conf,
        flags=Flags(),
        lang="en",
        site_state=site_state(folder.name, folder),
        db=SiteDatabase(connection),
        qb=LazyBuilder(dialect),
        cache={},
        session=_dict(user="a@x", sid="a", data=_dict()),
        user="a@x",
        message_log=[],
        form_dict=_dict(),
        request_cache={},
        slot_overlay=None,
        invalidation_pending=False,
    )
    try:
        put_metas()
        schema.sync_internal_tables()
        for meta in METAS:
            if not meta.issingle:
                connection.apply(CreateTable(schema.build_table(meta)))
        connection.commit()
        local.db.forget_tables()
        yield local.db
    finally:
        connection.rollback()
        connection.close()
        local.__dict__.clear()
        drop_database(conf, folder, root=ROOT)
