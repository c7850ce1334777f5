"""Pictures of users without one: drawn from the initials, nothing is asked over the network."""

from __future__ import annotations

import base64
import hashlib

from frappe.utils.html_utils import escape_html
from frappe.utils.text import get_abbr

_COLOURS = ("#2f6fde", "#0f8a5f", "#b8561b", "#8a4fc7", "#c23b63", "#157f8f", "#6b7280", "#a16207")


def get_gravatar(email: str, default: str | None = None) -> str:
    """Return a picture for an address, as a ``data:`` address that stays the same."""
    if default:
        return default
    number = hashlib.sha256((email or "").strip().lower().encode()).digest()[0]
    initials = escape_html(get_abbr((email or "").partition("@")[0].replace(".", " ")).upper())
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" '
        f'fill="{_COLOURS[number % len(_COLOURS)]}"/><text x="32" y="41" font-family="sans-serif" font-size="26" '
        f'fill="#fff" text-anchor="middle">{initials}</text></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def get_gravatar_url(email: str, default: str | None = None) -> str:
    return get_gravatar(email)
