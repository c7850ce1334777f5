"""The floor: the answers and rows of the product's API over one SQLite file, written by hand for three DocTypes.

It knows one user, checks no permission and no value, and runs no hook. It leaves what the product leaves: naming
counter, row, child rows, journal and Version. Run as ``server.py DATABASE PORT``.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import sys
import threading
import urllib.parse
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import orjson

USERS = {"token benchkey:benchsecret": "bench@example.com"}
STANDARD = ("name", "creation", "modified", "modified_by", "owner", "docstatus", "idx")
HIDDEN = ("_user_tags", "_comments", "_assign", "_liked_by")
CUSTOMER = ("naming_series", "title", "city", "amount", "active", *(f"data_{number}" for number in range(20)))
OPPORTUNITY = ("naming_series", "title", "amended_from")
ITEM = ("parent", "parentfield", "parenttype", "item", "qty")
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "cache_size=-8000", "mmap_size=134217728")

Answer = Callable[[sqlite3.Connection, dict[str, Any], "Call"], Any]
Row = dict[str, Any]
LOCAL = threading.local()


class Call:
    """Who asks for what."""

    def __init__(self, user: str, route: str, name: str) -> None:
        self.user, self.route, self.name = user, route, name
        self.operation = str(uuid.uuid4())
        self.now = str(datetime.datetime.now())


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    user = USERS[environ["HTTP_AUTHORIZATION"]]
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    head, _, name = path.partition("/api/resource/")[2].partition("/")
    key = (method, head or path, bool(name))
    body = environ["wsgi.input"].read()
    given = orjson.loads(body) if body else dict(urllib.parse.parse_qsl(environ["QUERY_STRING"]))
    answer = ANSWERS[key](connection(), given, Call(user, f"{method} {path}", name))
    start_response("200 OK", [("Content-Type", "application/json; charset=utf-8")])
    return [orjson.dumps(answer)]


def connection() -> sqlite3.Connection:
    """Return the thread's connection."""
    if not hasattr(LOCAL, "connection"):
        made = sqlite3.connect(os.environ["FLOOR_DATABASE"], isolation_level=None)
        made.row_factory = lambda cursor, row: dict(zip((column[0] for column in cursor.description), row, strict=True))
        for pragma in PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
        LOCAL.connection = made
    found: sqlite3.Connection = LOCAL.connection
    return found


