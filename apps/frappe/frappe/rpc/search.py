"""Search functions of link fields: ``(doctype, txt, searchfield, start, page_len, filters)``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from frappe.context import local
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.utils.numbers import cint, cstr

F = TypeVar("F", bound=Callable[..., Any])
_NAMES = ("doctype", "txt", "searchfield", "start", "page_len", "filters")
_COLUMN = re.compile(r"[a-zA-Z_][\w ]*(\.[a-zA-Z_][\w ]*)?")


def validate_and_sanitize_search_inputs(fn: F) -> F:
    """Check what a search function is called with: a plain column name, numbers, an existing DocType."""

    @wraps(fn)
    def checked(*args: Any, **kwargs: Any) -> Any:
        given = {**dict(zip(_NAMES, args, strict=False)), **kwargs}
        sanitize_searchfield(given.get("searchfield"))
        given["start"], given["page_len"] = max(0, cint(given.get("start"))), max(0, cint(given.get("page_len")))
        given["txt"] = cstr(given.get("txt"))
        database = local.__dict__.get("db")
        if given.get("doctype") and database is not None and not database.exists("DocType", given["doctype"]):
            return []
        return fn(*[given.pop(name) for name in _NAMES if name in given], **given)

    return cast(F, checked)


def sanitize_searchfield(searchfield: Any) -> None:
    """Check that a search field is a column's name.

    Raises:
        DataError: it is something else.
    """
    if searchfield and not (isinstance(searchfield, str) and _COLUMN.fullmatch(searchfield)):
        raise DataError(_("Invalid Search Field {0}").format(str(searchfield)[:60]))
