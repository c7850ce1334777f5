"""Functions of MariaDB that SQLite lacks, for SQL of apps. NULL in, NULL out, unless said otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from frappe.database.sqlite import date_functions, text_functions

Entry = tuple[str, int, Callable[..., Any]]
_pure: tuple[Entry, ...] = (*text_functions.FUNCTIONS, *date_functions.FUNCTIONS)


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection MariaDB's functions."""
    for name, arguments, function in _pure:
        connection.create_function(name, arguments, function, deterministic=True)
    for name, arguments, function in date_functions.CLOCK_FUNCTIONS:
        connection.create_function(name, arguments, function)
    for name, aggregate in text_functions.AGGREGATES:
        connection.create_aggregate(name, 1, aggregate)  # type: ignore[arg-type]
