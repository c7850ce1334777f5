"""Addresses of the site and of its records. They come from the configuration, never from a request's Host header."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from frappe.context import local
from frappe.utils.html_utils import escape_html
from frappe.utils.numbers import cint
from frappe.utils.text import sha256_hash
from frappe.utils.urls import expand_urls, quote_part
from frappe.utils.urls import slug as slug

DESK = "/desk"


def get_url(uri: str | None = None, full_address: bool = False) -> str:
    """Return an absolute address of the site; an absolute one as it is."""
    if uri and uri.startswith(("http://", "https://")):
        return uri
    host = _host()
    return urljoin(host + "/", uri.lstrip("/")) if uri else host


def _host() -> str:
    conf = local.__dict__.get("conf") or {}
    name = str(conf.get("host_name") or conf.get("hostname") or "").rstrip("/")
    if name:
        return name if name.startswith(("http://", "https://")) else f"http://{name}"
    port = cint(conf.get("webserver_port") or conf.get("http_port")) or 8000
    return f"http://{local.__dict__.get('site') or 'localhost'}{'' if port == 80 else f':{port}'}"


def get_host_name() -> str:
    """Return the site's host, with its port."""
    return get_url().rpartition("//")[2]


def get_site_url(site: str) -> str:
    """Return the address of a site of this bench."""
    conf = local.__dict__.get("conf") or {}
    return f"http://{site}:{cint(conf.get('webserver_port')) or 8000}"


def get_absolute_url(doctype: str, name: str) -> str:
    """Return the path of a record in the desk."""
    return f"{DESK}/{quote_part(slug(doctype))}/{quote_part(name)}"


def get_url_to_form(doctype: str, name: str | None = None) -> str:
    """Return the address of a record, of the Single document without a name."""
    return get_url(get_absolute_url(doctype, name) if name else f"{DESK}/{quote_part(slug(doctype))}")


def get_url_to_list(doctype: str) -> str:
    return get_url(f"{DESK}/{quote_part(slug(doctype))}")


def get_url_to_report(name: str, report_type: str | None = None, doctype: str | None = None) -> str:
    """Return the address of a report."""
    if report_type == "Report Builder" and doctype:
        return get_url(f"{DESK}/{quote_part(slug(doctype))}/view/report/{quote_part(name)}")
    return get_url(f"{DESK}/query-report/{quote_part(name)}")


def get_url_to_report_with_filters(
    name: str, filters: Any, report_type: str | None = None, doctype: str | None = None
) -> str:
    """Return the address of a report with its filters set."""
    query = filters if isinstance(filters, str) else urlencode(filters)
    return f"{get_url_to_report(name, report_type, doctype)}?{query}"


def get_link_to_form(doctype: str, name: str | None = None, label: str | None = None) -> str:
    """Return a link to a record, as HTML."""
    return f'<a href="{get_url_to_form(doctype, name)}">{escape_html(str(label or name or doctype))}</a>'


def get_link_to_report(
    name: str, label: str | None = None, report_type: str | None = None, doctype: str | None = None
) -> str:
    return f'<a href="{get_url_to_report(name, report_type, doctype)}">{escape_html(str(label or name))}</a>'


def expand_relative_urls(html: str) -> str:
    """Return HTML whose relative addresses start with the site's."""
    return expand_urls(html, get_url()) if html else html


def get_build_version() -> str:
    """Return a mark of the built desk: it changes with each build."""
    manifest = Path(__file__).parent.parent / "public" / "desk" / "index.html"
    return sha256_hash(manifest.read_bytes())[:12] if manifest.exists() else "0"
