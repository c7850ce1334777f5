"""Routes as data: the first that matches answers (contract 7.1-7.3). Tests walk ``ROUTES``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from frappe.api import files, openapi, rest_v1, rest_v2, rpc
from frappe.exceptions import DoesNotExistError
from frappe.messages import _

READ, WRITE = ("GET", "HEAD"), ("PUT", "PATCH")
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY")


@dataclass(frozen=True)
class Route:
    """One route: methods, the parts of its path (``{x}`` one part, ``{x*}`` the rest), endpoint, envelope."""

    methods: tuple[str, ...]
    path: str
    endpoint: Callable[..., Any]
    envelope: int


ROUTES: tuple[Route, ...] = (
    Route(READ, "/api/v2/openapi.json", openapi.document, 1),
    Route(("POST",), "/api/v2/document/{doctype}/bulk_delete", rest_v2.bulk_delete_of, 2),
    Route(("POST",), "/api/v2/document/{doctype}/bulk_update", rest_v2.bulk_update_of, 2),
    Route(READ, "/api/v2/document/{doctype}", rest_v2.get_list, 2),
    Route(("POST",), "/api/v2/document/{doctype}", rest_v1.create, 2),
    Route(READ, "/api/v2/document/{doctype}/{name}/copy", rest_v2.copy, 2),
    Route(("GET", "HEAD", "POST"), "/api/v2/document/{doctype}/{name}/method/{method}", rest_v2.run_method, 2),
    Route(READ, "/api/v2/document/{doctype}/{name*}", rest_v1.read, 2),
    Route(WRITE, "/api/v2/document/{doctype}/{name*}", rest_v1.update, 2),
    Route(("DELETE",), "/api/v2/document/{doctype}/{name*}", rest_v1.delete, 2),
    Route(READ, "/api/v2/doctype/{doctype}/meta", rest_v2.meta, 2),
    Route(READ, "/api/v2/doctype/{doctype}/count", rest_v2.count, 2),
    Route(READ, "/api/v2/doctype/{doctype}/search", rest_v2.search, 2),
    Route(ANY, "/api/v2/method/{doctype}/{method}", rpc.call_doctype_method, 2),
    Route(ANY, "/api/v2/method/{name}", rpc.call_method, 2),
    Route(ANY, "/api/method/{name}", rpc.call_method, 1),
    Route(READ, "/api/resource/{doctype}", rest_v1.get_list, 0),
    Route(("POST",), "/api/resource/{doctype}", rest_v1.create, 0),
    Route(READ, "/api/resource/{doctype}/{name*}", rest_v1.read, 0),
    Route(WRITE, "/api/resource/{doctype}/{name*}", rest_v1.update, 0),
    Route(("POST",), "/api/resource/{doctype}/{name*}", rest_v1.run, 0),
    Route(("DELETE",), "/api/resource/{doctype}/{name*}", rest_v1.delete, 0),
    Route(READ, "/private/files/{name*}", files.private_file, 1),
    Route(READ, "/backups/{name*}", files.backup_file, 1),
    Route(READ, "/files/{name*}", files.public_file, 1),
)
Pattern = tuple[str, ...]
LONGEST_HEAD = 3


def _table() -> dict[tuple[str, Pattern], list[tuple[Route, Pattern]]]:
    """Return the routes by method and by the words that their path begins with, at most three."""
    table: dict[tuple[str, Pattern], list[tuple[Route, Pattern]]] = {}
    for route in ROUTES:
        pattern = tuple(route.path.strip("/").split("/"))
        words = next((index for index, token in enumerate(pattern) if token.startswith("{")), len(pattern))
        for method in route.methods:
            table.setdefault((method, pattern[: min(words, LONGEST_HEAD)]), []).append((route, pattern))
    return table


_TABLE = _table()


def version_of(path: str) -> int:
    """Return the API version whose error envelope a path gets."""
    return 2 if path.startswith("/api/v2/") else 1


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Return the route of a request and the values in its path.

    Raises:
        DoesNotExistError: no route has this path.
    """
    if path.startswith("/api/v1/"):
        path = "/api/" + path[len("/api/v1/") :]
    parts = path.strip("/").split("/")
    for length in range(min(len(parts), LONGEST_HEAD), 0, -1):
        for route, pattern in _TABLE.get((method, tuple(parts[:length])), ()):
            values = _match(pattern, parts)
            if values is not None:
                return route, values
    raise DoesNotExistError(_("{0} {1} does not exist.").format(method, path[:200]))


def _match(pattern: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for index, token in enumerate(pattern):
        if index >= len(parts):
            return None
        if token.endswith("*}"):
            rest = "/".join(parts[index:]).rstrip("/")
            values[token[1:-2]] = unquote(rest)
            return values if rest else None
        if token.startswith("{"):
            if not parts[index]:
                return None
            values[token[1:-1]] = unquote(parts[index])
        elif token != parts[index]:
            return None
    return values if len(parts) == len(pattern) else None
