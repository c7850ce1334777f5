"""Requests made up for code that expects one, and sessions for calls to other servers."""

from __future__ import annotations

from typing import Any

from frappe.context import local


def set_request(**kwargs: Any) -> None:
    """Let the thread act on a request: ``set_request(method="GET", path="/me")``. For tests and rendering."""
    from werkzeug.test import EnvironBuilder
    from werkzeug.wrappers import Request

    local.request = Request(EnvironBuilder(**kwargs).get_environ())


def get_request_header(key: str, default: Any = None) -> Any:
    """Return a header of the request under way."""
    request = local.__dict__.get("request")
    return request.headers.get(key, default) if request is not None else default


def get_request_session(max_retries: int = 5) -> Any:
    """Return a ``requests`` session that tries again when a server does not answer."""
    import requests  # an app that calls other servers brings it
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    session = requests.Session()
    adapter = HTTPAdapter(max_retries=Retry(total=max_retries, status_forcelist=[500]))
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