def list_customers(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    fields = ", ".join(f"`{field}`" for field in orjson.loads(given["fields"]))
    city, amount, active = (condition[2] for condition in orjson.loads(given["filters"]))
    where = "WHERE city=? AND amount>? AND active=? ORDER BY creation DESC LIMIT ?"
    sql = f"SELECT {fields} FROM `tabBench Customer` {where}"
    return {"data": db.execute(sql, (city, amount, active, int(given["limit"]))).fetchall()}


def search_customers(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    where = "WHERE name LIKE ?1 OR title LIKE ?1 LIMIT 10"
    sql = f"SELECT name AS value, title AS description FROM `tabBench Customer` {where}"
    return {"message": db.execute(sql, (f"%{given['txt']}%",)).fetchall()}


def get_opportunity(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    return {"data": document("Bench Opportunity", *opportunity(db, call.name))}


def insert_customer(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    db.execute("BEGIN IMMEDIATE")
    row = new_row(db, call, "BC-", CUSTOMER, {"amount": 0, "active": 0, **given})
    insert(db, "Bench Customer", [row])
    journal(db, call, "Bench Customer", row["name"], "insert", None, stored(row))
    db.execute("COMMIT")
    return {"data": {**row, "doctype": "Bench Customer"}}


def update_customer(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    db.execute("BEGIN IMMEDIATE")
    row = db.execute("SELECT * FROM `tabBench Customer` WHERE name=?", (call.name,)).fetchone()
    new = {"modified": call.now, **given}
    old = {field: row[field] for field in new}
    row.update(new, modified_by=call.user)
    assignments = ", ".join(f"`{field}`=?" for field in new)
    values = (*new.values(), call.user, call.name)
    db.execute(f"UPDATE `tabBench Customer` SET {assignments}, modified_by=? WHERE name=?", values)
    journal(db, call, "Bench Customer", call.name, "update", old, new)
    version(db, call, "Bench Customer", [[field, old[field], given[field]] for field in given])
    db.execute("COMMIT")
    return {"data": {**row, "doctype": "Bench Customer"}}


def insert_opportunity(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    db.execute("BEGIN IMMEDIATE")
    items = given.pop("items")
    row = new_row(db, call, "BO-", OPPORTUNITY, given)
    owner = {"parent": row["name"], "parentfield": "items", "parenttype": "Bench Opportunity"}
    rows = [
        {**standard(call, uuid.uuid4().hex[:10]), "idx": number, **owner, **item}
        for number, item in enumerate(items, 1)
    ]
    insert(db, "Bench Opportunity", [row])
    insert(db, "Bench Item", rows)
    journal(db, call, "Bench Opportunity", row["name"], "insert", None, {**stored(row), "items": rows})
    db.execute("COMMIT")
    return {"data": document("Bench Opportunity", row, rows)}


def submit_opportunity(db: sqlite3.Connection, given: Row, call: Call) -> Row:
    db.execute("BEGIN IMMEDIATE")
    row, items = opportunity(db, call.name)
    new = {"modified": call.now, "docstatus": 1}
    old = {field: row[field] for field in new}
    values = (call.now, call.user, call.name)
    db.execute("UPDATE `tabBench Opportunity` SET docstatus=1, modified=?, modified_by=? WHERE name=?", values)
    db.execute("UPDATE `tabBench Item` SET docstatus=1, modified=?, modified_by=? WHERE parent=?", values)
    done = [{**item, **new, "modified_by": call.user} for item in items]
    journal(db, call, "Bench Opportunity", call.name, "submit", {**old, "items": items}, {**new, "items": done})
    version(db, call, "Bench Opportunity", [["docstatus", 0, 1]])
    db.execute("COMMIT")
    return {"data": document("Bench Opportunity", {**row, **new, "modified_by": call.user}, done)}


def opportunity(db: sqlite3.Connection, name: str) -> tuple[Row, list[Row]]:
    row = db.execute("SELECT * FROM `tabBench Opportunity` WHERE name=?", (name,)).fetchone()
    return row, db.execute("SELECT * FROM `tabBench Item` WHERE parent=? ORDER BY idx", (name,)).fetchall()


def document(doctype: str, row: Row, items: list[Row]) -> Row:
    return {**row, "doctype": doctype, "items": [{**item, "doctype": "Bench Item"} for item in items]}


def standard(call: Call, name: str) -> Row:
    values = (name, call.now, call.now, call.user, call.user, 0, 0)
    return dict(zip(STANDARD, values, strict=True))


def new_row(db: sqlite3.Connection, call: Call, prefix: str, fields: Iterable[str], given: Row) -> Row:
    """Return a row under the next name of its series."""
    sql = "UPDATE tabSeries SET current=current+1 WHERE name=? RETURNING current"
    name = f"{prefix}{db.execute(sql, (prefix,)).fetchone()['current']:05}"
    given = {"naming_series": f"{prefix}.#####", **given}
    return {**standard(call, name), **{field: given.get(field) for field in fields}}


def stored(row: Row) -> Row:
    """Return all columns of a new row in the table's order."""
    head = {field: row[field] for field in STANDARD}
    return {**head, **dict.fromkeys(HIDDEN), **row}


def insert(db: sqlite3.Connection, doctype: str, rows: list[Row]) -> None:
    columns = ", ".join(f"`{field}`" for field in rows[0])
    places = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
    db.execute(f"INSERT INTO `tab{doctype}` ({columns}) VALUES {places}", [v for row in rows for v in row.values()])


def journal(
    db: sqlite3.Connection, call: Call, doctype: str, name: str, action: str, old: Row | None, new: Row
) -> None:
    sql = (
        "INSERT INTO __journal (operation, kind, user, route, doctype, name, action, old, new, recorded_at)"
        " VALUES (?, 'request', ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    at = datetime.datetime.now(datetime.UTC).isoformat()
    before = orjson.dumps(old).decode() if old else None
    after = orjson.dumps(new).decode()
    db.execute(sql, (call.operation, call.user, call.route, doctype, name, action, before, after, at))


def version(db: sqlite3.Connection, call: Call, doctype: str, changed: list[list[Any]]) -> None:
    data = orjson.dumps({"changed": changed, "added": [], "removed": [], "row_changed": []}).decode()
    row = standard(call, uuid.uuid4().hex[:10])
    insert(
        db,
        "Version",
        [{**row, "ref_doctype": doctype, "docname": call.name, "data": data, "operation": call.operation}],
    )


ANSWERS: dict[tuple[str, str, bool], Answer] = {
    ("GET", "Bench Customer", False): list_customers,
    ("POST", "Bench Customer", False): insert_customer,
    ("PUT", "Bench Customer", True): update_customer,
    ("GET", "Bench Opportunity", True): get_opportunity,
    ("POST", "Bench Opportunity", False): insert_opportunity,
    ("PUT", "Bench Opportunity", True): submit_opportunity,
    ("GET", "/api/method/frappe.desk.search.search_link", False): search_customers,
    ("GET", "/api/method/ping", False): lambda db, given, call: {"message": "pong"},
}


def main() -> None:
    """Serve as the product does: one worker, four threads."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["FLOOR_DATABASE"], port = sys.argv[1:3]
    Granian(
        "server:application",
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(port),
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


if __name__ == "__main__":
    main()
