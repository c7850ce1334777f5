"""Fixtures of this room: a fresh database of each dialect as the active one, without a site."""

# ruff: noqa: E402, I001  the folder is put on the path first
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / "database"), str(Path(__file__).parents[1])]

from connections import conf as conf
from connections import connect_again as connect_again
from connections import connection as connection
from connections import dialect as dialect
from frappe.context import Flags, local
from frappe.database import Connection


@pytest.fixture
def active(connection: Connection) -> Iterator[Connection]:
    """A connection that is the active site's."""
    before = dict(local.__dict__)
    local.db = SimpleNamespace(connection=connection, forget_tables=lambda: None)
    local.flags, local.message_log = Flags(), []
    yield connection
    local.__dict__.clear()
    local.__dict__.update(before)
