"""A bench of its own for the browser: a temporary site with both apps and its people, served as production serves it.

The server is a process beside the tests. Everything that a test changes on the running site goes through HTTP, as it
does for people; only the site and its people are made before the server starts.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import servers

APPS = Path(__file__).resolve().parents[3]
START_LIMIT_S = 30.0
PASSWORD = "Adm1n-of-Tests!"


@dataclass(frozen=True)
class Person:
    """A user of the tests' site."""

    email: str
    name: str
    roles: tuple[str, ...]


PEOPLE = {
    "representative": Person("rep@example.com", "Rita Rep", ("Sales Representative",)),
    "manager": Person("manager@example.com", "Max Manager", ("Sales Manager",)),
    "director": Person("director@example.com", "Dora Director", ("Sales Director",)),
    "agent": Person("agent@example.com", "Amy Agent", ("Service Agent",)),
    "worker": Person("worker@example.com", "Will Worker", ("Responsible Person",)),
    "customer_manager": Person("customers@example.com", "Cora Customers", ("Customer Manager",)),
    "region_manager": Person("region@example.com", "Ray Region", ("Region Manager",)),
    "nobody": Person("nobody@example.com", "Nora Nobody", ()),
}


def make_bench(bench: Path) -> Path:
    """Lay out a bench whose default site is the tests' one; return its sites folder."""
    sites = bench / "sites"
    sites.mkdir(parents=True)
    (bench / "apps").symlink_to(APPS, target_is_directory=True)
    (sites / "apps.txt").write_text("frappe\ncrm_suite\n", encoding="utf-8")
    (sites / "common_site_config.json").write_text('{"default_site": "test-crm-suite"}', encoding="utf-8")
    return sites


def add_people() -> None:
    """Make the people on the site that is open."""
    from frappe.model.documents import get_doc

    for person in PEOPLE.values():
        roles = [{"role": role} for role in person.roles]
        get_doc(
            {
                "doctype": "User",
                "email": person.email,
                "first_name": person.name,
                "new_password": PASSWORD,
                "send_welcome_email": 0,
                "language": "en",
                "roles": roles,
            }
        ).insert()


def organise() -> None:
    """Put the people into a branch and the representative below the manager: records are seen by team and branch."""
    from frappe.model.documents import get_doc

    branch = get_doc({"doctype": "Branch", "branch_name": "East Branch", "branch_type": "Office"}).insert()
    manager = None
    for key in ("manager", "representative", "customer_manager", "region_manager"):
        person = PEOPLE[key]
        employee = get_doc({"doctype": "Employee", "employee_name": person.name, "user": person.email})
        employee.update({"branch": branch.name, "reports_to": manager})
        employee.insert()
        manager = employee.name if key == "manager" else None
    get_doc({"doctype": "Item", "item_code": "E2E-ITEM", "item_name": "Tower lease", "uom": "Unit"}).insert()


DEMO = ("demo of the desk", "demo that somebody changed")


def load_small_demo(folder: Path) -> None:
    """Load a demo company of two records, which a test takes away again."""
    from frappe.install.demo import load_demo

    folder.mkdir()
    entries = [{"doctype": "Note", "title": title, "public": 1} for title in DEMO]
    (folder / "notes.json").write_text(json.dumps(entries), encoding="utf-8")
    load_demo(folder)


@contextmanager
def serving(sites: Path) -> Iterator[str]:
    """Serve a sites folder on a free port; yield the address, stop the server at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", "frappe.app:application"]
    environment = os.environ | {"SITES_PATH": str(sites), "PYTHONWARNINGS": "ignore"}
    log = sites / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["sh", "-c", servers.WATCH, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(server, url, log)
        yield url
    finally:
        assert server.stdin is not None
        server.stdin.close()  # what WATCH waits for
        server.wait(timeout=20)


def chromium() -> str | None:
    """Return the browser's path, or None where it is missing."""
    return shutil.which(os.environ.get("CHROMIUM", "chromium")) or shutil.which("chromium-browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/api/method/ping", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
