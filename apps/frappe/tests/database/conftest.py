"""Fixtures of this room: a fresh database of each dialect; no site."""

# ruff: noqa: E402, I001  the folder is put on the path first
from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from connections import conf as conf
from connections import connect_again as connect_again
from connections import connection as connection
from connections import dialect as dialect
from connections import items as items
