"""Limits of what a query may hold, and the errors of text that is no part of the grammar (contract 6.3, design 6.15).

Nothing here searches for bad words: the parsers accept only what they understand, these functions say no.
"""

from __future__ import annotations

import re
from typing import NoReturn

from frappe.context import local
from frappe.exceptions import DataError
from frappe.messages import _

MAX_TEXT = 1000
MAX_FIELDS = 500
INTERNAL_DEPTH = 50
INTERNAL_CONDITIONS = 20_000
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TABLE = re.compile(r"[\w][\w -]*")


def filter_depth(limited: bool) -> int:
    """Return how deep filters may be nested; a limited query came from outside."""
    return int(local.conf.get("max_filter_depth") or 5) if limited else INTERNAL_DEPTH


def filter_conditions(limited: bool) -> int:
    """Return how many conditions a query may have."""
    return int(local.conf.get("max_filter_conditions") or 100) if limited else INTERNAL_CONDITIONS


def in_values(limited: bool) -> int:
    """Return how many values the operator in may take."""
    return int(local.conf.get("max_filter_values") or 5000) if limited else 1_000_000


def illegal(text: object) -> NoReturn:
    """Refuse text that is no field, function or order."""
    raise DataError(_("Illegal SQL Query") + f": {str(text)[:80]}")


def restricted(text: object) -> NoReturn:
    """Refuse a function that is not on the list, or a sub-query."""
    raise DataError(_("Use of sub-query or function is restricted") + f": {str(text)[:80]}")


def not_permitted(doctype: str, fieldname: str) -> NoReturn:
    """Refuse a field that the DocType does not have."""
    raise DataError(
        _("Field not permitted in query: {0}").format(fieldname[:80]), doctype=doctype, fieldname=fieldname[:140]
    )


def check_identifier(name: object) -> str:
    """Return a column or index name that may stand between back-ticks.

    Raises:
        DataError: it holds other characters than letters, digits and underscores.
    """
    if not isinstance(name, str) or not _IDENTIFIER.fullmatch(name):
        illegal(name)
    return name


def check_table(name: object) -> str:
    """Return a table name that may stand between back-ticks.

    Raises:
        DataError: it holds other characters than letters, digits, blanks, underscores and hyphens.
    """
    if not isinstance(name, str) or not _TABLE.fullmatch(name):
        illegal(name)
    return name
