"""What a request costs: CPU of the web process and requests per second, against a server written by hand.

Run by ``./bench benchmark serving``. Both servers (the product, and benchmarks/floor) run on copies of one SQLite
database; each case first checks that they give the same answer and leave the same rows. ``--write`` puts the table
into docs/benchmarks.md, ``--smoke`` sees on few rows that all of it works.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import http.client
import itertools
import json
import os
import platform
import re
import secrets
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import start

ROUNDS = 5
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
TABLES = ("tabBench Customer", "tabBench Opportunity", "tabBench Item", "tabSeries", "tabVersion", "__journal")
USER, KEY, SECRET = "bench@example.com", "benchkey", "benchsecret"
HEADERS = {"Authorization": f"token {KEY}:{SECRET}", "Content-Type": "application/json"}
FREE = re.compile(
    r"\d{4}-\d\d-\d\d[ T][\d:.]+(\+00:00)?"  # moments
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # operations
    r'|(?<=")[0-9a-z]{10}(?=\\*")'  # names of child rows and Versions
)

Request = tuple[str, str, dict[str, Any] | None]


@dataclass(frozen=True)
class Case:
    """A kind of request: the bar of its CPU ratio, and the request with a number that is never used twice."""

    what: str
    bar: float
    request: Callable[[int], Request]


@dataclass
class Server:
    """A running server, the database it writes and what was measured."""

    port: int
    process: int
    database: Path
    cpu_ms: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)


def main() -> int:
    """Measure, print the table and, when asked for, write it."""
    parser = argparse.ArgumentParser(prog="./bench benchmark serving", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="customers, and opportunities with 3 items each")
    parser.add_argument("--calls", type=int, default=400, help="requests of a case in a round")
    parser.add_argument("--smoke", action="store_true", help="1,000 rows and 20 requests in a round")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    options = parser.parse_args()
    rows, calls = (1_000, 20) if options.smoke else (options.rows, options.calls)
    if rows <= ROUNDS * calls:
        parser.error(f"--rows must be above {ROUNDS} * --calls: each request writes a document of its own.")
    with start.temporary_bench() as bench, servers(bench, rows) as (product, floor):
        lines = [measured(case, product, floor, calls) for case in CASES]
    text = table(lines, rows, calls)
    print(text)
    if options.write:
        start.write(text, "serving", "Serving")
    return 0


@contextlib.contextmanager
def servers(bench: Path, rows: int) -> Iterator[tuple[Server, Server]]:
    """Start the product and the floor on copies of the same data."""
    ports, password = (start.free_port(), start.free_port()), secrets.token_urlsafe(12)
    with start.started(bench, ports[0], password):
        pass  # the first start makes the site
    site = next((bench / "sites").glob("*/site_config.json")).parent
    make_doctypes(site)
    database, copy = site / "db" / "site.db", bench / "floor.db"
    with contextlib.closing(sqlite3.connect(database)) as db:
        fill(db, rows)
        db.execute("VACUUM INTO ?", (str(copy),))
    with start.started(bench, ports[0], password) as (_seconds, product), floor_started(copy, ports[1]) as floor:
        yield Server(ports[0], product, database), Server(ports[1], floor, copy)


@contextlib.contextmanager
def floor_started(database: Path, port: int) -> Iterator[int]:
    """Start the floor and give its process id."""
    script = Path(__file__).parent / "floor" / "server.py"
    process = subprocess.Popen([sys.executable, str(script), str(database), str(port)], cwd=script.parent)
    try:
        wait_for_floor(process, port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=start.LIMIT_S)


def wait_for_floor(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + start.LIMIT_S
    while True:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=start.LIMIT_S)
            ask(connection, ("GET", "/api/method/ping", None))
            return connection.close()
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The floor did not start.")
        time.sleep(0.05)


def make_doctypes(site: Path) -> None:
    """Make the three DocTypes and a user who may do everything with them."""
    import frappe
    from frappe.sites import open_site

    with open_site(site.name, sites_path=site.parent, user="Administrator"):
        for values in DOCTYPES:
            frappe.get_doc({"doctype": "DocType", "module": "Custom", "custom": 1, **values}).insert()
        user = {"doctype": "User", "email": USER, "first_name": "Bench", "send_welcome_email": 0}
        roles = [{"role": "System Manager"}]
        frappe.get_doc({**user, "api_key": KEY, "api_secret": SECRET, "roles": roles}).insert()
        frappe.db.commit()


def fill(db: sqlite3.Connection, rows: int) -> None:
    """Write customers and opportunities, each a second younger than the one before."""
    began = datetime.datetime(2026, 1, 1)

    def standard(name: str, number: int, idx: int = 0) -> dict[str, Any]:
        at = str(began + datetime.timedelta(seconds=number)) + ".000001"
        owner = {"modified_by": USER, "owner": USER}
        return {"name": name, "creation": at, "modified": at, **owner, "docstatus": 0, "idx": idx}

    numbers = range(1, rows + 1)
    put(db, "tabBench Customer", (
        {**standard(f"BC-{n:05}", n), "naming_series": "BC-.#####", "title": f"Customer {n:07}",
         "city": f"City {n % 10}", "amount": float(n % 500), "active": 1,
         **{f"data_{i}": f"Text {i} of {n}" for i in range(20)}}
        for n in numbers
    ))  # fmt: skip
    put(db, "tabBench Opportunity", (
        {**standard(f"BO-{n:05}", n), "naming_series": "BO-.#####", "title": f"Opportunity {n:07}"} for n in numbers
    ))  # fmt: skip
    put(db, "tabBench Item", (
        {**standard(f"i{idx}{n:08}", n, idx), "parent": f"BO-{n:05}", "parentfield": "items",
         "parenttype": "Bench Opportunity", "item": f"Item {idx}", "qty": float(idx)}
        for n in numbers for idx in (1, 2, 3)
    ))  # fmt: skip
    put(db, "tabSeries", ({"name": prefix, "current": rows} for prefix in ("BC-", "BO-")))
    db.commit()


def put(db: sqlite3.Connection, table_name: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    sql = f"INSERT INTO `{table_name}` ({', '.join(first)}) VALUES ({', '.join('?' * len(first))})"
    db.executemany(sql, (tuple(row.values()) for row in itertools.chain([first], rows)))


def measured(case: Case, product: Server, floor: Server, calls: int) -> tuple[str, ...]:
    """Return a case's line of the table: both CPU times, their ratio with its spread, the bar, the ratio of rates."""
    check(case, product, floor)
    for server in (product, floor):
        server.cpu_ms, server.rate = [], []
    for number in range(ROUNDS):
        for server in (product, floor):
            run(case, server, range(1 + number * calls, 1 + (number + 1) * calls))
    ratios = [mine / max(its, TICK_MS / calls) for mine, its in zip(product.cpu_ms, floor.cpu_ms, strict=True)]
    ratio = statistics.median(product.cpu_ms) / max(statistics.median(floor.cpu_ms), TICK_MS / calls)
    rate = statistics.median(product.rate) / statistics.median(floor.rate)
    return (
        case.what, f"{statistics.median(product.cpu_ms):.2f} ms", f"{statistics.median(floor.cpu_ms):.2f} ms",
        f"{ratio:.1f} ({min(ratios):.1f} to {max(ratios):.1f})", f"{case.bar}", f"{rate:.2f}",
    )  # fmt: skip


