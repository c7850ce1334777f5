"""Addresses as text: quoting, slugs, joining. The site's own address is in ``localization.links``."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin

_SAFE = "~@#$&()*!+=:;,.?/'"


def quoted(url: str | bytes) -> str:
    """Return an address with what may not stand in one coded."""
    return quote(url if isinstance(url, bytes) else str(url or ""), safe=_SAFE)


def quote_part(text: object) -> str:
    """Return one part of a path, its slashes coded too."""
    return quote(str(text), safe="")


def slug(name: str) -> str:
    """Return a DocType's name as it stands in addresses: ``sales-order``."""
    return re.sub(r"[\s_]+", "-", name.strip().lower())


def expand_urls(html: str, base: str) -> str:
    """Return HTML whose relative ``src`` and ``href`` start with the site's address."""

    def expand(match: re.Match[str]) -> str:
        before, mark, address = match.groups()
        kept = address.startswith(("#", "{{")) or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address)
        return match.group() if kept else f"{before}{mark}{urljoin(base.rstrip('/') + '/', address.lstrip('/'))}{mark}"

    return re.sub(r"(\b(?:href|src)\s*=\s*)(['\"])([^'\"]*)\2", expand, html)


def quote_urls(html: str) -> str:
    """Return HTML whose addresses are coded once."""

    def requote(match: re.Match[str]) -> str:
        before, mark, address = match.groups()
        return f"{before}{mark}{quoted(unquote(address))}{mark}"

    return re.sub(r"(\b(?:href|src)\s*=\s*)(['\"])(https?://[^'\"]*)\2", requote, html)
