"""The role x route matrix is what is stored; refusals change nothing; state changes refuse safe methods."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from api_site import World
from role_matrix import (
    ROLES,
    STORED,
    UNTRIED,
    Try,
    arguments_of,
    attempt,
    caller_of,
    document_methods,
    functions,
    method_of,
    nothing_kept,
    routes,
)

REFUSED = (401, 403)


@pytest.fixture(scope="module")
def order(world: World) -> str:
    rows = world.by_key("Administrator").get("/api/resource/Api Order", filters=[["subject", "=", "Order 1"]])
    return str(rows.json["data"][0]["name"])


@pytest.fixture(scope="module")
def tries(world: World, order: str) -> Iterator[dict[str, dict[str, Try]]]:
    """Every function and route tried by every kind of user."""
    found: dict[str, dict[str, Try]] = {}
    with world.inside():
        methods = document_methods()
    with nothing_kept(world) as waiting:
        for role, user in ROLES.items():
            caller = caller_of(world, user)
            for name, (function, rule) in functions().items():
                if name not in UNTRIED:
                    body, method = arguments_of(function, order), method_of(rule)
                    made = attempt(world, caller, method, f"/api/method/{name}", body, waiting)
                    found.setdefault(f"{method} {name}", {})[role] = made
            for doctype, method in methods:
                body = {"dt": doctype, "dn": doctype, "method": method}
                made = attempt(world, caller, "POST", "/api/method/run_doc_method", body, waiting)
                found.setdefault(f"DOCUMENT {doctype}.{method}", {})[role] = made
            for method, path in routes():
                made = attempt(world, caller, method, path.replace("{order}", order), {}, waiting)
                found.setdefault(f"{method} {path}", {})[role] = made
    yield found


def test_matrix_is_the_stored_one(tries: dict[str, dict[str, Try]]) -> None:
    found = {name: {role: made.status for role, made in row.items()} for name, row in sorted(tries.items())}
    if os.environ.get("BENCH_WRITE_MATRIX"):
        lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in found.items()]
        STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n")

    stored = json.loads(STORED.read_text())

    changed = {
        name: (stored.get(name), found.get(name)) for name in {*stored, *found} if stored.get(name) != found.get(name)
    }
    assert not changed, (
        "Who may call what has changed (stored, found). If that is wanted, run this test with BENCH_WRITE_MATRIX=1 and"
        f" read the difference before committing it: {changed}"
    )


def test_nothing_fails_on_the_server(tries: dict[str, dict[str, Try]]) -> None:
    failed = {
        f"{name} as {role}": made.text
        for name, row in tries.items()
        for role, made in row.items()
        if made.status >= 500 and made.status not in (501, 503)
    }

    assert failed == {}


def test_guests_reach_only_what_is_meant_for_them(tries: dict[str, dict[str, Try]]) -> None:
    open_to_guests = {name for name, (_function, rule) in functions().items() if rule.allow_guest}

    reached = {name for name, row in tries.items() if row["Guest"].status not in (*REFUSED, 404, 501)}

    assert {name.partition(" ")[2] for name in reached} <= open_to_guests


def test_refusals_write_nothing(tries: dict[str, dict[str, Try]]) -> None:
    wrote = {
        f"{name} as {role}"
        for name, row in tries.items()
        for role, made in row.items()
        if made.status >= 400 and (made.waiting_writes or made.commits)
    }

    assert wrote == set()


def test_what_writes_refuses_safe_methods(world: World, order: str, tries: dict[str, dict[str, Try]]) -> None:
    rules = functions()
    writers = {
        name.partition(" ")[2] for name, row in tries.items() if any(made.waiting_writes for made in row.values())
    }

    callable_by_get = {name for name in writers & set(rules) if "GET" in rules[name][1].methods}

    assert callable_by_get == set()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_safe_methods_change_nothing(world: World, order: str, method: str) -> None:
    caller = caller_of(world, "Administrator")
    wrote: dict[str, Try] = {}
    with nothing_kept(world) as waiting:
        for name, (function, _rule) in functions().items():
            if name not in UNTRIED:
                made = attempt(world, caller, method, f"/api/method/{name}", arguments_of(function, order), waiting)
                if made.waiting_writes or made.commits:
                    wrote[name] = made

    assert wrote == {}