def check(case: Case, product: Server, floor: Server) -> None:
    """See that both servers answer a request alike and leave the same rows."""
    found = []
    for server in (product, floor):
        before = last_rows(server.database)
        with connected(server) as connection:
            answer = ask(connection, case.request(0))
        rows = new_rows(server.database, before)
        found.append([FREE.sub("*", json.dumps(part, sort_keys=True)) for part in (answer, rows)])
    for what, mine, its in zip(("answer", "rows"), *found, strict=True):
        if mine != its:
            raise SystemExit(f"{case.what}: the servers differ in {what}.\nproduct: {mine}\nfloor:   {its}")


def last_rows(database: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(database)) as db:
        return {name: db.execute(f"SELECT max(rowid) FROM `{name}`").fetchone()[0] or 0 for name in TABLES}


def new_rows(database: Path, before: dict[str, int]) -> dict[str, list[Any]]:
    """Return the rows that were added, and all naming counters."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.row_factory = sqlite3.Row
        found = {}
        for name, last in before.items():
            rows = db.execute(f"SELECT * FROM `{name}` WHERE rowid>?", (0 if name == "tabSeries" else last,))
            found[name] = [{key: row[key] for key in row.keys() if key != "sequence"} for row in rows]  # noqa: SIM118
        return found


def run(case: Case, server: Server, numbers: range) -> None:
    """Send a round of requests over one connection and keep what they cost."""
    with connected(server) as connection:
        cpu, began = cpu_ms(server.process), time.perf_counter()
        for number in numbers:
            ask(connection, case.request(number))
        server.rate.append(len(numbers) / (time.perf_counter() - began))
        server.cpu_ms.append((cpu_ms(server.process) - cpu) / len(numbers))


def connected(server: Server) -> contextlib.closing[http.client.HTTPConnection]:
    return contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=start.LIMIT_S))


def ask(connection: http.client.HTTPConnection, request: Request) -> Any:
    method, path, body = request
    connection.request(method, path, json.dumps(body) if body else None, HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{method} {path} answered {answer.status}: {text[:500]!r}")
    return json.loads(text)


def cpu_ms(parent: int) -> float:
    """Return the CPU time, user and system, that a server and its workers have used."""
    ticks = 0
    for process in (parent, *start.children(parent)):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * TICK_MS


def table(lines: list[tuple[str, ...]], rows: int, calls: int) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite, {datetime.date.today().isoformat()}"
    head = ("request", "product, CPU", "floor, CPU", "CPU ratio (spread)", "bar", "ratio of requests/s")
    text = "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *lines))
    size = f"{rows:,} customers, {rows:,} opportunities of 3 items"
    rounds = f"{ROUNDS} alternating rounds of {calls} requests with a token"
    return f"{size}; {rounds}; {machine}; `./bench benchmark serving`.\n\n{text}\n"


def resource(doctype: str, name: str = "", **query: str) -> str:
    path = quote(f"/api/resource/{doctype}/{name}".rstrip("/"))
    return f"{path}?{urlencode(query)}" if query else path


def series(prefix: str) -> list[dict[str, Any]]:
    options = f"{prefix}.#####"
    naming = {"fieldname": "naming_series", "label": "Series", "fieldtype": "Select", "reqd": 1}
    title = {"fieldname": "title", "label": "Title", "fieldtype": "Data", "reqd": 1}
    return [{**naming, "options": options, "default": options}, title]


ALLOWED = {"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}
NAMED = {"autoname": "naming_series:", "track_changes": 1}
DOCTYPES: list[dict[str, Any]] = [
    {"name": "Bench Customer", **NAMED, "search_fields": "title", "permissions": [ALLOWED], "fields": [
        *series("BC-"),
        {"fieldname": "city", "label": "City", "fieldtype": "Data", "search_index": 1},
        {"fieldname": "amount", "label": "Amount", "fieldtype": "Currency"},
        {"fieldname": "active", "label": "Active", "fieldtype": "Check"},
        *({"fieldname": f"data_{n}", "label": f"Data {n}", "fieldtype": "Data"} for n in range(20)),
    ]},
    {"name": "Bench Item", "istable": 1, "fields": [
        {"fieldname": "item", "label": "Item", "fieldtype": "Data"},
        {"fieldname": "qty", "label": "Qty", "fieldtype": "Float"},
    ]},
    {"name": "Bench Opportunity", **NAMED, "is_submittable": 1, "permissions": [{**ALLOWED, "submit": 1, "cancel": 1}],
     "fields": [
         *series("BO-"),
         {"fieldname": "items", "label": "Items", "fieldtype": "Table", "options": "Bench Item"},
    ]},
]  # fmt: skip

FIELDS = ["name", "creation", "title", "city", "amount", "active", "data_0", "data_1"]
LIST = resource(
    "Bench Customer", fields=json.dumps(FIELDS), limit="20", order_by="creation desc",
    filters=json.dumps([["city", "=", "City 3"], ["amount", ">", 100], ["active", "=", 1]]),
)  # fmt: skip
SEARCH = "/api/method/frappe.desk.search.search_link?"
ITEMS = [{"item": f"Item {number}", "qty": 1.5} for number in range(3)]

CASES = (
    Case("list of 20 x 8 fields, 3 filters", 2.5, lambda n: ("GET", LIST, None)),
    Case("get with 3 children", 2.5, lambda n: ("GET", resource("Bench Opportunity", f"BO-{n + 1:05}"), None)),
    Case("insert", 3,
         lambda n: ("POST", resource("Bench Customer"), {"title": f"New {n}", "city": "Far", "amount": 2.5})),
    Case("update", 3, lambda n: ("PUT", resource("Bench Customer", f"BC-{n + 1:05}"), {"title": f"Changed {n}"})),
    Case("insert with 3 children", 3,
         lambda n: ("POST", resource("Bench Opportunity"), {"title": f"New {n}", "items": ITEMS})),
    Case("submit", 3, lambda n: ("PUT", resource("Bench Opportunity", f"BO-{n + 1:05}"), {"docstatus": 1})),
    Case("link search", 2.5, lambda n: (
        "GET", SEARCH + urlencode({"doctype": "Bench Customer", "txt": f"Customer {999:07}"}), None)),
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
