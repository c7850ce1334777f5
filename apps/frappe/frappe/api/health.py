"""Is the server there, and which one is it."""

from __future__ import annotations

from frappe import __version__
from frappe.rpc import whitelist


@whitelist(allow_guest=True)
def ping() -> str:
    """Answer ``pong``."""
    return "pong"


@whitelist(allow_guest=True)
def version() -> str:
    """Return the framework's version."""
    return __version__
